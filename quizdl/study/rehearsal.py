"""A mock interview of one reader: it uses their earlier scores, and its answers enter their schedule."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from quizdl.study.grading import grade_open, new_review
from quizdl.study.interview import Interview, Spoken, earlier_scores, open_questions
from quizdl.study.learner import Learner
from quizdl.words import Language


class Rehearsal:
    """One interview, with the reader's earlier scores beside it."""

    def __init__(
        self, learner: Learner, minutes: float, seed: int, topics: Collection[str] = (), levels: Collection[int] = ()
    ) -> None:
        self.learner = learner
        self.began = learner.now()
        self.file: Path | None = None  # its report, once there is one
        self.kept = False  # with the progress, for later ones to be compared with
        self.interview = Interview(
            open_questions(learner.bank, topics or {topic.name for topic in learner.asked_topics()}, levels),
            minutes,
            seed,
        )
        self.before: Mapping[str, float] = earlier_scores(learner.store.interviews(), learner.key)
        self.titles = {topic.name: topic.title for topic in learner.bank.topics}

    def compare(self, spoken: Spoken, ticked: Collection[int], language: Language) -> None:
        """Store the key points that were said; the question enters the schedule like any answer."""
        spoken.ticked = frozenset(ticked)
        question = spoken.asked.question
        grade = grade_open(question, ticked)
        self.learner.record(new_review(question, grade, language=language, seconds=spoken.seconds))
