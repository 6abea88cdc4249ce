"""What became of the questions of a session, as marks for the top line."""

from __future__ import annotations

from quizdl.study.session import Session
from quizdl.tui.widgets.bars import Mark


def marks_of(session: Session) -> list[Mark]:
    """What became of each question of the session."""
    graded = {answer.position: answer.grade for answer in session.answers}

    def mark(position: int) -> Mark:
        if (grade := graded.get(position)) is not None:
            return Mark.RIGHT if grade.correct else Mark.PARTLY if grade.credit > 0 else Mark.WRONG
        if position == session.position:
            return Mark.NOW
        return Mark.SKIPPED if position < session.position else Mark.TO_COME

    return [mark(position) for position in range(session.total)]


def marks_of_questions(session: Session) -> list[Mark]:
    """What became of each question in the end, once each: the first grade counts."""
    first: dict[str, Mark] = {}
    for question, mark in zip(session.questions, marks_of(session), strict=True):
        first.setdefault(question.id, mark)
    return list(first.values())
