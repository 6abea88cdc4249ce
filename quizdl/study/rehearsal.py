"""A mock interview that is being held: what is answered is stored at once."""

from __future__ import annotations

from collections.abc import Collection

from quizdl.study.held_interview import HeldInterview, HeldInterviews
from quizdl.study.interview import Interview, open_questions
from quizdl.study.learner import Learner
from quizdl.study.review_log import new_id


class Rehearsal:
    """One interview of one reader, and what is stored of it."""

    def __init__(
        self, learner: Learner, minutes: float, seed: int, topics: Collection[str] = (), levels: Collection[int] = ()
    ) -> None:
        self.learner = learner
        asked = topics or {topic.name for topic in learner.asked_topics()}
        self.interview = Interview(open_questions(learner.bank, asked, levels), minutes, seed)
        self.held = HeldInterview(new_id(), learner.now(), minutes, tuple(topics), self.interview.spoken)
        self._held_interviews = HeldInterviews(learner)

    def answer(self, words: str) -> None:
        """Store the answer to the current question, and go to the next."""
        self.interview.answer(words)
        self._held_interviews.keep(self.held)

    def end(self, words: str = "") -> None:
        """Ask no more questions; `words` were about to be the answer to the current one."""
        self.interview.end(words)
        if self.held.answers:
            self._held_interviews.keep(self.held)

    def throw_away(self) -> None:
        """End it, and delete what was answered."""
        if self.interview.current is not None:
            self.learner.keep_draft(self.interview.current.question, "")
        self.interview.end()
        self._held_interviews.throw_away(self.held)
