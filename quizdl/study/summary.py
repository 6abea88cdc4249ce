"""What became of a session: what was right, when each question comes back, what changed in each track."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from quizdl.bank.model import Text
from quizdl.bank.question import AnyQuestion
from quizdl.study.cards import Card
from quizdl.study.grading import Grade
from quizdl.study.learner import Learner
from quizdl.study.overview import OTHERS, claims_of, mean_recall, topics_by_track

SURE = 0.8  # the stated confidence from which on a reader is sure


class Start(NamedTuple):
    """How things stood when a session began."""

    cards: Mapping[str, Card]
    at: datetime
    seconds: float  # by the clock of the session


class Reviewed(NamedTuple):
    """A question that was answered in a session."""

    question: AnyQuestion
    grade: Grade  # the first, which counts
    confidence: float | None  # stated before that
    due_in: timedelta

    @property
    def sure_and_wrong(self) -> bool:
        return not self.grade.correct and self.confidence is not None and self.confidence >= SURE


class Change(NamedTuple):
    """What a session changed in a track, or in a topic that stands in none."""

    title: Text
    before: float  # mean probability of recall when the session began: 0 for a question never seen
    after: float  # the same now
    proven: int  # claims that the questions of the session rest on, and that were proven in it


class Summary(NamedTuple):
    """What became of a session so far."""

    reviewed: tuple[Reviewed, ...]  # in the order of the session
    skipped: int
    seconds: float  # since it began
    changes: tuple[Change, ...]  # of tracks in which something was answered, in the bank's order
    proven: tuple[str, ...]  # ids of claims

    @property
    def right(self) -> tuple[Reviewed, ...]:
        return tuple(reviewed for reviewed in self.reviewed if reviewed.grade.correct)

    @property
    def missed(self) -> tuple[Reviewed, ...]:
        return tuple(reviewed for reviewed in self.reviewed if not reviewed.grade.correct)


def changes_since(
    start: Start, learner: Learner, answered: Collection[str], proven: Collection[str]
) -> tuple[Change, ...]:
    """What changed since the start in the tracks of the `answered` questions."""
    changes, now = [], learner.now()
    placed = topics_by_track(learner.bank)
    rows = [(title, topics) for track, title, topics in placed if track != OTHERS]
    rows += [(topic.title, [topic]) for track, _, topics in placed if track == OTHERS for topic in topics]
    for title, topics in rows:
        summaries = [summary for topic in topics for summary in topic.summaries()]
        asked = [summary for summary in summaries if summary.id in answered]
        if asked:
            before = mean_recall(summaries, start.cards, start.at, learner.decay)
            after = mean_recall(summaries, learner.cards, now, learner.decay)
            changes.append(Change(title, before, after, len(claims_of(asked).intersection(proven))))
    return tuple(changes)
