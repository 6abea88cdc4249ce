"""Curves as a chart of characters. The only user of plotext, which draws the canvas; the words are ours.

plotext counts characters where a terminal counts cells, and fails on the logarithm of zero and on constants.
So it is given lines in a unit square with ready tick labels; axis labels and legend stand around its canvas.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from quizdl.report.text import digits_to_tell_apart, harmless, readable

if TYPE_CHECKING:
    from quizdl.verify.evidence import Axes, Curve

LEAST_WIDTH, LEAST_HEIGHT = 24, 8  # cells; below that there is no room for both axes
FLAT = 1e-9  # relative spread below which the curve is drawn flat
LIMIT = 1e300  # what lies beyond it, or below its inverse on a logarithmic axis, has diverged

# Palette colours, which every theme keeps legible; without colour, markers tell the curves apart.
COLOURS = (("blue+", 12), ("orange", 3), ("green", 2), ("magenta", 5), ("red", 1), ("cyan", 6))
MARKERS = ("braille", "•", "×", "+", "o", "*")

Segment = tuple[list[float], list[float]]


def chart(curves: Sequence[Curve], axes: Axes, width: int, height: int, *, colour: bool = True) -> str:
    """At most `height` lines, each exactly `width` cells: canvas, axes with their labels, legend.

    Points that are not finite, or not positive on a logarithmic axis, are not drawn, break the line, and are
    counted in the legend. With `colour` the text holds SGR sequences, without it none.
    """
    if width < 1 or height < 1:
        return ""
    across = _Axis.over([x for curve in curves for x, _ in _drawn(curve, axes)], axes.log_x)
    up = _Axis.over([y for curve in curves for _, y in _drawn(curve, axes)], axes.log_y)
    legend = _legend(curves, axes, width, max(1, height // 3), colour)
    if across is None or up is None:
        return "\n".join([_fit("no finite points to draw", width), *legend][:height])
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        ends = list(up.ticks(2).values())
        line = _fit(f"{_title(axes.y, axes.log_y)}: {ends[0]} … {ends[-1]}", width)
        return "\n".join([*legend, line][:height])
    canvas = _canvas(curves, axes, (across, up), width, height - len(legend) - 2, colour)
    x_title = _title(axes.x, axes.log_x)
    x_line = " " * max(0, width - cell_len(x_title)) + x_title
    return "\n".join([_fit(_title(axes.y, axes.log_y), width), *canvas, _fit(x_line, width), *legend])


def _fit(text: str, width: int) -> str:
    """`text` cut or filled up to exactly `width` cells; a cut one ends in an ellipsis."""
    if cell_len(text) > width:
        text = set_cell_size(text, width - 1) + "…"
    return set_cell_size(text, width)


def _title(label: str, logarithmic: bool) -> str:
    return harmless(label).replace("\n", " ") + (" (log)" if logarithmic else "")


def _drawn(curve: Curve, axes: Axes) -> Iterator[tuple[float, float]]:
    """The points that have a place on the axes."""
    for x, y in zip(curve.x or (), curve.y, strict=True):
        if _has_place(x, axes.log_x) and _has_place(y, axes.log_y):
            yield x, y


def _has_place(value: float, logarithmic: bool) -> bool:
    return 1 / LIMIT < value < LIMIT if logarithmic else abs(value) < LIMIT  # false for NaN


@dataclass(frozen=True)
class _Axis:
    """One axis: from `low` to `high` in data units, mapped to 0..1."""

    low: float
    high: float
    logarithmic: bool

    @classmethod
    def over(cls, values: Sequence[float], logarithmic: bool) -> _Axis | None:
        """An axis that spans the values, widened where they are all one; None where there are none."""
        if not values:
            return None
        low, high = min(values), max(values)
        size = max(abs(low), abs(high))
        if high - low <= max(FLAT * size, 1 / LIMIT):
            room = size / 10 if size > 10 / LIMIT else 1.0
            low, high = (low / 10, high * 10) if logarithmic else (low - room, high + room)
        return cls(low, high, logarithmic)

    def place(self, value: float) -> float:
        if self.logarithmic:
            start = math.log10(self.low)
            return (math.log10(value) - start) / (math.log10(self.high) - start)
        return (value - self.low) / (self.high - self.low)

    def ticks(self, most: int) -> dict[float, str]:
        """Place and label of two to about `most` round values, or of the ends where no two are within.

        Decades on a logarithmic axis that spans two, else multiples of 1, 2 or 5 times a power of ten.
        """
        values = self._decades(most) if self.logarithmic else []
        if len(values) < 2:
            rough = (self.high - self.low) / max(most - 1, 1)
            power = 10.0 ** math.floor(math.log10(rough))
            step = next((power * factor for factor in (1, 2, 5) if power * factor >= rough), power * 10)
            first, last = math.ceil(self.low / step), math.floor(self.high / step)
            values = [count * step for count in range(first, last + 1)]
        if len(values) < 2:
            values = [self.low, self.high]
        digits = max(digits_to_tell_apart(value, values, least=3) for value in values)
        return {min(max(self.place(value), 0.0), 1.0): readable(value, digits) for value in values}

    def _decades(self, most: int) -> list[float]:
        first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
        stride = max(1, math.ceil((last - first + 1) / most))
        return [10.0**power for power in range(first, last + 1, stride)]


def _canvas(
    curves: Sequence[Curve], axes: Axes, sides: tuple[_Axis, _Axis], width: int, height: int, colour: bool
) -> list[str]:
    """The frame, ticks and lines: `height` lines of `width` cells."""
    import plotext  # it takes a while, and most commands draw nothing

    across, up = sides
    plotext.clear_figure()  # plotext keeps one figure for the whole process
    plotext.limit_size(False, False)
    plotext.plot_size(width, height)
    plotext.theme("clear")
    plotext.xaxes(True, False)
    plotext.yaxes(True, False)
    plotext.xlim(0, 1)
    plotext.ylim(0, 1)
    for set_ticks, axis, most in ((plotext.xticks, across, width // 12), (plotext.yticks, up, height // 3)):
        ticks = axis.ticks(max(most, 2))
        set_ticks(list(ticks), list(ticks.values()))
    for index, curve in enumerate(curves):
        style = {"marker": _marker(index, curve, colour), "color": COLOURS[index % len(COLOURS)][0]}
        for xs, ys in _segments(curve, axes, sides):
            (plotext.scatter if curve.points or len(xs) == 1 else plotext.plot)(xs, ys, **style)
    text = plotext.build()
    return (text if colour else _SGR.sub("", text)).rstrip("\n").split("\n")


_SGR = re.compile(r"\x1b\[[\d;]*m")


def _marker(index: int, curve: Curve, colour: bool) -> str:
    if colour:
        return "•" if curve.points else "braille"
    return MARKERS[(index or int(curve.points)) % len(MARKERS)]


def _segments(curve: Curve, axes: Axes, sides: tuple[_Axis, _Axis]) -> list[Segment]:
    """The curve in the unit square, cut where points are missing; a cloud in one piece."""
    segments: list[Segment] = [([], [])]
    for x, y in zip(curve.x or (), curve.y, strict=True):
        if _has_place(x, axes.log_x) and _has_place(y, axes.log_y):
            segments[-1][0].append(sides[0].place(x))
            segments[-1][1].append(sides[1].place(y))
        elif segments[-1][0] and not curve.points:
            segments.append(([], []))
    return [segment for segment in segments if segment[0]]


def _legend(curves: Sequence[Curve], axes: Axes, width: int, most: int, colour: bool) -> list[str]:
    """At most `most` lines that name the curves, several to a line where they fit."""
    entries = []
    for index, curve in enumerate(curves):
        lost = len(curve.y) - sum(1 for _ in _drawn(curve, axes))
        note = f" ({lost} of {len(curve.y)} not drawn)" if lost else ""
        sign = _marker(index, curve, colour).replace("braille", "⠒⠒")
        entries.append((index, sign, harmless(curve.name).replace("\n", " ") + note))
    rows: list[list[tuple[int, str, str]]] = []
    room = 0
    for entry in entries:
        taken = cell_len(f"{entry[1]} {entry[2]}") + 3
        if not rows or taken - 3 > room:
            rows.append([])
            room = width
        rows[-1].append(entry)
        room -= taken
    lines = [_legend_line(row, width, colour) for row in rows]
    if len(lines) > most:
        hidden = len(entries) - sum(len(row) for row in rows[: most - 1])
        lines[most - 1 :] = [_fit(f"… and {hidden} more", width)]
    return lines


def _legend_line(row: Sequence[tuple[int, str, str]], width: int, colour: bool) -> str:
    line = _fit("   ".join(f"{sign} {name}" for _, sign, name in row), width)
    if not colour:
        return line
    start = 0
    for index, sign, name in row:  # the signs stand where they were put unless the line was cut before them
        at = line.find(f"{sign} {name[:1]}", start)
        if at < 0:
            break
        painted = f"\x1b[38;5;{COLOURS[index % len(COLOURS)][1]}m{sign}\x1b[0m"
        line = line[:at] + painted + line[at + len(sign) :]
        start = at + len(painted)
    return line
