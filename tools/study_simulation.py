"""How much simulated learners recall on the day, by plan and by other orders: `python -m tools.study_simulation`.

Every strategy gets the same learners, the same questions and the same minutes a day. A learner's memory follows
one of the laws of `learner_laws`. The plan is told none: it sees answers and FSRS's default parameters only.

Questions differ in how likely they are known beforehand (Beta(1, 3), a quarter on average), and in how long they
take. A miss takes twice as long, for it is answered again in the same session.

Intervals are Student's, of 95 %, over all learners. Where few learners make the difference (act-r, 150 questions: its
skewness is about 3.4) those of 45 learners hold the mean in nine cases of ten only; so the table also says for how
many learners the plan was ahead.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain
from statistics import mean

from fsrs.scheduler import DEFAULT_PARAMETERS

from quizdl.lab.statistics import mean_interval
from quizdl.study.cards import Card, Rating, Review
from quizdl.study.plan import SECONDS, plan_day, seconds_for
from quizdl.study.scheduling import Scheduler
from tools.learner_laws import LAWS

START = datetime(2026, 3, 1, 19, tzinfo=UTC)
AFTER = 30  # days past the date, without a showing: what is left then
MISS = 2.0  # times as long


@dataclass
class Desk:
    """What a strategy sees: questions, what they take, and the cards that FSRS keeps."""

    questions: Sequence[str]
    seconds: dict[str, float]
    days: int
    minutes: float
    draw: random.Random
    day: int = 0
    left: float = 0.0  # minutes of today
    cards: dict[str, Card] = field(default_factory=dict)
    boxes: dict[str, int] = field(default_factory=dict)  # Leitner's, from 0

    @property
    def now(self) -> datetime:
        return START + timedelta(days=self.day)

    @property
    def new(self) -> list[str]:
        return [question for question in self.questions if question not in self.cards]

    @property
    def rested(self) -> list[str]:
        """What was shown, but not today; the longest ago first."""
        return sorted(
            (name for name, card in self.cards.items() if card.last < self.now), key=lambda name: self.cards[name].last
        )


def plan(desk: Desk) -> list[str]:
    """This project's."""
    return plan_day(
        desk.cards,
        desk.new,
        desk.now,
        START + timedelta(days=desk.days),
        desk.left,
        parameters=DEFAULT_PARAMETERS,
        seconds=desk.seconds,
        daily=desk.minutes,
    )


def due(desk: Desk) -> list[str]:
    """Plain FSRS at a retention of 0.9: what is due today, the longest overdue first."""
    cards, tonight = desk.cards, desk.now + timedelta(hours=4)
    return sorted((name for name in desk.rested if cards[name].due <= tonight), key=lambda name: cards[name].due)


def due_first(desk: Desk) -> list[str]:
    """Plain FSRS: what is due, then new ones."""
    return due(desk) + desk.new


def new_first(desk: Desk) -> list[str]:
    """Plain FSRS: new ones, then what is due."""
    return desk.new + due(desk)


def shuffled(desk: Desk) -> list[str]:
    """Any order, new or not."""
    return desk.draw.sample(every := desk.new + desk.rested, len(every))


def rota(desk: Desk) -> list[str]:
    """One after the other, round and round."""
    return desk.new + desk.rested


def leitner(desk: Desk) -> list[str]:
    """Boxes that are opened every 1, 2, 4, 8, 16 days, the lowest first, and then new ones."""
    names = [name for name in desk.rested if (desk.now - desk.cards[name].last).days >= 2 ** desk.boxes[name]]
    return sorted(names, key=desk.boxes.__getitem__) + desk.new


STRATEGIES: dict[str, Callable[[Desk], list[str]]] = {
    "plan": plan,
    "FSRS, due first": due_first,
    "FSRS, new first": new_first,
    "random order": shuffled,
    "Leitner boxes": leitner,
    "rota": rota,
}


