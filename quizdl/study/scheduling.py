"""Schedule reviews: FSRS over the log of reviews. Pure: no clock, no input or output.

A card is the memory state of one question, and only a cache of its reviews: `Scheduler.rebuild` makes
the same cards from the log alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import fsrs
from fsrs.scheduler import DEFAULT_PARAMETERS

from quizdl.study.cards import Card, Rating, Review, days_between, start_of_day
from quizdl.study.fsrs_model import FsrsModel

RETENTION = 0.9  # the share recalled when a card falls due
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)  # intervals may follow


class Scheduler:
    """FSRS with its 21 parameters (default: those of its authors), without fuzz: the same log gives the same cards.

    Raises ValueError where parameters are not 21 or lie out of their bounds.
    """

    def __init__(self, parameters: Sequence[float] | None = None, retention: float = RETENTION) -> None:
        self.parameters = tuple(parameters or DEFAULT_PARAMETERS)
        self._fsrs = fsrs.Scheduler(self.parameters, desired_retention=retention, enable_fuzzing=False)

    def review(self, card: Card | None, review: Review) -> Card:
        """The card after a review; `card` is None before the first one.

        A clock that was set back does not count: time never runs before the card's last review. What falls due on
        another day is due from its beginning: the reader may come earlier than last time.
        """
        at = max(_sane(review.at), card.last if card else EARLIEST)
        now = at.astimezone(UTC)  # fsrs takes no other
        before = _theirs(card, now - timedelta(days=days_between(card.last, at))) if card else fsrs.Card(0, due=now)
        after, _ = self._fsrs.review_card(before, fsrs.Rating(review.rating), now)
        assert after.stability is not None
        assert after.difficulty is not None
        forgotten = card is not None and card.state == fsrs.State.Review and review.rating == Rating.AGAIN
        return Card(
            question=review.question,
            revision=review.revision,
            state=int(after.state),
            step=after.step,
            stability=after.stability,
            difficulty=after.difficulty,
            due=after.due if after.step is not None else start_of_day(at, (after.due - now).days).astimezone(UTC),
            last=at,
            reviews=(card.reviews if card else 0) + 1,
            lapses=(card.lapses if card else 0) + forgotten,
            rating=review.rating,
        )

    def rebuild(self, reviews: Iterable[Review]) -> dict[str, Card]:
        """The cards from a log in order of time, by question."""
        cards: dict[str, Card] = {}
        for review in reviews:
            cards[review.question] = self.review(cards.get(review.question), review)
        return cards

    def predictions(
        self, reviews: Iterable[Review], seen: dict[str, tuple[datetime, float, float]] | None = None
    ) -> Iterator[tuple[str, bool, float]]:
        """For each review on a later day than the previous one: question, whether recalled, predicted probability.

        `seen` holds the last review, stability and difficulty of questions that were reviewed before these reviews,
        and is kept up to date.
        """
        memory = FsrsModel(self.parameters)  # the same law without due dates: five times as fast, for logs of years
        seen = {} if seen is None else seen
        for review in reviews:
            question, rating = review.question, review.rating
            if question not in seen:
                seen[question] = _sane(review.at), *memory.first(rating)
                continue
            last, stability, difficulty = seen[question]
            at = max(_sane(review.at), last)
            if days := days_between(last, at):
                chance = memory.recall(days, stability)
                yield question, rating > Rating.AGAIN, chance
                seen[question] = at, *memory.later(stability, difficulty, chance, rating)
            else:
                seen[question] = at, *memory.same_day(stability, difficulty, rating)


def _sane(at: datetime) -> datetime:
    """Clamp a time to the range of the calendar and of intervals."""
    return min(max(at, EARLIEST), LATEST)


def _theirs(card: Card, last: datetime) -> fsrs.Card:
    """Convert a card to the scheduler's, which counts days by 24 hours from `last`, in UTC."""
    return fsrs.Card(
        card_id=0,  # theirs default to the clock, and wait for it
        state=fsrs.State(card.state),
        step=card.step,
        stability=card.stability,
        difficulty=card.difficulty,
        due=card.due,
        last_review=last,
    )
