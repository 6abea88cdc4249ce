"""Sums over the log of reviews for statistics; they can be continued with later reviews. Pure.

A long log is summed once: `Tally.to_json` is a cache, and only later reviews are added.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from quizdl.study.cards import Review, day_of

if TYPE_CHECKING:
    from quizdl.study.scheduling import Scheduler

BINS = (0.0, 0.55, 0.65, 0.75, 0.85, 0.95, 1.0)  # around the confidences that the quiz offers
FORMAT = 1

State = tuple[datetime, float, float]  # when a question was reviewed last; its stability (days) and difficulty then


@dataclass(slots=True)
class Bin:
    """Sums over stated confidences of one bin."""

    count: int = 0
    confidence: float = 0.0
    right: int = 0
    squares: float = 0.0  # of confidence less outcome


@dataclass(slots=True)
class Tally:
    """Sums over a log of reviews."""

    days: dict[date, int] = field(default_factory=dict)  # how many reviews on each day of the reader
    retention: dict[str, tuple[int, int, float]] = field(default_factory=dict)  # question: reviews, recalled, predicted
    states: dict[str, State] = field(default_factory=dict)
    bins: list[Bin] = field(default_factory=lambda: [Bin() for _ in BINS[1:]])

    def add_reviews(self, reviews: Iterable[Review], scheduler: Scheduler, zone: tzinfo | None = None) -> None:
        """Add later reviews, in the order of the log; `zone` is the reader's, None that of the machine."""
        self.add_predictions(scheduler.predictions(self._counted(reviews, zone), self.states))

    def add_predictions(self, predictions: Iterable[tuple[str, bool, float]]) -> None:
        """Add questions with whether each was recalled, and the probability that was predicted of it."""
        retention = self.retention
        for question, recalled, predicted in predictions:
            count, right, chances = retention.get(question, (0, 0, 0.0))
            retention[question] = count + 1, right + recalled, chances + predicted

    def add_stated(self, stated: Iterable[tuple[float, bool]]) -> None:
        """Add confidences (0..1), and whether each came true."""
        for confidence, true in stated:
            place = next(place for place, high in enumerate(BINS[1:]) if confidence < high or high == 1)
            bin = self.bins[place]
            bin.count += 1
            bin.confidence += confidence
            bin.right += true
            bin.squares += (confidence - true) ** 2

    def add_days(self, reviews: Iterable[Review], zone: tzinfo | None = None) -> None:
        """Add reviews to the counts of days alone."""
        for _ in self._counted(reviews, zone):
            pass

    def _counted(self, reviews: Iterable[Review], zone: tzinfo | None) -> Iterator[Review]:
        days = self.days
        for review in reviews:
            day = day_of(review.at.astimezone(zone))
            days[day] = days.get(day, 0) + 1
            yield review

    def to_json(self) -> str:
        """One line, for `of_json`."""
        return json.dumps(
            {
                "format": FORMAT,
                "days": {day.isoformat(): count for day, count in self.days.items()},
                "retention": self.retention,
                "states": {name: (last.isoformat(), *memory) for name, (last, *memory) in self.states.items()},
                "bins": [(bin.count, bin.confidence, bin.right, bin.squares) for bin in self.bins],
            }
        )

    @classmethod
    def of_json(cls, text: str) -> Tally:
        """Read the line of `to_json`. Raises ValueError, KeyError or TypeError if it is invalid."""
        kept = json.loads(text)
        if kept["format"] != FORMAT:
            raise ValueError(kept["format"])
        return cls(
            {date.fromisoformat(day): int(count) for day, count in kept["days"].items()},
            {
                name: (int(count), int(right), float(chance))
                for name, (count, right, chance) in kept["retention"].items()
            },
            {name: (datetime.fromisoformat(at), float(s), float(d)) for name, (at, s, d) in kept["states"].items()},
            [Bin(int(count), float(sure), int(right), float(squares)) for count, sure, right, squares in kept["bins"]],
        )
