"""Widgets that say something: text that follows the reader's language, cards, and things to press."""

from __future__ import annotations

from textual.containers import VerticalGroup
from textual.content import Content
from textual.widgets import Static

from quizdl.bank.model import Language
from quizdl.tui.widgets.plain import Voice


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


class Press(Said):
    """Words to click, which run an action of the screen; the keyboard has a key for the same."""

    def __init__(self, voice: Voice, action: str, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(voice, id=id, classes=classes)
        self.action = action

    async def on_click(self) -> None:
        await self.screen.run_action(self.action)


class Card(VerticalGroup):
    """A titled part of a screen: a coloured edge at its left, its title, and what stands in it."""

    def __init__(self, title: Voice, *, classes: str = "", id: str | None = None) -> None:
        super().__init__(Said(title, classes="title"), id=id, classes=f"card {classes}")
