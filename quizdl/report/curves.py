"""Curves as a chart of characters. The only user of plotext, which draws the canvas; the words are ours.

plotext counts characters where a terminal counts cells, and fails on the logarithm of zero and on constants.
So it is given lines in a unit square with ready tick labels; axis labels and legend stand around its canvas.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from quizdl.report.scales import Scales, line_title, x_title, y_title
from quizdl.report.view.picture import Line, Picture
from quizdl.words import say

LEVEL_DOTS = 10  # places of its digit along a level
LEAST_WIDTH, LEAST_HEIGHT = 24, 8  # cells; below that there is no room for both axes

# Palette colours, which every theme keeps legible; without colour, markers tell the curves apart.
COLOURS = (("blue+", 12), ("orange", 3), ("green", 2), ("magenta", 5), ("red", 1), ("cyan", 6))
UNCOLOURED = -1  # the index of a mark in the legend
MARKERS = ("braille", "•", "×", "+", "o", "*")


def chart(picture: Picture, width: int, height: int, *, colour: bool = True) -> str:
    """At most `height` lines, each exactly `width` cells: canvas, axes with their labels, legend.

    Points that are not finite, or not positive on a logarithmic axis, are not drawn, break the line, and are
    counted in the legend. With `colour` the text holds SGR sequences, without it none.
    """
    if width < 1 or height < 1:
        return ""
    scales = Scales.over(picture)
    legend = _legend(picture, width, max(1, height // 3), colour)
    if scales is None:
        return "\n".join([_fit(say(picture.language, "chart.empty"), width), *legend][:height])
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        ends = list(scales.y.ticks(2).values())
        span = _fit(f"{y_title(picture)}: {ends[0]} … {ends[-1]}", width)
        return "\n".join([*legend, span][:height])
    canvas = _canvas(picture, scales, width, height - len(legend) - 2, colour)
    x_label = x_title(picture)
    x_line = " " * max(0, width - cell_len(x_label)) + x_label
    return "\n".join([_fit(y_title(picture), width), *canvas, _fit(x_line, width), *legend])


def _fit(text: str, width: int) -> str:
    """`text` cut or filled up to exactly `width` cells; a cut one ends in an ellipsis."""
    if cell_len(text) > width:
        text = set_cell_size(text, width - 1) + "…"
    return set_cell_size(text, width)


def _canvas(picture: Picture, scales: Scales, width: int, height: int, colour: bool) -> list[str]:
    """The frame, ticks and lines: `height` lines of `width` cells."""
    import plotext  # it takes a while, and most commands draw nothing

    plotext.clear_figure()  # plotext keeps one figure for the whole process
    plotext.limit_size(False, False)
    plotext.plot_size(width, height)
    plotext.theme("clear")
    plotext.xaxes(True, False)
    plotext.yaxes(True, False)
    plotext.xlim(0, 1)
    plotext.ylim(0, 1)
    for set_ticks, scale, most in ((plotext.xticks, scales.x, width // 12), (plotext.yticks, scales.y, height // 3)):
        ticks = scale.ticks(max(most, 2))
        set_ticks(list(ticks), list(ticks.values()))
    for index, line in enumerate(picture.lines):
        style = {"marker": _marker(index, line, colour), "color": COLOURS[index % len(COLOURS)][0]}
        for xs, ys in scales.segments(line, picture):
            (plotext.scatter if line.points or len(xs) == 1 else plotext.plot)(xs, ys, **style)
    for number, mark in enumerate(picture.marks, 1):
        place = scales.place_of(mark, picture)
        if place is not None:
            x, y = place
            xs = [step / LEVEL_DOTS for step in range(LEVEL_DOTS + 1)] if x is None else [x]
            plotext.scatter(xs, [y] * len(xs), marker=str(number), color="default")
    text = plotext.build()
    return (text if colour else _SGR.sub("", text)).rstrip("\n").split("\n")


_SGR = re.compile(r"\x1b\[[\d;]*m")


def _marker(index: int, line: Line, colour: bool) -> str:
    if colour:
        return "•" if line.points else "braille"
    return MARKERS[(index or int(line.points)) % len(MARKERS)]


def _legend(picture: Picture, width: int, most: int, colour: bool) -> list[str]:
    """At most `most` lines that name the curves and the marks, several to a line where they fit."""
    entries = []
    for index, line in enumerate(picture.lines):
        sign = _marker(index, line, colour).replace("braille", "⠒⠒")
        entries.append((index, sign, line_title(line, picture)))
    entries += [(UNCOLOURED, str(number), mark.text) for number, mark in enumerate(picture.marks, 1)]
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
        painted = sign if index == UNCOLOURED else f"\x1b[38;5;{COLOURS[index % len(COLOURS)][1]}m{sign}\x1b[0m"
        line = line[:at] + painted + line[at + len(sign) :]
        start = at + len(painted)
    return line
