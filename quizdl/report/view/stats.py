"""A reader's progress as values in their language: how ready, what is known, what comes back, what to do next."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Literal, NamedTuple

from quizdl.bank.model import Bank, QuestionSummary
from quizdl.report.text import bank_heading, one_line
from quizdl.report.view.home import day_text, minutes_text, nothing_due
from quizdl.report.view.picture import Line, Picture
from quizdl.study.overview import OTHERS, Overview, Progress, TopicProgress
from quizdl.study.stats import FEW, Calibration, Retention, Stats, Weak
from quizdl.words import Language, say

MONTHS = 6  # of the calendar where there is room, else 1
FEW_WEAKEST = 3  # questions where there is not
SHADES = 5  # of a day: none, then by quarters of the busiest
MOST_PERCENT = 99  # recall fades: it is never told as 100


class Bar(NamedTuple):
    """A track, or a topic of it. Fields that do not apply are empty."""

    name: str
    share: float  # that would be recalled today, 0 to 1
    percent: str = ""
    state: str = ""  # in place of the percent
    proven: str = ""  # claims seen proven, of how many
    depth: int = 0  # 1 for a topic below its track


class Section(NamedTuple):
    """A name, and what there is to say of it. Fields that do not apply are empty."""

    name: str
    text: str = ""
    note: str = ""  # beside it
    heights: tuple[float, ...] = ()  # of columns, 0 to 1
    feet: tuple[str, ...] = ()  # a letter below each
    shades: tuple[int, ...] = ()  # of the days of a month, up to today
    rows: tuple[tuple[str, str], ...] = ()  # names, and what there is to say of each
    picture: Picture = Picture()


class Step(NamedTuple):
    """What to do next: a set to begin, of a topic where it has one; without `what` there is only to wait."""

    text: str
    what: Literal["", "leeches", "review", "learn"] = ""
    topic: str = ""


class StatsView(NamedTuple):
    """A reader's progress."""

    sentence: str
    bars: tuple[Bar, ...] = ()
    groups: tuple[tuple[Section, ...], ...] = ()  # sections that stand together
    step: Step | None = None
    come_back: str = ""  # of a newcomer


def stats_view(
    stats: Stats, overview: Overview, bank: Bank, language: Language, today: date, *, tall: bool = False
) -> StatsView:
    """The view of a reader's progress. What has nothing to say is absent; `tall`: there is room for all of it."""
    step = _step(overview, language)
    if stats.reviews < FEW:
        count = stats.seen
        begun = say(language, "stats.begun", count=count, all=stats.questions) if count else say(language, "stats.none")
        return StatsView(begun, step=step, come_back=say(language, "stats.come_back"))
    months = _months(stats.days, today, language)[-MONTHS if tall else -1 :]
    certain = [*_recalled(stats.retention.values(), language), *_sure(stats.calibration, language, tall=tall)]
    weakest = stats.weakest[: None if tall else FEW_WEAKEST]
    groups = ([*_coming(stats, today, language)], [*months, *certain], [*_weakest(weakest, bank, language)])
    return StatsView(
        _sentence(stats, overview, language),
        tuple(_bars(overview, language, topics=tall)),
        tuple(tuple(group) for group in groups if group),
        step,
    )


def _percent(share: float) -> str:
    return f"{min(100 * share, MOST_PERCENT):.0f}"


def _sentence(stats: Stats, overview: Overview, language: Language) -> str:
    if overview.interview is None or stats.readiness is None:
        return say(language, "stats.recall", percent=_percent(stats.recall_now))
    day, percent = day_text(overview.interview[1], language), _percent(stats.readiness)
    if stats.projected is None:
        return say(language, "stats.ready", percent=percent, day=day)
    return say(language, "stats.ready_at_pace", percent=percent, day=day, projected=_percent(stats.projected))


def _bars(overview: Overview, language: Language, *, topics: bool) -> Iterator[Bar]:
    """Tracks, and their topics where there is room; topics alone of a bank without tracks."""
    worded = False  # the first count says what is counted
    for bar in _all_bars(overview, language, topics=topics):
        if bar.proven and not worded:
            worded = True
            yield bar._replace(proven=say(language, "stats.proven", claims=bar.proven))
        else:
            yield bar


def _all_bars(overview: Overview, language: Language, *, topics: bool) -> Iterator[Bar]:
    without_tracks = [track.id for track in overview.tracks] == [OTHERS]
    for track in overview.tracks:
        if not without_tracks:
            name = say(language, "home.other_topics") if track.id == OTHERS else one_line(track.title.to(language))
            yield _bar(name, track.progress, language)
        if topics or without_tracks:
            yield from (_topic_bar(topic, language, depth=0 if without_tracks else 1) for topic in track.topics)


def _topic_bar(topic: TopicProgress, language: Language, depth: int) -> Bar:
    bar = _bar(one_line(topic.title.to(language)), topic.progress, language)._replace(depth=depth)
    return bar._replace(percent="", state=say(language, "home.suspended")) if topic.suspended else bar


