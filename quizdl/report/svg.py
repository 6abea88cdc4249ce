"""Curves as an SVG element for notebooks and pages: no script, no style sheet, no link, nothing fetched.

Words and axes take the colour of the text around the chart (`currentColor`), and each curve has a colour that stands
out from white and from black, so that the chart is legible on both. Text of a verifier is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from quizdl.report.scales import Scales, Segment, line_title, x_title, y_title
from quizdl.report.view.picture import Line, MarkedNumber, Picture
from quizdl.words import say

LEFT, RIGHT, TOP, BOTTOM = 70, 12, 26, 42  # pixels around the canvas
LINE = 18  # pixels from one line of the legend to the next
NAMES_AT = LEFT + 32  # where the names of the legend begin
CELL = 7.2  # pixels that half of a wide character takes in a wide font
COLOURS = ("#3b82f6", "#d97706", "#16a34a", "#c026d3", "#dc2626", "#0891b2")
DASHES = ("", "7 3", "2 3", "9 3 2 3")  # for readers who see no colours


class Size(NamedTuple):
    """The size of a chart in pixels, without the legend; a smaller one has fewer ticks, and words of the same size."""

    width: int = 640
    height: int = 300

    def x(self, position: float) -> float:
        return LEFT + position * (self.width - LEFT - RIGHT)

    def room(self, x: float) -> int:
        """The cells from `x` to the right edge."""
        return int((self.width - x) / CELL)

    def y(self, position: float) -> float:
        return self.height - BOTTOM - position * (self.height - BOTTOM - TOP)


WIDE = Size()
NARROW = Size(350, 270)  # for phones, on which the words of a wide one would shrink with it


def chart_svg(picture: Picture, size: Size = WIDE) -> str:
    """One `<svg>` element: canvas, axes with their labels, a line of legend for each curve.

    Points that are not finite, or not positive on a logarithmic axis, are not drawn, break the line, and are counted
    in the legend. Without lines the result is empty.
    """
    if not picture.lines:
        return ""
    scales = Scales.over(picture)
    parts = [_text(size, size.width / 2, size.height / 2, say(picture.language, "chart.empty"), "middle")]
    if scales is not None:
        parts = list(_frame(size, picture, scales))
        for index, line in enumerate(picture.lines):
            data = "".join(_path(size, segment, line.points) for segment in scales.segments(line, picture))
            parts.append(f'<path d="{data}" {_stroke(index, line)}/>')
        parts += [part for mark in picture.marks for part in _mark(size, mark, scales, picture)]
    bottom = size.height
    for index, line in enumerate(picture.lines):
        parts.append(f'<path d="M{LEFT} {bottom + LINE // 2}{"h0" if line.points else "h24"}" {_stroke(index, line)}/>')
        for row in _rows(line_title(line, picture), size.room(NAMES_AT)):
            parts.append(_text(size, NAMES_AT, bottom + LINE / 2 + 4, row))
            bottom += LINE
    height = bottom + 4
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size.width} {height}" width="{size.width}" '
        f'height="{height}" role="img" font-family="sans-serif" font-size="12" fill="currentColor" '
        f'style="max-width: 100%"><title>{escape(_summary(picture))}</title>{"".join(parts)}</svg>'
    )


def _rows(title: str, room: int) -> list[str]:
    """A name in the legend, on several lines where it has no room on one."""
    rows = [""]
    for word in title.split(" "):
        longer = f"{rows[-1]} {word}".lstrip()
        if rows[-1] and cell_len(longer) > room:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows


def _summary(picture: Picture) -> str:
    """The description of the chart for screen readers."""
    names = "; ".join(line_title(line, picture) for line in picture.lines)
    return say(picture.language, "chart.summary", y=y_title(picture), x=x_title(picture), names=names)


def _frame(size: Size, picture: Picture, scales: Scales) -> Iterator[str]:
    """Grid lines with their tick labels, and the titles of both axes."""
    bottom, right = size.height - BOTTOM, size.width - RIGHT
    grid = []
    for position, label in scales.x.ticks(size.width // 90).items():
        x = size.x(position)
        grid.append(f"M{x:.1f} {TOP}V{bottom}")
        yield _text(size, x, bottom + 16, label, "middle")
    for position, label in scales.y.ticks(6).items():
        y = size.y(position)
        grid.append(f"M{LEFT} {y:.1f}H{right}")
        yield _text(size, LEFT - 6, y + 4, label, "end")
    yield f'<path d="{"".join(grid)}" fill="none" stroke="currentColor" stroke-opacity="0.18"/>'
    yield f'<path d="M{LEFT} {TOP}V{bottom}H{right}" fill="none" stroke="currentColor" stroke-opacity="0.6"/>'
    yield _text(size, 8, 14, y_title(picture))
    yield _text(size, right, bottom + 34, x_title(picture), "end")


def _mark(size: Size, mark: MarkedNumber, scales: Scales, picture: Picture) -> Iterator[str]:
    """A ring at a marked number, or a line at a level, with its words; nothing outside the axes."""
    place = scales.place_of(mark, picture)
    if place is None:
        return
    x, y = place
    if x is None:
        level = f"M{LEFT} {size.y(y):.1f}H{size.width - RIGHT}"
        yield f'<path d="{level}" fill="none" stroke="currentColor" stroke-dasharray="1 4"/>'
    else:
        ring = f'cx="{size.x(x):.1f}" cy="{size.y(y):.1f}" r="5"'
        yield f'<circle {ring} fill="none" stroke="currentColor" stroke-width="1.5"/>'
    right = x is not None and x > 0.5  # the words stand where there is room
    left_of, beneath = -9 if right else 9, 16 if y > 0.9 else -7
    yield _text(size, size.x(x or 0.0) + left_of, size.y(y) + beneath, mark.text, "end" if right else "start")


def _path(size: Size, segment: Segment, points: bool) -> str:
    """The data of a path: a line through the points of the unit square, or a dot at each."""
    places = (f"{size.x(x):.1f} {size.y(y):.1f}" for x, y in zip(*segment, strict=True))
    found = [point for point, _ in groupby(places)]
    if points or len(found) == 1:
        return "".join(f"M{point}h0" for point in found)
    return f"M{found[0]}L{' '.join(found[1:])}"


def _stroke(index: int, line: Line) -> str:
    """The stroke of a line; dots are lines of length zero with round ends."""
    dashes = DASHES[index % len(DASHES)]
    dashed = f' stroke-dasharray="{dashes}"' if dashes and not line.points else ""
    return (
        f'fill="none" stroke="{COLOURS[index % len(COLOURS)]}" stroke-width="{4 if line.points else 2}" '
        f'stroke-linecap="{"round" if line.points or not dashes else "butt"}" stroke-linejoin="round"{dashed}'
    )


def _text(size: Size, x: float, y: float, text: str, anchor: str = "start") -> str:
    """A line of text, cut at the edge of the chart; a cut one has its full text as a tooltip."""
    room = size.room(x if anchor == "start" else 0)
    cut = text if cell_len(text) <= room else set_cell_size(text, room - 1) + "…"
    whole = "" if cut == text else f"<title>{escape(text)}</title>"
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{whole}{escape(cut)}</text>'
