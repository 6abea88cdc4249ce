"""How sure the reader is: stated by a key, before the truth is shown."""

from __future__ import annotations

from quizdl.tui.widgets.content import words
from quizdl.tui.widgets.label import Label

CONFIDENCES = (None, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99)


def next_confidence(confidence: float | None) -> float | None:
    """The next higher confidence, or none again after the highest."""
    return CONFIDENCES[(CONFIDENCES.index(confidence) + 1) % len(CONFIDENCES)]


class ConfidenceLabel(Label):
    """Shows the stated confidence (0..1); nothing while none is stated. Mounted when the first is."""

    def __init__(self) -> None:
        super().__init__(words("ask.sure", percent=""), classes="hint")
        self.confidence: float | None = None

    def step(self) -> None:
        """State the next higher confidence, or none again after the highest."""
        self.confidence = next_confidence(self.confidence)
        self.display = self.confidence is not None
        self._say("ask.sure")

    def settle(self) -> None:
        """Let it stand as stated: the truth is about to be shown."""
        self._say("ask.was_sure")

    def _say(self, what: str) -> None:
        self.tell(words(what, percent=f"{100 * (self.confidence or 0):.0f}"))
