"""One region's report as a PDF for everybody, also for who hears it read (PDF/UA-1).

Typst sets it, from the layout in templates/reporting/report.typ. What a region wrote goes in as
data and never as source. Only the fonts inside Typst are used, and nothing is fetched.
"""

import json
import re
import unicodedata

import typst
from django.conf import settings
from django.http import HttpResponse
from django.utils.timezone import localtime

from loket.downloads import as_attachment, dutch_date
from loket.tlp import TLP
from reporting.comparison import UNKNOWN, told
from reporting.report_sheets import file_name, story_rows
from selfassessment.templatetags.levels import level, percentage

LAYOUT = settings.BASE_DIR / "templates" / "reporting" / "report.typ"
FONTS = typst.Fonts(include_system_fonts=False)
# What the fonts have a letter for. For any other, PDF/UA-1 refuses the whole document.
KNOWN = re.compile(
    r"[\u0020-\u007E\u00A1-\u02FF\u0370-\u0373\u0386-\u0482\u1E00-\u1EFF\u2010-\u2027"
    r"\u2030-\u203F\u20A0-\u20BF\u2122\u2190-\u22FF\u2500-\u25FF\u2713\u2714]"
)
# Spaces, and what is no letter: control and joining characters, loose accents (Unicode's Z, C, M).
SHAPELESS = {"Z": " ", "C": "", "M": ""}
MISSING = "\N{REPLACEMENT CHARACTER}"
# Longer than this a word gets places where it may break, or it would run out of its column.
LONGEST_WORD = 30
LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")
MAY_BREAK = "\N{ZERO WIDTH SPACE}"

CHAPTER_HEADER = ["Categorie", "Op orde", "Aantoonbaar", "Niveau"]
MOMENT_HEADER = ["Kwartaal", "Op orde", "Aantoonbaar", "Niveau"]
LINE_HEADER = ["Control", "Status", "Niveau", "Bewijs", "Toelichting"]


def pdf_response(report, figures, contents, today):
    """Return the document as a download."""
    content = pdf(data_of(report, figures, contents, today))
    response = HttpResponse(content, content_type="application/pdf")
    return as_attachment(response, file_name(report, "pdf"))


def pdf(data):
    """Return the bytes of the document with these words in it."""
    return typst.compile(
        LAYOUT,
        root=LAYOUT.parent,
        font_paths=FONTS,
        sys_inputs={"data": json.dumps(fitted(data))},
        pdf_standards=["ua-1"],
    )


def data_of(report, figures, contents, today):
    """Return everything the layout shows, as words in lists and dictionaries."""
    version = contents.version
    submitted = dutch_date(localtime(version.submitted_at).date())
    return {
        "title": f"Rapportage van {report.region.organisation} over {report.period}",
        "tlp": TLP.AMBER.label,
        "rule": TLP.AMBER.sharing_rule,
        "about": [
            ["Regio", str(report.region)],
            ["Kwartaal", str(report.period)],
            ["Versie", f"{version.number}, ingediend op {submitted}"],
            ["Norm", str(report.period.framework)],
            ["Opgehaald op", dutch_date(today)],
        ],
        "total": score_words(figures.total, with_share=True),
        "chapters": chapter_table(figures),
        "moments": {
            "header": MOMENT_HEADER,
            "rows": [
                [str(moment.period), *score_words(moment.score, with_share=True)]
                for moment in figures.moments
            ],
        },
        "story": story_rows(contents.story),
        "parts": [
            {"title": str(part), "header": LINE_HEADER, "rows": [line_row(x) for x in part.rows]}
            for part in contents.parts
        ],
    }


def score_words(score, *, with_share=False):
    """Return op orde, aantoonbaar and level of a Score in words."""
    if score is None:
        return [UNKNOWN] * 3
    shares = [score.in_order_share, score.demonstrable_share]
    words = [f"{count} van {score.applicable}" for count in (score.in_order, score.demonstrable)]
    if with_share:
        words = [f"{percentage(share)} ({word})" for share, word in zip(shares, words, strict=True)]
    return [*words, level(score.maturity)]


def chapter_table(figures):
    """Return the table per category; the quarter before and the ambition if they are there."""
    has_before = figures.before and figures.is_same_norm
    header = list(CHAPTER_HEADER)
    if has_before:
        header += [f"{name}\n{figures.before.period}" for name in CHAPTER_HEADER[1:]]
    if figures.has_ambition:
        header.append("Ambitie")
    return {
        "header": header,
        "rows": [
            [
                str(chapter),
                *score_words(chapter.score),
                *(score_words(chapter.before) if has_before else []),
                *([str(chapter.ambition or UNKNOWN)] if figures.has_ambition else []),
            ]
            for chapter in figures.chapters
        ],
    }


def line_row(line):
    status, mean, note, owner, day, evidence = told(line)
    more = [f"{name}: {text}" for name, text in (("Actiehouder", owner), ("Streefdatum", day))
            if text != UNKNOWN]  # fmt: skip
    return [str(line.control), status, mean, evidence, "\n".join([note, *more])]


def fitted(data):
    """Return the same lists and dictionaries with every text as it can be set."""
    match data:
        case str():
            return settable(data)
        case list():
            return [fitted(part) for part in data]
    return {name: fitted(part) for name, part in data.items()}


def settable(text):
    """Return a text of which the fonts have every letter.

    What has no shape of its own, such as a control character, is left out; what the fonts lack,
    such as a picture of a face, becomes �.
    """
    lines = unicodedata.normalize("NFC", text.replace("\t", " ")).splitlines()
    text = "\n".join("".join(map(letter, line)) for line in lines)
    return LONG_WORD.sub(lambda found: found[0] + MAY_BREAK, text)


def letter(character):
    kind = unicodedata.category(character)[0]
    if kind in SHAPELESS:
        return SHAPELESS[kind]
    return character if KNOWN.match(character) else MISSING
