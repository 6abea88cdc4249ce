"""A reader's statistics as text (numbers, bars, a heat map of days, the reliability curve) and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from quizdl.report.curves import chart
from quizdl.report.view.stats import Section
from quizdl.study.stats import Stats

SHADES = "·░▒▓█"  # of a day, by the shades of the view
CURVE_HEIGHT = 12

_CONSOLE = Console()  # wrapping asks it for nothing but its options


def section_lines(section: Section, width: int) -> list[str]:
    """The lines of a section, without its title; none is wider than `width` cells."""
    lines = [line for sentence in section.sentences for line in _wrapped(sentence, width)]
    for bar in section.bars:
        drawn = "█" * round(bar.share * max(width - 24, 1))
        lines.append(f"{set_cell_size(bar.name, 12)} {drawn} {bar.number}".rstrip())
    lines += _table(section.table, width)
    for weekday in section.days:
        shown = weekday[-max((width - 4) // 2, 1) :]  # the last weeks that there is room for
        lines.append(" ".join(" " if shade is None else SHADES[shade] for shade in shown).rstrip())
    if section.picture.lines:
        lines += chart(section.picture, width, CURVE_HEIGHT, colour=False).splitlines()
    return lines


def stats_json(stats: Stats) -> dict[str, Any]:
    """The document of `quizdl stats --json`; NaN is null."""
    plain = asdict(stats)
    plain["days"] = {day.isoformat(): count for day, count in stats.days.items()}
    plain["weakest"] = [{"claim": claim, "recall": chance} for claim, chance in stats.weakest]
    brier = stats.calibration.brier
    plain["calibration"]["brier"] = None if math.isnan(brier) else brier
    over = stats.calibration.overconfidence
    plain["calibration"]["overconfidence"] = None if math.isnan(over) else over
    return {"schema": "quizdl.stats/1", **plain}


def _table(rows: Iterable[tuple[str, str]], width: int) -> Iterator[str]:
    """Names at the left, values at the right, or below if there is no room."""
    for name, words in rows:
        room = min(width - cell_len(words) - 2, 40)
        if cell_len(name) <= room:
            yield f"{set_cell_size(name, room)}  {words}"
        else:
            yield from _wrapped(name, width)
            yield from (f"  {line}" for line in _wrapped(words, width - 2))


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most that many cells; Hangul takes two each."""
    return [line.plain.rstrip() for line in Text(text).wrap(_CONSOLE, width)]
