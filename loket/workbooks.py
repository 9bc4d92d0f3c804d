"""What XLSX and ODS files have in common: XML in a ZIP, whose own words count for nothing.

It is read as a stream, so a file costs no more than what is really in it: parts are inflated up
to a limit, a cell far away or repeated a million times takes no room, and a document type (the
way to XML bombs) is refused.
"""

import zipfile
import zlib
from math import isfinite
from xml.parsers import expat

from django.core.exceptions import ValidationError

MOST_ROWS = 2_000
MOST_COLUMNS = 60
# Characters in all cells together.
MOST_TEXT = 4_000_000
# What may come out of a ZIP, and what one part of it may hold.
MOST_BYTES = 16 * 1024 * 1024
MOST_ELEMENTS = 400_000
DEEPEST = 60
# Whole numbers up to here are exact.
LARGEST_WHOLE = 10**15
MOST_NAMED = 5

BROKEN = (
    "Dit bestand is beschadigd, geen spreadsheet, of er zit een wachtwoord op. Open het in uw "
    "spreadsheetprogramma, bewaar het opnieuw zonder wachtwoord als .xlsx en kies dat bestand."
)
TOO_MUCH = (
    "Er zit te veel in dit bestand. Kopieer alleen de rijen met uw antwoorden naar een nieuw, leeg "
    "werkblad en kies dat bestand."
)
TOO_FAR = (
    "Dit blad is te groot: er staat iets in cel {}. Hoogstens "
    f"{MOST_ROWS} rijen en {MOST_COLUMNS} kolommen kan. Haal weg wat er niet bij hoort en kies het "
    "bestand opnieuw."
)
FORMULAS = (
    "In dit blad staan formules, in cel {}. Die lezen wij niet: hun uitkomst is niet zeker. "
    "Kopieer deze cellen, plak ze als waarden en kies het bestand opnieuw."
)


class Package:
    """The parts of a zipped file by name, of which at most MOST_BYTES may come out."""

    def __init__(self, archive):
        self.archive = archive
        self.parts = {part.filename.lower(): part for part in archive.infolist()}
        self.left = MOST_BYTES

    def part(self, name):
        """Return one part. What the ZIP says of its size counts for nothing."""
        part = self.parts.get(name.lower())
        # other ways to compress inflate without a limit
        if not part or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ValidationError(BROKEN, code="broken")
        try:
            with self.archive.open(part) as stream:
                content = stream.read(self.left + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as why:
            raise ValidationError(BROKEN, code="broken") from why
        self.left -= len(content)
        if self.left < 0:
            raise ValidationError(TOO_MUCH, code="too_much")
        return content


class Grid:
    """The filled cells of a sheet: {row: {column: value}}, both from 1."""

    def __init__(self):
        self.cells = {}
        self.size = 0

    def put(self, row, column, value):
        if value is None or (isinstance(value, str) and not value.strip()):
            return
        if row > MOST_ROWS or column > MOST_COLUMNS:
            raise ValidationError(TOO_FAR.format(cell_name(row, column)), code="too_far")
        self.size += len(value) if isinstance(value, str) else 0
        if self.size > MOST_TEXT:
            raise ValidationError(TOO_MUCH, code="too_much")
        self.cells.setdefault(row, {})[column] = value

    def rows(self):
        """Return all rows down to the last with data, equally long, None for an empty cell."""
        width = max((max(cells) for cells in self.cells.values()), default=0)
        columns = range(1, width + 1)
        return [
            [self.cells.get(row, {}).get(column) for column in columns]
            for row in range(1, max(self.cells, default=0) + 1)
        ]


class Part:
    """One XML part. A kind of part says in `start` and `end` what its elements mean.

    Names come without their namespace. `taken` is the text in the elements TAKES since `begin`.
    """

    TAKES = frozenset()
    # how a Japanese word sounds, notes and drawings: no part of what a cell says
    SKIPS = frozenset({"rPh", "annotation", "frame", "custom-shape", "g"})

    def __init__(self):
        self.depth = self.elements = self.taking = self.skipping = 0
        self.begin()

    def read(self, xml):
        """Go through the part once and return self."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self.refuse
        parser.StartElementHandler = self.enter
        parser.EndElementHandler = self.leave
        parser.CharacterDataHandler = self.take
        try:
            parser.Parse(xml, True)
        except (expat.ExpatError, ValueError, LookupError) as why:
            raise ValidationError(BROKEN, code="broken") from why
        return self

    def refuse(self, *_):
        raise ValidationError(BROKEN, code="broken")

    def enter(self, name, attributes):
        self.depth += 1
        self.elements += 1
        if self.depth > DEEPEST or self.elements > MOST_ELEMENTS:
            raise ValidationError(TOO_MUCH, code="too_much")
        name = local(name)
        self.taking += name in self.TAKES
        self.skipping += name in self.SKIPS
        self.start(name, {local(key): value for key, value in attributes.items()})

    def leave(self, name):
        name = local(name)
        self.end(name)
        self.depth -= 1
        self.taking -= name in self.TAKES
        self.skipping -= name in self.SKIPS

    def take(self, text):
        if self.taking and not self.skipping:
            self.pieces.append(text)

    def begin(self):
        self.pieces = []

    @property
    def taken(self):
        return "".join(self.pieces)

    def start(self, name, attributes):
        """Called where an element begins."""

    def end(self, name):
        """Called where an element ends."""


class Sheet(Part):
    """A part with cells. Formulas are refused: nobody can check their outcome here."""

    def __init__(self):
        super().__init__()
        self.grid = Grid()
        self.row = self.column = 0
        self.formulas = []

    def note_formula(self):
        self.formulas.append(cell_name(self.row, self.column))

    def refuse_formulas(self):
        if self.formulas:
            more = " en verder" if len(self.formulas) > MOST_NAMED else ""
            named = ", ".join(self.formulas[:MOST_NAMED]) + more
            raise ValidationError(FORMULAS.format(named), code="formulas")


def local(name):
    return name.rpartition(" ")[2]


def cell_name(row, column):
    """Return how a spreadsheet program calls a cell: (3, 28) is AB3."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def number(text):
    """Return what a file wrote as a number: an int when it is whole."""
    value = float(text)
    if not isfinite(value):
        return text
    return int(value) if value.is_integer() and abs(value) < LARGEST_WHOLE else value
