"""Where a reader stands, as text: numbers, bars, a heat map of days, the reliability curve; and as JSON."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text as RichText

from quizdl.bank.model import Language, Text
from quizdl.errors import CatalogueError, UnknownName
from quizdl.report.curves import chart
from quizdl.report.text import harmless, one_line
from quizdl.report.view.picture import Line, Picture
from quizdl.study.stats import FEW, Calibration, Retention, Stats
from quizdl.verify.catalogue import Catalogue
from quizdl.words import say

SHADES = "·░▒▓█"  # of a day: none, then by quarters of the busiest
WEEKS = 26
CURVE_HEIGHT = 12

_CONSOLE = Console()  # wrapping asks it for nothing but its options

Section = tuple[str, list[str]]  # a title and its lines


def stats_sections(
    stats: Stats,
    titles: Mapping[str, Text],
    language: Language,
    today: date,
    width: int = 78,
    catalogue: Catalogue | None = None,
) -> list[Section]:
    """What there is to say, part by part; no line is wider than `width` cells.

    `titles` are those of the topics. Without a catalogue, claims are named by their ids.
    """
    sections = [
        (say(language, "stats.now"), [line for said in _now(stats, language) for line in _wrapped(said, width)])
    ]
    if any(stats.forecast):
        sections.append((say(language, "stats.due"), _forecast(stats.forecast, language, width)))
    if stats.retention:
        sections.append((say(language, "stats.retention"), _retention(stats.retention, titles, language, width)))
    if stats.days:
        sections.append((say(language, "stats.days"), _heat_map(stats.days, today, width)))
    if stats.weakest:
        rows = [
            (sentence_of(claim, catalogue, language), say(language, "proof.percent", number=f"{100 * chance:.0f}"))
            for claim, chance in stats.weakest
        ]
        sections.append((say(language, "stats.weakest", count=stats.weakest_in), _table(rows, width)))
    sections.append((say(language, "stats.sure"), _calibration(stats.calibration, language, width)))
    return sections


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


def sentence_of(name: str, catalogue: Catalogue | None, language: Language) -> str:
    """What a claim says, on one line; its id where that cannot be known."""
    if catalogue is not None:
        with contextlib.suppress(UnknownName, CatalogueError):
            return one_line(catalogue.claim(name).sentence(language))
    return harmless(name)


def _now(stats: Stats, language: Language) -> list[str]:
    lines = [
        say(language, "stats.seen", seen=stats.seen, all=stats.questions, count=stats.reviews),
        say(language, "stats.due_now", count=stats.due_now + stats.new, new=stats.new, streak=stats.streak),
        say(language, "stats.recall", percent=f"{100 * stats.recall_now:.0f}"),
    ]
    if stats.readiness is not None:
        lines.append(say(language, "stats.ready", percent=f"{100 * stats.readiness:.0f}"))
    return lines


def _forecast(counts: Sequence[int], language: Language, width: int) -> list[str]:
    rows = []
    for day, count in enumerate(counts):
        name = say(language, "stats.today") if day == 0 else say(language, "stats.in_days", count=day)
        rows.append((name, _bar(count / max(counts), width - 24), str(count)))
    return [f"{set_cell_size(name, 12)} {bar} {count}".rstrip() for name, bar, count in rows]


def _retention(
    retention: Mapping[str, Retention], titles: Mapping[str, Text], language: Language, width: int
) -> list[str]:
    lines = []
    for topic, kept in retention.items():
        said = say(
            language,
            "stats.recalled",
            percent=f"{100 * kept.recalled / kept.reviews:.0f}",
            predicted=f"{100 * kept.predicted / kept.reviews:.0f}",
            count=kept.reviews,
        )
        lines += _table([(harmless(titles[topic].to(language)), said)], width)
    return lines


def _heat_map(days: Mapping[date, int], today: date, width: int) -> list[str]:
    """A row for each weekday, Monday first, a column for each week, this one at the right."""
    weeks = min(WEEKS, (width - 4) // 2)
    monday = today - timedelta(days=today.weekday())
    busiest = max(days.values())
    rows = []
    for weekday in range(7):
        cells = []
        for week in range(weeks - 1, -1, -1):
            day = monday - timedelta(weeks=week) + timedelta(days=weekday)
            count = days.get(day, 0)
            shade = math.ceil(4 * count / busiest) if count else 0
            cells.append(" " if day > today else SHADES[shade])
        rows.append(" ".join(cells).rstrip())
    return rows


def _calibration(calibration: Calibration, language: Language, width: int) -> list[str]:
    if calibration.count < FEW:
        return _wrapped(say(language, "stats.not_sure", count=calibration.count, least=FEW), width)
    over = calibration.overconfidence
    said = say(
        language,
        "stats.brier",
        brier=f"{calibration.brier:.3f}",
        count=calibration.count,
        over=f"{100 * over:+.0f}",
    )
    sure = [bin.confidence for bin in calibration.bins]
    lines = (
        Line(say(language, "stats.yours"), sure, [bin.right for bin in calibration.bins], points=True),
        Line(say(language, "stats.perfect"), [0.5, 1.0], [0.5, 1.0]),
    )
    reliability = Picture(lines, x=say(language, "stats.said"), y=say(language, "stats.came_true"))
    return [*_wrapped(said, width), *chart(reliability, width, CURVE_HEIGHT, colour=False).splitlines()]


def _table(rows: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Names at the left, what is said of them at the right, or beneath them where there is no room beside."""
    lines = []
    for name, said in rows:
        room = min(width - cell_len(said) - 2, 40)
        if cell_len(name) <= room:
            lines.append(f"{set_cell_size(name, room)}  {said}")
        else:
            lines += [*_wrapped(name, width), *(f"  {line}" for line in _wrapped(said, width - 2))]
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most that many cells; Hangul takes two each."""
    return [line.plain.rstrip() for line in RichText(text).wrap(_CONSOLE, width)]


def _bar(share: float, width: int) -> str:
    return "█" * round(share * max(width, 1))
