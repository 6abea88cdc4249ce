"""Curves to draw, and their axes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from quizdl.report.text import one_line

if TYPE_CHECKING:
    from quizdl.verify.evidence import Axes, Curve


class Line(NamedTuple):
    """A curve: `y` over `x`, of equal length; with `points` a scatter plot."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    points: bool = False


class Picture(NamedTuple):
    """Lines over common axes, with labels, scales, and the language of the chart's own words."""

    lines: tuple[Line, ...] = ()
    x: str = ""
    y: str = ""
    log_x: bool = False
    log_y: bool = False
    language: str = "en"


def picture_of(curves: Iterable[Curve], axes: Axes, language: str = "en") -> Picture:
    """The curves of an experiment, over its axes."""
    return Picture(lines_of(curves), one_line(axes.x), one_line(axes.y), axes.log_x, axes.log_y, language)


def lines_of(curves: Iterable[Curve]) -> tuple[Line, ...]:
    """Curves as lines to draw."""
    return tuple(Line(one_line(curve.name), curve.x or (), curve.y, curve.points) for curve in curves)
