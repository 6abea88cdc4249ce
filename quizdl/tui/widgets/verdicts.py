"""A verdict as sign, word and colour, so that colour alone carries no meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quizdl.report.view.numbers import SignedWord, Tone
from quizdl.report.view.proof import reason_of, verdict_label
from quizdl.tui.widgets.content import MUTED, LocalizedText, escaped
from quizdl.verdict import Verdict

if TYPE_CHECKING:
    from quizdl.verify.result import Result

COLOURS = {
    Tone.GOOD: "$success",
    Tone.BAD: "$error",
    Tone.OPEN: "$accent",
    Tone.UNAVAILABLE: MUTED,
    Tone.FAILED: "$accent",
}


def painted(label: SignedWord, *, as_declared: bool | None = None) -> Content:
    """Sign and word of a verdict. Its colour says whether it came out as declared: a refuted myth is a success.

    Without `as_declared` there is nothing to compare with, and `supported` and `refuted` have no colour.
    """
    if as_declared is not None:
        colour = "$success" if as_declared else "$error"
    else:
        colour = "" if label.tone in (Tone.GOOD, Tone.BAD) else COLOURS[label.tone]
    return escaped(f"{label.sign} {label.word}", f"{colour} bold".strip())


def verdict_text(verdict: Verdict) -> LocalizedText:
    """Sign and word of a verdict."""
    return lambda language: painted(verdict_label(verdict, language))


def reason(result: Result) -> LocalizedText:
    """The reason that a verdict is not `supported`."""
    return lambda language: escaped(reason_of(result, language))
