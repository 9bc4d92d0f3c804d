"""Geometry of charts: numbers in, shapes out. No HTML, no queries, no colours.

Coordinates leave as strings, because a Dutch template writes 3.5 as 3,5.
"""

from dataclasses import dataclass
from itertools import groupby
from math import ceil, cos, pi, sin

SIZE = 400
CENTRE = SIZE / 2
RADIUS = 160
LABELS_AT = RADIUS + 18

# The other charts. On the smallest phones this width is drawn at 0.8, and their text of 15 units
# is still 12 pixels high.
WIDTH = 360
LETTER = 9
LINE = 24
GAP = 10
EDGE = 10

BAR_PITCH = 34
BAR_HEIGHT = 26

TREND_HEIGHT = 200

QUARTILE_PITCH = 30
BAND_HEIGHT = 14
MEDIAN_HEIGHT = 26


@dataclass(frozen=True)
class Axis:
    """One spoke of a radar: from the centre to (x, y), its label at (label_x, label_y)."""

    label: str
    x: str
    y: str
    label_x: str
    label_y: str


@dataclass(frozen=True)
class Line:
    """One series on a radar: the points that have a value, joined in `path`."""

    name: str
    path: str
    dots: list[tuple[str, str]]


@dataclass(frozen=True)
class Radar:
    """A radar of levels: rings from 1 to the top, one axis per label, one line per series."""

    size: int
    centre: str
    rings: list[str]
    axes: list[Axis]
    lines: list[Line]


@dataclass(frozen=True)
class Frame:
    """What a plot other than a radar hangs in: its edges, in a drawing of width by height.

    Labels beside the plot end at `beside_x`; labels below it stand at height `below_y`.
    """

    width: str
    height: str
    left: str
    right: str
    top: str
    base: str
    beside_x: str
    below_y: str


@dataclass(frozen=True)
class Piece:
    """One piece of a bar: a rectangle that stands for `count`, from its top left corner (x, y).

    `label` is the count, for the middle (label_x, label_y); "" where the piece is too narrow.
    """

    count: int
    x: str
    y: str
    width: str
    height: str
    label: str
    label_x: str
    label_y: str


@dataclass(frozen=True)
class Bar:
    """One row of stacked bars: its label at height `y`, and one piece per name, also for 0."""

    label: str
    y: str
    pieces: list[Piece]


@dataclass(frozen=True)
class StackedBars:
    """Horizontal bars, all from the left edge and to one scale; the longest is full."""

    frame: Frame
    names: list[str]
    bars: list[Bar]


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: its text, and where it is, as an x or a y."""

    text: str
    at: str


@dataclass(frozen=True)
class TrendLine:
    """One series of a trend: a dot (x, y) per known value.

    `segments` are the points of the lines between neighbours, as "x,y x,y …"; a gap breaks the
    line, and a dot alone is in no segment.
    """

    name: str
    segments: list[str]
    dots: list[tuple[str, str]]


@dataclass(frozen=True)
class Trend:
    """Lines through time: `ticks` are heights beside the plot, `labels` places below it.

    Labels that would touch are thinned out; the last one stays.
    """

    frame: Frame
    ticks: list[Tick]
    labels: list[Tick]
    lines: list[TrendLine]


@dataclass(frozen=True)
class Band:
    """The middle half of a group: a rectangle from (x, y), and upright at `median_x` the median."""

    x: str
    y: str
    width: str
    height: str
    median_x: str
    median_top: str
    median_base: str


@dataclass(frozen=True)
class QuartileRow:
    """One row at height `y`: the band of the group or None, and x `own` of one's own or ""."""

    label: str
    y: str
    band: Band | None
    own: str


@dataclass(frozen=True)
class Quartiles:
    """One's own level beside a group, per row; `ticks` are the places of the levels from 1."""

    frame: Frame
    ticks: list[Tick]
    rows: list[QuartileRow]


def radar(labels, series, top):
    """Return the Radar of `series`, as {name: [value or None, one per label]}, from 0 to `top`.

    A None has no place on its axis: the line leaves it out, so what is not known is not drawn
    as a nought.
    """
    count = len(labels)
    return Radar(
        size=SIZE,
        centre=text(CENTRE),
        rings=[text(RADIUS * level / top) for level in range(1, top + 1)],
        axes=[
            Axis(label, *point(index, count, RADIUS), *point(index, count, LABELS_AT))
            for index, label in enumerate(labels)
        ],
        lines=[line(name, values, top) for name, values in series.items()],
    )


def line(name, values, top):
    dots = [
        point(index, len(values), RADIUS * value / top)
        for index, value in enumerate(values)
        if value is not None
    ]
    return Line(name, path=joined(dots) if len(dots) > 1 else "", dots=dots)


def point(index, count, distance):
    """Return where axis `index` of `count` is at this distance; the first points straight up."""
    angle = 2 * pi * index / count
    return text(CENTRE + distance * sin(angle)), text(CENTRE - distance * cos(angle))


