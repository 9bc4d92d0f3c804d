"""The differences between the versions of an entry, for staff."""

import re
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import pairwise

from faq.models import Entry

# Words with the white space behind them, so that the pieces add up to the text.
WORDS = re.compile(r"\S+\s*|\s+")
COMPARED = ["question", "answer", "tlp", "topic_id", "is_published"]


@dataclass(frozen=True)
class Piece:
    """Some words that stayed (`same`), came (`new`) or went (`old`)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One field of an entry, before and after, in pieces."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Version:
    """One moment at which somebody changed an entry."""

    at: datetime
    by: str
    is_first: bool
    changes: list[Change]


def versions(entry):
    """Return the versions of `entry` that differ from the one before, newest first."""
    records = list(entry.versions.select_related("history_user").order_by("history_id"))
    if not records:
        return []
    first = Version(records[0].history_date, name(records[0]), True, [])
    later = [
        Version(new.history_date, name(new), False, changes)
        for old, new in pairwise(records)
        if (changes := differences(old, new))
    ]
    return [first, *later][::-1]


def name(record):
    return str(record.history_user) if record.history_user else "het systeem"


def differences(old, new):
    """Return a Change for each field in which two records of an entry differ."""
    return [
        Change(
            Entry._meta.get_field(field).verbose_name, pieces(shown(old, field), shown(new, field))
        )
        for field in COMPARED
        if getattr(old, field) != getattr(new, field)
    ]


def shown(record, field):
    """Return the value of a field as a person reads it."""
    match field:
        case "topic_id":
            return record.topic.name
        case "is_published":
            return "ja" if record.is_published else "nee"
        case "tlp":
            return record.get_tlp_display()
    return getattr(record, field)


def pieces(old, new):
    """Return what stayed, went and came between two texts, word by word."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    found = []
    for tag, start, end, new_start, new_end in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(before[start:end])))
            continue
        found.append(Piece("old", "".join(before[start:end])))
        found.append(Piece("new", "".join(after[new_start:new_end])))
    return [piece for piece in found if piece.text]
