"""The shapes of charts, before anybody draws them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loket.charts import CENTRE, RADIUS, radar

levels = st.none() | st.floats(0, 5)


@given(st.lists(levels, min_size=1, max_size=20))
def test_each_known_value_is_one_dot_within_the_outer_ring(values):
    chart = radar([str(index) for index in range(len(values))], {"a": values}, top=5)

    dots = [(float(x), float(y)) for x, y in chart.lines[0].dots]
    assert len(dots) == len([value for value in values if value is not None])
    assert all((x - CENTRE) ** 2 + (y - CENTRE) ** 2 <= (RADIUS + 0.2) ** 2 for x, y in dots)
    assert len(chart.axes) == len(values)


def test_the_first_axis_points_up_and_the_rest_follow_clockwise():
    chart = radar(["n", "o", "z", "w"], {"a": [5, 5, 5, 5]}, top=5)

    assert chart.lines[0].dots == [
        ("200.0", "40.0"),
        ("360.0", "200.0"),
        ("200.0", "360.0"),
        ("40.0", "200.0"),
    ]
    assert chart.rings == ["32.0", "64.0", "96.0", "128.0", "160.0"]


def test_an_unknown_value_is_no_nought():
    chart = radar(["a", "b", "c"], {"x": [None, 0, 5], "y": [None, None, 2]}, top=5)

    assert chart.lines[0].dots[0] == ("200.0", "200.0")
    assert len(chart.lines[0].dots) == 2
    assert chart.lines[1].path == ""


@pytest.mark.parametrize("value", [2.5, 1 / 3])
def test_coordinates_are_written_with_a_point_whatever_the_language(value, settings):
    settings.LANGUAGE_CODE = "nl"

    [dot] = radar(["a"], {"x": [value]}, top=5).lines[0].dots
    assert all("," not in coordinate for coordinate in dot)
