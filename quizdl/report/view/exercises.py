"""The exercises of a bank as rows in the reader's language: how each stands, and how each went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from quizdl.bank.model import QuestionSummary
from quizdl.digits import readable
from quizdl.practice.round import standing
from quizdl.report.text import bank_heading, first_sentence
from quizdl.study.attempts import StoredAttempt
from quizdl.study.learner import Learner
from quizdl.words import Language, say


class ExerciseRow(NamedTuple):
    """An exercise in a list."""

    id: str
    state: str  # new, begun, due or passed
    level: str
    minutes: str
    prompt: str


class Went(NamedTuple):
    """How an exercise went up to its first pass, or until now."""

    id: str
    attempts: int
    passed: bool
    seconds: float  # of work, without pauses
    minutes: int  # that the exercise declares
    hints: int


def exercise_rows(learner: Learner, questions: Sequence[QuestionSummary], language: Language) -> list[ExerciseRow]:
    """A row for each exercise, in the order of the bank."""
    opened = learner.attempts.rounds()
    return [
        ExerciseRow(
            question.id,
            say(language, f"practice.{standing(learner, question, opened)}"),
            say(language, "level", level=question.level),
            say(language, "span.minutes", count=question.minutes),
            first_sentence(bank_heading(question.prompt.to(language))),
        )
        for question in questions
    ]


def how_it_went(attempts: Sequence[StoredAttempt], questions: Sequence[QuestionSummary]) -> list[Went]:
    """Of each exercise with an attempt, those up to its first pass."""
    went = []
    for question in questions:
        tried = [attempt for attempt in attempts if attempt.question == question.id]
        first = next((place for place, attempt in enumerate(tried) if attempt.passed), len(tried) - 1)
        if tried:
            last = tried[first]
            went.append(Went(question.id, first + 1, last.passed, last.seconds, question.minutes, last.hints))
    return went


def went_text(went: Went, language: Language) -> str:
    """How an exercise went, in a line."""
    return say(
        language,
        "practice.first_pass" if went.passed else "practice.no_pass",
        tries=say(language, "practice.tries", count=went.attempts),
        clock=clock_text(went.seconds),
        minutes=went.minutes,
        ratio=readable(round(went.seconds / 60 / went.minutes, 2), 2),
        hints=say(language, "practice.hints", count=went.hints),
    )


def clock_text(seconds: float) -> str:
    """A length of time as a clock shows it: `4:10`, `1:02:03`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
