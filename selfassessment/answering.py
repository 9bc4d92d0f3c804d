"""The form of a category: one row per control, what was posted for it, and what became of that.

Rows are drawn by a plain loop; a form is made only for a row that somebody changed.
"""

import re
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from loket.models import User
from selfassessment.forms import AnswerForm, EvidenceForm
from selfassessment.models import CHANGEABLE
from selfassessment.wording import as_typed, differences

SEEN = re.compile(r"(\d{1,18})-seen")
EVIDENCE = ["name", "link", "valid_until"]
MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Conflict:
    """What somebody else saved for a control since its reader opened the page."""

    version: int
    mine: dict
    theirs: dict
    by: User | None
    at: datetime | None

    @property
    def lines(self):
        """Return (field, mine, theirs) in words for each field in which the two differ."""
        return differences(self.mine, self.theirs)


class Row:
    """One control on the page: its answer, what its fields hold, and the state of a post.

    `state` is "" (nothing posted, or nothing new), "saved", "renewed" (shows what somebody else
    wrote), "error" or "conflict".
    """

    def __init__(self, answer):
        self.answer = answer
        self.fields = as_typed(answer)
        self.evidence_fields = dict.fromkeys(EVIDENCE, "")
        self.seen = answer.version
        self.errors = {}
        self.evidence_errors = {}
        self.conflict = None
        self.state = ""
        self.has_new_evidence = False

    @property
    def looks_different(self):
        """Say whether this row shows other things now than on the page it was posted from."""
        return self.is_unfinished or self.has_new_evidence or self.state == "renewed"

    @property
    def is_unfinished(self):
        """Say whether a person still has to mend or choose something here."""
        return bool(self.errors or self.evidence_errors or self.conflict)

    def take(self, data, *, by):
        """Save what was posted for this row, as far as it is new, right and up to date."""
        key = self.answer.pk
        # as it would be stored: a space more is no news
        posted = {
            name: data.get(f"{key}-{name}", value).replace("\r\n", "\n").strip()
            for name, value in self.fields.items()
        }
        self.seen = data.get(f"{key}-seen", "")
        if posted != self.fields:
            self.take_answer(posted, data.get(f"{key}-choice", ""), by)
        else:
            self.seen = self.answer.version
        self.take_evidence(data, by)

    def take_answer(self, posted, choice, by):
        """Save what this person changed, unless somebody else changed the same control first."""
        now, current = self.answer.version, self.fields
        is_stale = str(self.seen) != str(now)
        mine = changed_over(posted, self.before() if is_stale else current, current)
        if mine == current or choice == f"{THEIRS}-{now}":
            self.seen, self.state = now, "renewed" if is_stale else ""
            return
        self.fields, self.state = mine, "error"
        form = AnswerForm(mine, instance=copy(self.answer))
        if is_stale and choice != f"{MINE}-{now}":
            self.meet_conflict()
        elif not form.is_valid():
            self.errors = form.errors
        elif self.answer.change(form.values(), seen=now, by=by):
            self.fields, self.state, self.seen = as_typed(self.answer), "saved", self.answer.version
        else:
            self.meet_conflict()

    def before(self):
        """Return what the answer held on the page this was posted from; None if nobody knows."""
        seen = str(self.seen)
        record = self.answer.as_of(int(seen[:9])) if seen.isdecimal() else None
        return record and as_typed(record)

    def meet_conflict(self):
        """Keep what was typed, and put beside it what is there now and who wrote that."""
        self.answer.refresh_from_db(fields=[*CHANGEABLE, "version"])
        now = self.answer.version
        record = self.answer.as_of(now)
        self.conflict = Conflict(
            version=now,
            mine=self.fields,
            theirs=as_typed(self.answer),
            by=record and record.history_user,
            at=record and record.history_date,
        )
        self.state = "conflict"

    def take_evidence(self, data, by):
        """Add the piece of evidence that was filled in under this control, if any."""
        prefix = f"{self.answer.pk}-evidence"
        posted = {name: data.get(f"{prefix}-{name}", "").strip() for name in EVIDENCE}
        if not any(posted.values()):
            return
        form = EvidenceForm(posted)
        if form.is_valid():
            self.answer.add_evidence(by=by, **form.cleaned_data)
            self.has_new_evidence = True
            self.state = self.state or "saved"
        else:
            self.evidence_fields = posted
            self.evidence_errors = form.errors
            self.state = "conflict" if self.conflict else "error"

    def drop_evidence(self, evidence, *, by):
        """Take away a piece of evidence of this control."""
        evidence.remove(by=by)
        self.has_new_evidence = True
        self.state = self.state or "saved"


def changed_over(posted, before, current):
    """Return `current` with the fields that somebody changed since `before`; all, if unknown."""
    return {
        name: value if before is None or value != before[name] else current[name]
        for name, value in posted.items()
    }


def posted_keys(data):
    """Return the keys of the answers that a post speaks of."""
    return [int(found[1]) for name in data if (found := SEEN.fullmatch(name))]
