"""One region's report as a workbook and as a CSV: the same figures and lines as its page."""

from dataclasses import dataclass

from django.utils.timezone import localtime

from loket.downloads import dutch_date
from loket.tlp import TLP
from reporting.comparison import UNKNOWN, yes_or_no
from selfassessment.sheets import HEIGHTS, LINE_HEIGHT, LOOKS, lines_in, set_up_paper, write
from selfassessment.templatetags.levels import level, percentage

WIDTH = 95
# In points; Excel allows no row above 409.
HIGHEST = 400
PLAIN = {"valign": "top", "border": 1, "border_color": "#C3CCD6"}
MORE_LOOKS = {
    "words": {**PLAIN, "text_wrap": True, "num_format": "@"},
    "name": {**PLAIN, "text_wrap": True, "num_format": "@", "bold": True},
    "count": PLAIN,
    "share": {**PLAIN, "num_format": "0%"},
    "mean": {**PLAIN, "num_format": "0.0"},
    "date": {**PLAIN, "num_format": "dd-mm-yyyy", "align": "left"},
}


@dataclass(frozen=True)
class Column:
    """A column of a sheet: what people read above it, how wide in characters, how it looks."""

    header: str
    width: int
    look: str = "count"


LINE_COLUMNS = [
    Column("Categorie", 30, "words"),
    Column("Control", 10, "name"),
    Column("Titel", 50, "words"),
    Column("Status", 20, "words"),
    Column("Niveau", 9),
    Column("Toelichting", 60, "words"),
    Column("Actiehouder", 24, "words"),
    Column("Streefdatum", 14, "date"),
    Column("Bewijs", 9, "words"),
]
CSV_HEADER = [
    *("Regio", "Kwartaal", "Versie"),
    *(column.header for column in LINE_COLUMNS),
    "Classificatie",
]
MOMENT_COLUMNS = [
    Column("Kwartaal", 12, "name"),
    Column("Van toepassing", 16),
    Column("Op orde", 12),
    Column("Op orde (%)", 12, "share"),
    Column("Aantoonbaar", 14),
    Column("Aantoonbaar (%)", 17, "share"),
    Column("Niveau", 10, "mean"),
]
STORY_COLUMNS = [Column("Onderwerp", 44, "name"), Column("Tekst", WIDTH, "words")]


def file_name(report, ending):
    """Return the name of the file: the region's code and the quarter, nothing else."""
    return f"rapportage-{report.region.code}-{report.period}.{ending}"


def csv_rows(report, contents):
    """Return the header and a row per control, each saying where it comes from and its TLP."""
    origin = [report.region.code, str(report.period), contents.version.number]
    return [CSV_HEADER, *([*origin, *row, TLP.AMBER.label] for row in line_rows(contents))]


def draw(workbook, report, figures, contents, today):
    """Put five sheets in a workbook: what this is, categories, quarters, controls, the story."""
    looks = {name: workbook.add_format(look) for name, look in (LOOKS | MORE_LOOKS).items()}
    sheet = workbook.add_worksheet("Over dit bestand")
    draw_introduction(sheet, introduction(report, contents.version, today), looks)
    for name, columns, rows in (
        ("Per categorie", chapter_columns(figures), chapter_rows(figures)),
        ("Per kwartaal", MOMENT_COLUMNS, moment_rows(figures)),
        ("Per control", LINE_COLUMNS, line_rows(contents)),
        ("Verhaal", STORY_COLUMNS, story_rows(contents.story)),
    ):
        draw_table(workbook.add_worksheet(name), columns, rows, looks)


def introduction(report, version, today):
    """Yield what stands on the first sheet, as (look, text)."""
    yield "title", f"Rapportage van {report.region.organisation} over {report.period}"
    yield "heading", "Wie mag dit lezen?"
    yield "tlp", TLP.AMBER.label
    yield "prose", TLP.AMBER.sharing_rule
    yield "heading", "Wat staat hierin?"
    yield (
        "prose",
        "Wat deze regio heeft ingediend: cijfers, controls en verhaal. Alleen deze regio.",
    )
    yield "prose", f"Regio: {report.region}"
    yield "prose", f"Kwartaal: {report.period}"
    yield "prose", f"Versie: {version.number}, ingediend op {dutch_date(submitted_on(version))}"
    yield "prose", f"Norm: {report.period.framework}"
    yield "prose", f"Opgehaald op: {dutch_date(today)}"
    yield "heading", "Wat betekenen de woorden?"
    yield "prose", "Een control is een maatregel uit de norm."
    yield "prose", "Op orde: ingevoerd. Aantoonbaar: op orde, met bewijs dat toen geldig was."
    yield "prose", "Niveau: hoe volwassen, van 1 tot 5; het gemiddelde van wat is beoordeeld."
    yield "prose", "Controls die niet van toepassing zijn, tellen niet mee."


