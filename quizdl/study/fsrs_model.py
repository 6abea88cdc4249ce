"""FSRS-6's memory model in plain floats, without dates, so that a plan can evaluate thousands of futures.

The scheduler makes the cards; this is the same model for planning, and tests compare the two.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from quizdl.study.cards import Rating

LEAST_STABILITY = 0.001  # days, fsrs's own bound


class FsrsModel:
    """Stability (days) and difficulty (1..10) after a review, from FSRS's 21 parameters (Ye 2025)."""

    def __init__(self, parameters: Sequence[float]) -> None:
        w = self.parameters = tuple(parameters)
        self._decay = -w[20]
        self._factor = 0.9 ** (1 / self._decay) - 1
        self._growth = math.exp(w[8])
        self._easiest = w[4] - math.exp(w[5] * (Rating.EASY - 1)) + 1  # unclamped: difficulty reverts to it

    def recall(self, days: float, stability: float) -> float:
        """Probability of recall that many days after a review."""
        return float((1 + self._factor * days / stability) ** self._decay)

    def first(self, rating: int) -> tuple[float, float]:
        """After the first review."""
        w = self.parameters
        difficulty = w[4] - math.exp(w[5] * (rating - 1)) + 1
        return max(w[rating - 1], LEAST_STABILITY), min(max(difficulty, 1.0), 10.0)

    def later(self, stability: float, difficulty: float, recalled: float, rating: int) -> tuple[float, float]:
        """After a review on a later day, when the probability of recall was `recalled`."""
        w = self.parameters
        if rating == Rating.AGAIN:
            forgotten = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1) * math.exp((1 - recalled) * w[14])
            after = min(forgotten, stability / math.exp(w[17] * w[18]))
        else:
            bonus = w[15] if rating == Rating.HARD else w[16] if rating == Rating.EASY else 1.0
            gain = (11 - difficulty) * stability ** -w[9] * math.expm1((1 - recalled) * w[10])
            after = stability * (1 + self._growth * gain * bonus)
        return max(after, LEAST_STABILITY), self._harder(difficulty, rating)

    def same_day(self, stability: float, difficulty: float, rating: int) -> tuple[float, float]:
        """After one more review on the day of the last."""
        w = self.parameters
        change = math.exp(w[17] * (rating - 3 + w[18])) * stability ** -w[19]
        after = stability * (max(change, 1.0) if rating >= Rating.HARD else change)
        return max(after, LEAST_STABILITY), self._harder(difficulty, rating)

    def _harder(self, difficulty: float, rating: int) -> float:
        w = self.parameters
        moved = difficulty + (10 - difficulty) * -(w[6] * (rating - 3)) / 9
        return min(max(w[7] * self._easiest + (1 - w[7]) * moved, 1.0), 10.0)
