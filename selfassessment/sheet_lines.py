"""The lines of a spreadsheet with answers, by whoever made it: its columns, and what cells mean."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from loket.downloads import dutch_date
from selfassessment.forms import WRONG_DATE
from selfassessment.models import CHANGEABLE
from selfassessment.scale import Maturity, Status
from selfassessment.sheets import CHOICES

# Under titles and the like; a header further down is none.
HEADER_ROWS = 10
# What people call a column, without capitals, spaces and signs; the first is ours.
ALIASES = {
    "number": ["control", "controlnummer", "controlnr", "nummer", "nr", "maatregel", "maatregelnr"],
    "title": ["titel", "controltitel", "omschrijving"],
    "category": ["categorie", "hoofdstuk"],
    "status": ["status", "standvanzaken", "stand"],
    "maturity": ["volwassenheid", "volwassenheidsniveau", "niveau"],
    "note": ["toelichting", "toelichtingopmerking", "opmerking", "opmerkingen"],
    "action_owner": ["actiehouder", "eigenaar", "verantwoordelijke"],
    "target_date": ["streefdatum", "deadline", "einddatum"],
    "evidence": ["bewijs", "bewijzen"],
    "version": ["versie"],
}
NO_CONTROLS = (
    "Wij vinden in de eerste 10 rijen geen kolom met de nummers van de controls. Zet ‘Control’ "
    "boven die kolom, en zet het blad met de antwoorden vooraan."
)
NO_CHOICES = (
    "In dit blad staat geen kolom die wij kunnen inlezen. Zet boven de kolommen hoe ze heten: "
    f"{', '.join(CHOICES)}."
)
TWICE = "De kolom ‘{}’ staat er twee keer. Laat er één staan."

WRONG_STATUS = f"Deze status kennen wij niet. Kies uit: {', '.join(Status.labels)}."
WRONG_LEVEL = "Dit is geen niveau. Vul 1, 2, 3, 4 of 5 in, of maak de cel leeg."
WRONG_VERSION = "Dit is geen versie. Zet terug wat er stond, of maak de cel leeg."
DAYS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})([-/])(?P<month>\d{1,2})\2(?P<year>\d{4})"),
)
LEVEL = re.compile(r"([1-5])(?:[.,]0+)?")


def folded(text):
    """Return what is left of a text without capitals, accents, spaces and signs."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


STATUSES = {folded(label): str(value) for value, label in Status.choices}
STATUSES["nvt"] = str(Status.NOT_APPLICABLE)
LEVELS = {folded(level.label): str(level.value) for level in Maturity}
LEVELS |= {folded(level.numbered): str(level.value) for level in Maturity}


@dataclass(frozen=True)
class Line:
    """One row of a sheet, with its cells as they are: only those of columns that are there.

    `row` is the number people see beside it. `seen` is the version of the answer with which the
    reader compared it on the page before; 0 when there was none.
    """

    row: int
    control: object
    title: str
    version: object
    cells: dict
    seen: int = 0


@dataclass(frozen=True)
class Sheet:
    """The lines of a sheet, and the columns in it that we do not read."""

    lines: list[Line]
    unknown: list[str]


def read(rows):
    """Return the Sheet in these rows; columns are found by name, wherever they are."""
    top, places = header_of(rows)
    wanted = set(places.values())
    unknown = [
        text_of(name)
        for place, name in enumerate(rows[top])
        if name is not None and place not in wanted
    ]
    lines = [
        line_of(row, cells, places) for row, cells in enumerate(rows, start=1) if row > top + 1
    ]
    return Sheet([line for line in lines if not is_empty(line)], unknown)


def header_of(rows):
    """Return where the header is, and {name: place} of the columns we know in it."""
    for top, cells in enumerate(rows[:HEADER_ROWS]):
        places = places_of([folded(text_of(cell)) for cell in cells], cells)
        if "number" in places:
            if not places.keys() & set(CHANGEABLE):
                raise ValidationError(NO_CHOICES)
            return top, places
    raise ValidationError(NO_CONTROLS)


def places_of(names, headers):
    """Return {our name: place}: of several that may be meant, the one most like our own."""
    places = {}
    for name, aliases in ALIASES.items():
        best = next((alias for alias in aliases if alias in names), None)
        if best is None:
            continue
        places[name] = names.index(best)
        if "number" in places and names.count(best) > 1:
            raise ValidationError(TWICE.format(text_of(headers[names.index(best)])))
    return places


def line_of(row, cells, places):
    given = {name: cells[place] for name, place in places.items()}
    return Line(
        row=row,
        control=given["number"],
        title=text_of(given.get("title")),
        version=given.get("version"),
        cells={name: given[name] for name in CHANGEABLE if name in given},
    )


def is_empty(line):
    """Say whether a line tells nothing: an empty row, or a heading without a number."""
    return line.control is None and all(value is None for value in line.cells.values())


# --- what a cell means, as a form holds it


def text_of(value):
    """Return any cell as the text that people see in it."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nee"
        case date():
            return dutch_date(value)
        case float():
            return str(value).replace(".", ",")
    return str(value).replace("\r\n", "\n").strip()


def status_of(value):
    """Return the status; None when nothing is said, for a status is never empty."""
    if value is None or text_of(value) == "":
        return None
    if (status := STATUSES.get(folded(text_of(value)))) is None:
        raise ValidationError(WRONG_STATUS)
    return status


def level_of(value):
    text = text_of(value)
    if match := LEVEL.fullmatch(text):
        return match[1]
    if text and folded(text) not in LEVELS:
        raise ValidationError(WRONG_LEVEL)
    return LEVELS.get(folded(text), "")


def day_of(value):
    if isinstance(value, date):
        return value.isoformat()
    text = text_of(value)
    if not text:
        return ""
    match = next((found for form in DAYS if (found := form.fullmatch(text))), None)
    try:
        return date(*(int(match[part]) for part in ("year", "month", "day"))).isoformat()
    except (TypeError, ValueError) as why:
        raise ValidationError(WRONG_DATE) from why


def version_of(value):
    """Return the version of the answer that somebody had before them; None when not said."""
    text = text_of(value)
    if text and not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise ValidationError(WRONG_VERSION)
    return int(text) if text else None


MEANINGS = {
    "status": status_of,
    "maturity": level_of,
    "note": text_of,
    "action_owner": text_of,
    "target_date": day_of,
}
