"""A reader's statistics, as values in their language."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from quizdl.bank.model import Text
from quizdl.report.text import harmless
from quizdl.report.view.picture import Line, Picture
from quizdl.report.view.proof import sentence_of
from quizdl.study.stats import FEW, Calibration, Stats
from quizdl.verify.catalogue import Catalogue
from quizdl.words import Language, say

WEEKS = 26  # of the days that are shown
SHADES = 5  # of a day: none, then by quarters of the busiest


class Bar(NamedTuple):
    """A number beside its name, and its share of the largest, from 0 to 1."""

    name: str
    number: int
    share: float


class Section(NamedTuple):
    """A part of the statistics; fields that do not apply are empty."""

    title: str
    sentences: tuple[str, ...] = ()
    bars: tuple[Bar, ...] = ()
    table: tuple[tuple[str, str], ...] = ()  # names, and what there is to say of each
    days: tuple[tuple[int | None, ...], ...] = ()  # by weekday, Monday first: the shade in each week; None is to come
    picture: Picture = Picture()


def stats_view(
    stats: Stats, titles: Mapping[str, Text], language: Language, today: date, catalogue: Catalogue | None = None
) -> list[Section]:
    """The sections of the statistics.

    `titles` are those of the topics. Without a catalogue, claims are named by their ids.
    """
    sections = [Section(say(language, "stats.now"), _now(stats, language))]
    if any(stats.forecast):
        sections.append(Section(say(language, "stats.due"), bars=_forecast(stats, language)))
    if stats.retention:
        sections.append(Section(say(language, "stats.retention"), table=_retention(stats, titles, language)))
    if stats.days:
        sections.append(Section(say(language, "stats.days"), days=_days(stats.days, today)))
    if stats.weakest:
        weakest = tuple(
            (sentence_of(claim, catalogue, language), say(language, "proof.percent", number=f"{100 * chance:.0f}"))
            for claim, chance in stats.weakest
        )
        sections.append(Section(say(language, "stats.weakest", count=stats.weakest_in), table=weakest))
    return [*sections, _calibration(stats.calibration, language)]


def _now(stats: Stats, language: Language) -> tuple[str, ...]:
    sentences = [
        say(language, "stats.seen", seen=stats.seen, all=stats.questions, count=stats.reviews),
        say(language, "stats.due_now", count=stats.due_now, new=stats.new, streak=stats.streak),
        say(language, "stats.recall", percent=f"{100 * stats.recall_now:.0f}"),
    ]
    if stats.readiness is not None:
        sentences.append(say(language, "stats.ready", percent=f"{100 * stats.readiness:.0f}"))
    return tuple(sentences)


def _forecast(stats: Stats, language: Language) -> tuple[Bar, ...]:
    return tuple(
        Bar(
            say(language, "stats.in_days", count=day) if day else say(language, "stats.today"),
            count,
            count / max(stats.forecast),
        )
        for day, count in enumerate(stats.forecast)
    )


def _retention(stats: Stats, titles: Mapping[str, Text], language: Language) -> tuple[tuple[str, str], ...]:
    rows = []
    for topic, kept in stats.retention.items():
        recalled = say(
            language,
            "stats.recalled",
            percent=f"{100 * kept.recalled / kept.reviews:.0f}",
            predicted=f"{100 * kept.predicted / kept.reviews:.0f}",
            count=kept.reviews,
        )
        rows.append((harmless(titles[topic].to(language)), recalled))
    return tuple(rows)


def _days(days: Mapping[date, int], today: date) -> tuple[tuple[int | None, ...], ...]:
    monday = today - timedelta(days=today.weekday())
    busiest = max(days.values())

    def shade(day: date) -> int | None:
        return None if day > today else math.ceil((SHADES - 1) * days.get(day, 0) / busiest)

    weeks = [monday - timedelta(weeks=week) for week in range(WEEKS - 1, -1, -1)]
    return tuple(tuple(shade(week + timedelta(days=weekday)) for week in weeks) for weekday in range(7))


def _calibration(calibration: Calibration, language: Language) -> Section:
    title = say(language, "stats.sure")
    if calibration.count < FEW:
        return Section(title, (say(language, "stats.not_sure", count=calibration.count, least=FEW),))
    brier = say(
        language,
        "stats.brier",
        brier=f"{calibration.brier:.3f}",
        count=calibration.count,
        over=f"{100 * calibration.overconfidence:+.0f}",
    )
    lines = (
        Line(
            say(language, "stats.yours"),
            [bin.confidence for bin in calibration.bins],
            [bin.right for bin in calibration.bins],
            points=True,
        ),
        Line(say(language, "stats.perfect"), [0.5, 1.0], [0.5, 1.0]),
    )
    reliability = Picture(lines, x=say(language, "stats.stated"), y=say(language, "stats.came_true"), language=language)
    return Section(title, (brier,), picture=reliability)
