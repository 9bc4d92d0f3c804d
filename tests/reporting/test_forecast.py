"""When a milestone will be reached: plain arithmetic over the quarters of a trend."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.figures import Quarter, Total
from reporting.forecast import REACHED, TOO_FEW, UNKNOWN, forecast, points
from reporting.models import Milestone, Period
from selfassessment.scoring import Score

NOW = Period(year=2026, quarter=3, closed_at=datetime(2026, 10, 16, tzinfo=UTC))
END_OF_2027 = date(2027, 12, 31)


def quarters(*counts):
    """A trend that ends now; each count is how many of 100 controls are op orde, or None."""
    return [
        Quarter("", None if n is None else Total(6, 6, Score(total=100, in_order=n), 100, n))
        for n in counts
    ]


def of_controls(*counts, due_on=END_OF_2027):
    return forecast(Milestone(measure="controls", due_on=due_on), NOW, quarters(*counts))


def test_a_steady_pace_gives_the_quarter_of_arrival():
    found = of_controls(40, 45, 50)

    assert (found.share, found.shown) == (0.5, pytest.approx(0.05))
    assert "laatste 3 kwartalen" in found.sentence
    assert "+5,0 procentpunt" in found.sentence
    assert found.sentence.endswith("gehaald in 2029-Q1.")


def test_the_pace_that_is_needed_is_what_is_left_over_the_quarters_left():
    found = of_controls(40, 45, 50)

    assert (found.is_past, found.needed) == (False, pytest.approx(0.5 / 5))


@pytest.mark.parametrize("due_on", [date(2022, 6, 30), date(2026, 9, 30)])
def test_after_its_date_no_pace_is_enough(due_on):
    found = of_controls(40, 50, due_on=due_on)

    assert (found.is_past, found.needed, found.shown) == (True, None, pytest.approx(0.1))


@pytest.mark.parametrize("counts", [(50, 50), (50, 40), (50, 51)])
def test_without_pace_it_is_not_reached_and_said_so(counts):
    assert "tien jaar niet gehaald" in of_controls(*counts).sentence


def test_a_milestone_that_is_reached_needs_nothing():
    found = of_controls(90, 100)

    assert (found.needed, found.sentence) == (None, REACHED)


@pytest.mark.parametrize("counts", [(50,), (None, 50)])
def test_with_too_little_known_nothing_is_said(counts):
    assert of_controls(*counts).sentence == UNKNOWN


@pytest.mark.parametrize("counts", [(), (40, 50, None), (None, None)])
def test_a_quarter_without_figures_is_said_to_have_none(counts):
    found = of_controls(*counts)

    assert (found.share, found.sentence) == (None, TOO_FEW)


def test_who_is_early_in_an_open_quarter_makes_no_pace():
    open_quarter = Period(year=2026, quarter=4)
    found = forecast(
        Milestone(measure="controls", due_on=END_OF_2027), open_quarter, quarters(40, 45, 90)
    )
    assert (found.share, found.shown) == (0.9, pytest.approx(0.05))
    assert "laatste 2 kwartalen" in found.sentence


def test_a_gap_counts_as_time_that_went_by():
    found = of_controls(40, None, 50)

    assert found.shown == pytest.approx(0.05)
    assert "laatste 3 kwartalen" in found.sentence


def test_only_the_last_quarters_make_the_pace():
    assert of_controls(0, 0, 0, 50, 52, 54, 56, 58).shown == pytest.approx(0.02)


def test_criteria_are_measured_in_criteria():
    trend = [Quarter("", Total(6, 6, Score(total=100), 16, met)) for met in (4, 8)]

    assert forecast(Milestone(measure="criteria", due_on=END_OF_2027), NOW, trend).share == 0.5


@given(st.lists(st.none() | st.integers(0, 100), max_size=8))
def test_any_trend_gives_a_sentence(counts):
    found = of_controls(*counts)

    assert found.sentence.endswith(".")
    assert found.needed is None or found.needed > 0


def test_a_pace_is_written_the_dutch_way():
    assert (points(0.025), points(-0.1), points(0)) == (
        "+2,5 procentpunt",
        "-10,0 procentpunt",
        "+0,0 procentpunt",
    )
