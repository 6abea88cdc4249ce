"""A field for the day of the interview, shown while it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalGroup
from textual.message import Message
from textual.widgets import Input

from quizdl.tui.keys import bind
from quizdl.tui.widgets.content import MUTED, words
from quizdl.tui.widgets.label import Label


class DayInput(Input):
    """The field itself; the key bar names its key."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("enter", "submit", "key.go_on")]


class DayField(VerticalGroup):
    """Hidden until `ask`. `is_to_come` says whether a typed day is one that is to come; no other is given."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("escape", "leave", "key.back")]

    class Given(Message):
        """The reader gave the day of the interview, as YYYY-MM-DD."""

        def __init__(self, day: str) -> None:
            super().__init__()
            self.day = day

    class Left(Message):
        """The reader goes back without a day."""

    def __init__(self, is_to_come: Callable[[str], bool]) -> None:
        super().__init__(classes="hidden")
        self.is_to_come = is_to_come

    def compose(self) -> ComposeResult:
        yield DayInput(id="day", compact=True, max_length=10)
        yield Label(words("welcome.date_hint", MUTED), id="day-hint")

    def ask(self) -> None:
        """Show the field, and take the keys; not before it is mounted: keys may come in bursts."""
        for field in self.query(DayInput):
            self.remove_class("hidden")
            self.screen.set_focus(field)

    def action_leave(self) -> None:
        self.add_class("hidden")
        self.screen.set_focus(None)
        self.post_message(self.Left())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        day = event.value.strip()
        if self.is_to_come(day):
            self.post_message(self.Given(day))
        else:
            self.query_one("#day-hint", Label).tell(words("welcome.date_wrong", "$accent"))
