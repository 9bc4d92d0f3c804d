"""An assessment as a spreadsheet that goes out: its columns, its rows, and how it looks."""

from dataclasses import dataclass
from datetime import date

from loket.downloads import dutch_date, xlsx_text
from loket.tlp import TLP
from selfassessment.models import FIRST_DAY, LAST_DAY
from selfassessment.scale import Maturity, Status

EVIDENCE_LENGTH = 2_000
LONG_TEXTS = ["title", "note", "evidence"]
INSTRUCTION_WIDTH = 95
# In points; Excel allows no row above 409.
LINE_HEIGHT, HIGHEST = 15, 400
HEIGHTS = {"title": 28, "heading": 32, "tlp": 20}


@dataclass(frozen=True)
class Column:
    """A column of the sheet: `name` is ours, `header` what people read; `width` in characters."""

    name: str
    header: str
    width: int
    is_changeable: bool = False


COLUMNS = [
    Column("number", "Control", 10),
    Column("title", "Titel", 56),
    Column("category", "Categorie", 30),
    Column("status", "Status", 20, is_changeable=True),
    Column("maturity", "Volwassenheid", 17, is_changeable=True),
    Column("note", "Toelichting", 60, is_changeable=True),
    Column("action_owner", "Actiehouder", 24, is_changeable=True),
    Column("target_date", "Streefdatum", 15, is_changeable=True),
    Column("evidence", "Bewijs", 34),
    Column("version", "Versie", 10),
]
HEADERS = {column.name: column.header for column in COLUMNS}
PLACES = {column.name: place for place, column in enumerate(COLUMNS)}
CHOICES = [column.header for column in COLUMNS if column.is_changeable]

DARK, PALE, LINE = "#083A66", "#F3F6F9", "#C3CCD6"
TEXT = {"valign": "top", "text_wrap": True, "border": 1, "border_color": LINE}
LOOKS = {
    "header": {
        **TEXT,
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": DARK,
        "valign": "vcenter",
    },
    "locked": {**TEXT, "bg_color": PALE, "num_format": "@"},
    "number": {**TEXT, "bg_color": PALE, "bold": True, "num_format": "@"},
    # the same on many rows: one line of it will do
    "category": {**TEXT, "bg_color": PALE, "text_wrap": False},
    "version": {**TEXT, "bg_color": PALE, "align": "center"},
    "text": {**TEXT, "locked": False, "num_format": "@"},
    "level": {**TEXT, "locked": False, "align": "center"},
    "day": {**TEXT, "locked": False, "align": "center", "num_format": "dd-mm-yyyy"},
    "title": {"bold": True, "font_size": 18, "font_color": DARK},
    "heading": {"bold": True, "font_size": 13, "font_color": DARK, "valign": "bottom"},
    "prose": {"valign": "top", "text_wrap": True},
    # FIRST prescribes these colours
    "tlp": {"bold": True, "font_size": 13, "font_color": "#FFC000", "bg_color": "#000000"},
    "done": {"bg_color": "#E4F5EB", "font_color": "#0B6B3A"},
    "aside": {"font_color": "#46566A", "italic": True},
}
LOOK_OF = {
    "number": "number",
    "category": "category",
    "maturity": "level",
    "target_date": "day",
    "version": "version",
    **dict.fromkeys(["status", "note", "action_owner"], "text"),
}
# Whoever works in the sheet may still sort, filter and resize; only what is ours stays as it is.
ALLOWED = {
    "autofilter": True,
    "sort": True,
    "format_columns": True,
    "format_rows": True,
}


def file_name(assessment, today, ending):
    """Return the name of the file: the region's code and the day, nothing else."""
    return f"zelfevaluatie-{assessment.region.code}-{today.isoformat()}.{ending}"


def rows_of(answers):
    """Return the answers, fetched with their proofs, as rows of plain values."""
    return [
        [
            answer.control.number,
            answer.control.title,
            str(answer.control.category),
            Status(answer.status).label,
            answer.maturity,
            answer.note,
            answer.action_owner,
            answer.target_date,
            "; ".join(evidence.name for evidence in answer.proofs)[:EVIDENCE_LENGTH],
            answer.version,
        ]
        for answer in answers
    ]


def draw(workbook, assessment, rows, today):
    """Put the sheet with answers and the sheet with instructions in a workbook."""
    looks = {name: workbook.add_format(look) for name, look in LOOKS.items()}
    # the answers first: the first sheet is the one that is read in
    draw_answers(workbook.add_worksheet("Zelfevaluatie"), rows, looks)
    draw_instructions(workbook.add_worksheet("Uitleg"), assessment, today, looks)


