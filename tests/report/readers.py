"""A reader whose answers are kept in memory, for the tests of what is told of progress."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from pathlib import Path

from quizdl.bank.model import Bank, Description, Text, Topic, Track
from quizdl.report.view.stats import StatsView, Step, stats_view
from quizdl.study.cards import Card, Rating, Review
from quizdl.study.learner import Learner
from quizdl.study.overview import overview
from quizdl.study.progress import ProgressStore
from quizdl.study.scheduling import Scheduler
from quizdl.study.stats import stats
from quizdl.study.tally import Tally
from quizdl.words import Language
from tests.tui.small_bank import CHOICE

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
UNTIL = datetime(2027, 1, 15, 9).astimezone(UTC)
SCHEDULER = Scheduler()
TRACKS = (
    Track(id="base", title=Text(en="Foundations", ko="기초"), topics=("descent", "backprop")),
    Track(id="more", title=Text(en="Hardware", ko="하드웨어"), topics=("gpu",)),
)


def topic(name: str, count: int) -> Topic:
    questions = tuple(replace(CHOICE, id=f"{name}-{n}", verify=(f"momentum.{name}_{n}",)) for n in range(count))
    return Topic(name, Text(en=name.capitalize(), ko=f"주제 {name}"), questions)


class Reader:
    """A reader whose answers are kept in memory: nothing is written to the store."""

    def __init__(self, store: ProgressStore) -> None:
        bank = Bank(Path(), (topic("descent", 12), topic("backprop", 3), topic("gpu", 2)), Description(tracks=TRACKS))
        self.learner = Learner(store, bank, now=lambda: NOW)
        self.log: list[Review] = []
        self.stated: list[tuple[float, bool]] = []

    def answer(self, name: str, ago: float, rating: Rating = Rating.EASY, sure: float | None = None) -> None:
        review, cards = Review(name, 1, rating, NOW - timedelta(days=ago)), self.learner.cards
        cards[name] = SCHEDULER.review(cards.get(name), review)
        self.log.append(review)
        if sure is not None:
            self.stated.append((sure, rating > Rating.AGAIN))

    def answer_ten(self, ago: float, sure: float | None = None) -> None:
        """Ten answers, to the questions of one topic."""
        for number in range(10):
            self.answer(f"descent-{number}", ago, sure=sure)

    def lapse(self, name: str, times: int) -> None:
        """The question was learned, and forgotten so many times since."""
        self.answer(name, 200)
        for time in range(times):
            self.answer(name, 150 - 10 * time, Rating.AGAIN)
            self.answer(name, 149.5 - 10 * time, Rating.GOOD)
            self.answer(name, 149 - 10 * time, Rating.GOOD)

    def falls_due(self, *days: float) -> None:
        """The cards fall due in so many days, in their order; those that are left, in 400."""
        for card, ahead in zip_longest(list(self.learner.cards.values()), days, fillvalue=400):
            assert isinstance(card, Card)
            self.learner.cards[card.question] = card._replace(due=NOW + timedelta(days=ahead))

    def view(self, language: Language = "en", until: datetime | None = None, *, tall: bool = False) -> StatsView:
        tally, learner = Tally(), self.learner
        tally.add_reviews(self.log, SCHEDULER, UTC)
        tally.add_stated(self.stated)
        found = stats(
            learner.bank.topics,
            learner.cards,
            tally,
            NOW,
            parameters=SCHEDULER.parameters,
            zone=UTC,
            until=until,
            suspended=learner.suspended,
        )
        told = overview(learner, until=until, streak=found.streak)
        return stats_view(found, told, learner.bank, language, NOW.date(), tall=tall)

    def step(self) -> Step:
        step = self.view().step
        assert step is not None
        return step