def submitted_on(version):
    return localtime(version.submitted_at).date()


def chapter_columns(figures):
    """Return the columns per category: now, the quarter before, and the ambition if there is."""
    columns = [Column("Categorie", 40, "name"), *score_columns(figures.period)]
    if figures.before:
        columns += score_columns(figures.before.period)
    return columns + ([Column("Ambitie", 10)] if figures.has_ambition else [])


def score_columns(period):
    names = ["Van toepassing", "Op orde", "Aantoonbaar"]
    counts = [Column(f"{name} {period}", 16) for name in names]
    return [*counts, Column(f"Niveau {period}", 16, "mean")]


def chapter_rows(figures):
    """Return a row per category, and the last one over all of them."""
    rows = [
        chapter_row(figures, str(chapter), chapter.score, chapter.before, chapter.ambition)
        for chapter in figures.chapters
    ]
    before = figures.before and figures.before.score
    return [*rows, chapter_row(figures, "Alle categorieën", figures.total, before, None)]


def chapter_row(figures, name, score, before, ambition):
    row = [name, *score_cells(score)]
    if figures.before:
        row += score_cells(before)
    return row + ([ambition] if figures.has_ambition else [])


def score_cells(score):
    if score is None:
        return [None] * 4
    return [
        score.applicable,
        score.in_order,
        score.demonstrable,
        as_number(level(score.maturity)),
    ]


def moment_rows(figures):
    return [moment_row(moment) for moment in figures.moments]


def moment_row(moment):
    if moment.score is None:
        return [str(moment.period)] + [None] * 6
    applicable, in_order, demonstrable, mean = score_cells(moment.score)
    return [
        str(moment.period),
        applicable,
        in_order,
        as_number(percentage(moment.score.in_order_share)),
        demonstrable,
        as_number(percentage(moment.score.demonstrable_share)),
        mean,
    ]


def as_number(shown):
    """Return a figure as a number, rounded as the page shows it: "2,7" or "45%"; – is None."""
    if shown == UNKNOWN:
        return None
    number = float(shown.rstrip("%").replace(",", "."))
    return number / 100 if shown.endswith("%") else number


def line_rows(contents):
    """Return a row per control, of plain values."""
    return [
        [
            str(part),
            line.control.number,
            line.control.title,
            line.get_status_display(),
            line.maturity,
            line.note,
            line.action_owner,
            line.target_date,
            yes_or_no(line.has_evidence),
        ]
        for part in contents.parts
        for line in part.rows
    ]


def story_rows(story):
    """Return the text as (subject, text)."""
    rows = [["Resultaten", story.results or UNKNOWN], *map(list, story.facts)]
    for theme in story.themes:
        rows.append([f"Knelpunt: {theme.get_theme_display()}", theme.text or UNKNOWN])
        rows.append([f"Gevraagde hulp: {theme.get_theme_display()}", theme.help_wanted or UNKNOWN])
    return rows


def draw_introduction(sheet, lines, looks):
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, WIDTH)
    for row, (look, text) in enumerate(lines):
        sheet.write_string(row, 0, text, looks[look])
        sheet.set_row(row, HEIGHTS.get(look, LINE_HEIGHT * lines_in(text, WIDTH)))
    set_up_paper(sheet)


def draw_table(sheet, columns, rows, looks):
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.header, looks["header"])
    for number, row in enumerate(rows, start=1):
        for place, (column, value) in enumerate(zip(columns, row, strict=True)):
            write(sheet, number, place, value, looks[column.look])
        make_room(sheet, number, columns, row)
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 1)
    # a control such as 5.10 is no number, and Excel need not say so in each cell
    sheet.ignore_errors({"number_stored_as_text": f"A1:B{len(rows) + 1}"})
    set_up_paper(sheet)
    sheet.repeat_rows(0)


def make_room(sheet, number, columns, row):
    """Make a row as high as its longest text needs: not every program does so itself."""
    cells = zip(columns, row, strict=True)
    most = max(lines_in(text, column.width) for column, text in cells if isinstance(text, str))
    if most > 1:
        sheet.set_row(number, min(most * LINE_HEIGHT, HIGHEST))
