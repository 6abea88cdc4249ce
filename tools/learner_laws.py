"""How simulated learners remember, for `study_simulation`: three laws, each drawn anew for a learner.

- fsrs: FSRS-6, each parameter drawn about its default (log-normal, standard deviation 0.3 by default), in bounds.
- exponential: half-life of 3 days after a first miss (log-normal, 0.4), three times that after a first hit; a hit
  after a while at recall p multiplies it by 1 + a·(1 - p), a about 3; a miss takes a share of it away.
- act-r: activation, the logarithm of a sum of powers of the times since all showings, where what is shown while
  still active decays faster (Pavlik & Anderson 2005); threshold drawn about -1.7.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from quizdl.study.cards import Rating
from quizdl.study.fsrs_model import FsrsModel


class Fsrs:
    """FSRS's law, with parameters of the learner's own. Days are counted from the first session."""

    def __init__(self, draw: random.Random, spread: float = 0.3) -> None:
        bounds = zip(DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
        self.model = FsrsModel([min(max(w * draw.lognormvariate(0, spread), low), high) for w, low, high in bounds])
        self.states: dict[str, tuple[float, float, int]] = {}

    def recall(self, question: str, day: float, known: float) -> float:
        if question not in self.states:
            return known
        stability, _, last = self.states[question]
        return self.model.recall(day - last, stability)

    def show(self, question: str, day: int, rating: Rating) -> None:
        if question not in self.states:
            self.states[question] = (*self.model.first(rating), day)
            return
        stability, difficulty, last = self.states[question]
        if day == last:
            after = self.model.same_day(stability, difficulty, rating)
        else:
            after = self.model.later(stability, difficulty, self.model.recall(day - last, stability), rating)
        self.states[question] = (*after, day)


class Exponential:
    """Exponential forgetting down to what was known before, with half-lives that grow by spaced hits."""

    def __init__(self, draw: random.Random) -> None:
        self.first = draw.lognormvariate(math.log(3), 0.4)
        self.growth = draw.lognormvariate(math.log(3), 0.3)
        self.kept = draw.uniform(0.3, 0.7)
        self.states: dict[str, tuple[float, int]] = {}

    def recall(self, question: str, day: float, known: float) -> float:
        if question not in self.states:
            return known
        half_life, last = self.states[question]
        return known + (1 - known) * 2 ** (-(day - last) / half_life)

    def show(self, question: str, day: int, rating: Rating) -> None:
        if question not in self.states:
            self.states[question] = (self.first * (1 if rating == Rating.AGAIN else 3), day)
            return
        half_life, last = self.states[question]
        if rating == Rating.AGAIN:
            half_life = max(self.first, half_life * self.kept)
        else:
            half_life *= 1 + self.growth * (1 - 2 ** (-(day - last) / half_life))
        self.states[question] = (half_life, day)


class ActR:
    """Activation of memory traces, one per day of showing, each with a decay of its own."""

    SCALE, NOISE, COSTS = 0.025 * 86_400, 0.255, 0.217  # seconds a day between sessions; both from the paper

    def __init__(self, draw: random.Random) -> None:
        self.threshold = draw.gauss(-1.7, 0.2)
        self.decay = draw.uniform(0.14, 0.21)
        self.traces: dict[str, list[tuple[int, float]]] = {}

    def recall(self, question: str, day: float, known: float) -> float:
        if question not in self.traces:
            return known
        chance = 1 / (1 + math.exp((self.threshold - self._activation(question, day)) / self.NOISE))
        return known + (1 - known) * chance

    def show(self, question: str, day: int, rating: Rating) -> None:  # noqa: ARG002 - hits and misses leave a trace
        traces = self.traces.setdefault(question, [])
        if not traces:
            traces.append((day, self.decay))
        elif traces[-1][0] < day:
            traces.append((day, self.decay + self.COSTS * math.exp(self._activation(question, day))))

    def _activation(self, question: str, day: float) -> float:
        return math.log(sum((self.SCALE * (day - then)) ** -decay for then, decay in self.traces[question]))


LAWS: dict[str, Callable[[random.Random], Fsrs | Exponential | ActR]] = {
    "fsrs": Fsrs,
    "exponential": Exponential,
    "act-r": ActR,
}
