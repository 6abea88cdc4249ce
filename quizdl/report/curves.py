"""Curves as a chart of characters. The only user of plotext, which draws the canvas; the words are ours.

plotext counts characters where a terminal counts cells, and fails on the logarithm of zero and on constants.
So it is given lines in a unit square with ready tick labels, and the words of the chart are set into its cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from quizdl.report.chart_labels import AXIS, BLANK, LEVEL, WORDS, Canvas, Cell, Kind
from quizdl.report.scales import Scales, line_title, x_title, y_title
from quizdl.report.view.picture import Line, Picture
from quizdl.words import say

SPARE_ROWS, ROOMY = 1.2, 8  # rows kept free above and below the curves, in a chart of so many rows
LEVEL_DOTS = 200  # places of a dot along a level that is marked
LEAST_WIDTH, LEAST_HEIGHT = 24, 6  # cells; below that there is no room for both axes
FIRST_CODE = 16  # plotext colours line by line, from this colour of the palette on: so a cell tells its line
THICK = ("subject", "bug")

# Palette colours that every theme keeps legible; without colour, markers tell the curves apart.
COLOURS = {"subject": (12, 3, 6, 5), "bug": (9,), "prediction": (3,), "reference": (8,), "bound": (8,), "level": (8,)}
LEVEL_MARKER = "┄"
MARKERS = ("braille", "•", "×", "+", "o", "*")


class Run(NamedTuple):
    """Neighbouring cells of one kind."""

    text: str
    kind: Kind


def chart(picture: Picture, width: int, height: int, *, colour: bool = True) -> str:
    """At most `height` lines, each exactly `width` cells. With `colour` the text holds SGR sequences, without none."""
    rows = chart_rows(picture, width, height, colour=colour)
    return "\n".join("".join(_painted(run) if colour else run.text for run in row) for row in rows)


def chart_rows(picture: Picture, width: int, height: int, *, colour: bool = True) -> list[list[Run]]:
    """The lines of a chart, at most `height`, each exactly `width` cells.

    Names stand at their curves and numbers at their points; a legend holds what found no place there. Points that are
    not finite, or not positive on a logarithmic axis, are not drawn, break the line, and are counted beside its name.
    Without `colour` each curve has a marker of its own.
    """
    if width < 1 or height < 1:
        return []
    scales, most = Scales.over(picture), max(1, height // 3)
    everything = list(range(len(picture.lines) + len(picture.marks)))
    if scales is None:
        empty = [Run(_fit(say(picture.language, "chart.empty"), width), AXIS)]
        return [empty, *_legend(picture, everything, width, most, colour)][:height]
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        ends = list(scales.y.ticks(2).values())
        span = [Run(_fit(f"{y_title(picture)}: {ends[0]} … {ends[-1]}", width), AXIS)]
        return [*_legend(picture, everything, width, most, colour), span][:height]
    head = [[Run(_fit(y_title(picture), width), AXIS)]] if picture.y else []
    room, foot = 0, list[list[Run]]()
    while True:
        canvas = _canvas(picture, scales, width, height - len(head) - room, colour)
        foot = _foot(canvas, picture, scales, width, most, colour)
        if len(foot) <= room or room >= most + 1:
            break
        room = len(foot)
    return [*head, *(_runs(row, width) for row in canvas.rows), *foot[:room]]


def _fit(text: str, width: int) -> str:
    """`text` cut or filled up to exactly `width` cells; a cut one ends in an ellipsis."""
    if cell_len(text) > width:
        text = set_cell_size(text, width - 1) + "…"
    return set_cell_size(text, width)


def _kinds(picture: Picture) -> list[Kind]:
    """For each line its role, and how many of that role come before it."""
    roles = [line.role for line in picture.lines]
    return [Kind(role, roles[:place].count(role)) for place, role in enumerate(roles)]


def _canvas(picture: Picture, scales: Scales, width: int, height: int, colour: bool) -> Canvas:
    """The frame, ticks and lines, `height` rows of cells."""
    import plotext  # it takes a while, and most commands draw nothing

    plotext.clear_figure()  # plotext keeps one figure for the whole process
    plotext.limit_size(False, False)
    plotext.plot_size(width, height)
    plotext.theme("clear")
    plotext.xaxes(True, False)
    plotext.yaxes(True, False)
    plotext.xlim(0, 1)
    rows = max(height - 2, 1)
    spare = SPARE_ROWS / rows if rows >= ROOMY else 0.0  # above and below the curves, for words
    plotext.ylim(-spare, 1 + spare)
    for set_ticks, scale, most in ((plotext.xticks, scales.x, width // 12), (plotext.yticks, scales.y, height // 3)):
        ticks = scale.ticks(max(most, 2))
        set_ticks(list(ticks), list(ticks.values()))
    for mark in picture.marks:
        place = scales.place_of(mark, picture)
        if place is not None and place[0] is None:  # a level, beneath the curves
            xs = [step / LEVEL_DOTS for step in range(LEVEL_DOTS + 1)]
            plotext.scatter(xs, [place[1]] * len(xs), marker=LEVEL_MARKER, color=FIRST_CODE + len(picture.lines))
    dot = (1 + 2 * spare) / (4 * rows)  # of braille: a quarter of a row
    lines = list(enumerate(picture.lines))
    lines.sort(key=lambda item: item[1].role in THICK)  # drawn last, above the others
    for index, line in lines:
        draw = {"marker": _marker(index, line, colour), "color": FIRST_CODE + index}
        for xs, ys in scales.segments(line, picture):
            dots = line.points or len(xs) == 1
            (plotext.scatter if dots else plotext.plot)(xs, ys, **draw)
            if colour and not dots and line.role in THICK:
                plotext.plot(xs, [max(y - dot, -spare) for y in ys], **draw)
    kinds = [*_kinds(picture), LEVEL]
    return Canvas([_cells(row, kinds) for row in plotext.build().rstrip("\n").split("\n")], spare)


_CODED = re.compile(r"\x1b\[(?:38;5;)?(\d+)m|(.)")


def _cells(row: str, kinds: Sequence[Kind]) -> list[Cell]:
    """The cells of a line that plotext drew."""
    kind, cells = AXIS, list[Cell]()
    for code, character in _CODED.findall(row):
        if code:
            kind = kinds[int(code) - FIRST_CODE] if code != "0" else AXIS
        else:
            cells.append(Cell(character, AXIS if character in BLANK else kind))
    return cells


def _foot(canvas: Canvas, picture: Picture, scales: Scales, width: int, most: int, colour: bool) -> list[list[Run]]:
    """Set the words of the chart into its cells; the lines below it hold what found no place."""
    label, foot = x_title(picture), list[list[Run]]()
    if label and not canvas.set_title(label):
        foot.append([Run(_fit(" " * max(0, width - cell_len(label)) + label, width), AXIS)])
    unplaced = []
    for number, mark in enumerate(picture.marks, len(picture.lines)):
        place = scales.place_of(mark, picture)
        if place is None or not canvas.set_at_point(mark.text, *place):
            unplaced.append(number)
    for index, (line, kind) in enumerate(zip(picture.lines, _kinds(picture), strict=True)):
        drawn = [point for segment in scales.segments(line, picture) for point in zip(*segment, strict=True)]
        name = line_title(line, picture) if colour else f"{_sign(index, line, colour)} {line_title(line, picture)}"
        if not drawn or not canvas.set_along(name, drawn, kind):
            unplaced.append(index)
    return foot + _legend(picture, sorted(unplaced), width, most, colour)


def _marker(index: int, line: Line, colour: bool) -> str:
    if line.role == "prediction":
        return LEVEL_MARKER
    if colour:
        return "•" if line.points else "braille"
    return MARKERS[(index or int(line.points)) % len(MARKERS)]


def _sign(index: int, line: Line, colour: bool) -> str:
    return _marker(index, line, colour).replace("braille", "⠒⠒")


def _legend(picture: Picture, which: Sequence[int], width: int, most: int, colour: bool) -> list[list[Run]]:
    """At most `most` lines that name curves and marks, several to a line where they fit."""
    kinds, entries = _kinds(picture), list[tuple[Run, str]]()
    for place in which:
        if place < len(picture.lines):
            line = picture.lines[place]
            entries.append((Run(_sign(place, line, colour), kinds[place]), line_title(line, picture)))
        else:
            entries.append((Run(LEVEL_MARKER, LEVEL), picture.marks[place - len(picture.lines)].text))
    rows: list[list[tuple[Run, str]]] = []
    room = 0
    for sign, name in entries:
        taken = cell_len(f"{sign.text} {name}") + 3
        if not rows or taken - 3 > room:
            rows.append([])
            room = width
        rows[-1].append((sign, name))
        room -= taken
    lines = [_legend_line(row, width) for row in rows]
    if len(lines) > most:
        hidden = len(entries) - sum(len(row) for row in rows[: most - 1])
        lines[most - 1 :] = [[Run(_fit(say(picture.language, "chart.more", count=hidden), width), AXIS)]]
    return lines


def _legend_line(row: Sequence[tuple[Run, str]], width: int) -> list[Run]:
    runs, room = list[Run](), width
    for sign, name in row:
        for run in (sign, Run(f" {name}   ", WORDS)):
            if room > 0:
                text = run.text if cell_len(run.text.rstrip()) <= room else _fit(run.text, room)
                text = set_cell_size(text, min(cell_len(text), room))
                runs.append(Run(text, run.kind))
                room -= cell_len(text)
    return [*runs, Run(" " * room, AXIS)]


def _runs(row: Sequence[Cell], width: int) -> list[Run]:
    """The cells of a row, neighbours of one kind together, filled up to the width."""
    runs = [Run("".join(cell.text for cell in cells), kind) for kind, cells in groupby(row, key=lambda cell: cell.kind)]
    room = width - sum(cell_len(run.text) for run in runs)
    return [*runs, Run(" " * room, AXIS)]


def _painted(run: Run) -> str:
    colours = COLOURS.get(run.kind.role)
    return f"\x1b[38;5;{colours[run.kind.nth % len(colours)]}m{run.text}\x1b[0m" if colours else run.text
