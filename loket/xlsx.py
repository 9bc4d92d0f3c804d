"""Reads the cells of an XLSX file (Office Open XML)."""

import posixpath
import re
from datetime import date, timedelta

from loket.workbooks import Grid, Part, Sheet, number

# The formats of Excel's own for days; a file lists others among its styles.
DAY_FORMATS = {"14", "15", "16", "17", "22"}
NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
DAY_CODE = re.compile(r"[dy]|mmm", re.IGNORECASE)
DAY_ZERO = date(1899, 12, 30)
DAYS_UNTIL_1904 = timedelta(days=1_462)
LAST_DAY = 2_950_000
CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# XML cannot hold these characters, so XLSX writes _x0007_ for them, and _x005F_ for a real _.
ESCAPE = re.compile(r"_x(00[01][0-9A-Fa-f]|005F)_")


def read_xlsx(package):
    """Return the Grid of the first visible sheet that holds anything; an empty one if none does."""
    top = Relations("").read(package.part("_rels/.rels"))
    name = next(iter(top.of_kind("officeDocument")), "")
    book = Workbook().read(package.part(name))
    folder, file = posixpath.split(name)
    links = Relations(folder).read(package.part(f"{folder}/_rels/{file}.rels"))
    strings, styles = Strings(), Styles()
    for reader, kind in ((strings, "sharedStrings"), (styles, "styles")):
        for part in links.of_kind(kind)[:1]:
            reader.read(package.part(part))
    for part in links.of_kind("worksheet", among=book.visible):
        sheet = XlsxSheet(strings.found, styles.is_day, book.day_zero).read(package.part(part))
        if sheet.grid.cells:
            return sheet.grid
    return Grid()


class Relations(Part):
    """Which part refers to which."""

    def __init__(self, folder):
        super().__init__()
        self.folder = folder
        self.targets = {}

    def start(self, name, attributes):
        if name == "Relationship":
            target = posixpath.join("/", self.folder, attributes.get("Target", ""))
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.targets[attributes.get("Id")] = (kind, posixpath.normpath(target).lstrip("/"))

    def of_kind(self, kind, among=None):
        """Return the names of the parts of one kind; `among` these keys, in their order."""
        keys = self.targets if among is None else among
        found = (self.targets.get(key, ("", "")) for key in keys)
        return [target for its_kind, target in found if its_kind == kind]


class Workbook(Part):
    """Which sheets there are to see, and from which day the file counts."""

    def __init__(self):
        super().__init__()
        self.visible = []
        self.day_zero = DAY_ZERO

    def start(self, name, attributes):
        if name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.day_zero = DAY_ZERO + DAYS_UNTIL_1904
        if name == "sheet" and attributes.get("state", "visible") == "visible":
            self.visible.append(attributes.get("id"))


class Strings(Part):
    """The texts that cells share."""

    TAKES = frozenset({"t"})

    def __init__(self):
        super().__init__()
        self.found = []

    def start(self, name, attributes):
        if name == "si":
            self.begin()

    def end(self, name):
        if name == "si":
            self.found.append(unescaped(self.taken))


class Styles(Part):
    """Whether a style shows a number as a day: `is_day` by the style's number."""

    def __init__(self):
        super().__init__()
        self.day_formats = set(DAY_FORMATS)
        self.is_inside = False
        self.is_day = {}

    def start(self, name, attributes):
        if name == "numFmt" and shows_a_day(attributes.get("formatCode", "")):
            self.day_formats.add(attributes.get("numFmtId"))
        elif name == "cellXfs":
            self.is_inside = True
        elif name == "xf" and self.is_inside:
            self.is_day[str(len(self.is_day))] = attributes.get("numFmtId") in self.day_formats

    def end(self, name):
        if name == "cellXfs":
            self.is_inside = False


class XlsxSheet(Sheet):
    TAKES = frozenset({"t", "v"})

    def __init__(self, strings, is_day, day_zero):
        super().__init__()
        self.strings = strings
        self.is_day = is_day
        self.day_zero = day_zero
        self.kind = self.style = ""

    def start(self, name, attributes):
        if name == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif name == "c":
            self.row, self.column = self.place(attributes.get("r"))
            self.kind = attributes.get("t", "n")
            self.style = attributes.get("s", "0")
            self.begin()
        elif name == "f":
            self.note_formula()

    def end(self, name):
        if name == "c" and self.taken:
            self.grid.put(self.row, self.column, self.value(self.taken))
        elif name == "worksheet":
            self.refuse_formulas()

    def place(self, reference):
        """Return row and column of a cell: as it says itself, or right of the one before."""
        if reference is None:
            return self.row, self.column + 1
        if not (match := CELL.fullmatch(reference)):
            raise ValueError(reference)
        return int(match[2]), column_number(match[1])

    def value(self, text):
        match self.kind:
            case "s":
                return self.strings[int(text)]
            case "b":
                return text == "1"
            case "d":
                return date.fromisoformat(text[:10])
            case "n":
                return self.day_or_number(number(text))
        return unescaped(text)

    def day_or_number(self, value):
        if self.is_day.get(self.style) and isinstance(value, int | float) and 1 <= value < LAST_DAY:
            return self.day_zero + timedelta(days=int(value))
        return value


def shows_a_day(code):
    return bool(DAY_CODE.search(NOT_FORMAT.sub("", code)))


def column_number(letters):
    """Return the number of a column: AB is 28."""
    result = 0
    for letter in letters:
        result = result * 26 + ord(letter) - ord("A") + 1
    return result


def unescaped(text):
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
