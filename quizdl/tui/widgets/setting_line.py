"""One line to choose a setting from: its name, and its values beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from quizdl.tui.widgets.content import MUTED, LocalizedText
from quizdl.tui.widgets.lines_widget import Clickable, packed
from quizdl.words import Language

LABEL = 8  # cells of a name, so that the values of several lines begin together


class SettingLine(Clickable, can_focus=True):
    """The arrows choose the value before or after, and so does a click; the choice holds at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "choose(1)", show=False),
        Binding("left", "choose(-1)", show=False),
        Binding("enter,down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    class Chosen(Message):
        """The reader chose a value."""

        def __init__(self, setting: str, value: str) -> None:
            super().__init__()
            self.setting = setting
            self.value = value

    def __init__(
        self, setting: str, name: LocalizedText, values: Sequence[tuple[str, LocalizedText]], now: str
    ) -> None:
        super().__init__(id=setting)
        self.setting = setting
        self.label = name
        self.values = values
        self.now = now

    def show(self, value: str) -> None:
        """Mark this value: it was chosen here or elsewhere."""
        if value != self.now:
            self.now = value
            self.again()

    def draw(self, language: Language, width: int) -> list[Content]:
        shown = [self._value(value, name(language)) for value, name in self.values]
        label = self.label(language)
        return packed([label.pad_right(max(LABEL - label.cell_length, 0)), *shown], width)

    def _value(self, value: str, name: Content) -> Content:
        if value == self.now:
            style = "$background on $primary" if self.has_focus else "bold underline"
            return self.does(Content.styled(f" {name} ", style), value)
        return self.does(Content.styled(f" {name} ", MUTED), value)

    def watch_has_focus(self, value: bool) -> None:
        super().watch_has_focus(value)
        self.refresh()

    def action_choose(self, step: int) -> None:
        values = [value for value, _ in self.values]
        self._choose(values[(values.index(self.now) + step) % len(values)])

    async def do(self, what: str) -> None:
        self._choose(what)

    def _choose(self, value: str) -> None:
        if value != self.now:
            self.show(value)
            self.post_message(self.Chosen(self.setting, value))
