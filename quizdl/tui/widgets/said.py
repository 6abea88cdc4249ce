"""Widgets that say something: text that follows the reader's language, alone or in a card."""

from __future__ import annotations

from textual.containers import VerticalGroup
from textual.content import Content
from textual.widgets import Static

from quizdl.bank.model import Language
from quizdl.tui.widgets.plain import MUTED, Voice, below, styled


class Said(Static):
    """Text that is said anew when the reader switches language; never markup."""

    def __init__(self, voice: Voice, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(Content(""), markup=False, id=id, classes=classes)
        self.voice = voice

    def on_mount(self) -> None:
        self.watch(self.app, "language", self._speak)

    def tell(self, voice: Voice) -> None:
        """Say something else from now on."""
        self.voice = voice
        if self.is_attached:
            self._speak(self.app.language)  # type: ignore[attr-defined]  # every app of ours has a language

    def _speak(self, language: Language) -> None:
        self.update(self.voice(language))


def _titled(title: Voice, tone: str) -> Voice:
    return styled(title, f"bold {f'$text-{tone}' if tone else MUTED}")


class SaidCard(Said):
    """A card that holds text alone: a coloured edge at its left, its title, and what it says, part below part.

    `tone` is the colour of its edge and title in the theme: primary, accent, success, warning or error, or none.
    """

    def __init__(self, title: Voice, *parts: Voice, tone: str = "", id: str | None = None) -> None:
        super().__init__(below(_titled(title, tone), *parts), id=id, classes=f"card -{tone}" if tone else "card")


class Card(VerticalGroup):
    """A card that holds widgets."""

    def __init__(self, title: Voice, *, tone: str = "", id: str | None = None) -> None:
        super().__init__(Said(_titled(title, tone)), id=id, classes=f"card -{tone}" if tone else "card")
