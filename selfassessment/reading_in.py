"""What a spreadsheet with answers would change, what is wrong with it, and saving it.

The page and the command are two doors to this: all or nothing, and nothing unseen.
"""

import re
from copy import copy
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.db import transaction

from selfassessment.forms import AnswerForm
from selfassessment.models import Answer
from selfassessment.sheet_lines import MEANINGS, Line, folded, text_of, version_of
from selfassessment.sheets import HEADERS
from selfassessment.wording import as_typed, differences

UNKNOWN = (
    "deze control staat niet in deze zelfevaluatie, of u vult haar niet in. Kijk het nummer na. "
    "Maakte uw rekenblad er een datum of een ander getal van? Geef de kolom dan de opmaak ‘tekst’ "
    "en typ het nummer opnieuw."
)
AMBIGUOUS = (
    "dit getal kan control {} zijn. Geef de kolom de opmaak ‘tekst’ en typ het nummer opnieuw."
)
OTHER_TITLE = "deze titel hoort bij control {}. Kijk na of het nummer klopt."
TWICE = "deze control staat ook in rij {}. Laat er één staan."
NO_NUMBER = "het nummer van de control ontbreekt. Vul het in of maak de rij leeg."
TOO_NEW = (
    "versie {} van dit antwoord bestaat nog niet. Hoort dit blad bij deze zelfevaluatie? Download "
    "het dan opnieuw, of maak de kolom Versie leeg."
)
NOTHING = "Er staan geen controls in dit blad. Vul onder de kop minstens één rij in."
NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True)
class Change:
    """What one line makes of one answer. In a conflict the portal changed the same field."""

    line: Line
    answer: Answer
    values: dict
    differences: list
    is_conflict: bool


@dataclass
class Proposal:
    """All that a sheet would do: the changes, how many lines change nothing, what is wrong.

    `saved` counts the answers that were changed; None as long as nothing was saved.
    """

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    problems: list[str] = field(default_factory=list)
    saved: int | None = None

    @property
    def conflicts(self):
        return [change for change in self.changes if change.is_conflict]

    @property
    def plain_changes(self):
        return [change for change in self.changes if not change.is_conflict]

    @property
    def is_stale(self):
        """Say whether an answer changed since somebody looked at this proposal."""
        return any(change.line.seen != change.answer.version for change in self.changes)

    def shown(self):
        """Return the lines that change something, as somebody is about to look at them.

        They keep what they were compared with at first: that decides what is a conflict.
        """
        return [
            replace(
                change.line,
                version=version_before(change.line, change.answer),
                seen=change.answer.version,
            )
            for change in self.changes
        ]


def propose(lines, answers):
    """Return the Proposal of these lines for these answers (a queryset or list)."""
    book = Book(answers)
    proposal = Proposal(problems=[] if lines else [NOTHING])
    for line in lines:
        try:
            change = change_of(line, book.answer_of(line))
        except ValidationError as error:
            proposal.problems += [f"{place_of(line)}: {words}" for words in error.messages]
            continue
        if change:
            proposal.changes.append(change)
        else:
            proposal.unchanged += 1
    return proposal


@transaction.atomic
def save(lines, answers, *, taken=(), by):
    """Save what these lines change, unless something is wrong or was never looked at.

    Of the answers in conflict only those whose control is in `taken` change. Returns the
    Proposal, which knows whether it was saved.
    """
    proposal = propose(lines, answers.held())
    if proposal.problems or proposal.is_stale:
        return proposal
    chosen = [
        change
        for change in proposal.changes
        if not change.is_conflict or change.answer.control.number in taken
    ]
    for change in chosen:
        for name, value in change.values.items():
            setattr(change.answer, name, value)
    answers.change_together([change.answer for change in chosen], by=by)
    proposal.saved = len(chosen)
    return proposal


def place_of(line):
    control = text_of(line.control)
    return f"Rij {line.row}, control {control}" if control else f"Rij {line.row}"


class Book:
    """The answers that a sheet may speak of, found by what a line says of its control."""

    def __init__(self, answers):
        self.answers = {answer.control.number: answer for answer in answers}
        self.rows = {}
        self.titled = {}
        for number, answer in self.answers.items():
            self.titled.setdefault(folded(answer.control.title), []).append(number)

    def answer_of(self, line):
        """Return the answer that a line is about; a ValidationError says why that is not sure."""
        number = self.number_of(line.control)
        others = self.titled.get(folded(line.title), [])
        if others and number not in others:
            raise ValidationError(OTHER_TITLE.format(" of ".join(others)))
        if number in self.rows:
            raise ValidationError(TWICE.format(self.rows[number]))
        self.rows[number] = line.row
        return self.answers[number]

    def number_of(self, control):
        """Return the number of a control. Where it became 5.1, it may have been 5.10."""
        if control is None:
            raise ValidationError(NO_NUMBER)
        found = [text_of(control)]
        if isinstance(control, int | float):
            found = [
                number
                for number in self.answers
                if NUMBER.fullmatch(number) and float(number) == control
            ]
        if len(found) > 1:
            raise ValidationError(AMBIGUOUS.format(" of ".join(found)))
        if not found or found[0] not in self.answers:
            raise ValidationError(UNKNOWN)
        return found[0]


def change_of(line, answer):
    """Return the Change that a line makes of its answer, or None when it makes none.

    What a field held in the version that the sheet speaks of, nobody changed in the sheet: there
    the portal stays as it is.
    """
    given, now = typed(line), as_typed(answer)
    before = before_of(line, answer, now)
    mine = {name: value for name, value in given.items() if value not in (before[name], now[name])}
    if not mine:
        return None
    form = AnswerForm({**now, **mine}, instance=copy(answer))
    if not form.is_valid():
        raise ValidationError(
            [
                f"{HEADERS[name]}: {error}"
                for name, errors in form.errors.items()
                for error in errors
            ]
        )
    return Change(
        line=line,
        answer=answer,
        values=form.values(),
        differences=differences(now, {**now, **mine}),
        is_conflict=any(now[name] != before[name] for name in mine),
    )


def typed(line):
    """Return the cells of a line as a form holds them; all that is wrong is told at once."""
    given, problems = {}, []
    for name, value in line.cells.items():
        try:
            given[name] = MEANINGS[name](value)
        except ValidationError as error:
            problems += [f"{HEADERS[name]}: {words}" for words in error.messages]
    if problems:
        raise ValidationError(problems)
    return {name: value for name, value in given.items() if value is not None}


def before_of(line, answer, now):
    """Return what the answer held in the version that the sheet speaks of.

    Of a version that is on no record nobody knows what it held.
    """
    version = version_before(line, answer)
    if version > answer.version:
        raise ValidationError(TOO_NEW.format(version))
    if version == answer.version:
        return now
    record = answer.as_of(version)
    return as_typed(record) if record else dict.fromkeys(now)


def version_before(line, answer):
    """Return the version that a line was made from; when it does not say, what its reader saw."""
    return version_of(line.version) or line.seen or answer.version
