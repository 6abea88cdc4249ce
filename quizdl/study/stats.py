"""Where a reader stands: what falls due, what is retained against what was predicted, how sure they were. Pure."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise

from quizdl.bank.model import Topic
from quizdl.study.cards import DECAY, Card, Review, day_of, recall, revised
from quizdl.study.plan import expected_recall

FORECAST_DAYS = 14
BINS = (0.0, 0.55, 0.65, 0.75, 0.85, 0.95, 1.0)  # around the confidences that the quiz offers
WEAKEST = 5
FEW = 10  # stated confidences, below which calibration says little


@dataclass(frozen=True, slots=True)
class Retention:
    """Of the reviews on a later day than the one before: how many were recalled, and what was predicted of them."""

    reviews: int = 0
    recalled: int = 0
    predicted: float = 0.0  # sum of probabilities

    def plus(self, recalled: bool, predicted: float) -> Retention:
        return Retention(self.reviews + 1, self.recalled + recalled, self.predicted + predicted)


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about the same stated confidence: how many, the mean confidence, the share that was right."""

    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well stated confidences fit what came true. Brier score (Brier 1950): 0 is perfect, 0.25 is saying 50 %."""

    count: int
    brier: float  # NaN where nothing was stated
    bins: tuple[Bin, ...]  # the reliability curve

    @property
    def overconfidence(self) -> float:
        """Mean confidence less the share that came true; NaN where nothing was stated."""
        if not self.count:
            return math.nan
        return sum(bin.count * (bin.confidence - bin.right) for bin in self.bins) / self.count


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
    weakest: tuple[tuple[str, float], ...]  # claims, and the mean recall of the questions that rest on them
    recall_now: float  # expected share of all questions, unseen ones counting as not recalled
    readiness: float | None  # the same on the day of the interview, if nothing were reviewed before; None without one
    calibration: Calibration


def stats(
    topics: Sequence[Topic],
    cards: Mapping[str, Card],
    reviews: Iterable[Review],
    stated: Iterable[tuple[float, bool]],
    predictions: Iterable[tuple[str, bool, float]],
    now: datetime,
    *,
    zone: tzinfo | None = None,
    until: datetime | None = None,
    decay: float = DECAY,
) -> Stats:
    """What the log and the cards say about a bank.

    reviews: the log that stands, in order. stated: pairs of a stated confidence and whether it came true.
    predictions: question, whether it was recalled, and the probability that the scheduler gave it beforehand.
    zone: the reader's; None is the machine's own. decay: the last of the scheduler's parameters.
    """
    heads = {head.id: (topic.name, head) for topic in topics for head in topic.heads()}
    known = {name: revised(card, heads[name][1].revision) for name, card in cards.items() if name in heads}
    days = Counter(day_of(review.at.astimezone(zone)) for review in reviews)
    retention: dict[str, Retention] = {}
    for question, recalled, predicted in predictions:
        if question in heads:
            topic = heads[question][0]
            retention[topic] = retention.get(topic, Retention()).plus(recalled, predicted)
    by_claim: dict[str, list[float]] = defaultdict(list)
    for name, card in known.items():
        for claim in heads[name][1].verify:
            by_claim[claim].append(recall(card, now, decay))
    weakest = sorted((sum(chances) / len(chances), claim) for claim, chances in by_claim.items())
    today = day_of(now.astimezone(zone))
    return Stats(
        questions=len(heads),
        seen=len(known),
        new=len(heads) - len(known),
        due_now=sum(card.due <= now for card in known.values()),
        reviews=days.total(),
        days=dict(sorted(days.items())),
        streak=streak(days, today),
        forecast=forecast(known.values(), today, zone),
        retention={topic.name: retention[topic.name] for topic in topics if topic.name in retention},
        weakest=tuple((claim, chance) for chance, claim in weakest[:WEAKEST]),
        recall_now=expected_recall(known, heads, now, decay=decay),
        readiness=None if until is None else expected_recall(known, heads, max(until, now), decay=decay),
        calibration=calibration(stated),
    )


def streak(days: Iterable[date], today: date) -> int:
    """Days in a row with a review, up to today, or to yesterday while today has none yet."""
    studied = set(days)
    last = today if today in studied else today - timedelta(days=1)
    count = 0
    while last - timedelta(days=count) in studied:
        count += 1
    return count


def forecast(cards: Iterable[Card], today: date, zone: tzinfo | None = None) -> tuple[int, ...]:
    """How many cards fall due today (with all that are overdue) and on each of the days after."""
    counts = [0] * FORECAST_DAYS
    for card in cards:
        day = max((day_of(card.due.astimezone(zone)) - today).days, 0)
        if day < FORECAST_DAYS:
            counts[day] += 1
    return tuple(counts)


def calibration(stated: Iterable[tuple[float, bool]]) -> Calibration:
    """The Brier score and the reliability curve of stated confidences, in 0..1, and whether they came true."""
    pairs = list(stated)
    bins = []
    for low, high in pairwise(BINS):
        within = [(p, true) for p, true in pairs if low <= p < high or p == high == 1]
        if within:
            count = len(within)
            bins.append(Bin(count, sum(p for p, _ in within) / count, sum(true for _, true in within) / count))
    brier = sum((p - true) ** 2 for p, true in pairs) / len(pairs) if pairs else math.nan
    return Calibration(len(pairs), brier, tuple(bins))
