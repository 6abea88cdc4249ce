"""A bug in the reader's own program as a sentence: where it is, and which judge notices it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizdl.report.text import one_line
from quizdl.report.view.practice import attempt_view
from quizdl.verify.judging import Judged
from quizdl.words import Language, say

if TYPE_CHECKING:
    from quizdl.practice.exercise import Exercise
    from quizdl.practice.own_bugs import OwnBug


def own_bug_text(own: OwnBug, exercise: Exercise, language: Language) -> str:
    """What was planted where, and what came of it."""
    old, new = one_line(own.bug.old), one_line(own.bug.new)
    planted = say(language, "own_bug.planted", line=own.bug.line, old=old, new=new)
    if own.mistake is not None:
        planted = say(language, "own_bug.declared", planted=planted, mistake=one_line(own.mistake.to(language)))
    return f"{planted} {_outcome(own, exercise, language)}"


def _outcome(own: OwnBug, exercise: Exercise, language: Language) -> str:
    if own.attempt is None:
        return say(language, "own_bug.asking")
    if not own.noticed:
        return say(language, "own_bug.missed")
    view = attempt_view(own.attempt, exercise, language)
    judges = own.attempt.judges
    name = next((row.name for row in view.judges if judges.get(row.claim) is Judged.REFUSED), "")
    return say(language, "own_bug.caught", judge=name or one_line(view.fault.text if view.fault else ""))
