"""Reads what people upload as a spreadsheet into rows of plain values, however hostile the file.

A CSV is read here, and an XLSX by openpyxl, which is not made for hostile files: some keep it busy
for hours. So this module starts itself once more as a small program that reads one workbook, and
that may take no more time and memory than it says here. Nothing touches the disk.
"""

import csv
import io
import json
import re
import resource
import subprocess
import sys
import zipfile
from contextlib import redirect_stdout
from datetime import date, datetime, time, timedelta
from math import isfinite
from pathlib import Path, PurePath

from django.core.exceptions import ValidationError
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

LARGEST_FILE = 5 * 1024 * 1024
# What may come out of a ZIP, and from how many parts.
MOST_BYTES = 10 * 1024 * 1024
MOST_PARTS = 1_000
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
MOST_SECONDS = 4
MOST_MEMORY = 300 * 1024 * 1024
MOST_ROWS = 2_000
MOST_COLUMNS = 60
# Characters in all cells together.
MOST_TEXT = 4_000_000
# Whole numbers up to here are exact.
LARGEST_WHOLE = 10**15
# ZZZ: further than this no column has a name.
LAST_NAMED = 18_278
MOST_NAMED = 5

ZIP = b"PK\x03\x04"
# Old Excel files begin like this, and so does an .xlsx with a password.
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
SEPARATORS = ";,\t"
FORMULA_STARTS = "=+-@\t\r"
ANY_FORMULA = re.compile(f"'*[{re.escape(FORMULA_STARTS)}]")
# XML cannot hold these characters, so XLSX writes _x0007_ for them; openpyxl leaves that so.
CONTROL = re.compile(r"_x(00[01][0-9A-Fa-f])_")

TOO_LARGE = (
    "Dit bestand is te groot: {} MB. Hoogstens 5 MB kan. Haal plaatjes en bladen weg die u niet "
    "nodig hebt, en probeer het opnieuw."
)
WRONG_KIND = (
    "Dit soort bestand kunnen wij niet lezen. Bewaar uw werkblad als .xlsx of .csv en kies dat "
    "bestand."
)
OPEN_DOCUMENT = (
    "Een .ods-bestand kunnen wij niet lezen. Open het in uw spreadsheetprogramma, bewaar het als "
    ".xlsx en kies dat bestand."
)
OLD_EXCEL = (
    "Dit is een oud Excel-bestand (.xls), of er zit een wachtwoord op. Open het, haal het "
    "wachtwoord eraf, bewaar het als Excel-werkmap (.xlsx) en kies dat bestand."
)
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
EMPTY = "Er staat niets in dit bestand. Kies een bestand waarin rijen zijn ingevuld."
NOT_TEXT = (
    "Dit CSV-bestand is geen gewone tekst. Bewaar uw werkblad als ‘CSV UTF-8’ of als .xlsx en kies "
    "dat bestand."
)
BROKEN_CSV = (
    "Dit CSV-bestand is niet goed te lezen: waarschijnlijk mist er een aanhalingsteken. Bewaar uw "
    "werkblad als .xlsx en kies dat bestand."
)

UNREADABLE = "Het bestand {} kan niet worden gelezen. Kijk of de naam klopt."


def read_rows(file, name):
    """Return the rows of the first visible sheet that holds anything; `rows[0]` is row 1.

    `file` is an uploaded file (or any binary file object), `name` what its owner calls it. A cell
    is a str (newlines as "\\n"), int, float, bool, date or None when it is empty; all rows are
    equally long, and what is empty at the right and at the bottom is left out. A moment is read
    as its day, a time of day as text. In a CSV every cell is text. Raises ValidationError, with a
    Dutch sentence that says what to do.
    """
    content = content_of(file)
    ending = PurePath(name).suffix.lower()
    if content.startswith(OLE):
        raise ValidationError(OLD_EXCEL, code="old_excel")
    if ending == ".ods":
        raise ValidationError(OPEN_DOCUMENT, code="kind")
    if ending not in {".xlsx", ".csv"}:
        raise ValidationError(WRONG_KIND, code="kind")
    if content.startswith(ZIP):
        rows = read_apart(content)
    elif ending == ".csv":
        rows = read_csv(text_of(content))
    else:
        raise ValidationError(BROKEN, code="broken")
    if not rows:
        raise ValidationError(EMPTY, code="empty")
    return rows


def read_file(path):
    """Return the rows of the file at this path, as `read_rows` does."""
    try:
        with Path(path).open("rb") as file:
            return read_rows(file, Path(path).name)
    except OSError as error:
        raise ValidationError(UNREADABLE.format(path)) from error


def content_of(file):
    """Return the bytes of a file; never more than may be read, whatever its size claims."""
    size = getattr(file, "size", 0)
    content = b"" if size > LARGEST_FILE else file.read(LARGEST_FILE + 1)
    if max(size, len(content)) > LARGEST_FILE:
        megabytes = max(size, len(content)) // (1024 * 1024)
        raise ValidationError(TOO_LARGE.format(f"ruim {megabytes}"), code="too_large")
    return content


