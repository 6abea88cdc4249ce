"""Rows to pick from by digit, arrow, space or mouse: choices, key points, topics, and items to put in order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, VerticalGroup
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from quizdl.tui.keys import bind
from quizdl.tui.widgets.plain import Voice
from quizdl.tui.widgets.said import Said

DIGITS = "123456789"
RADIO = ("○", "◉")
BOX = ("☐", "☑")


class Row(HorizontalGroup):
    """One row: its digit, its mark, what it says and, at the right, a small note."""

    def __init__(self, voice: Voice, note: Voice | None, mark: str) -> None:
        super().__init__()
        self.voice = voice
        self.note = note
        self.cap = Static("", classes="cap", markup=False)
        self.mark = Static(Content(mark), classes="mark", markup=False)
        self.mark.display = bool(mark)

    def compose(self) -> ComposeResult:
        yield self.cap
        yield self.mark
        with HorizontalGroup(classes="words"):
            yield Said(self.voice, classes="body")
            if self.note is not None:
                yield Said(self.note, classes="note")

    def number(self, place: int) -> None:
        self.cap.update(Content(f" {place + 1} " if place < len(DIGITS) else " · "))


class Rows(VerticalGroup, can_focus=True):
    """A list with one row highlighted. Subclasses say what picking a row does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k,ㅏ", "highlight(-1)", show=False),
        Binding("down,j,ㅓ", "highlight(1)", show=False),
        *(Binding(digit, f"digit({index})", show=False) for index, digit in enumerate(DIGITS)),
    ]
    marks = ("", "")
    highlighted = reactive(0)

    def __init__(
        self, voices: Sequence[Voice], notes: Sequence[Voice | None] | None = None, *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        notes = notes or [None] * len(voices)
        self.rows = [Row(voice, note, self.marks[0]) for voice, note in zip(voices, notes, strict=True)]

    def compose(self) -> ComposeResult:
        yield from self.rows

    def on_mount(self) -> None:
        for place, row in enumerate(self.rows):
            row.number(place)
        self.watch_highlighted()

    def validate_highlighted(self, place: int) -> int:
        return max(0, min(place, len(self.rows) - 1))

    def watch_highlighted(self) -> None:
        for place, row in enumerate(self.rows):
            row.set_class(place == self.highlighted, "-highlighted")
        if self.is_mounted and self.rows:
            self.rows[self.highlighted].scroll_visible(animate=False)

    def action_highlight(self, step: int) -> None:
        if self.highlighted + step < 0:
            self.screen.query_one("#body").scroll_home(animate=False)  # what stands above the rows
        self.highlighted += step

    def action_digit(self, place: int) -> None:
        if place < len(self.rows):
            self.highlighted = place
            self.pick(place)

    def on_click(self, event: Click) -> None:
        for node in event.widget.ancestors_with_self if event.widget else ():
            if isinstance(node, Row) and node in self.rows:
                place = self.rows.index(node)
                self.highlighted = place
                self.pick(place)

    def pick(self, place: int) -> None:
        """What a digit, a click or space does to the row at `place`."""
        raise NotImplementedError


class Choices(Rows):
    """Rows of which one, or several, are picked; `picked` holds their places."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "pick", show=False)]

    class Changed(Message):
        """The reader picked something else."""

    def __init__(
        self, voices: Sequence[Voice], *, several: bool, picked: Collection[int] = (), id: str | None = None
    ) -> None:
        self.marks = BOX if several else RADIO
        super().__init__(voices, id=id)
        self.several = several
        self.picked: set[int] = set(picked)

    def action_pick(self) -> None:
        self.pick(self.highlighted)

    def pick(self, place: int) -> None:
        self.picked = self.picked ^ {place} if self.several else {place}
        for index, row in enumerate(self.rows):
            row.set_class(index in self.picked, "-picked")
            row.mark.update(Content(self.marks[index in self.picked]))
        self.post_message(self.Changed())


class Menu(Rows):
    """Rows that start something as soon as one is picked."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("enter", "pick", "key.choose"), Binding("space", "pick", show=False)]

    class Picked(Message):
        """The row at `place` was picked."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def action_pick(self) -> None:
        self.pick(self.highlighted)

    def pick(self, place: int) -> None:
        if self.rows:
            self.post_message(self.Picked(place))


class Order(Rows):
    """Rows to put in order. `order` holds, from the top, the index that each row had at first.

    Space or a click lifts a row; arrows, a digit or a second click move it; space sets it down.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("space", "lift", "key.move"),
        Binding("shift+up,K", "move(-1)", show=False),
        Binding("shift+down,J", "move(1)", show=False),
    ]
    lifted = reactive(False)

    def __init__(self, voices: Sequence[Voice], *, id: str | None = None) -> None:
        super().__init__(voices, id=id)
        self.order = list(range(len(voices)))

    def watch_lifted(self) -> None:
        self.set_class(self.lifted, "-lifted")

    def action_lift(self) -> None:
        self.lifted = not self.lifted

    def action_highlight(self, step: int) -> None:
        if self.lifted:
            self.action_move(step)
        else:
            super().action_highlight(step)

    def action_move(self, step: int) -> None:
        self._put(self.highlighted + step)

    def action_digit(self, place: int) -> None:
        if place >= len(self.rows):
            return
        if self.lifted:
            self._put(place)
        else:
            self.highlighted = place
            self.lifted = True

    def on_click(self, event: Click) -> None:
        event.prevent_default()
        for node in event.widget.ancestors_with_self if event.widget else ():
            if isinstance(node, Row):
                place = self.rows.index(node)
                if self.lifted:
                    self._put(place)
                    self.lifted = False
                else:
                    self.highlighted = place
                    self.lifted = True

    def _put(self, place: int) -> None:
        """Move the highlighted row to `place`; those between make room."""
        place = self.validate_highlighted(place)
        if place == self.highlighted:
            return
        row = self.rows.pop(self.highlighted)
        self.rows.insert(place, row)
        self.order.insert(place, self.order.pop(self.highlighted))
        after = self.rows[place - 1] if place else None
        self.move_child(row, after=after) if after else self.move_child(row, before=0)
        for index, each in enumerate(self.rows):
            each.number(index)
        self.highlighted = place
