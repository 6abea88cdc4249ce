"""A reader's statistics: due questions, retention against prediction, calibration. Pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from quizdl.bank.model import Topic
from quizdl.study.cards import Card, day_of, recall, revised
from quizdl.study.plan import expected_recall
from quizdl.study.projection import answers_a_day, recalled_at_pace
from quizdl.study.tally import Bin as Sums
from quizdl.study.tally import Tally

FORECAST_DAYS = 14
WEAKEST = 5
FEW = 10  # answers, below which a share says little


@dataclass(frozen=True, slots=True)
class Retention:
    """Reviews on a later day than the previous one: how many were recalled, and the prediction."""

    reviews: int = 0
    recalled: int = 0
    predicted: float = 0.0  # sum of probabilities

    def plus(self, reviews: int, recalled: int, predicted: float) -> Retention:
        return Retention(self.reviews + reviews, self.recalled + recalled, self.predicted + predicted)


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of similar stated confidence: their number, mean confidence and share right."""

    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well stated confidences match results. Brier score (Brier 1950): 0 is perfect, always 50 % gives 0.25."""

    count: int
    brier: float  # NaN where nothing was stated
    bins: tuple[Bin, ...]  # the reliability curve

    @property
    def confidence(self) -> float:
        """The mean confidence; NaN without statements."""
        return self._mean(bin.confidence for bin in self.bins)

    @property
    def right(self) -> float:
        """The share that was right; NaN without statements."""
        return self._mean(bin.right for bin in self.bins)

    @property
    def overconfidence(self) -> float:
        """Mean confidence minus the share right; NaN without statements."""
        return self.confidence - self.right

    def _mean(self, of_bins: Iterable[float]) -> float:
        if not self.count:
            return math.nan
        return sum(bin.count * value for bin, value in zip(self.bins, of_bins, strict=True)) / self.count


@dataclass(frozen=True, slots=True)
class Weak:
    """A question that was forgotten after it had been learned, and how often."""

    question: str
    lapses: int


@dataclass(frozen=True, slots=True)
class Stats:
    """Everything that `quizdl stats` and the screen of the same name show."""

    questions: int
    seen: int
    new: int  # never seen: to be asked as well, though no card falls due
    due_now: int  # cards, with those whose answer has changed
    reviews: int
    days: Mapping[date, int]  # how many reviews on each day, in the reader's own time zone; a day ends at night
    streak: int  # days in a row up to today or yesterday with a review
    forecast: tuple[int, ...]  # how many cards fall due today and on the days after
    retention: Mapping[str, Retention]  # by topic
    weakest: tuple[Weak, ...]  # most lapses first; none answered today: right after an answer everything is recalled
    recall_now: float  # expected share of all questions, unseen ones counting as not recalled
    readiness: float | None  # the same on the day of the interview, if nothing were reviewed before; None without one
    pace: float | None  # answers a day of late; None for too short a time
    projected: float | None  # readiness for a reader who goes on at that pace; None without it, or without an interview
    calibration: Calibration


def stats(
    topics: Sequence[Topic],
    cards: Mapping[str, Card],
    tally: Tally,
    now: datetime,
    *,
    parameters: Sequence[float],
    zone: tzinfo | None = None,
    until: datetime | None = None,
    suspended: Collection[str] = (),
) -> Stats:
    """The statistics of a bank from its log and cards.

    tally: of the log that stands, and of stated confidences. parameters: the scheduler's. zone: the reader's; None is
    the machine's own. suspended: topics that are not asked, so that nothing of them is due.
    """
    decay = parameters[-1]
    summaries = {summary.id: (topic.name, summary) for topic in topics for summary in topic.summaries()}
    known = {name: revised(card, summaries[name][1].revision) for name, card in cards.items() if name in summaries}
    asked = {name for name, (topic, _) in summaries.items() if topic not in suspended}
    retention: dict[str, Retention] = {}
    for question, kept in tally.retention.items():
        if question in summaries:
            topic = summaries[question][0]
            retention[topic] = retention.get(topic, Retention()).plus(*kept)
    new = len(asked - known.keys())
    today = day_of(now.astimezone(zone))
    pace = answers_a_day(tally.days, today)
    ahead = None if until is None else max(until, now)
    projected = None
    if ahead is not None and pace is not None and summaries:
        in_reach = [card for name, card in known.items() if name in asked]
        recalled = recalled_at_pace(in_reach, new, now, ahead, pace, parameters)
        others = math.fsum(recall(card, ahead, decay) for name, card in known.items() if name not in asked)
        projected = None if recalled is None else (recalled + others) / len(summaries)
    return Stats(
        questions=len(summaries),
        seen=len(known),
        new=new,
        due_now=sum(card.due <= now for name, card in known.items() if name in asked),
        reviews=sum(tally.days.values()),
        days=dict(sorted(tally.days.items())),
        streak=streak(tally.days, today),
        forecast=forecast((card for name, card in known.items() if name in asked), today, zone),
        retention={topic.name: retention[topic.name] for topic in topics if topic.name in retention},
        weakest=weakest(known.values(), now, zone, decay),
        recall_now=expected_recall(known, summaries, now, decay=decay),
        readiness=None if ahead is None else expected_recall(known, summaries, ahead, decay=decay),
        pace=pace,
        projected=projected,
        calibration=calibration(tally.bins),
    )


def weakest(cards: Iterable[Card], now: datetime, zone: tzinfo | None, decay: float) -> tuple[Weak, ...]:
    """The questions that were forgotten most often, and of these first what is least likely to be recalled now."""
    today = day_of(now.astimezone(zone))
    forgotten = [card for card in cards if card.lapses and day_of(card.last.astimezone(zone)) < today]
    forgotten.sort(key=lambda card: (-card.lapses, recall(card, now, decay)))
    return tuple(Weak(card.question, card.lapses) for card in forgotten[:WEAKEST])


def streak(days: Iterable[date], today: date) -> int:
    """Consecutive days with a review, up to today, or to yesterday if today has none yet."""
    studied = set(days)
    last = today if today in studied else today - timedelta(days=1)
    count = 0
    while last - timedelta(days=count) in studied:
        count += 1
    return count


def forecast(cards: Iterable[Card], today: date, zone: tzinfo | None = None) -> tuple[int, ...]:
    """The number of cards due today (overdue ones included) and on each following day."""
    counts = [0] * FORECAST_DAYS
    for card in cards:
        day = max((day_of(card.due.astimezone(zone)) - today).days, 0)
        if day < FORECAST_DAYS:
            counts[day] += 1
    return tuple(counts)


def calibration(sums: Iterable[Sums]) -> Calibration:
    """The Brier score and the reliability curve, from the sums of each bin of stated confidences."""
    filled = [bin for bin in sums if bin.count]
    count = sum(bin.count for bin in filled)
    brier = sum(bin.squares for bin in filled) / count if count else math.nan
    bins = (Bin(bin.count, bin.confidence / bin.count, bin.right / bin.count) for bin in filled)
    return Calibration(count, brier, tuple(bins))
