"""Sessions of one reader, whose answers are never quick."""

from dataclasses import replace

from quizdl.bank.question import ChoiceQuestion
from quizdl.study.cards import Rating
from quizdl.study.grading import Grade
from quizdl.study.learner import Learner
from quizdl.study.selection import asked_for
from quizdl.study.study_session import StudySession
from tests.study.questions import choice_question
from tests.study.writers import Clock

SLOW = 100.0  # seconds: no answer of that length is easy


def lettered(names: str, level: int = 1) -> tuple[ChoiceQuestion, ...]:
    return tuple(
        replace(choice_question(True, False, name=name), verify=(f"family.{name}",), level=level) for name in names
    )


def begun(learner: Learner, clock: Clock, names: str) -> StudySession:
    study = StudySession(learner, clock.seconds)
    study.begin(asked_for(names, learner.bank), seed=3)
    return study


def answer(study: StudySession, clock: Clock, *grades: Grade) -> list[Rating | None]:
    ratings = []
    for grade in grades:
        clock.forward(seconds=SLOW)
        ratings.append(study.record(grade, "en"))
        study.advance()
    return ratings
