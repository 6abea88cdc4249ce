"""The colours of outcomes; a sign and a word stand beside each, so that colour alone carries no meaning."""

from __future__ import annotations

from quizdl.report.view.numbers import Tone
from quizdl.tui.widgets.content import MUTED

COLOURS = {
    Tone.GOOD: "$success",
    Tone.BAD: "$error",
    Tone.OPEN: "$accent",
    Tone.UNAVAILABLE: MUTED,
    Tone.FAILED: "$accent",
}
