"""An edition of the norm as a file gives it: read it, and name its problems. Saves nothing."""

import re
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError

from loket.models import CONTROL_NUMBER, Category, Control, Framework

# The names under which a file may give each piece, in small letters; the first is ours.
COLUMNS = {
    "category_number": ["categorienummer", "category_no", "theme_no"],
    "category_name": ["categorie", "category_name", "theme_title"],
    "number": ["control", "control_no", "control_2022"],
    "title": ["titel", "title_nl"],
    "explanation": ["uitleg"],
    "predecessors": ["voorgangers", "controls_2013"],
    "counts": ["telt mee", "proposal_in_110"],
}
NEEDED = ["category_number", "category_name", "number", "title"]
TRANSITION_COLUMNS = {
    "old": ["oude control", "control_2013"],
    "new": ["nieuwe control", "control_2022"],
    "second_source": ["tweede bron", "second_source"],
}
NO = {"no", "nee"}
NO_PREDECESSOR = {"(nieuw)", "nieuw", "-"}
DOUBT = re.compile(r"(?:differs|anders):?\s*(.*)", re.IGNORECASE)

CATEGORY_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
TEXTS = {
    "category_name": ("de naam van de categorie", Category._meta.get_field("name").max_length),
    "number": ("het nummer van de control", Control._meta.get_field("number").max_length),
    "title": ("de titel", Control._meta.get_field("title").max_length),
}


@dataclass(frozen=True)
class Line:
    """One control, as the row of a file gives it."""

    row: int
    category_number: str
    category_name: str
    number: str
    title: str
    explanation: str
    predecessors: tuple[str, ...]

    @property
    def chapter(self):
        """Return the number of the category as a number."""
        return int(self.category_number)


@dataclass(frozen=True)
class Sheet:
    """The controls of a file; `left_out` counts the rows that say that they do not count.

    Not every file `names_predecessors`: that is something else than a control without any.
    `strange` are controls that only a transition to this edition speaks of.
    """

    lines: list[Line]
    left_out: int
    names_predecessors: bool
    strange: tuple[str, ...] = ()

    def after(self, transition):
        """Return this sheet with the predecessors that `transition` gives, and no others."""
        strange = sorted(set(transition.predecessors) - {line.number for line in self.lines})
        lines = [
            replace(line, predecessors=tuple(transition.predecessors.get(line.number, ())))
            for line in self.lines
        ]
        return replace(self, lines=lines, names_predecessors=True, strange=tuple(strange))


@dataclass(frozen=True)
class Transition:
    """Which old controls each new one takes over from; `doubts` are for a person to check."""

    predecessors: dict[str, list[str]]
    doubts: list[str]


# --- read


def read(rows):
    """Return the Sheet in these rows, of which the first names the columns."""
    places = places_of(rows, COLUMNS, NEEDED)
    lines, left_out = [], 0
    for row, cells in rows_below(rows):
        given = {piece: cells[place] for piece, place in places.items()}
        if given.get("counts", "").casefold() in NO:
            left_out += 1
        else:
            lines.append(line_of(row, given))
    return Sheet(lines, left_out, "predecessors" in places)


def read_transition(rows):
    """Return the Transition in these rows. A row without old or new control says nothing."""
    places = places_of(rows, TRANSITION_COLUMNS, ["old", "new"])
    predecessors, doubts = {}, []
    for _row, cells in rows_below(rows):
        given = {piece: cells[place] for piece, place in places.items()}
        old, new = given["old"], given["new"]
        if old and new:
            predecessors.setdefault(new, []).append(old)
            if doubt := DOUBT.match(given.get("second_source", "")):
                doubts.append(f"{old} → {new} (een andere bron: {doubt[1] or 'anders'})")
    return Transition(predecessors, doubts)


