"""The line that asks for another value of a knob of a claim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, VerticalGroup
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from quizdl.errors import BadSetting
from quizdl.tui.keys import bind
from quizdl.tui.widgets.content import MUTED, escaped, problem, words
from quizdl.tui.widgets.label import Label
from quizdl.verify.declared import Claim, Setting
from quizdl.words import Language

LONGEST = 60


class KnobLine(VerticalGroup):
    """A knob and a field for its value: the arrows choose another knob, Enter turns it, Esc leaves it as it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
        bind("escape", "leave", "key.leave_knob"),
    ]

    class Turned(Message):
        """The reader gave a knob another value."""

        def __init__(self, claim: Claim, settings: Mapping[str, Setting]) -> None:
            super().__init__()
            self.claim = claim
            self.settings = settings

    class Left(Message):
        """The knobs stay as they are."""

    def __init__(self, claim: Claim) -> None:
        super().__init__()
        self.claim = claim
        self.name_of_knob = Label(self._asks, classes="lead")
        self.field = Input(max_length=LONGEST, compact=True)
        self.hint = Label(words("knob.hint", MUTED))
        self._at = 0

    @property
    def knob(self) -> str:
        return self.claim.turnable[self._at]

    def compose(self) -> ComposeResult:
        with HorizontalGroup():
            yield self.name_of_knob
            yield self.field
        yield self.hint

    def on_mount(self) -> None:
        self.action_step(0)
        self.field.focus()

    def _asks(self, language: Language) -> Content:
        return Content.assemble(words("knob.what_if", "$accent")(language), escaped(f"  {self.knob} ="))

    def action_step(self, by: int) -> None:
        """Another knob, with its default in the field."""
        self._at = (self._at + by) % len(self.claim.turnable)
        self.name_of_knob.again()
        self.hint.tell(words("knob.hint", MUTED))
        self.field.value = f"{self.claim.knobs[self.knob]}"
        self.field.action_select_all()

    def action_leave(self) -> None:
        self._end(self.Left())

    def _end(self, message: Message) -> None:
        self.screen.set_focus(None)  # letters are keys of the quiz again
        self.post_message(message)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            value = self.claim.setting(self.knob, event.value.strip())
        except BadSetting as error:
            self.hint.tell(problem(str(error)))
            return
        same = value == self.claim.knobs[self.knob]
        self._end(self.Left() if same else self.Turned(self.claim, {self.knob: value}))