def stacked_bars(rows, names):
    """Return the StackedBars of `rows`, as [(label, [count per name])]; the longest is full."""
    left = room(label for label, _counts in rows) + GAP
    most = max((sum(counts) for _label, counts in rows), default=0)
    unit = (WIDTH - EDGE - left) / most if most else 0
    return StackedBars(
        frame(left, base=EDGE + BAR_PITCH * len(rows), below=0),
        names=list(names),
        bars=[
            bar(label, counts, left, unit, middle=EDGE + BAR_PITCH * (index + 0.5))
            for index, (label, counts) in enumerate(rows)
        ],
    )


def bar(label, counts, left, unit, middle):
    pieces = [
        piece(count, left + unit * sum(counts[:index]), unit * count, middle)
        for index, count in enumerate(counts)
    ]
    return Bar(label, y=text(middle), pieces=pieces)


def piece(count, x, width, middle):
    label = str(count)
    return Piece(
        count=count,
        x=text(x),
        y=text(middle - BAR_HEIGHT / 2),
        width=text(width),
        height=text(BAR_HEIGHT),
        label=label if count and width > LETTER * len(label) else "",
        label_x=text(x + width / 2),
        label_y=text(middle),
    )


def trend(labels, series, top, ticks):
    """Return the Trend of `series`, as {name: [value or None, one per label]}, from 0 to `top`.

    `ticks` are the lines across, as [(value, text)]. A None is a gap in its line, not a nought.
    """
    left = room(words for _value, words in ticks) + GAP
    base = EDGE + TREND_HEIGHT
    wide = room(labels)
    places = spread(len(labels), max(left, wide / 2) + EDGE, WIDTH - wide / 2 - EDGE)

    def height(value):
        return text(base - TREND_HEIGHT * value / top)

    return Trend(
        frame(left, base, below=LINE),
        ticks=[Tick(words, height(value)) for value, words in ticks],
        labels=thinned(labels, places, wide),
        lines=[
            trend_line(
                name,
                [
                    None if value is None else (text(x), height(value))
                    for x, value in zip(places, values, strict=True)
                ],
            )
            for name, values in series.items()
        ],
    )


def trend_line(name, dots):
    runs = [list(run) for known, run in groupby(dots, key=bool) if known]
    return TrendLine(
        name,
        segments=[joined(run) for run in runs if len(run) > 1],
        dots=[dot for run in runs for dot in run],
    )


def thinned(labels, places, wide):
    """Return a Tick for every label, or for every second, third … if more would touch."""
    every = ceil(wide / (places[1] - places[0])) if len(places) > 1 else 1
    ticks = [Tick(label, text(x)) for label, x in zip(labels, places, strict=True)]
    return ticks[(len(ticks) - 1) % every :: every]


def spread(count, first, last):
    """Return `count` places at equal distances from `first` to `last`; one alone is halfway."""
    if count == 1:
        return [(first + last) / 2]
    return [first + (last - first) * index / (count - 1) for index in range(count)]


def quartiles(rows, top):
    """Return the Quartiles of `rows`, as [(label, own, (lower, median, upper))], levels 0 to `top`.

    Where own or the three are None, that piece is left out.
    """
    left = room(label for label, _own, _group in rows) + GAP

    def place(level):
        return left + (WIDTH - EDGE - left) * level / top

    return Quartiles(
        frame(left, base=EDGE + QUARTILE_PITCH * len(rows), below=LINE),
        ticks=[Tick(str(level), text(place(level))) for level in range(1, top + 1)],
        rows=[
            quartile_row(label, own, group, place, middle=EDGE + QUARTILE_PITCH * (index + 0.5))
            for index, (label, own, group) in enumerate(rows)
        ],
    )


def quartile_row(label, own, group, place, middle):
    return QuartileRow(
        label,
        y=text(middle),
        band=band(*map(place, group), middle) if group else None,
        own="" if own is None else text(place(own)),
    )


def band(lower, median, upper, middle):
    return Band(
        x=text(lower),
        y=text(middle - BAND_HEIGHT / 2),
        width=text(upper - lower),
        height=text(BAND_HEIGHT),
        median_x=text(median),
        median_top=text(middle - MEDIAN_HEIGHT / 2),
        median_base=text(middle + MEDIAN_HEIGHT / 2),
    )


def frame(left, base, below):
    """Return the Frame of a plot between these edges, with `below` for the labels under it."""
    return Frame(
        width=text(WIDTH),
        height=text(base + below + EDGE),
        left=text(left),
        right=text(WIDTH - EDGE),
        top=text(EDGE),
        base=text(base),
        beside_x=text(left - GAP),
        below_y=text(base + GAP + below / 2),
    )


def room(words):
    """Return the width that the longest of these short texts needs: at most a third of all."""
    return min(LETTER * max([1, *map(len, words)]), WIDTH / 3)


def joined(dots):
    return " ".join(f"{x},{y}" for x, y in dots)


def text(number):
    return f"{number:.1f}"
