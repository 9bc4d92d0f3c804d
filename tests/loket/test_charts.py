"""The shapes of charts, before anybody draws them, and the drawings."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.conf import settings as configured
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from loket.charts import CENTRE, RADIUS, WIDTH, quartiles, radar, stacked_bars, trend

SVG = "{http://www.w3.org/2000/svg}"
# Coordinates are rounded to 0.1, so a sum of two is this much off at most.
ROUNDED = 0.11

levels = st.none() | st.floats(0, 5)
words = st.text("0123456789-K%", max_size=9)


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


def within(frame, xs, ys):
    """Whether all these places, as strings, lie inside the drawing."""
    return all(0 <= float(x) <= float(frame.width) for x in xs) and all(
        0 <= float(y) <= float(frame.height) for y in ys
    )


def rows_of_counts(names):
    return st.lists(st.tuples(words, st.lists(st.integers(0, 200), min_size=names, max_size=names)))


@given(rows_of_counts(names=4))
def test_the_pieces_of_a_bar_join_up_to_the_length_of_its_total(rows):
    chart = stacked_bars(rows, "abcd")

    most = max((sum(counts) for _label, counts in rows), default=0)
    full = float(chart.frame.right) - float(chart.frame.left)
    for bar, (_label, counts) in zip(chart.bars, rows, strict=True):
        total = sum(float(piece.width) for piece in bar.pieces)
        assert total == pytest.approx(full * sum(counts) / most if most else 0, abs=4 * ROUNDED)
        assert [piece.count for piece in bar.pieces] == counts
        for piece, after in pairwise(bar.pieces):
            assert float(piece.x) + float(piece.width) == pytest.approx(
                float(after.x), abs=2 * ROUNDED
            )


@given(rows_of_counts(names=3))
def test_bars_stay_within_the_drawing_and_off_each_other(rows):
    chart = stacked_bars(rows, "abc")

    for bar in chart.bars:
        for piece in bar.pieces:
            far = float(piece.x) + float(piece.width) - ROUNDED
            low = float(piece.y) + float(piece.height)
            assert within(chart.frame, [piece.x, far], [piece.y, low])
            assert float(piece.x) >= float(chart.frame.left)
    tops = [float(bar.pieces[0].y) for bar in chart.bars]
    assert all(high + 26 < low for high, low in pairwise(tops))


def test_a_count_is_written_only_where_it_fits():
    chart = stacked_bars([("1", [100, 1, 0]), ("2", [0, 50, 2])], ["Ja", "Deels", "Nee"])

    labels = [[piece.label for piece in bar.pieces] for bar in chart.bars]
    assert labels == [["100", "", ""], ["", "50", ""]]
    assert chart.names == ["Ja", "Deels", "Nee"]


def test_the_longest_bar_is_full_and_a_nought_has_no_width():
    chart = stacked_bars([("1", [3, 1]), ("2", [0, 2])], ["Ja", "Nee"])

    widths = [[piece.width for piece in bar.pieces] for bar in chart.bars]
    assert (chart.frame.left, chart.frame.right) == ("19.0", "350.0")
    assert widths == [["248.2", "82.8"], ["0.0", "165.5"]]


@pytest.mark.parametrize("rows", [[], [("1", [0, 0])]])
def test_bars_of_nothing_are_nothing_wide(rows):
    chart = stacked_bars(rows, ["Ja", "Nee"])

    assert {piece.width for bar in chart.bars for piece in bar.pieces} <= {"0.0"}
    assert len(chart.bars) == len(rows)


@given(st.lists(st.tuples(words, levels, levels), max_size=30))
def test_a_trend_has_a_dot_per_known_value_within_the_drawing(rows):
    labels, *columns = zip(*rows, strict=True) if rows else ([], [], [])
    chart = trend(labels, dict(zip("ab", columns, strict=True)), 5, [(0, "0"), (5, "5")])

    for line, values in zip(chart.lines, columns, strict=True):
        assert len(line.dots) == len([value for value in values if value is not None])
        assert within(chart.frame, [x for x, _y in line.dots], [y for _x, y in line.dots])
        on_lines = [dot for segment in line.segments for dot in segment.split()]
        assert len(set(on_lines)) == len(on_lines)
        assert set(on_lines) <= {f"{x},{y}" for x, y in line.dots}


@given(st.lists(words, min_size=1, max_size=30))
def test_the_labels_below_a_trend_stay_within_the_drawing_and_do_not_touch(labels):
    chart = trend(labels, {}, 1, [(0, "0%"), (1, "100%")])

    wide = 9 * max(map(len, labels))
    places = [float(label.at) for label in chart.labels]
    assert chart.labels[-1].text == labels[-1]
    assert wide / 2 <= places[0]
    assert places[-1] <= WIDTH - wide / 2
    assert all(left + wide <= right + ROUNDED for left, right in pairwise(places))


@given(st.lists(st.floats(0, 1), min_size=2, max_size=8))
def test_equal_numbers_stand_at_equal_places_and_higher_is_higher(values):
    labels = [str(index) for index in range(len(values))]
    chart = trend(labels, {"a": values, "b": values}, 1, [(value, "") for value in values])

    first, second = chart.lines
    assert first.dots == second.dots
    assert [tick.at for tick in chart.ticks] == [y for _x, y in first.dots]
    low_to_high = [y for _value, (_x, y) in sorted(zip(values, first.dots, strict=True))]
    assert all(float(low) >= float(high) for low, high in pairwise(low_to_high))


def test_a_gap_breaks_the_line_and_a_value_between_gaps_is_a_dot():
    chart = trend("abcdefg", {"x": [1, 0, None, 1, None, 0, 1]}, 1, [])

    [line] = chart.lines
    joined = [f"{x},{y}" for x, y in line.dots]
    assert line.segments == [" ".join(joined[:2]), " ".join(joined[3:])]
    assert [y for _x, y in line.dots] == ["10.0", "210.0", "10.0", "210.0", "10.0"]


def test_a_trend_of_one_moment_is_one_dot():
    chart = trend(["2026-K1"], {"x": [2.5], "y": [None]}, 5, [(5, "5")])

    assert [(line.segments, len(line.dots)) for line in chart.lines] == [([], 1), ([], 0)]
    assert [label.text for label in chart.labels] == ["2026-K1"]
    assert chart.lines[0].dots[0][0] == chart.labels[0].at


groups = st.none() | st.tuples(*[st.floats(0, 5)] * 3).map(sorted).map(tuple)


@given(st.lists(st.tuples(words, levels, groups), max_size=20))
def test_quartiles_stay_within_the_drawing_and_the_median_within_its_band(rows):
    chart = quartiles(rows, top=5)

    for row, (_label, own, group) in zip(chart.rows, rows, strict=True):
        assert (row.own == "", row.band is None) == (own is None, group is None)
        assert within(chart.frame, [row.own or "0"], [row.y])
        if row.band:
            end = float(row.band.x) + float(row.band.width)
            assert within(chart.frame, [row.band.x, end], [row.band.median_top])
            assert within(chart.frame, [row.band.median_x], [row.band.median_base])
            assert float(row.band.x) <= float(row.band.median_x) <= end + ROUNDED


@pytest.mark.parametrize("level", [1, 2, 5])
def test_own_the_median_and_the_tick_of_one_level_stand_above_each_other(level):
    chart = quartiles([("1", level, (level, level, level))], top=5)

    [row] = chart.rows
    tick = chart.ticks[level - 1]
    assert tick.text == str(level)
    assert {row.own, row.band.x, row.band.median_x} == {tick.at}
    assert row.band.width == "0.0"


def test_a_nought_is_a_place_and_an_unknown_level_is_none():
    known, unknown = quartiles([("1", 0, None), ("2", None, (1, 2, 3))], top=5).rows

    assert (known.own, known.band) == ("19.0", None)
    assert unknown.own == ""
    assert (unknown.band.x, unknown.band.median_x) == ("85.2", "151.4")


TICKS = [(0, "0%"), (0.5, "50%"), (1, "100%")]
DRAWN = [
    ("bars", stacked_bars([("5", [40, 2, 0]), ("6", [0, 0, 0])], ["Ja", "Deels", "Nee"])),
    ("bars", stacked_bars([], ["Ja", "Nee"])),
    ("trend", trend("abc", {"x": [0.1, None, 1 / 3], "y": [1, 1, 0], "z": [0, 0, 0]}, 1, TICKS)),
    ("trend", trend(["a"], {"x": [0.5]}, 1, TICKS)),
    ("quartiles", quartiles([("5", 2.5, (1.1, 7 / 3, 3)), ("6", None, None), ("7", 0, None)], 5)),
    ("quartiles", quartiles([], 5)),
]


def drawing(name, chart):
    words = {"id": "here", "title": "Niveau & doel", "description": "In woorden: <1"}
    svg = render_to_string(f"components/charts/{name}.svg", {"chart": chart, **words})
    return ElementTree.fromstring(svg)  # noqa: S314 - our own


@pytest.mark.parametrize(("name", "chart"), DRAWN)
def test_a_drawing_has_a_name_in_words_and_no_coordinate_with_a_comma(name, chart):
    svg = drawing(name, chart)

    assert configured.LANGUAGE_CODE == "nl"
    assert svg.attrib["role"] == "img"
    assert svg.attrib["aria-labelledby"].split() == ["here-title", "here-desc"]
    assert [svg.find(f"{SVG}{tag}[@id='here-{tag}']").text for tag in ("title", "desc")] == [
        "Niveau & doel",
        "In woorden: <1",
    ]
    numbers = [
        value
        for element in svg.iter()
        for attribute, value in element.attrib.items()
        if attribute in {"x", "y", "width", "height", "cx", "cy", "d", "viewBox"}
    ]
    assert [value for value in numbers if "," in value or not re.search(r"\d", value)] == []


def test_a_bar_is_drawn_in_the_class_of_its_name_and_a_nought_not_at_all():
    chart = stacked_bars([("5", [40, 0, 20]), ("6", [0, 30, 0])], ["Ja", "Deels", "Nee"])

    groups = drawing("bars", chart).findall(f"{SVG}g")
    assert [(group.attrib["class"], group.find(f"{SVG}text").text) for group in groups] == [
        ("bar-1", "40"),
        ("bar-3", "20"),
        ("bar-2", "30"),
    ]


def test_each_line_of_a_trend_has_dots_of_its_own_shape():
    chart = trend("ab", {"x": [0, 1], "y": [0, 1], "z": [0, 1]}, 1, TICKS)

    groups = drawing("trend", chart).findall(f"{SVG}g")
    assert [group.attrib["class"] for group in groups] == ["trend-1", "trend-2", "trend-3"]
    shapes = [[shape.tag.removeprefix(SVG) for shape in group] for group in groups]
    assert shapes == [["polyline", "circle", "circle"]] + [["polyline", "path", "path"]] * 2
    square, triangle = (group[1].attrib["d"].partition("m")[2] for group in groups[1:])
    assert square != triangle


def test_quartiles_draw_what_is_known():
    chart = quartiles([("5", 2, (1, 2, 3)), ("6", None, (1, 2, 3)), ("7", 2, None)], top=5)

    classes = [element.get("class", "") for element in drawing("quartiles", chart)]
    assert [name for name in classes if name.startswith("quartile-")] == [
        *("quartile-band", "quartile-median", "quartile-own"),
        *("quartile-band", "quartile-median"),
        "quartile-own",
    ]


def brightness(colour):
    """The relative luminance of a colour such as "#06294a", from 0 to 1 (WCAG 2)."""
    parts = [int(digits, 16) / 255 for digits in re.findall("..", colour[1:])]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted([brightness(one), brightness(other)])
    return (high + 0.05) / (low + 0.05)


def test_pieces_go_from_dark_to_light_in_clear_steps_and_their_counts_can_be_read():
    css = (configured.BASE_DIR / "static" / "loket.css").read_text()
    pairs = re.findall(r"\.bar-\d {\s+--bar: (#\w+);\s+--on-bar: (#\w+);", css)
    pairs = [[re.sub(r"^#fff$", "#ffffff", colour) for colour in pair] for pair in pairs]

    assert len(pairs) == 6
    assert all(contrast(bar, text) >= 4.5 for bar, text in pairs)
    bars = [bar for bar, _text in pairs]
    assert sorted(bars, key=brightness) == bars
    assert all(contrast(dark, light) >= 1.5 for dark, light in pairwise(bars))
