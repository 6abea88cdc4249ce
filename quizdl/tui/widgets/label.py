"""Text that follows the reader's language, and a card to hold widgets."""

from __future__ import annotations

from textual.containers import VerticalGroup
from textual.content import Content
from textual.widgets import Static

from quizdl.tui.widgets.content import LocalizedText, language_of
from quizdl.tui.widgets.page import titled
from quizdl.words import Language


class Label(Static):
    """Text that is redrawn when the reader switches language; never markup."""

    def __init__(self, text: LocalizedText, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(Content(""), markup=False, id=id, classes=classes)
        self.text = text

    def on_mount(self) -> None:
        self.watch(self.app, "language", self._speak)

    def tell(self, text: LocalizedText) -> None:
        """Replace the text."""
        self.text = text
        self.again()

    def again(self) -> None:
        """Redraw the text: its values have changed."""
        if self.is_attached:
            self._speak(language_of(self.app))

    def _speak(self, language: Language) -> None:
        self.update(self.text(language))


class Card(VerticalGroup):
    """A card that holds widgets; one that holds text alone is a part of a `Page`."""

    def __init__(self, title: LocalizedText, *, tone: str = "", id: str | None = None) -> None:
        super().__init__(Label(titled(title, tone)), id=id, classes=f"card -{tone}" if tone else "card")