def draw_answers(sheet, rows, looks):
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.header, looks["header"])
    for line, row in enumerate(rows, start=1):
        for column, value in zip(COLUMNS, row, strict=True):
            look = looks[LOOK_OF.get(column.name, "locked")]
            write(sheet, line, PLACES[column.name], value, look)
        make_room(sheet, line, row)
    sheet.set_row(0, 24)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
    # a control such as 5.10 is no number, and Excel need not say so in each cell
    sheet.ignore_errors({"number_stored_as_text": f"A1:A{len(rows) + 1}"})
    offer_choices(sheet, len(rows), looks)
    set_up_paper(sheet)
    sheet.repeat_rows(0)
    sheet.protect("", ALLOWED)


def make_room(sheet, line, row):
    """Make a row as high as the longest text in it needs.

    Excel does so itself, also while somebody types, as long as nobody sets a height; LibreOffice
    does not. So only for what is already long.
    """
    texts = [(row[PLACES[name]] or "", COLUMNS[PLACES[name]].width) for name in LONG_TEXTS]
    lines = max(lines_in(text, width) for text, width in texts)
    if lines > 1:
        sheet.set_row(line, min(lines * LINE_HEIGHT, HIGHEST))


def lines_in(text, width):
    """Return about how many lines a text takes in a column of this width."""
    return sum(1 + len(line) // width for line in text.split("\n"))


def write(sheet, row, place, value, look):
    if value is None or value == "":
        sheet.write_blank(row, place, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, place, xlsx_text(value), look)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, look)
    else:
        sheet.write_number(row, place, value, look)


def offer_choices(sheet, last, looks):
    """Let the program itself say what fits in a cell, and mark what is finished."""
    levels = ", ".join(level.numbered for level in Maturity)
    rules = {
        "status": {
            "validate": "list",
            "source": Status.labels,
            "error_message": "Kies een status uit de lijst.",
        },
        "maturity": {
            "validate": "list",
            "source": Maturity.values,
            "input_title": "Volwassenheid",
            "input_message": f"{levels}. Leeg: niet beoordeeld.",
            "error_message": "Kies een niveau van 1 tot en met 5, of maak de cel leeg.",
        },
        "target_date": {
            "validate": "date",
            "criteria": "between",
            "minimum": FIRST_DAY,
            "maximum": LAST_DAY,
            "error_message": "Vul een dag in zoals 31-12-2026.",
        },
    }
    for name, rule in rules.items():
        place = PLACES[name]
        rule["error_title"] = HEADERS[name]
        sheet.data_validation(1, place, last, place, rule)
    for status, look in ((Status.IMPLEMENTED, "done"), (Status.NOT_APPLICABLE, "aside")):
        rule = {"type": "cell", "criteria": "==", "value": f'"{status.label}"'}
        place = PLACES["status"]
        sheet.conditional_format(1, place, last, place, {**rule, "format": looks[look]})


def draw_instructions(sheet, assessment, today, looks):
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, INSTRUCTION_WIDTH)
    for line, (look, text) in enumerate(instructions(assessment, today)):
        sheet.write_string(line, 0, text, looks[look])
        sheet.set_row(line, HEIGHTS.get(look, LINE_HEIGHT * lines_in(text, INSTRUCTION_WIDTH)))
    set_up_paper(sheet)
    sheet.protect()


def instructions(assessment, today):
    """Yield what stands on the sheet with instructions, as (look, text)."""
    yield "title", f"Zelfevaluatie van {assessment.region.organisation}"
    yield "prose", f"Norm: {assessment.framework}. Gemaakt op {dutch_date(today)}."
    yield "heading", "Wie mag dit lezen?"
    yield "tlp", TLP.AMBER.label
    yield "prose", TLP.AMBER.sharing_rule
    yield "heading", "Zo werkt u met dit bestand"
    yield "prose", "Op het blad ‘Zelfevaluatie’ staat één rij per control (maatregel uit de norm)."
    yield "prose", f"U vult de witte kolommen in: {', '.join(CHOICES)}."
    yield "prose", "De grijze kolommen zijn op slot. Die zijn er om te lezen."
    yield (
        "prose",
        "Klaar? Bewaar het bestand en kies op het loket bij uw zelfevaluatie ‘Lees een ingevuld "
        "bestand in’. U ziet eerst wat er verandert. Pas als u bevestigt, wordt het bewaard.",
    )
    yield (
        "prose",
        "Laat de kolom Versie staan. Daaraan ziet het loket of een collega intussen hetzelfde "
        "antwoord heeft gewijzigd. Dan kiest u zelf wat blijft.",
    )
    yield "prose", "Gebruik geen formules: die worden niet ingelezen."
    yield "heading", "Status"
    yield "prose", f"Kies uit: {', '.join(Status.labels)}."
    yield "prose", f"Bij ‘{Status.NOT_APPLICABLE.label}’ schrijft u in de toelichting waarom."
    yield "heading", "Volwassenheid"
    for level in Maturity:
        yield "prose", f"{level.numbered}: {level.meaning}"
    yield "prose", "Leeg: nog niet beoordeeld."


def set_up_paper(sheet):
    """Print on A4, as wide as the page, with the classification on each."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{TLP.AMBER.label}&RPagina &P van &N")
