"""The reader's private note on a question."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from quizdl.tui.keys import bind
from quizdl.tui.screens.base import SCREENS_CSS
from quizdl.tui.widgets.bars import KeyBar
from quizdl.tui.widgets.content import words
from quizdl.tui.widgets.inputs import Notes
from quizdl.tui.widgets.label import Label


class NoteScreen(ModalScreen[str]):
    """Dismisses with the note when the reader leaves; `keep` gets it while it is typed."""

    CSS_PATH = SCREENS_CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("escape", "keep", "key.done", priority=True),
        bind("ctrl+s", "keep", "key.done", show=False, priority=True),
    ]

    def __init__(self, note: str, keep: Callable[[str], None]) -> None:
        super().__init__()
        self.note = note
        self.keep = keep

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="body", classes="sheet"):
            yield Label(words("note.title"), classes="title")
            yield Notes(self.note, self.keep)
        yield KeyBar()

    def on_mount(self) -> None:
        self.set_focus(self.query_one(Notes))  # at once: what is typed next is text

    def action_keep(self) -> None:
        self.dismiss(self.query_one(Notes).text.strip())
