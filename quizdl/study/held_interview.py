"""Mock interviews that were held: their answers, the share of the key points, and how they are stored.

One is stored from its first answer on, and again after each, so that it survives whatever ends the program.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from quizdl.bank.model import Text
from quizdl.bank.question import OpenQuestion
from quizdl.study.grading import grade_open, new_review
from quizdl.study.interview import Asked, Spoken, open_questions
from quizdl.study.learner import Learner
from quizdl.words import Language

SCHEMA = "quizdl.interview/2"
READABLE = ("quizdl.interview/1", SCHEMA)


@dataclass
class HeldInterview:
    """An interview as far as it came; `topics` are those that it was limited to."""

    id: int
    began: datetime
    minutes: float
    topics: tuple[str, ...] = ()
    answers: list[Spoken] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """How long it took, without pauses."""
        return sum(spoken.seconds for spoken in self.answers)

    @property
    def share(self) -> float | None:
        """The share (0..1) of the key points that were said; answers that were not compared do not count."""
        counted = [spoken for spoken in self.answers if spoken.ticked is not None or spoken.skipped]
        points = sum(spoken.points for spoken in counted)
        return sum(spoken.said for spoken in counted) / points if points else None

    @property
    def to_compare(self) -> list[Spoken]:
        """The answers whose key points are not ticked yet."""
        return [spoken for spoken in self.answers if spoken.ticked is None and not spoken.skipped and spoken.points]

    @property
    def missed(self) -> list[OpenQuestion]:
        """The questions that were skipped, or of which key points were left out."""
        return [
            spoken.asked.question
            for spoken in self.answers
            if (spoken.ticked is not None or spoken.skipped) and spoken.said < spoken.points
        ]


class HeldInterviews:
    """The interviews that a reader held in a bank."""

    def __init__(self, learner: Learner) -> None:
        self._learner = learner

    def all(self) -> list[HeldInterview]:
        """The newest first."""
        stored = [
            (interview_id, document)
            for interview_id, document in self._learner.store.interviews()
            if document.get("bank") == self._learner.key and document.get("schema") in READABLE
        ]
        if not stored:
            return []
        known = {asked.question.id: asked for asked in open_questions(self._learner.bank)}
        return [_held(interview_id, document, known) for interview_id, document in reversed(stored)]

    def best_before(self, held: HeldInterview) -> float | None:
        """The largest share of an interview before this one; None without one."""
        earlier = (other.share for other in self.all() if other.began < held.began)
        return max((share for share in earlier if share is not None), default=None)

    def keep(self, held: HeldInterview) -> None:
        """Store it as far as it came."""
        self._learner.store.keep_interview(held.id, _document(held, self._learner.key))

    def compare(self, held: HeldInterview, spoken: Spoken, ticked: Collection[int], language: Language) -> None:
        """Store the key points that were said; the question enters the schedule like any answer."""
        spoken.ticked = frozenset(ticked)
        self.keep(held)
        question = spoken.asked.question
        grade = grade_open(question, ticked)
        self._learner.record(new_review(question, grade, language=language, seconds=spoken.seconds))

    def throw_away(self, held: HeldInterview) -> None:
        """Delete it, and the drafts of its answers."""
        for spoken in held.answers:
            self._learner.keep_draft(spoken.asked.question, "")
        self._learner.store.discard_interview(held.id)


def _document(held: HeldInterview, bank: str) -> dict[str, Any]:
    """What is stored of an interview, as JSON."""
    return {
        "schema": SCHEMA,
        "at": held.began.isoformat(),
        "bank": bank,
        "minutes": held.minutes,
        "topics": list(held.topics),
        "answers": [
            {
                "question": spoken.asked.question.id,
                "topic": spoken.asked.topic,
                "deeper": spoken.asked.deeper,
                "words": spoken.words,
                "seconds": round(spoken.seconds, 1),
                "ticked": sorted(spoken.ticked) if spoken.ticked is not None else None,
            }
            for spoken in held.answers
        ],
    }


def _held(interview_id: int, document: Mapping[str, Any], known: Mapping[str, Asked]) -> HeldInterview:
    answers = []
    for answer in document["answers"]:
        name, ticked = answer["question"], answer["ticked"]
        question = known[name].question if name in known else _gone(name)
        asked = Asked(answer["topic"], question, answer["deeper"])
        said = None if ticked is None else frozenset(ticked)
        answers.append(Spoken(asked, answer["words"], answer["seconds"], said))
    began = datetime.fromisoformat(document["at"])
    return HeldInterview(interview_id, began, document["minutes"], tuple(document.get("topics", ())), answers)


def _gone(name: str) -> OpenQuestion:
    """Stands for a question that is no longer in the bank, so that the words of its answer can still be read."""
    return OpenQuestion(
        id=name, kind="open", level=1, prompt=Text(en=name), key_points=(), answer=Text(), verify=(), revision=1
    )
