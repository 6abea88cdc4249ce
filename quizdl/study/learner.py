"""One reader and one bank: records answers, and says what is due, new, changed or proven."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from quizdl import folders
from quizdl.bank.model import Bank, QuestionSummary, Topic
from quizdl.bank.question import AnyQuestion, OpenQuestion
from quizdl.errors import UnknownName
from quizdl.study.cards import DECAY, LEECH, Card, NewReview, Rating, Review, days_between, local_now, recall
from quizdl.study.progress import BUILTIN, ProgressStore
from quizdl.study.rows import StoredSession
from quizdl.verdict import DECIDED, Verdict

if TYPE_CHECKING:
    from quizdl.study.attempts import AttemptLog
    from quizdl.study.scheduling import Scheduler
    from quizdl.study.stats import Stats

State = Literal["new", "changed", "due", "later"]


def key_of(bank: Bank, store: ProgressStore) -> str:
    """The key of a bank's progress: the folder where it was first opened.

    A bank without progress takes over that of a bank whose folder is gone, if it has at least half of the questions
    answered there: it was moved or renamed. Where several would fit it does not.
    """
    if bank.root == folders.builtin_bank():
        return BUILTIN
    root, known = str(bank.root.resolve()), store.banks()
    if here := [key for key, folder in known.items() if folder == root]:
        return here[0]
    names = {summary.id for topic in bank.topics for summary in topic.summaries()}
    gone = [key for key, folder in known.items() if not Path(folder).exists()]
    moved = [
        key for key in gone if (answered := store.cards(key).keys()) and 2 * len(answered & names) >= len(answered)
    ]
    if len(moved) != 1:
        return root
    store.follow(moved[0], root)
    return moved[0]


class Learner:
    """One reader's progress in one bank. Methods return after writing.

    `cards` is what is remembered of each question; cards of questions that the bank no longer has stay among them.
    """

    def __init__(self, store: ProgressStore, bank: Bank, now: Callable[[], datetime] = local_now) -> None:
        self.store = store
        self.bank = bank
        self.key = key_of(bank, store)
        self.now = now
        self.cards: dict[str, Card] = store.cards(self.key, lambda: self.scheduler)
        self.proven = {claim for claim, verdict in store.proven(self.key).items() if verdict in DECIDED}
        self.bookmarks = store.bookmarks(self.key)
        self.notes = store.notes(self.key)
        self.suspended = store.suspended(self.key)  # topics that are not asked unless they are named

    @cached_property
    def scheduler(self) -> Scheduler:
        """With the parameters that were fitted to this reader, if any. Importing it takes a moment."""
        from quizdl.study.scheduling import Scheduler

        return Scheduler(self._fitted)

    @cached_property
    def _fitted(self) -> tuple[float, ...] | None:
        return self.store.parameters()

    @cached_property
    def attempts(self) -> AttemptLog:
        """What became of the exercises that the reader has opened."""
        from quizdl.study.attempts import AttemptLog

        return AttemptLog(self.store, self.key)

    @property
    def decay(self) -> float:
        """The exponent by which this reader forgets, for `recall`."""
        return self._fitted[20] if self._fitted else DECAY

    @cached_property
    def _not_asked(self) -> frozenset[str]:
        return frozenset(
            summary.id for topic in self.bank.topics if topic.name in self.suspended for summary in topic.summaries()
        )

    # What there is to do

    def state(self, summary: QuestionSummary, at: datetime | None = None) -> State:
        """The state of a question for this reader at a time (None: now). Pass one time for many questions.

        One of a suspended topic is for later, whenever that is.
        """
        card = self.cards.get(summary.id)
        if card is None:
            return "later" if summary.id in self._not_asked else "new"
        if summary.id in self._not_asked:
            return "later"
        if self.changed(summary):
            return "changed"
        return "due" if card.due <= (at or self.now()) else "later"

    def due(self, summaries: Iterable[QuestionSummary]) -> list[QuestionSummary]:
        """The questions due now: changed ones first, then by lowest recall, then new ones."""
        now, decay = self.now(), self.decay

        def urgency(summary: QuestionSummary) -> tuple[int, float]:
            card = self.cards.get(summary.id)
            if card is None:
                return 2, summary.level
            return (0, 0.0) if self.changed(summary) else (1, recall(card, now, decay))

        return sorted((summary for summary in summaries if self.state(summary, now) != "later"), key=urgency)

    def changed(self, question: QuestionSummary | AnyQuestion) -> bool:
        """Whether the meaning of its answer has changed since it was learned."""
        card = self.cards.get(question.id)
        return card is not None and question.revision > card.revision

    def wrong(self, question: str) -> bool:
        """Whether it went wrong last time."""
        card = self.cards.get(question)
        return card is not None and card.rating == Rating.AGAIN

    def is_leech(self, question: str) -> bool:
        """Whether it was forgotten again and again."""
        card = self.cards.get(question)
        return card is not None and card.lapses >= LEECH

    def stats(self, until: datetime | None = None) -> Stats:
        """The reader's statistics for this bank; `until` is the interview."""
        from quizdl.study.history import tally_of_log  # not before somebody asks: the first frame waits for neither
        from quizdl.study.stats import stats

        tally = tally_of_log(self.store, self.key, self.scheduler)
        tally.add_stated((forecast.confidence, forecast.came_true) for forecast in self.store.forecasts(self.key))
        return stats(
            self.bank.topics,
            self.cards,
            tally,
            self.now(),
            parameters=self.scheduler.parameters,
            until=until,
            suspended=self.suspended,
        )

    def asked_topics(self) -> list[Topic]:
        """The topics of the bank that are not suspended."""
        return [topic for topic in self.bank.topics if topic.name not in self.suspended]

    # What the reader does

    def suspend(self, topics: Iterable[str], on: bool = True) -> None:
        """Suspend topics (they are asked only if named), or resume them. Raises UnknownName."""
        chosen = {topic.name for topic in self._named(topics)}
        self.suspended = self.suspended | chosen if on else self.suspended - chosen
        self.__dict__.pop("_not_asked", None)
        self.store.suspend(self.key, self.suspended)

    def answered(self, topics: Iterable[str]) -> int:
        """The number of questions of these topics with a card. Raises UnknownName."""
        return sum(summary.id in self.cards for topic in self._named(topics) for summary in topic.summaries())

    def reset(self, topics: Iterable[str]) -> int:
        """Retract every review of topics, so that their questions are new; return the number. Raises UnknownName."""
        names = [summary.id for topic in self._named(topics) for summary in topic.summaries()]
        count = self.store.reset(self.key, names)
        self.cards = self.store.cards(self.key, lambda: self.scheduler)
        return count

    def _named(self, names: Iterable[str]) -> list[Topic]:
        known = {topic.name: topic for topic in self.bank.topics}
        for name in (names := list(names)):
            if name not in known:
                raise UnknownName("topic", name, known)
        return [known[name] for name in names]

    def record(self, review: NewReview, *, session: StoredSession | None = None, replaces: int | None = None) -> int:
        """Write a review and the position of its session; return its id. `replaces`: the id of a review to retract."""
        logged = self.store.record(self.key, review, self.scheduler, session=session, replaces=replaces)
        self.cards[review.question] = logged.card
        return logged.review_id

    def retract(self, question: str, review_id: int) -> None:
        """Retract a review of a question."""
        card = self.store.retract(self.key, question, review_id, self.scheduler)
        if card is None:
            self.cards.pop(question, None)
        else:
            self.cards[question] = card

    def due_in(self, question: str) -> timedelta:
        """The time until an answered question is due: whole days, or less within a session."""
        return self._until_due(self.cards[question])

    def _until_due(self, card: Card) -> timedelta:
        now = self.now()
        if card.step is not None:
            return card.due - now
        return timedelta(days=days_between(now, card.due.astimezone(now.tzinfo)))

    def due_in_each(self, review: NewReview, before: Card | None) -> dict[Rating, timedelta]:
        """By rating, the time until a question is due that was just answered; `before`: its card before the answer."""
        at = self.cards[review.question].last
        cards = {
            rating: self.scheduler.review(before, Review(review.question, review.revision, rating, at))
            for rating in Rating
        }
        return {rating: self._until_due(card) for rating, card in cards.items()}

    def prove(self, claim: str, verdict: Verdict, *, as_declared: bool) -> None:
        """Store the verdict of an experiment; a claim counts as proven if the verdict is as declared."""
        self.store.prove(self.key, claim, verdict if as_declared else Verdict.INCONCLUSIVE)
        if as_declared and verdict in DECIDED:
            self.proven.add(claim)
        else:
            self.proven.discard(claim)

    def bookmark(self, question: str) -> bool:
        """Set or lift the bookmark of a question; whether it has one now."""
        on = question not in self.bookmarks
        self.store.bookmark(self.key, question, on)
        (self.bookmarks.add if on else self.bookmarks.discard)(question)
        return on

    def note(self, question: str, text: str) -> None:
        """Keep a private note on a question; an empty one is removed."""
        if text != self.notes.get(question, ""):
            self.store.note(self.key, question, text)
            self.notes = self.store.notes(self.key)

    def draft(self, question: AnyQuestion) -> str:
        """The reader's ungraded text for an open question; empty for other kinds."""
        return self.store.draft(self.key, question.id) if isinstance(question, OpenQuestion) else ""

    def keep_draft(self, question: AnyQuestion, text: str) -> None:
        """Write a draft to the disk, or remove it where the text is blank. Nothing is written if nothing changed."""
        text = text if text.strip() else ""
        if text != self.draft(question):
            self.store.keep_draft(self.key, question.id, text)
