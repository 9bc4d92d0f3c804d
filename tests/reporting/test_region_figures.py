"""The figures of one region, before any page shows them."""

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.figures import FEWEST_REGIONS
from reporting.models import ProgressReport
from reporting.region_figures import mirror_of, reflection, region_figures
from selfassessment.scoring import Score
from tests.make import make_answer, make_assessment, make_framework, make_period, make_report

levels = st.lists(st.none() | st.floats(1, 5), max_size=30)


@pytest.fixture
def assessment(utrecht):
    """Utrecht's assessment: three categories of three controls, one control in order."""
    assessment = make_assessment(utrecht, categories=3)
    make_answer(assessment, "1.1", status="implemented", maturity=4)
    return assessment


def report_on(assessment, year, quarter):
    """Submit Utrecht's report on a new quarter."""
    period = make_period(year, quarter, framework=assessment.framework)
    return make_report(assessment.region, period)


@given(levels)
def test_quartiles_are_there_from_five_levels_on_and_in_order(found):
    row = reflection(1, "Beleid", None, found)

    known = [level for level in found if level is not None]
    assert row.others == len(known)
    assert (row.quartiles is None) == (len(known) < FEWEST_REGIONS)
    if row.quartiles:
        lower, middle, upper = row.quartiles
        assert min(known) <= lower <= middle <= upper <= max(known)
        assert middle == pytest.approx(median(known))


def test_figures_are_those_of_the_version_that_counts(assessment, cast):
    report = report_on(assessment, 2026, 3)
    report.reopen(reason="Zo.", by=cast["staff"])
    make_answer(assessment, "1.2", status="implemented", maturity=2)

    before = region_figures(report, cast["contact"])
    report.submit(by=None)
    after = region_figures(report, cast["contact"])

    assert before.total == Score(9, answered=1, assessed=1, in_order=1, maturity_sum=4)
    assert after.total == Score(9, answered=2, assessed=2, in_order=2, maturity_sum=6)
    assert [str(chapter) for chapter in after.chapters] == [
        "1 Hoofdstuk 1",
        "2 Hoofdstuk 2",
        "3 Hoofdstuk 3",
    ]
    assert sum((chapter.score for chapter in after.chapters), start=Score()) == after.total


def test_the_quarter_before_is_the_last_one_that_was_reported(assessment, cast):
    report_on(assessment, 2025, 4)
    make_answer(assessment, "2.1", status="implemented", maturity=1)
    report_on(assessment, 2026, 1)
    make_period(2026, 2, framework=assessment.framework)
    report = report_on(assessment, 2026, 3)
    report_on(assessment, 2026, 4)

    figures = region_figures(report, cast["contact"])

    assert [(str(m.period), m.score and m.score.in_order) for m in figures.moments] == [
        ("2025-Q4", 1),
        ("2026-Q1", 2),
        ("2026-Q2", None),
        ("2026-Q3", 2),
    ]
    assert str(figures.before.period) == "2026-Q1"
    assert [chapter.before.in_order for chapter in figures.chapters] == [1, 1, 0]
    assert list(figures.levels) == ["2026-Q3", "2026-Q1"]
    assert figures.levels["2026-Q1"] == [4, 1, None]


def test_of_a_quarter_that_was_reopened_only_what_counts_is_laid_beside_it(assessment, cast):
    for quarter in (2, 3):
        report = report_on(assessment, 2026, quarter)
        report.reopen(reason="Zo.", by=cast["staff"])
        make_answer(assessment, f"{quarter}.1", status="implemented", maturity=2)
        report.submit(by=None)
        make_answer(assessment, "1.2", status="implemented", maturity=2)

    figures = region_figures(report, cast["contact"])

    assert [chapter.score.in_order for chapter in figures.chapters] == [2, 1, 1]
    assert [chapter.before.in_order for chapter in figures.chapters] == [1, 1, 0]
    assert [moment.score.in_order for moment in figures.moments] == [2, 4]


def test_the_first_report_has_nothing_before_it(assessment, cast):
    figures = region_figures(report_on(assessment, 2026, 3), cast["contact"])

    assert (figures.before, figures.is_same_norm) == (None, False)
    assert [chapter.before for chapter in figures.chapters] == [None] * 3


def test_categories_of_another_norm_are_not_laid_beside_each_other(assessment, utrecht, cast):
    make_report(utrecht, make_period(2026, 2, framework=make_framework(categories=3)))

    figures = region_figures(report_on(assessment, 2026, 3), cast["contact"])

    assert str(figures.before.period) == "2026-Q2"
    assert [chapter.before for chapter in figures.chapters] == [None] * 3
    assert list(figures.levels) == ["2026-Q3"]


def test_ambition_is_for_who_may_see_it(assessment, cast):
    first, *_ = assessment.sections.all()
    assessment.aim({first.pk: 5})
    report = report_on(assessment, 2026, 3)

    own = region_figures(report, cast["contact"])
    theirs = region_figures(report, cast["staff"])

    assert [chapter.ambition for chapter in own.chapters] == [5, None, None]
    assert list(own.levels) == ["2026-Q3", "Ambitie"]
    assert not theirs.has_ambition
    assert list(theirs.levels) == ["2026-Q3"]


def test_figures_of_another_region_are_in_none_of_them(assessment, rijnmond, cast):
    report = report_on(assessment, 2026, 3)
    other = make_assessment(rijnmond, assessment.framework)
    make_answer(other, "1.1", status="implemented", maturity=1)
    make_answer(other, "1.2", status="implemented", maturity=1)
    make_report(rijnmond, report.period)

    for name in ("contact", "staff"):
        assert region_figures(report, cast[name]).total.in_order == 1


def test_charts_leave_out_what_is_not_known(assessment, cast):
    report_on(assessment, 2026, 1)
    make_period(2026, 2, framework=assessment.framework)
    figures = region_figures(report_on(assessment, 2026, 3), cast["contact"])

    assert [len(line.dots) for line in figures.share_chart.lines] == [2, 2]
    assert [line.segments for line in figures.level_chart.lines] == [[]]
    assert [len(line.dots) for line in figures.radar.lines] == [1, 1]


def test_two_categories_make_no_radar(utrecht, cast):
    assessment = make_assessment(utrecht, categories=2)

    assert region_figures(report_on(assessment, 2026, 3), cast["contact"]).radar is None


def test_a_report_in_which_nothing_applies_has_no_shares(utrecht, cast):
    assessment = make_assessment(utrecht, categories=1, controls=1)
    make_answer(assessment, "1.1", status="not_applicable", note="Doen wij niet.")

    figures = region_figures(report_on(assessment, 2026, 3), cast["contact"])

    assert (figures.total.in_order_share, figures.total.maturity) == (None, None)
    assert [line.dots for line in figures.share_chart.lines] == [[], []]


def test_a_contact_sees_no_mirror_of_another_region(assessment, rijnmond, cast):
    """Even when asked for directly: what others do not share is not found."""
    report = report_on(assessment, 2026, 3)
    hidden = make_report(rijnmond, report.period, shares_figures=False)

    mirror = mirror_of(hidden, cast["contact"])

    assert mirror.others == 1
    assert [row.own for row in mirror.rows] == [None] * 3


def test_a_region_without_a_report_has_a_mirror_too(assessment, utrecht, cast):
    period = make_period(framework=assessment.framework)

    mirror = mirror_of(ProgressReport(region=utrecht, period=period), cast["contact"])

    assert (mirror.others, mirror.rows, mirror.shows) == (0, [], False)
