"""A class's submissions as rows in a language: who passed, what each claim said of them, and the common mistakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from quizdl.practice.exercise import Exercise
from quizdl.practice.submissions import Marked
from quizdl.report.view.numbers import SignedWord
from quizdl.report.view.practice import STOPPED, attempt_view
from quizdl.verify.judging import Judged
from quizdl.words import say


class MarkRow(NamedTuple):
    """One submission."""

    student: str
    outcome: SignedWord  # the first line of its attempt, or why it could not be read
    judges: tuple[str, ...]  # the sign of each judge, in the order of the exercise; none where none was asked
    trouble: str  # what broke the contract; empty where nothing did


class MistakeRow(NamedTuple):
    """What kept submissions from passing: a claim that refused them, or a fault of theirs."""

    name: str
    times: int


def mark_row(marked: Marked, exercise: Exercise, language: str) -> MarkRow:
    """The row of one submission."""
    student, attempt = marked.submitted.student, marked.attempt
    if attempt is None:
        return MarkRow(student, STOPPED._replace(word=say(language, "marks.unread", why=marked.trouble)), (), "")
    view = attempt_view(attempt, exercise, language)
    signs = tuple(row.label.sign for row in view.judges) if attempt.judges else ()
    return MarkRow(student, view.headline, signs, view.fault.text if view.fault else "")


def mistake_rows(marked: Sequence[Marked], exercise: Exercise, language: str) -> list[MistakeRow]:
    """The mistakes, the most frequent first."""
    counts: Counter[str] = Counter()
    for attempt in (one.attempt for one in marked):
        if attempt is not None and not attempt.passed:
            view = attempt_view(attempt, exercise, language)
            refused = [row.name for row in view.judges if attempt.judges.get(row.claim) is Judged.REFUSED]
            counts.update([view.headline.word] if view.fault else refused)
    return [MistakeRow(*pair) for pair in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]
