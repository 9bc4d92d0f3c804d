"""Geometry of charts: numbers in, shapes out. No HTML, no queries, no colours.

Coordinates leave as strings, because a Dutch template writes 3.5 as 3,5.
"""

from dataclasses import dataclass
from math import cos, pi, sin

SIZE = 400
CENTRE = SIZE / 2
RADIUS = 160
LABELS_AT = RADIUS + 18


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
    joined = " ".join(f"{x},{y}" for x, y in dots)
    return Line(name, path=joined if len(dots) > 1 else "", dots=dots)


def point(index, count, distance):
    """Return where axis `index` of `count` is at this distance; the first points straight up."""
    angle = 2 * pi * index / count
    return text(CENTRE + distance * sin(angle)), text(CENTRE - distance * cos(angle))


def text(number):
    return f"{number:.1f}"
