"""What changed of one control: its answer and its evidence, when and by whom."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from selfassessment.models import Evidence
from selfassessment.wording import as_typed, differences

DONE_TO_EVIDENCE = {"+": "Bewijs toegevoegd", "~": "Bewijs gewijzigd", "-": "Bewijs weggehaald"}


@dataclass(frozen=True)
class Change:
    """One moment at which somebody changed something; `by` is "" for a command.

    `differences` are (field, old, new) in words.
    """

    at: datetime
    by: str
    what: str
    differences: list[tuple[str, str, str]]


def changes_of(answer):
    """Return the Changes of this answer and its evidence, newest first."""
    found = [*answer_changes(answer), *evidence_changes(answer)]
    return sorted(found, key=lambda change: change.at, reverse=True)


def answer_changes(answer):
    records = list(answer.versions.select_related("history_user").order_by("history_id"))
    for old, new in pairwise(records):
        if changed := differences(as_typed(old), as_typed(new)):
            yield Change(new.history_date, who(new), "Antwoord gewijzigd", changed)
    if records:
        yield Change(records[0].history_date, who(records[0]), "Zelfevaluatie begonnen", [])


def evidence_changes(answer):
    records = Evidence.records_of(answer).select_related("history_user").order_by("history_id")
    for record in records:
        what = f"{DONE_TO_EVIDENCE[record.history_type]}: {record.name}"
        if record.valid_until:
            what += f" (geldig tot en met {record.valid_until:%d-%m-%Y})"
        yield Change(record.history_date, who(record), what, [])


def who(record):
    return str(record.history_user) if record.history_user else ""
