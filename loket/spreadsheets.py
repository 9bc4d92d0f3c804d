"""Reads what people upload as a spreadsheet into rows of plain values, however hostile the file.

A CSV is read here, XLSX and ODS in modules of their own. Nothing touches the disk.
"""

import csv
import io
import re
import zipfile
from pathlib import PurePath

from django.core.exceptions import ValidationError

from loket.ods import read_ods
from loket.workbooks import BROKEN, Grid, Package
from loket.xlsx import read_xlsx

LARGEST_FILE = 5 * 1024 * 1024
ENDINGS = {".xlsx", ".ods", ".csv"}
ZIP = b"PK\x03\x04"
# Old Excel files begin like this, and so does an .xlsx with a password.
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
SEPARATORS = ";,\t"
FORMULA_STARTS = "=+-@\t\r"
ANY_FORMULA = re.compile(f"'*[{re.escape(FORMULA_STARTS)}]")

TOO_LARGE = (
    "Dit bestand is te groot: {} MB. Hoogstens 5 MB kan. Haal plaatjes en bladen weg die u niet "
    "nodig hebt, en probeer het opnieuw."
)
WRONG_KIND = (
    "Dit soort bestand kunnen wij niet lezen. Bewaar uw werkblad als .xlsx, .ods of .csv en kies "
    "dat bestand."
)
OLD_EXCEL = (
    "Dit is een oud Excel-bestand (.xls), of er zit een wachtwoord op. Open het, haal het "
    "wachtwoord eraf, bewaar het als Excel-werkmap (.xlsx) en kies dat bestand."
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


def read_rows(file, name):
    """Return the rows of the first visible sheet that holds anything; `rows[0]` is row 1.

    `file` is an uploaded file (or any binary file object), `name` what its owner calls it. A cell
    is a str (newlines as "\\n"), int, float, bool, date or None when it is empty; all rows are
    equally long, and what is empty at the right and at the bottom is left out. In a CSV every
    cell is text. Raises ValidationError, with a Dutch sentence that says what to do.
    """
    content = content_of(file)
    ending = PurePath(name).suffix.lower()
    if content.startswith(OLE):
        raise ValidationError(OLD_EXCEL, code="old_excel")
    if ending not in ENDINGS:
        raise ValidationError(WRONG_KIND, code="kind")
    if content.startswith(ZIP):
        grid = read_package(content)
    elif ending == ".csv":
        grid = read_csv(text_of(content))
    else:
        raise ValidationError(BROKEN, code="broken")
    if not grid.cells:
        raise ValidationError(EMPTY, code="empty")
    return [[plain(value) for value in row] for row in grid.rows()]


def content_of(file):
    """Return the bytes of a file; never more than may be read, whatever its size claims."""
    size = getattr(file, "size", 0)
    content = b"" if size > LARGEST_FILE else file.read(LARGEST_FILE + 1)
    if max(size, len(content)) > LARGEST_FILE:
        megabytes = max(size, len(content)) // (1024 * 1024)
        raise ValidationError(TOO_LARGE.format(f"ruim {megabytes}"), code="too_large")
    return content


def read_package(content):
    try:
        package = Package(zipfile.ZipFile(io.BytesIO(content)))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as why:
        raise ValidationError(BROKEN, code="broken") from why
    return read_ods(package) if "content.xml" in package.parts else read_xlsx(package)


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
    return grid


def separator_of(text):
    """Return the separator that cuts one of the first lines, titles or header, in most pieces."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in text[:20_000].splitlines()[:10]]
    return max(SEPARATORS, key=lambda mark: max((line.count(mark) for line in lines), default=0))


def guarded(text):
    """Return a text as it goes into a CSV: no spreadsheet program may take it for a formula."""
    return f"'{text}" if ANY_FORMULA.match(text) else text


def plain(value):
    """Return a cell as its writer meant it: without the mark of `guarded`."""
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        return text[1:] if text.startswith("'") and ANY_FORMULA.match(value) else text
    return value
