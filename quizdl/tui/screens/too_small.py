"""The screen for a terminal that is too small for the quiz."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Resize
from textual.screen import Screen

from quizdl.tui.keys import bind
from quizdl.tui.widgets.content import together, words
from quizdl.tui.widgets.label import Label

LEAST_WIDTH, LEAST_HEIGHT = 40, 12


class TooSmallScreen(Screen[None]):
    """Says how large the terminal is and how large it must be."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("q", "app.quit", "key.quit")]

    def compose(self) -> ComposeResult:
        yield Label(words("small", width=0, height=0))

    def on_resize(self, event: Resize) -> None:
        size = words("small", "$accent bold", width=event.size.width, height=event.size.height)
        self.query_one(Label).tell(together(size, words("small.need"), between="\n"))
