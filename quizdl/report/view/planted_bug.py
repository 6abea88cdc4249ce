"""The planted bug of a question and its line, as values in the reader's language."""

from __future__ import annotations

from typing import NamedTuple

from quizdl.bank.question import BugQuestion
from quizdl.report.text import harmless
from quizdl.report.view.code_change import Edit, Piece, change_of_line
from quizdl.words import Language, say


class BugView(NamedTuple):
    """What a planted bug does, and its line with the change in place."""

    description: str  # empty where the choices say it
    where: str
    change: list[Piece]


def bug_view(question: BugQuestion, language: Language) -> BugView:
    """The planted bug of a question."""
    bug = question.planted
    return BugView(
        "" if question.picks_line else harmless(bug.description.to(language)),
        harmless(f"{bug.file}:{bug.line}"),
        change_of_line(bug.original, bug.changed),
    )


def bug_text(question: BugQuestion, language: Language) -> str:
    """The planted bug in plain text, with the line as it should be."""
    view = bug_view(question, language)
    original = "".join(piece.text for piece in view.change if piece.edit is not Edit.ADDED)
    return f"{view.description} {say(language, 'bug.original', where=view.where, original=original)}".lstrip()