def _bar(name: str, progress: Progress, language: Language) -> Bar:
    if not progress.seen:
        return Bar(name, 0.0, state=say(language, "home.not_begun"))
    proven = f"{progress.proven}/{progress.claims}" if progress.proven else ""
    return Bar(name, progress.recall, f"{_percent(progress.recall)}%", proven=proven)


def _coming(stats: Stats, today: date, language: Language) -> Iterator[Section]:
    """How many cards fall due on each day of the next fortnight."""
    if not any(stats.forecast):
        return
    weekdays = [(today + timedelta(days=day)).isoweekday() for day in range(len(stats.forecast))]
    yield Section(
        say(language, "stats.coming"),
        note=say(language, "stats.coming_count", today=stats.forecast[0], all=sum(stats.forecast)),
        heights=tuple(count / max(stats.forecast) for count in stats.forecast),
        feet=tuple(say(language, f"weekday.{weekday}") for weekday in weekdays),
    )


def _months(days: Mapping[date, int], today: date, language: Language) -> list[Section]:
    """A row for each month since the first answer, a shade for each of its days."""
    busiest = max(days.values())
    months = list[Section]()
    first = min(days).replace(day=1)
    while first <= today:
        following = (first + timedelta(days=31)).replace(day=1)
        length = (min(following, today + timedelta(days=1)) - first).days
        counts = [days.get(first + timedelta(days=day), 0) for day in range(length)]
        shades = tuple(math.ceil((SHADES - 1) * count / busiest) for count in counts)
        months.append(Section(say(language, f"month.{first.month}"), shades=shades))
        first = following
    return months


def _recalled(retention: Iterable[Retention], language: Language) -> Iterator[Section]:
    """What was recalled a day later or more, against what was predicted: the bars rest on that prediction."""
    total = Retention()
    for each in retention:
        total = total.plus(each.reviews, each.recalled, each.predicted)
    if total.reviews >= FEW:
        recalled, predicted = (f"{100 * part / total.reviews:.0f}" for part in (total.recalled, total.predicted))
        text = say(language, "stats.recalled", percent=recalled, predicted=predicted)
        yield Section(say(language, "stats.later"), text, say(language, "stats.answers", count=total.reviews))


def _sure(calibration: Calibration, language: Language, *, tall: bool) -> Iterator[Section]:
    if not calibration.count:
        return
    said, right = (f"{100 * share:.0f}" for share in (calibration.confidence, calibration.right))
    enough = calibration.count >= FEW
    yield Section(
        say(language, "stats.sure"),
        say(language, "stats.stated", said=said, right=right),
        say(language, "stats.answers" if enough else "stats.too_few", count=calibration.count),
        picture=_reliability(calibration, language) if enough and tall else Picture(),
    )


def _reliability(calibration: Calibration, language: Language) -> Picture:
    confidences, rights = ([bin.confidence for bin in calibration.bins], [bin.right for bin in calibration.bins])
    lines = (
        Line(say(language, "stats.yours"), confidences, rights, points=True, role="subject"),
        Line(say(language, "stats.perfect"), [0.5, 1.0], [0.5, 1.0]),
    )
    return Picture(lines, x=say(language, "stats.confidence"), y=say(language, "stats.came_true"), language=language)


def _weakest(weakest: Iterable[Weak], bank: Bank, language: Language) -> Iterator[Section]:
    known: dict[str, QuestionSummary] = {summary.id: summary for topic in bank.topics for summary in topic.summaries()}
    rows = tuple(
        (bank_heading(known[weak.question].prompt.to(language)), say(language, "stats.forgotten", count=weak.lapses))
        for weak in weakest
    )
    if rows:
        yield Section(say(language, "stats.weakest"), rows=rows)


def _step(overview: Overview, language: Language) -> Step | None:
    """One thing to do: what is forgotten again and again, then what is due, then what is new."""
    topics = [topic for track in overview.tracks for topic in track.topics]
    worst = max(topics, key=lambda topic: topic.progress.leeches, default=None)
    if worst is not None and worst.progress.leeches:
        title = one_line(worst.title.to(language))
        return Step(say(language, "stats.leeches", topic=title, count=worst.progress.leeches), "leeches", worst.name)
    if overview.whole.due:
        what = say(language, "home.review")
        return Step(_set_text(what, overview.whole.due, overview.due_seconds, language), "review")
    if (ahead := overview.next_set) is not None:
        what = say(language, "home.learn", topic=one_line(ahead.topic.title.to(language)))
        return Step(_set_text(what, ahead.size, ahead.seconds, language), "learn", ahead.topic.name)
    return Step(nothing_due(overview, language)) if overview.whole.questions else None


def _set_text(what: str, count: int, seconds: float, language: Language) -> str:
    questions = say(language, "home.questions", count=count)
    return say(language, "stats.next_set", what=what, questions=questions, minutes=minutes_text(seconds, language))