class Grid:
    """The filled cells of a sheet: {row: {column: value}}, both from 1."""

    def __init__(self):
        self.cells = {}
        self.size = 0

    def put(self, row, column, value):
        if value is None or (isinstance(value, str) and not value.strip()):
            return
        if not 1 <= row <= MOST_ROWS or column > MOST_COLUMNS:
            place = f"{get_column_letter(min(column, LAST_NAMED))}{row}"
            raise ValidationError(TOO_FAR.format(place), code="too_far")
        self.size += len(value) if isinstance(value, str) else 0
        if self.size > MOST_TEXT:
            raise ValidationError(TOO_MUCH, code="too_much")
        self.cells.setdefault(row, {})[column] = plain(value)

    def rows(self):
        """Return all rows down to the last with data, equally long, None for an empty cell."""
        width = max((max(cells) for cells in self.cells.values()), default=0)
        columns = range(1, width + 1)
        return [
            [self.cells.get(row, {}).get(column) for column in columns]
            for row in range(1, max(self.cells, default=0) + 1)
        ]


def plain(value):
    """Return a cell as its writer meant it: without the mark of `guarded`, 3.0 as 3."""
    match value:
        case str():
            text = value.replace("\r\n", "\n").replace("\r", "\n")
            return text[1:] if text.startswith("'") and ANY_FORMULA.match(value) else text
        case float() if not isfinite(value):
            return str(value)
        case float() if value.is_integer() and abs(value) < LARGEST_WHOLE:
            return int(value)
        case datetime():
            return value.date()
        case time() | timedelta():
            return str(value)
    return value


def guarded(text):
    """Return a text as it goes into a CSV: no spreadsheet program may take it for a formula."""
    return f"'{text}" if ANY_FORMULA.match(text) else text


# --- CSV


def text_of(content):
    """Return the text of a CSV: UTF-8, or else what Excel on Windows writes."""
    if b"\0" in content:
        raise ValidationError(NOT_TEXT, code="not_text")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(NOT_TEXT, code="not_text")


def read_csv(text):
    grid = Grid()
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text))
    try:
        for row, cells in enumerate(lines, start=1):
            for column, cell in enumerate(cells, start=1):
                grid.put(row, column, cell)
    except csv.Error as why:
        raise ValidationError(BROKEN_CSV, code="broken") from why
    return grid.rows()


def separator_of(text):
    """Return the separator that cuts one of the first lines, titles or header, in most pieces."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in text[:20_000].splitlines()[:10]]
    return max(SEPARATORS, key=lambda mark: max((line.count(mark) for line in lines), default=0))


# --- XLSX: in the portal


def read_apart(content):
    """Return the rows of a workbook, as a process of its own reads them.

    It answers in JSON, which can do nothing here. When its time is over it is killed.
    """
    done = subprocess.run([sys.executable, "-I", __file__], input=content, capture_output=True)
    if done.returncode < 0:
        raise ValidationError(TOO_MUCH, code="too_much")
    done.check_returncode()
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise ValidationError(answer["refused"], code=answer["code"])
    return [[from_json(value) for value in row] for row in answer["rows"]]


def from_json(value):
    return date.fromisoformat(value["day"]) if isinstance(value, dict) else value


# --- XLSX: in the process of its own


def main():
    """Read a workbook from standard input, and write its rows, or why it is refused."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    try:
        # openpyxl sometimes prints a complaint
        with redirect_stdout(sys.stderr):
            answer = {"rows": read_workbook(sys.stdin.buffer.read())}
    except ValidationError as error:
        answer = {"refused": error.message, "code": error.code}
    except MemoryError:
        answer = {"refused": TOO_MUCH, "code": "too_much"}
    except Exception:
        # Broken files make openpyxl raise nearly anything: TypeError, KeyError, LookupError, …
        answer = {"refused": BROKEN, "code": "broken"}
    json.dump(answer, sys.stdout, default=lambda day: {"day": day.isoformat()})


def read_workbook(content):
    """Return the rows of the first visible sheet that holds anything; none if none does."""
    check_parts(content)
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible" and (rows := read_sheet(sheet)):
            return rows
    return []


def check_parts(content):
    """Refuse a ZIP by its own table of contents, before anything is inflated."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(names) < len(parts) or not METHODS.issuperset(part.compress_type for part in parts):
        raise ValidationError(BROKEN, code="broken")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise ValidationError(TOO_MUCH, code="too_much")


def read_sheet(sheet):
    """Return the rows of a sheet. Formulas are refused: nobody can check their outcome here."""
    grid, formulas = Grid(), []
    # how large a sheet says it is hides what lies outside
    sheet.reset_dimensions()
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.data_type == "f":
                formulas.append(cell.coordinate)
            elif isinstance(cell.value, str):
                grid.put(cell.row, cell.column, CONTROL.sub(character, cell.value))
            elif cell.value is not None:
                grid.put(cell.row, cell.column, cell.value)
    if formulas:
        more = " en verder" if len(formulas) > MOST_NAMED else ""
        named = ", ".join(formulas[:MOST_NAMED]) + more
        raise ValidationError(FORMULAS.format(named), code="formulas")
    return grid.rows()


def character(match):
    return chr(int(match[1], 16))


if __name__ == "__main__":
    main()
