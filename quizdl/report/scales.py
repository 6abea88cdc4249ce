"""Scales of a chart: data units mapped to 0..1, round ticks, and which points of a line have a position.

The charts of characters (`curves`) and of vectors (`svg`) are drawn on the same scales.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from quizdl.digits import digits_to_tell_apart, readable
from quizdl.report.view.picture import Line, MarkedNumber, Picture
from quizdl.words import say

FLAT = 1e-9  # relative spread below which the curve is drawn flat
EDGE = 1e-6  # of the axis: how far beyond its end a mark may lie by rounding
LIMIT = 1e300  # what lies beyond it, or below its inverse on a logarithmic axis, has diverged

Segment = tuple[list[float], list[float]]


def x_title(picture: Picture) -> str:
    """The label of the horizontal axis, marked if logarithmic."""
    return say(picture.language, "chart.logarithmic", label=picture.x) if picture.log_x else picture.x


def y_title(picture: Picture) -> str:
    """The label of the vertical axis, marked if logarithmic."""
    return say(picture.language, "chart.logarithmic", label=picture.y) if picture.log_y else picture.y


def line_title(line: Line, picture: Picture) -> str:
    """The name of a line, with how many of its points have no position on the axes."""
    lost = len(line.y) - sum(1 for _ in drawn_points(line, picture))
    told = {"name": line.name, "lost": lost, "all": len(line.y)}
    return say(picture.language, "chart.not_drawn", **told) if lost else line.name


def drawn_points(line: Line, picture: Picture) -> Iterator[tuple[float, float]]:
    """The points that have a position on the axes, in data units."""
    for x, y in zip(line.x, line.y, strict=True):
        if _has_position(x, picture.log_x) and _has_position(y, picture.log_y):
            yield x, y


def _has_position(value: float, logarithmic: bool) -> bool:
    return 1 / LIMIT < value < LIMIT if logarithmic else abs(value) < LIMIT  # false for NaN


@dataclass(frozen=True)
class Scale:
    """One axis: from `low` to `high` in data units, mapped to 0..1."""

    low: float
    high: float
    logarithmic: bool

    @classmethod
    def over(cls, values: Sequence[float], logarithmic: bool) -> Scale | None:
        """A scale that spans the values, widened if all are equal; None without values."""
        if not values:
            return None
        low, high = min(values), max(values)
        size = max(abs(low), abs(high))
        if high - low <= max(FLAT * size, 1 / LIMIT):
            room = size / 10 if size > 10 / LIMIT else 1.0
            low, high = (low / 10, high * 10) if logarithmic else (low - room, high + room)
        return cls(low, high, logarithmic)

    def position(self, value: float) -> float:
        """The position of `value`: 0 at `low`, 1 at `high`."""
        if self.logarithmic:
            start = math.log10(self.low)
            return (math.log10(value) - start) / (math.log10(self.high) - start)
        return (value - self.low) / (self.high - self.low)

    def ticks(self, most: int) -> dict[float, str]:
        """Position and label of two to about `most` round values, or of the ends if fewer than two fit.

        Decades on a logarithmic axis that spans two, else multiples of 1, 2 or 5 times a power of ten.
        """
        values = self._decades(most) if self.logarithmic else []
        if len(values) < 2:
            values = self._round(most)
        if len(values) < 2:
            values = [self.low, self.high]
        digits = max(digits_to_tell_apart(value, values, least=3) for value in values)
        return {min(max(self.position(value), 0.0), 1.0): readable(value, digits) for value in values}

    def _round(self, most: int) -> list[float]:
        """At most so many multiples of a round step; more, if the next step would leave fewer than two."""
        power = 10.0 ** math.floor(math.log10(self.high - self.low))
        finer: list[float] = []
        for step in (power / 10, power / 5, power / 2, power, power * 2, power * 5):
            values = [count * step for count in range(math.ceil(self.low / step), math.floor(self.high / step) + 1)]
            if len(values) <= max(most, 2):
                return values if len(values) > 1 else finer
            finer = values
        return finer

    def _decades(self, most: int) -> list[float]:
        first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
        stride = max(1, math.ceil((last - first + 1) / most))
        return [10.0**power for power in range(first, last + 1, stride)]


class Scales(NamedTuple):
    """The two scales of a chart."""

    x: Scale
    y: Scale

    @classmethod
    def over(cls, picture: Picture) -> Scales | None:
        """Scales that span all lines; None if no point has a position."""
        points = [point for line in picture.lines for point in drawn_points(line, picture)]
        x = Scale.over([x for x, _ in points], picture.log_x)
        y = Scale.over([*(y for _, y in points), *(picture.reach_y or () if points else ())], picture.log_y)
        return cls(x, y) if x and y else None

    def place_of(self, mark: MarkedNumber, picture: Picture) -> tuple[float | None, float] | None:
        """The place of a mark in the unit square, its x None for a level; None if it lies outside the axes."""
        if not _has_position(mark.y, picture.log_y) or (
            mark.x is not None and not _has_position(mark.x, picture.log_x)
        ):
            return None
        x, y = None if mark.x is None else self.x.position(mark.x), self.y.position(mark.y)
        return (x, y) if all(-EDGE <= place <= 1 + EDGE for place in (x or 0.0, y)) else None

    def segments(self, line: Line, picture: Picture) -> list[Segment]:
        """The line in the unit square, as lists of x and of y: cut where points are missing, a cloud in one piece."""
        segments: list[Segment] = [([], [])]
        for x, y in zip(line.x, line.y, strict=True):
            if _has_position(x, picture.log_x) and _has_position(y, picture.log_y):
                segments[-1][0].append(self.x.position(x))
                segments[-1][1].append(self.y.position(y))
            elif segments[-1][0] and not line.points:
                segments.append(([], []))
        return [segment for segment in segments if segment[0]]
