"""A verdict as the quiz shows it: a sign, a word and a colour, so that none of them is needed alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizdl.report.wording import say_reason
from quizdl.tui.widgets.plain import Voice, fixed, plain, together, words
from quizdl.verdict import Verdict

if TYPE_CHECKING:
    from quizdl.verify.result import Result

VERDICTS = tuple(Verdict)

_SIGNS: dict[Verdict, tuple[str, str]] = {
    Verdict.SUPPORTED: ("✓", "$text-success"),
    Verdict.REFUTED: ("✗", "$text-error"),
    Verdict.INCONCLUSIVE: ("?", "$text-warning"),
    Verdict.UNAVAILABLE: ("–", "$text-warning"),
    Verdict.FAILED: ("!", "$text-error"),
}


def verdict_voice(verdict: Verdict) -> Voice:
    """Sign and word of a verdict, in its colour."""
    sign, colour = _SIGNS[verdict]
    return together(fixed(f"{sign} ", f"{colour} bold"), words(f"verdict.{verdict}", f"{colour} bold"))


def reason(result: Result) -> Voice:
    """Why a verdict is not `supported`."""
    return lambda language: plain(say_reason(language, result))
