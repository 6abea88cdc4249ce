"""Rows to pick from by digit, arrow, space or mouse: choices, key points, topics."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, MouseDown, MouseMove
from textual.geometry import Offset, Region
from textual.message import Message
from textual.reactive import reactive

from quizdl.tui.keys import bind
from quizdl.tui.themes import HIGH_CONTRAST
from quizdl.tui.widgets.content import MUTED, LocalizedText, styled
from quizdl.tui.widgets.lines_widget import LinesWidget, ends, hang
from quizdl.tui.widgets.page import edged
from quizdl.words import Language

DIGITS = "123456789"
BOX = ("☐", "☑")
NOTHING = Content("")
HERE = {HIGH_CONTRAST.name: "reverse"}  # by theme, the style of the highlighted row where it is no tint
TREMBLE = 1  # cells that the mouse may move between press and release of a click


class Row(NamedTuple):
    """The text of one row and a small note at its right."""

    text: LocalizedText
    note: LocalizedText | None = None


class Rows(LinesWidget, can_focus=True):
    """A list with one row highlighted. Subclasses say what picking a row does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k,ㅏ", "highlight(-1)", show=False),
        Binding("down,j,ㅓ", "highlight(1)", show=False),
        *(Binding(digit, f"digit({index})", show=False) for index, digit in enumerate(DIGITS)),
    ]
    GAP = 0  # blank lines between rows, where there is room
    highlighted = reactive(0)
    hovered: reactive[int | None] = reactive(None)  # the row under the mouse

    def __init__(
        self,
        texts: Sequence[LocalizedText],
        notes: Sequence[LocalizedText | None] | None = None,
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.rows = [Row(text, note) for text, note in zip(texts, notes or [None] * len(texts), strict=True)]
        self._heights: list[int] = []  # of each row as it was last drawn, without the gap below it
        self._pressed = Offset()  # where on the screen the mouse button went down

    # How it looks

    def draw(self, language: Language, width: int) -> list[Content]:
        rows = [self._row(place, language, width) for place in range(len(self.rows))]
        self._heights = [len(row) for row in rows]
        lines = [line for row in rows for line in [*row, *[NOTHING] * self._gap]]
        return lines[: len(lines) - self._gap]

    @property
    def _gap(self) -> int:
        return 0 if self.flat else self.GAP

    def _row(self, place: int, language: Language, width: int) -> list[Content]:
        """The lines of one row: edge, digit, mark, what it says, note."""
        row, picked = self.rows[place], place in self.marked
        ground, edge = self.look(place)
        left, right = ("[", "]") if picked else (" ", " ")
        cap = "$background on $accent" if picked else "$primary"
        digit = f"{left}{place + 1 if place < len(DIGITS) else '·'}{right}"
        sign = Content.assemble((digit, cap), " ")
        if mark := self.mark(place):
            sign += Content.assemble((f"{mark} ", "$accent" if picked else MUTED))
        lines = self.beside(sign, row.text(language), row, language, width - 2)
        return edged(lines, width, edge, ground)

    def look(self, place: int) -> tuple[str, str]:
        """The styles of the ground and of the edge of a row; empty where it has none."""
        here = place == self.highlighted
        ground = HERE.get(self.app.theme, "on $surface") if here or place == self.hovered else ""
        if place in self.marked:
            return ground, "$accent"
        return ground, ("$primary" if self.has_focus else "$panel") if here else ""

    def beside(self, sign: Content, text: Content, row: Row, language: Language, width: int) -> list[Content]:
        """The text hung beside its sign, and the note at the right of it, or below it where there is no room."""
        lines = hang(sign, text, width)
        if row.note is None:
            return lines
        note = styled(row.note, MUTED)(language)
        if self.narrow or len(lines) > 1 or lines[0].cell_length + 2 + note.cell_length > width:
            return lines + hang(Content(" " * sign.cell_length), note, width)
        return [ends(lines[0], note, width)]

    @property
    def marked(self) -> Collection[int]:
        """The places of the rows that are picked."""
        return ()

    def mark(self, place: int) -> str:
        """The sign that says whether a row is picked; none where rows cannot be."""
        del place
        return ""

    def watch_has_focus(self, value: bool) -> None:
        super().watch_has_focus(value)
        self.refresh()

    # Where its rows are

    def line_of(self, place: int) -> int:
        """The line, from 0, at which the row at `place` begins."""
        self.drawn(self.content_size.width)
        return sum(self._heights[:place]) + self._gap * place

    def place_at(self, line: int) -> int | None:
        """The place of the row that takes this line; None between rows and below the last."""
        for place, height in enumerate(self._heights):
            if 0 <= line < height:
                return place
            line -= height + self._gap
        return None

    def _reveal(self) -> None:
        """Scroll the highlighted row into sight."""
        if not self.rows or not self.content_size:
            return
        top, body = self.line_of(self.highlighted), self.screen.query_one("#body")
        height = self._heights[self.highlighted]
        down = self.content_region.y - body.content_region.y + round(body.scroll_offset.y)
        body.scroll_to_region(Region(0, down + top, 1, height), animate=False)

    # Keys and mouse

    def validate_highlighted(self, place: int) -> int:
        return max(0, min(place, len(self.rows) - 1))

    def watch_highlighted(self) -> None:
        if self.is_mounted:
            self._reveal()

    def action_highlight(self, step: int) -> None:
        if self.highlighted + step < 0:
            self.screen.query_one("#body").scroll_home(animate=False)  # what stands above the rows
        self.highlighted += step

    async def action_digit(self, place: int) -> None:
        self.choose(place)

    def choose(self, place: int) -> None:
        """Handle a digit for the row at `place`, if there is one."""
        if place < len(self.rows):
            self.highlighted = place
            self.pick(place)

    def on_mouse_move(self, event: MouseMove) -> None:
        self.hovered = self.place_at(event.y)

    def on_leave(self) -> None:
        self.hovered = None

    def on_mouse_down(self, event: MouseDown) -> None:
        self._pressed = event.screen_offset

    def on_click(self, event: Click) -> None:
        event.prevent_default()  # a double click would select the text of all rows
        place, moved = self.place_at(event.y), event.screen_offset - self._pressed
        if place is not None and abs(moved.x) <= TREMBLE and not moved.y:  # else text was selected
            self.clicked(place)

    def clicked(self, place: int) -> None:
        """Handle a click on the row at `place`."""
        self.choose(place)

    def pick(self, place: int) -> None:
        """Handle a digit, a click or space on the row at `place`."""
        raise NotImplementedError


class Choices(Rows):
    """Rows of which one, or several, are picked; `picked` holds their places."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "pick", show=False)]
    GAP = 1

    class Changed(Message):
        """The reader picked something else."""

    def __init__(
        self, texts: Sequence[LocalizedText], *, several: bool, picked: Collection[int] = (), id: str | None = None
    ) -> None:
        super().__init__(texts, id=id)
        self.several = several
        self.picked: set[int] = set(picked)

    @property
    def marked(self) -> Collection[int]:
        return self.picked

    def mark(self, place: int) -> str:
        return BOX[place in self.picked] if self.several else ""

    def action_pick(self) -> None:
        self.pick(self.highlighted)

    async def action_digit(self, place: int) -> None:
        """Pick a choice; the digit of the one that is picked already answers."""
        if not self.several and self.picked == {place}:
            await self.run_action("screen.answer")
        else:
            self.choose(place)

    def pick(self, place: int) -> None:
        self.picked = self.picked ^ {place} if self.several else {place}
        self.again()
        self.post_message(self.Changed())


class CodeLines(Choices):
    """Lines of code, of which one is picked; they stand together."""

    GAP = 0


class Menu(Rows):
    """Rows that start something as soon as one is picked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "pick", "key.choose"),
        Binding("space", "pick", show=False),
        Binding("home", "edge(False)", show=False),
        Binding("end", "edge(True)", show=False),
    ]

    class Picked(Message):
        """The row at `place` was picked."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def action_pick(self) -> None:
        self.pick(self.highlighted)

    def action_edge(self, last: bool) -> None:
        """Highlight the first or last row, and scroll it into sight."""
        self.highlighted = len(self.rows) - 1 if last else 0
        body = self.screen.query_one("#body")
        body.scroll_to(y=body.max_scroll_y if last else 0, animate=False)

    def pick(self, place: int) -> None:
        if self.rows:
            self.post_message(self.Picked(place))
