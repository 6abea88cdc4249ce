"""Curves as an SVG element for notebooks and pages: no script, no style sheet, no link, nothing fetched.

Words and axes take the colour of the text around the chart (`currentColor`), and each curve has a colour that stands
out from white and from black, so that the chart is legible on both. Text of a verifier is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from rich.cells import cell_len, set_cell_size

from quizdl.report.scales import Scales, Segment, line_title, x_title, y_title
from quizdl.report.view.picture import Line, MarkedNumber, Picture
from quizdl.words import say

WIDTH, HEIGHT = 640, 300  # pixels, without the legend
LEFT, RIGHT, TOP, BOTTOM = 70, 12, 26, 42  # pixels around the canvas
LINE = 18  # pixels from one line of the legend to the next
MOST_CELLS = 88  # of a line of the legend
CELL = 7.2  # pixels that half of a wide character takes in a wide font
COLOURS = ("#3b82f6", "#d97706", "#16a34a", "#c026d3", "#dc2626", "#0891b2")
DASHES = ("", "7 3", "2 3", "9 3 2 3")  # for readers who see no colours


def chart_svg(picture: Picture) -> str:
    """One `<svg>` element, 640 pixels wide: canvas, axes with their labels, a line of legend for each curve.

    Points that are not finite, or not positive on a logarithmic axis, are not drawn, break the line, and are counted
    in the legend. Without lines the result is empty.
    """
    if not picture.lines:
        return ""
    scales = Scales.over(picture)
    parts = [_text(WIDTH / 2, HEIGHT / 2, say(picture.language, "chart.empty"), "middle")]
    if scales is not None:
        parts = list(_frame(picture, scales))
        for index, line in enumerate(picture.lines):
            data = "".join(_path(segment, line.points) for segment in scales.segments(line, picture))
            parts.append(f'<path d="{data}" {_stroke(index, line)}/>')
        parts += [part for mark in picture.marks for part in _mark(mark, scales, picture)]
    for index, line in enumerate(picture.lines):
        y = HEIGHT + LINE * index + LINE / 2
        parts.append(f'<path d="M{LEFT} {y:.0f}{"h0" if line.points else "h24"}" {_stroke(index, line)}/>')
        parts.append(_text(LEFT + 32, y + 4, line_title(line, picture)))
    height = HEIGHT + LINE * len(picture.lines) + 4
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" font-family="sans-serif" font-size="12" fill="currentColor" style="max-width: 100%">'
        f"<title>{escape(_summary(picture))}</title>{''.join(parts)}</svg>"
    )


def _summary(picture: Picture) -> str:
    """The description of the chart for screen readers."""
    names = "; ".join(line_title(line, picture) for line in picture.lines)
    return say(picture.language, "chart.summary", y=y_title(picture), x=x_title(picture), names=names)


def _frame(picture: Picture, scales: Scales) -> Iterator[str]:
    """Grid lines with their tick labels, and the titles of both axes."""
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    grid = []
    for position, label in scales.x.ticks(7).items():
        x = _x(position)
        grid.append(f"M{x:.1f} {TOP}V{bottom}")
        yield _text(x, bottom + 16, label, "middle")
    for position, label in scales.y.ticks(6).items():
        y = _y(position)
        grid.append(f"M{LEFT} {y:.1f}H{right}")
        yield _text(LEFT - 6, y + 4, label, "end")
    yield f'<path d="{"".join(grid)}" fill="none" stroke="currentColor" stroke-opacity="0.18"/>'
    yield f'<path d="M{LEFT} {TOP}V{bottom}H{right}" fill="none" stroke="currentColor" stroke-opacity="0.6"/>'
    yield _text(8, 14, y_title(picture))
    yield _text(right, bottom + 34, x_title(picture), "end")


def _mark(mark: MarkedNumber, scales: Scales, picture: Picture) -> Iterator[str]:
    """A ring at a marked number, or a line at a level, with its words; nothing outside the axes."""
    place = scales.place_of(mark, picture)
    if place is None:
        return
    x, y = place
    if x is None:
        level = f"M{LEFT} {_y(y):.1f}H{WIDTH - RIGHT}"
        yield f'<path d="{level}" fill="none" stroke="currentColor" stroke-dasharray="1 4"/>'
    else:
        yield f'<circle cx="{_x(x):.1f}" cy="{_y(y):.1f}" r="5" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    right = x is not None and x > 0.5  # the words stand where there is room
    yield _text(
        _x(x or 0.0) + (-9 if right else 9), _y(y) + (16 if y > 0.9 else -7), mark.text, "end" if right else "start"
    )


def _path(segment: Segment, points: bool) -> str:
    """The data of a path: a line through the points of the unit square, or a dot at each."""
    found = [point for point, _ in groupby(f"{_x(x):.1f} {_y(y):.1f}" for x, y in zip(*segment, strict=True))]
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


def _x(position: float) -> float:
    return LEFT + position * (WIDTH - LEFT - RIGHT)


def _y(position: float) -> float:
    return HEIGHT - BOTTOM - position * (HEIGHT - BOTTOM - TOP)


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    """A line of text, cut at the edge of the chart; a cut one has its full text as a tooltip."""
    room = min(MOST_CELLS, int((WIDTH - x) / CELL)) if anchor == "start" else MOST_CELLS
    cut = text if cell_len(text) <= room else set_cell_size(text, room - 1) + "…"
    whole = "" if cut == text else f"<title>{escape(text)}</title>"
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{whole}{escape(cut)}</text>'