def places_of(rows, columns, needed):
    """Return {piece: place in the row}; what is missing or there twice is told in Dutch."""
    header = [text_of(name).casefold() for name in rows[0]]
    faults, places = [], {}
    for piece, names in columns.items():
        found = [place for place, name in enumerate(header) if name in names]
        if len(found) > 1:
            faults.append(f"De kolom “{header[found[0]]}” staat er twee keer. Laat er één staan.")
        elif found:
            places[piece] = found[0]
        elif piece in needed:
            others = " of ".join(f"“{name}”" for name in names)
            faults.append(f"Er is geen kolom {others}. Zet die naam boven de kolom in rij 1.")
    if faults:
        raise ValidationError(faults)
    return places


def rows_below(rows):
    """Return (row number, texts) of each row below the first that is not empty."""
    texts = [(row, [text_of(value) for value in cells]) for row, cells in enumerate(rows, start=1)]
    return [(row, cells) for row, cells in texts[1:] if any(cells)]


def text_of(value):
    """Return a cell as text; a spreadsheet gives a whole number such as 5 also as 5.0."""
    if value is None:
        return ""
    return str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()


def line_of(row, given):
    return Line(
        row=row,
        category_number=given["category_number"],
        category_name=given["category_name"],
        number=given["number"],
        title=given["title"],
        explanation=given.get("explanation", ""),
        predecessors=numbers_in(given.get("predecessors", "")),
    )


def numbers_in(text):
    """Return the numbers in one cell, such as "5.1.1 5.1.2"; "(nieuw)" is none."""
    words = re.split(r"[\s,;]+", text)
    return tuple(word for word in words if word and word.casefold() not in NO_PREDECESSOR)


# --- problems


def problems(sheet, name):
    """Return in Dutch what must be mended before this can be saved under this name."""
    longest = Framework._meta.get_field("name").max_length
    found = [(0, problem) for problem in problems_of_name(name, longest)]
    if not sheet.lines:
        found.append((0, "Er staan geen controls in het bestand. Kies een ander bestand."))
    for line in sheet.lines:
        found += [(line.row, problem) for problem in problems_of_line(line)]
    found += [*doubles(sheet.lines), *categories_with_two_names(sheet.lines)]
    return [f"Rij {row}: {text}" if row else text for row, text in sorted(found)]


def problems_of_name(name, longest):
    if not name:
        yield "Geef met --name de naam van het normenkader, bijvoorbeeld --name BIO2."
    elif len(name) > longest:
        yield f"De naam heeft {len(name)} tekens. Kort hem in tot hoogstens {longest}."


def problems_of_line(line):
    for piece, (words, longest) in TEXTS.items():
        length = len(getattr(line, piece))
        if not length:
            yield f"{words} ontbreekt. Vul dit aan."
        elif length > longest:
            yield f"{words} heeft {length} tekens. Kort dit in tot hoogstens {longest}."
    if line.number and not re.fullmatch(CONTROL_NUMBER, line.number):
        yield (
            f"“{line.number}” kan geen nummer van een control zijn. Gebruik cijfers, letters, "
            "punten en streepjes, zonder spaties."
        )
    if not line.category_number:
        yield "het nummer van de categorie ontbreekt. Vul dit aan."
    elif not CATEGORY_NUMBER.fullmatch(line.category_number):
        yield (
            f"“{line.category_number}” kan geen nummer van een categorie zijn. "
            "Gebruik een heel getal van 1 tot en met 9999."
        )


def doubles(lines):
    """A number that comes back; nearly always a spreadsheet that took 5.10 for a fraction."""
    first = {}
    for line in lines:
        row = first.setdefault(line.number, line.row)
        if line.number and row != line.row:
            yield (
                line.row,
                f"control {line.number} staat ook in rij {row}. Laat er één staan. Maakte uw "
                "rekenblad van 5.10 het getal 5.1? Geef de kolom dan de opmaak ‘tekst’.",
            )


def categories_with_two_names(lines):
    first = {}
    for line in lines:
        if not line.category_name:
            continue
        other = first.setdefault(line.category_number, line)
        if line.category_name != other.category_name:
            yield (
                line.row,
                f"categorie {line.category_number} heet hier “{line.category_name}” en in rij "
                f"{other.row} “{other.category_name}”. Geef haar één naam.",
            )
