"""The screen for a terminal that is too small for the quiz."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Resize
from textual.screen import Screen

from quizdl.tui.keys import bind
from quizdl.tui.widgets.content import fixed, words
from quizdl.tui.widgets.label import Label

LEAST_WIDTH, LEAST_HEIGHT = 40, 12


class TooSmallScreen(Screen[None]):
    """Says how large the terminal is and how large it must be."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("q", "app.quit", "key.quit")]

    def compose(self) -> ComposeResult:
        yield Label(fixed(""))

    def on_resize(self, event: Resize) -> None:
        least, size = f"{LEAST_WIDTH}x{LEAST_HEIGHT}", f"{event.size.width}x{event.size.height}"
        self.query_one(Label).tell(words("small", "$accent bold", least=least, size=size))
