"""A question with a few answers, in a box: what becomes of an exercise, which help to take."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from quizdl.tui.screens.box import BoxScreen
from quizdl.tui.widgets.content import LocalizedText
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.rows import Menu
from quizdl.words import Language, say


class AskScreen(BoxScreen[int]):
    """Dismisses with the place of the row that was picked; Esc closes it without an answer."""

    def __init__(
        self,
        titled: str,
        told: LocalizedText,
        rows: Sequence[LocalizedText],
        notes: Sequence[LocalizedText | None] | None = None,
    ) -> None:
        """`titled` names the words in the upper border; `told` stands above the rows, `notes` at their right."""
        super().__init__(titled)
        self.told = told
        self.menu = Menu(rows, notes)

    def content(self) -> ComposeResult:
        with VerticalScroll(id="body", classes="list", can_focus=False):
            yield Label(self.told, classes="hint")
            yield self.menu

    def on_mount(self) -> None:
        super().on_mount()
        self.set_focus(self.menu)

    def foot(self, language: Language) -> str:
        return say(language, "ask.foot")

    def on_menu_picked(self, event: Menu.Picked) -> None:
        event.stop()
        self.close(event.place)
