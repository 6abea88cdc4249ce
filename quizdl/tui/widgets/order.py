"""Rows to put in order, by arrows, digits, space or mouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive

from quizdl.tui.keys import bind
from quizdl.tui.widgets.content import LocalizedText, words
from quizdl.tui.widgets.lines_widget import ends
from quizdl.tui.widgets.rows import Row, Rows
from quizdl.words import Language


class Order(Rows):
    """Rows to put in order. `order` holds, from the top, the index that each row had at first.

    Space or a click lifts a row; arrows, a digit or a second click move it; space sets it down.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("space", "lift", "key.lift"),
        Binding("shift+up,K", "move(-1)", show=False),
        Binding("shift+down,J", "move(1)", show=False),
    ]

    lifted = reactive(False)  # whether the highlighted row moves with the arrows

    def __init__(self, texts: Sequence[LocalizedText], *, id: str | None = None) -> None:
        super().__init__(texts, id=id)
        self.order = list(range(len(texts)))

    def look(self, place: int) -> tuple[str, str]:
        if place == self.highlighted and self.lifted and self.has_focus:
            return "on $primary 25%", "$accent"
        return super().look(place)

    def beside(self, sign: Content, text: Content, row: Row, language: Language, width: int) -> list[Content]:
        """The lines of a row; what moves it stands at the right of the lifted one, where there is room."""
        lines = super().beside(sign, text, row, language, width)
        hint = words("ask.moves", "$accent")(language)
        if self.lifted and row is self.rows[self.highlighted] and lines[0].cell_length + 2 + hint.cell_length <= width:
            return [ends(lines[0], hint, width), *lines[1:]]
        return lines

    def action_lift(self) -> None:
        self.lifted = not self.lifted

    def action_highlight(self, step: int) -> None:
        if self.lifted:
            self.action_move(step)
        else:
            super().action_highlight(step)

    def action_move(self, step: int) -> None:
        self._put(self.highlighted + step)

    def choose(self, place: int) -> None:
        if place < len(self.rows):
            self.pick(place)

    def pick(self, place: int) -> None:
        """Lift the row at `place`, or put the one that is lifted there."""
        if self.lifted:
            self._put(place)
        else:
            self.highlighted = place
            self.lifted = True

    def clicked(self, place: int) -> None:
        was_lifted = self.lifted
        self.pick(place)
        self.lifted = not was_lifted

    def _put(self, place: int) -> None:
        """Move the highlighted row to `place`; those between make room."""
        place = self.validate_highlighted(place)
        self.rows.insert(place, self.rows.pop(self.highlighted))
        self.order.insert(place, self.order.pop(self.highlighted))
        self.again()
        self.highlighted = place
