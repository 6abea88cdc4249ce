"""The state of an answer: the app replaces it when more is known, and the screen shows the change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from quizdl.bank.question import AnyQuestion
from quizdl.study.cards import Rating
from quizdl.study.grading import Given, Grade


class Rated(NamedTuple):
    """How an answer was rated, and by rating how long from now its question would come back."""

    rating: Rating
    spans: Mapping[Rating, timedelta]


@dataclass(frozen=True)
class AnswerState:
    """An answer, and what is known of it."""

    question: AnyQuestion
    given: Given
    shown: Sequence[int]  # indices into the bank's choices or items, from the top
    grade: Grade | None
    rated: Rated | None
    truth: float | None  # of a number
    note: str = ""
    unmeasured: bool = False  # the experiment gave no number, so there is no grade