def recalled(law: str, strategy: str, seed: str, *, questions: int, days: int, minutes: float) -> tuple[float, float]:
    """The share that one learner recalls on the day, and AFTER days later: the mean of the true probabilities.

    Learner, questions and luck depend on the seed only, so strategies can be compared pair by pair.
    """
    draw = random.Random(seed)
    learner = LAWS[law](draw)
    names = [f"q{number}" for number in range(questions)]
    known = {name: draw.betavariate(1, 3) for name in names}
    times = [seconds_for(kind, level) for kind in SECONDS for level in (1, 2, 3)]
    desk = Desk(names, {name: draw.choice(times) for name in names}, days, minutes, random.Random(seed))
    luck = {name: random.Random(f"{seed} {name}") for name in names}
    scheduler = Scheduler()

    def show(name: str) -> float:
        """Minutes that it took."""
        chance, drawn = learner.recall(name, desk.day, known[name]), luck[name].random()
        share = drawn / chance if chance else 2.0
        first = (
            Rating.AGAIN
            if share >= 1
            else Rating.EASY
            if share > 0.85
            else Rating.HARD
            if share < 0.15
            else Rating.GOOD
        )
        for rating in (first, Rating.HARD) if first == Rating.AGAIN else (first,):
            learner.show(name, desk.day, rating)
            desk.cards[name] = scheduler.review(desk.cards.get(name), Review(name, 1, rating, desk.now))
        desk.boxes[name] = 0 if first == Rating.AGAIN else min(desk.boxes.get(name, -1) + 1, 4)
        return desk.seconds[name] * luck[name].lognormvariate(0, 0.3) * (MISS if first == Rating.AGAIN else 1) / 60

    overrun = 0.0
    for desk.day in range(days):
        desk.left = minutes - overrun
        while desk.left > 0 and (queue := STRATEGIES[strategy](desk)):
            for name in queue:
                desk.left -= show(name)
                if desk.left <= 0:
                    break
        overrun = max(-desk.left, 0.0)
    on_the_day, later = (mean(learner.recall(name, day, known[name]) for name in names) for day in (days, days + AFTER))
    return on_the_day, later


def percent(samples: Sequence[float]) -> str:
    """A mean with its 95 % interval."""
    low, high = mean_interval(samples, 0.95)
    return f"{100 * mean(samples):5.1f} ±{50 * (high - low):4.1f}"


def table(law: str, *, learners: int, seeds: Sequence[int], questions: int, days: int, minutes: float) -> None:
    """Print one: a line per strategy."""
    shares = {
        strategy: [
            [
                recalled(law, strategy, f"{seed} {one}", questions=questions, days=days, minutes=minutes)
                for one in range(learners)
            ]
            for seed in seeds
        ]
        for strategy in STRATEGIES
    }
    print(f"\n{law}: {questions} questions, {days} days, {minutes:g} minutes a day, {learners} learners a seed; in %")
    print(
        f"{'strategy':<18}{'on the day':>12}{f'{AFTER} days on':>13}   {'plan is ahead by':<18}{'for':<10}{'by seed'}"
    )
    for strategy, by_seed in shares.items():
        ours = shares["plan"]
        ahead = [
            [mine[0] - its[0] for mine, its in zip(*pair, strict=True)] for pair in zip(ours, by_seed, strict=True)
        ]
        line = f"{strategy:<18}{percent([share for seed in by_seed for share, _ in seed]):>12}"
        line += f"{percent([share for seed in by_seed for _, share in seed]):>13}"
        if strategy != "plan":
            every = list(chain.from_iterable(ahead))
            line += f"   {percent(every):<18}{f'{sum(by > 0 for by in every)}/{len(every)}':<10}"
            line += " ".join(f"{100 * mean(seed):+.1f}" for seed in ahead)
        print(line, flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--learners", type=int, default=15, help="a seed; two or more")
    arguments.add_argument("--seed", type=int, default=0, help="the first one")
    arguments.add_argument("--seeds", type=int, default=3)
    arguments.add_argument("--days", type=int, default=30)
    arguments.add_argument("--minutes", type=float, default=20)
    arguments.add_argument("--questions", type=int, nargs="+", default=[150, 300])
    arguments.add_argument("--laws", choices=LAWS, nargs="+", default=list(LAWS))
    given = arguments.parse_args()
    seeds = range(given.seed, given.seed + given.seeds)
    for law in given.laws:
        for questions in given.questions:
            table(
                law,
                learners=given.learners,
                seeds=seeds,
                questions=questions,
                days=given.days,
                minutes=given.minutes,
            )


if __name__ == "__main__":
    main()
