"""Curves to draw, their axes, and the numbers that are marked in them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from quizdl.report.text import one_line
from quizdl.verify.translations import ENGLISH, Translator
from quizdl.words import say

if TYPE_CHECKING:
    from quizdl.verify.curves import Curve
    from quizdl.verify.evidence import Evidence


class Line(NamedTuple):
    """A curve: `y` over `x`, of equal length; with `points` a scatter plot.

    `role` is "subject", "reference" or "bound": what the claim speaks of, what it is compared with, a limit; or "bug",
    or the reader's "prediction".
    """

    name: str
    x: Sequence[float]
    y: Sequence[float]
    points: bool = False
    role: str = "reference"


class MarkedNumber(NamedTuple):
    """A number of the evidence at its place in the chart; without `x` a level across it."""

    x: float | None
    y: float
    text: str
    of: str  # the name of the number


class Picture(NamedTuple):
    """Lines over common axes, with labels, scales, marks, a caption, and the language of the chart's own words."""

    lines: tuple[Line, ...] = ()
    x: str = ""
    y: str = ""
    log_x: bool = False
    log_y: bool = False
    language: str = "en"
    marks: tuple[MarkedNumber, ...] = ()
    caption: str = ""
    reach_y: tuple[float, float] | None = None  # what the vertical axis spans at least


GROWTH = 2  # times the largest value so far, to which the axis of a growing curve reaches


def growing_picture(lines: tuple[Line, ...], language: str) -> Picture:
    """Curves of a run whose number is not to be told yet: the axis begins at 0 and ends far beyond what has come."""
    values = [value for line in lines for value in line.y if math.isfinite(value)]
    low, high = min(values, default=0.0), max(values, default=0.0)
    return Picture(lines, language=language, reach_y=(GROWTH * min(low, 0.0), GROWTH * max(high, 0.0)))


def picture_of(evidence: Evidence, language: str = "en", translate: Translator = ENGLISH) -> Picture:
    """The curves of an experiment, over its axes, with its marks and its caption."""
    axes, fields = evidence.axes, evidence.fields
    marks = [
        MarkedNumber(mark.x, values["value"], one_line(translate(mark.text, values)), mark.of)
        for mark in axes.marks
        if (values := evidence.values_marked(mark))
    ]
    return Picture(
        lines_of(evidence.curves, translate),
        one_line(translate(axes.x, fields)),
        one_line(translate(axes.y, fields)),
        axes.log_x,
        axes.log_y,
        language,
        tuple(marks),
        one_line(translate(evidence.caption, fields)),
    )


def with_prediction(picture: Picture, of: str, given: float) -> Picture:
    """The picture with a prediction as a level across it, if its axis is that of the number `of`: if that is marked."""
    places = [x for line in picture.lines for x in line.x if math.isfinite(x) and (x > 0 or not picture.log_x)]
    if not places or not any(mark.of == of for mark in picture.marks):
        return picture
    name = say(picture.language, "measure.you")
    level = Line(name, (min(places), max(places)), (given, given), role="prediction")
    return picture._replace(lines=(*picture.lines, level))


def lines_of(curves: Iterable[Curve], translate: Translator = ENGLISH) -> tuple[Line, ...]:
    """Curves as lines to draw. Without roles the first is the subject, and the others are references."""
    curves = tuple(curves)
    roles = any(curve.role for curve in curves)
    return tuple(
        Line(
            one_line(translate(curve.template, curve.fields)),
            curve.x or (),
            curve.y,
            curve.points,
            curve.role or ("subject" if not roles and place == 0 else "reference"),
        )
        for place, curve in enumerate(curves)
    )
