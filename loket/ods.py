"""Reads the cells of an ODS file (OpenDocument)."""

from datetime import date
from itertools import product

from loket.workbooks import MOST_COLUMNS, MOST_ROWS, Sheet, number

CELLS = frozenset({"table-cell", "covered-table-cell"})
NUMBERS = frozenset({"float", "percentage", "currency"})
MOST_SPACES = 100


def read_ods(package):
    """Return the Grid of the first visible sheet that holds anything; an empty one if none does."""
    return OdsContent().read(package.part("content.xml")).grid


class OdsContent(Sheet):
    """The part with all sheets, one after the other; after the first with data it reads no more."""

    TAKES = frozenset({"p"})

    def __init__(self):
        super().__init__()
        self.style = ""
        self.hidden_styles = set()
        self.is_inside = self.is_read = False
        self.rows = self.columns = 1
        self.cell = {}

    def start(self, name, attributes):
        if name == "style":
            self.style = attributes.get("name")
        elif name == "table-properties" and attributes.get("display") == "false":
            self.hidden_styles.add(self.style)
        elif name == "table":
            self.start_table(attributes)
        elif name == "table-row":
            self.rows = times(attributes, "number-rows-repeated")
            self.column = 1
        elif name in CELLS:
            self.start_cell(attributes)
        else:
            self.start_text(name, attributes)

    def start_table(self, attributes):
        if self.is_inside:
            raise ValueError("a table in a table")
        is_visible = attributes.get("style-name") not in self.hidden_styles
        self.is_inside, self.is_read = True, is_visible and not self.grid.cells
        self.row = 1

    def start_cell(self, attributes):
        self.cell = attributes
        self.columns = times(attributes, "number-columns-repeated")
        self.begin()
        if "formula" in attributes and self.is_read:
            self.note_formula()

    def start_text(self, name, attributes):
        """Take what is an element in ODS and a character elsewhere."""
        if name == "s":
            self.take(" " * min(times(attributes, "c"), MOST_SPACES))
        elif name == "tab":
            self.take("\t")
        elif name == "line-break" or (name == "p" and self.pieces):
            self.take("\n")

    def end(self, name):
        if name in CELLS:
            if self.is_read:
                self.put()
            self.column += self.columns
        elif name == "table-row":
            self.row += self.rows
        elif name == "table":
            self.refuse_formulas()
            self.is_inside = self.is_read = False

    def put(self):
        """Write down the cell, as often as it says; one step too far is enough for an error."""
        if (value := self.value()) in (None, ""):
            return
        rows = range(self.row, self.row + min(self.rows, MOST_ROWS + 1))
        columns = range(self.column, self.column + min(self.columns, MOST_COLUMNS + 1))
        for row, column in product(rows, columns):
            self.grid.put(row, column, value)

    def value(self):
        kind = self.cell.get("value-type")
        if kind in NUMBERS:
            return number(self.cell["value"])
        if kind == "date":
            return date.fromisoformat(self.cell["date-value"][:10])
        if kind == "boolean":
            return self.cell["boolean-value"] == "true"
        return self.taken or self.cell.get("string-value")


def times(attributes, name):
    """Return how often something is repeated: once, unless it says more."""
    return max(1, int(attributes.get(name, 1)))
