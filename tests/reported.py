"""Reports of two regions, with a word of their own in every text of the one.

Some numbers serve as words too. The digit behind them says when it was written: 1 in an earlier
quarter, 2 in what was submitted on this one, 3 since the programme opened that again.
"""

import re
from datetime import UTC, date, datetime

from reporting.models import Bottleneck, ProgressReport, Token
from tests.canaries import everything_in
from tests.make import make_answer, make_assessment, make_period, make_region

IN_LINES = ["blauwborst", "baardman"]
IN_STORY = ["tuinfluiter", "sperwer", "zwartkop"]
REASON, EVIDENCE, LIVING = "grasmus", "kramsvogel", "vuurgoudhaan"
WORD = re.compile(rf"({'|'.join([*IN_LINES, *IN_STORY, REASON, EVIDENCE, LIVING])})(\d)")
NUMBERS = {
    "fte": re.compile(r"271[.,]8(\d)"),
    "budget": re.compile(r"8\.?675\.?30(\d)"),
    "day": re.compile(r"\b1(\d)(?=-07-2031| juli 2031)"),
}
REPORTS = "/rapportages/"
QUARTERS, CODES = ["2026-Q2", "2026-Q3"], ["VR09", "VR17"]
# The same moment always: pages that say it can be compared.
AT = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
THEMES = Bottleneck.Theme


def answer_all(assessment, levels=(3, 3, 3), **fields):
    """Give the controls of the first category these levels."""
    for step, level in enumerate(levels, start=1):
        make_answer(assessment, f"1.{step}", status="implemented", maturity=level, **fields)


def write(report, *bottlenecks, **text):
    """Write in the draft of a report: its text, and bottlenecks as (theme, text, help)."""
    draft = report.draft
    for name, value in text.items():
        setattr(draft, name, value)
    draft.save()
    draft.bottlenecks.all().delete()
    for theme, said, wanted in bottlenecks:
        Bottleneck.objects.create(version=draft, theme=theme, text=said, help_wanted=wanted)


def submit(region, period, *bottlenecks, **text):
    """Return a report of a region, submitted at a moment that does not matter."""
    report = ProgressReport.begin(region, period)
    write(report, *bottlenecks, **text)
    report.record(by=None, at=AT)
    return report


def others(norm, period, levels, **text):
    """Other regions that submit: VR40, VR41 … with these levels."""
    for place, level in enumerate(levels):
        region = make_region(code=f"VR{40 + place}")
        answer_all(make_assessment(region, norm), (level,) * 3)
        submit(region, period, **text)


def sing(assessment, report, stage):
    """Write the words of a stage in the answers and in the draft of a report."""
    for chapter in (1, 2):
        make_answer(
            assessment,
            f"{chapter}.1",
            status="planned",
            maturity=stage,
            note=f"blauwborst{stage}",
            action_owner=f"baardman{stage}",
            target_date=date(2031, 7, 10 + stage),
        )
    write(
        report,
        (THEMES.PEOPLE, f"sperwer{stage}", f"zwartkop{stage}"),
        results=f"tuinfluiter{stage}",
        fte=f"271.8{stage}",
        budget=8675300 + stage,
    )


def make_reported(utrecht, rijnmond, period, *, contact, staff):
    """Return Utrecht's report on this quarter, reopened; with one before it, and others'."""
    norm = period.framework
    before = make_period(2026, 2, framework=norm)
    make_assessment(rijnmond, norm)
    submit(rijnmond, before)
    submit(rijnmond, period, offers_help=True)
    others(norm, period, [1, 2, 3, 4, 5])
    assessment = make_assessment(utrecht, norm)
    for stage, quarter in ((1, before), (2, period)):
        report = ProgressReport.begin(utrecht, quarter)
        sing(assessment, report, stage)
        report.submit(by=contact)
    before.close(by=staff)
    report.reopen(reason=f"{REASON}3", by=staff)
    sing(assessment, report, 3)
    answer = make_answer(assessment, "2.2", note=f"{LIVING}3")
    answer.add_evidence(name=f"{EVIDENCE}3", valid_until=date(2026, 1, 1), by=contact)
    Token.make(name="Dashboard", by=staff)
    return report


def met(pages):
    """The words, and the numbers that serve as words, in these pages: {(word, stage)}."""
    text = "\n".join(map(everything_in, pages))
    found = {(word, int(stage)) for word, stage in WORD.findall(text)}
    for name, number in NUMBERS.items():
        found |= {(name, int(stage)) for stage in number.findall(text)}
    return found


def words(names, *stages):
    return {(name, stage) for name in names for stage in stages}
