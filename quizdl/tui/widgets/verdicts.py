"""A verdict as sign, word and colour, so that colour alone carries no meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quizdl.report.view.proof import SignedWord, Tone, reason_of, verdict_label
from quizdl.tui.widgets.content import LocalizedText, escaped
from quizdl.verdict import Verdict

if TYPE_CHECKING:
    from quizdl.verify.result import Result

COLOURS = {
    Tone.GOOD: "$text-success",
    Tone.BAD: "$text-error",
    Tone.OPEN: "$text-warning",
    Tone.UNAVAILABLE: "$text-warning",
    Tone.FAILED: "$text-error",
}


def painted(label: SignedWord) -> Content:
    """Sign and word, in the colour of their tone."""
    return escaped(f"{label.sign} {label.word}", f"{COLOURS[label.tone]} bold")


def verdict_text(verdict: Verdict) -> LocalizedText:
    """Sign and word of a verdict, in its colour."""
    return lambda language: painted(verdict_label(verdict, language))


def reason(result: Result) -> LocalizedText:
    """The reason that a verdict is not `supported`."""
    return lambda language: escaped(reason_of(result, language))
