"""The reader's private note on a question."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from quizdl.tui.keys import bind
from quizdl.tui.screens.box import BoxScreen
from quizdl.tui.widgets.inputs import Notes
from quizdl.words import Language, say


class NoteScreen(BoxScreen[str]):
    """Dismisses with the note when the reader leaves; `keep` gets it while it is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("escape", "dismiss", "key.done", priority=True),
        bind("ctrl+s", "dismiss", "key.done", show=False, priority=True),
    ]

    def __init__(self, note: str, keep: Callable[[str], None]) -> None:
        super().__init__("note.title")
        self.notes = Notes(note, keep)

    def content(self) -> ComposeResult:
        yield self.notes

    def on_mount(self) -> None:
        super().on_mount()
        self.set_focus(self.notes)  # at once: what is typed next is text

    def foot(self, language: Language) -> str:
        return say(language, "note.foot")

    def close(self, result: str | None = None) -> None:
        super().close(self.notes.text.strip() if result is None else result)
