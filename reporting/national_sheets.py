"""The national figures as a table (CSV) and as a workbook (XLSX), for those who see the page."""

from django.utils import timezone

from loket.downloads import dutch_date, xlsx_text
from loket.tlp import TLP
from reporting.figures import SPREAD
from reporting.models import ProgressReport

HEADERS = [
    "kwartaal",
    "wie",
    "naam",
    "stand",
    "categorie",
    "categorienaam",
    "regio’s",
    "controls van toepassing",
    "op orde",
    "aantoonbaar",
    "op orde (deel)",
    "aantoonbaar (deel)",
    "niveau",
]
COUNTRY = "Landelijk"
NOT_BEGUN = "Nog niet begonnen"
WHOLE_SCOPE = "Alle regio’s die hebben ingediend."
SHARED_SCOPE = "De regio’s die hun cijfers met andere regio’s delen, en uw eigen regio."


def csv_rows(figures):
    """Return one row per region and category, and the country first, under a header."""
    names = {chapter.number: chapter.name for chapter in figures.chapters}
    rows = [HEADERS]
    if figures.total:
        rows.append(line(figures, COUNTRY, figures.total.score, total=figures.total))
    for chapter in figures.chapters:
        place = (chapter.number, chapter.name)
        rows.append(line(figures, COUNTRY, chapter.total.score, place, chapter.total))
    for row in figures.rows:
        who = (row.code, row.name, state_of(row))
        rows.append(line(figures, who, row.score))
        for number, score in sorted(row.scores.items()):
            rows.append(line(figures, who, score, (number, names.get(number, ""))))
    return rows


def line(figures, who, score, place=("alle", ""), total=None):
    """Return one row of the CSV; without figures its cells stay empty."""
    code, name, state = (who, "", "") if isinstance(who, str) else who
    if score is None:
        counts = ["", "", "", "", "", ""]
    else:
        level = total.maturity if total else score.maturity
        counts = [
            score.applicable,
            score.in_order,
            score.demonstrable,
            number(score.in_order_share),
            number(score.demonstrable_share),
            number(level),
        ]
    regions = total.regions if total else ""
    return [str(figures.period), code, name, state, *place, regions, *counts]


def number(value):
    """Write a share or level with four decimals and a comma, as a Dutch spreadsheet reads it."""
    return "" if value is None else f"{value:.4f}".replace(".", ",")


def state_of(row):
    return ProgressReport.State(row.state).label if row.state else NOT_BEGUN


def draw_sheets(workbook, figures):
    """Put the figures in a workbook: what this is first, then a sheet per table."""
    bold = workbook.add_format({"bold": True, "text_wrap": True})
    share = workbook.add_format({"num_format": "0%"})
    level = workbook.add_format({"num_format": "0.0"})
    formats = {"share": share, "level": level, None: None}
    for title, rows in sheets(figures):
        sheet = workbook.add_worksheet(title)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 30, 14)
        for y, cells in enumerate(rows):
            for x, cell in enumerate(cells):
                value, kind = cell if isinstance(cell, tuple) else (cell, None)
                form = bold if y == 0 else formats[kind]
                if isinstance(value, str):
                    sheet.write_string(y, x, xlsx_text(value), form)
                elif value is not None:
                    sheet.write_number(y, x, value, form)


def sheets(figures):
    """Return [(title, rows)]; a cell is a text, a number, or (number, "share" or "level")."""
    return [
        ("Toelichting", explanation(figures)),
        ("Landelijk", per_category(figures)),
        ("Regio’s", per_region(figures)),
        ("Verloop", over_time(figures)),
        ("Knelpunten", per_theme(figures)),
        ("Mijlpalen", milestones(figures)),
    ]


def explanation(figures):
    scope = WHOLE_SCOPE if figures.is_whole else SHARED_SCOPE
    return [
        [f"Voortgang van de BIO in de veiligheidsregio’s, {figures.period}"],
        ["Classificatie", TLP.AMBER.label],
        ["Wie mag dit zien", TLP.AMBER.sharing_rule],
        ["Bereik", scope],
        ["Norm", str(figures.period.framework)],
        ["Gemaakt op", dutch_date(timezone.localdate())],
        ["Regio’s", figures.regions],
        ["Ingediend", figures.submitted],
        ["Een regio die niet heeft ingediend, telt nergens mee: niet als nul."],
        ["Achter elk landelijk cijfer zitten minstens vijf regio’s."],
    ]


def figures_of(total):
    """Return the cells of a Total, in the order of its headers; empty ones for None."""
    if total is None:
        return [None, None, None, None, None]
    score = total.score
    return [
        total.regions,
        (score.in_order_share, "share"),
        (score.demonstrable_share, "share"),
        (total.maturity, "level"),
        (total.criteria_share, "share"),
    ]


TOTALS = ["Regio’s", "Op orde", "Aantoonbaar", "Niveau", "Criteria gehaald"]


def per_category(figures):
    heading = ["Categorie", *TOTALS, *(f"Regio’s: {label}" for label in SPREAD)]
    everything = [["Alles samen", *figures_of(figures.total)]]
    return [heading, *everything] + [
        [f"{one.number} {one.name}", *figures_of(one.total), *one.spread]
        for one in figures.chapters
    ]


def per_region(figures):
    numbers = figures.numbers
    heading = ["Regio", "Stand", "Op orde", "Aantoonbaar", "Niveau"]
    return [[*heading, *(f"Niveau {n}" for n in numbers)]] + [
        [
            f"{row.code} {row.name}",
            state_of(row),
            (row.score and row.score.in_order_share, "share"),
            (row.score and row.score.demonstrable_share, "share"),
            (row.score and row.score.maturity, "level"),
            *((score and score.maturity, "level") for score in scores),
        ]
        for row, scores in figures.grid
    ]


def over_time(figures):
    return [["Kwartaal", *TOTALS]] + [
        [quarter.label, *figures_of(quarter.total)] for quarter in figures.quarters
    ]


def per_theme(figures):
    return [["Thema", "Regio’s met een knelpunt", "Regio’s die hulp vragen"]] + [
        [theme.label, theme.named, theme.asked] for theme in figures.themes
    ]


def milestones(figures):
    heading = ["Mijlpaal", "Datum", "Nu", "Nodig per kwartaal", "Tempo per kwartaal", "Verwachting"]
    return [heading] + [
        [
            one.milestone.name,
            dutch_date(one.milestone.due_on),
            (one.share, "share"),
            (one.needed, "share"),
            (one.shown, "share"),
            one.sentence,
        ]
        for one in figures.forecasts
    ]
