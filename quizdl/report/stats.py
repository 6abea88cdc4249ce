"""A reader's progress as lines of text with the role of each piece, for every front, and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Literal

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from quizdl.report.curves import chart
from quizdl.report.text import bar_text
from quizdl.report.view.stats import Bar, Section
from quizdl.study.stats import Stats

SHADES = "·░▒▓█"  # of a day, by the shades of the view
EIGHTHS = "▁▂▃▄▅▆▇█"  # of the height of a column
CURVE_HEIGHT = 12
ROOMY = 60  # cells, from which on columns stand three cells apart
LEAST_BAR = 8  # cells, before the counts of claims are left out
LONGEST_MONTH = 31  # days
LONGEST_NAME = 28  # cells of a track or a topic

Role = Literal["", "muted", "full", "rest", "proven", "due", "shade"]
Pieces = list[tuple[str, Role]]  # a line of text, in pieces of one role each

_CONSOLE = Console()  # wrapping asks it for nothing but its options


def bar_lines(bars: Sequence[Bar], width: int) -> list[Pieces]:
    """A line for each track or topic: name, bar, share, claims proven; all bars begin and end in one column."""
    gap = 3 if width >= ROOMY else 1
    names = [2 * bar.depth + cell_len(bar.name) for bar in bars]
    states = max((cell_len(bar.state) for bar in bars), default=0)
    name = min(max(names, default=0), LONGEST_NAME, width // 2)
    percent = 4 if any(bar.percent for bar in bars) else 0
    proven = max((cell_len(bar.proven) for bar in bars), default=0)
    if width - name - gap - percent - proven - 2 * gap < LEAST_BAR:
        proven = 0
    right = max(percent + (gap + proven if proven else 0), states)
    cells = max(width - name - right - 2 * gap, 1)
    return [_bar_line(bar, name, cells, gap, proven) for bar in bars]


def _bar_line(bar: Bar, name: int, cells: int, gap: int, proven: int) -> Pieces:
    full, rest = bar_text(bar.share, cells)
    line: Pieces = [(set_cell_size(" " * 2 * bar.depth + bar.name, name) + " " * gap, ""), (full, "full")]
    line += [(rest + " " * gap, "rest")]
    if bar.state:
        return [*line, (bar.state, "muted")]
    line.append((bar.percent.rjust(4), ""))
    return [*line, (" " * gap + bar.proven, "proven")] if proven and bar.proven else line


def section_lines(sections: Sequence[Section], width: int, names: int) -> list[Pieces]:
    """The lines of sections that stand together: a name in `names` cells, and what there is to say beside or below."""
    lines: list[Pieces] = []
    for section in sections:
        column = names if width >= ROOMY else cell_len(section.name) + 1
        if _least_width(section) <= width - column:
            said = list(_said(section, width - column))
            first = [set_cell_size(section.name, column), *[" " * column] * (len(said) - 1)]
            lines += [[(name, ""), *line] for name, line in zip(first, said, strict=True)]
        else:
            lines += [[(section.name, "")], *_said(section, width)]
    return lines


def name_width(groups: Iterable[Sequence[Section]]) -> int:
    """Cells of the column of names."""
    return max((cell_len(section.name) for group in groups for section in group), default=0) + 3


def _least_width(section: Section) -> int:
    """Cells of what is neither wrapped nor cut."""
    if section.rows:
        return ROOMY // 2
    return max(2 * len(section.heights), len(section.shades) and LONGEST_MONTH, cell_len(section.text))


def _said(section: Section, width: int) -> Iterator[Pieces]:
    if section.heights:
        yield from _columns(section, width)
    elif section.shades:
        pitch = 2 if width >= 2 * LONGEST_MONTH - 1 else 1
        yield [("".join(SHADES[shade].ljust(pitch) for shade in section.shades).rstrip(), "shade")]
    elif section.text:
        yield from _text_and_note(section.text, section.note, width)
    room = width - max((cell_len(words) for _, words in section.rows), default=0) - 2
    for name, words in section.rows:
        yield [(set_cell_size(_shortened(name, room), room) + "  ", ""), (words, "muted")]
    if section.picture.lines:
        for line in chart(section.picture, width, CURVE_HEIGHT, colour=False).splitlines():
            yield [(line, "muted")]


def _columns(section: Section, width: int) -> Iterator[Pieces]:
    """Columns of a height, a letter below each; a blank stands between letters where there is room."""
    pitch = max(map(cell_len, section.feet)) + 1
    if pitch * len(section.heights) > width:
        pitch = 2
    blocks = [EIGHTHS[math.ceil((len(EIGHTHS) - 1) * height)] if height else EIGHTHS[0] for height in section.heights]
    drawn = "".join(block.ljust(pitch) for block in blocks).rstrip()
    columns: Pieces = [(drawn, "due")]
    gap = " " * (2 + pitch)
    note_below = cell_len(drawn + gap + section.note) > width
    yield columns if note_below else [*columns, (gap + section.note, "")]
    yield [("".join(set_cell_size(foot, pitch) for foot in section.feet).rstrip(), "muted")]
    if note_below:
        yield [(section.note, "")]


def _text_and_note(text: str, note: str, width: int) -> Iterator[Pieces]:
    """The text with a note at its right, or below where there is no room."""
    if cell_len(text) + 3 + cell_len(note) <= width:
        yield [(text, ""), ("   " + note, "muted")]
    else:
        for line in wrapped(text, width):
            yield [(line, "")]
        yield [(note, "muted")]


def _shortened(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - 1, 0)).rstrip() + "…"


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most that many cells; Hangul takes two each."""
    return [line.plain.rstrip() for line in Text(text).wrap(_CONSOLE, width)]


def stats_json(stats: Stats) -> dict[str, Any]:
    """The document of `quizdl stats --json`; NaN is null."""
    plain = asdict(stats)
    plain["days"] = {day.isoformat(): count for day, count in stats.days.items()}
    brier = stats.calibration.brier
    plain["calibration"]["brier"] = None if math.isnan(brier) else brier
    over = stats.calibration.overconfidence
    plain["calibration"]["overconfidence"] = None if math.isnan(over) else over
    return {"schema": "quizdl.stats/1", **plain}
