"""Widgets that draw their own lines for their width.

A box of its own for every word on the screen would be simpler still, but each box costs about a millisecond
whenever a screen is shown: a question of forty boxes keeps the reader waiting, one of ten does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Self

from textual.content import Content
from textual.events import Click, MouseDown, MouseMove
from textual.geometry import Region
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from quizdl.tui.widgets.content import language_of, wrapped
from quizdl.words import Language

NORMAL, WIDE = 72, 120  # cells: from how many on a screen is no longer narrow, from how many it has two panes
TALL = 20  # lines: from how many on it is no longer flat
DOES = "does"  # meta of words to click: what a click on them does


def hang(sign: Content, text: Content, width: int) -> list[Content]:
    """The lines of `text`, wrapped so that they and `sign` before the first of them take at most `width` cells."""
    margin = sign.cell_length
    blank = Content(" " * margin)
    lines = wrapped(text, width - margin)
    return [(blank if place else sign) + line for place, line in enumerate(lines)]


def ends(left: Content, right: Content, width: int) -> Content:
    """One line of `width` cells with `left` at its one end, cut where it must be, and `right` at the other."""
    room = max(width - right.cell_length, 0)
    return left.truncate(room, ellipsis=True, pad=True) + right


def packed(items: Sequence[Content], width: int) -> list[Content]:
    """The items, two cells apart, in lines of at most `width` cells; an item longer than that has a line of its own."""
    lines: list[Content] = []
    for item in items:
        longer = Content("  ").join([lines[-1], item]) if lines else item
        if lines and longer.cell_length <= width:
            lines[-1] = longer
        else:
            lines.append(item)
    return lines


class LinesWidget(Widget):
    """Lines of text, drawn anew when the width or the reader's language changes; never markup."""

    _kept: tuple[object, list[Content]] | None = None  # what was drawn last, and for which size, language and theme

    @property
    def narrow(self) -> bool:
        """Whether the terminal has no room for columns."""
        return self.app.size.width < NORMAL

    @property
    def wide(self) -> bool:
        """Whether the terminal has room for wide columns."""
        return self.app.size.width >= WIDE

    @property
    def flat(self) -> bool:
        """Whether the terminal has no lines to spare."""
        return self.app.size.height < TALL

    def on_mount(self) -> None:
        self.watch(self.app, "language", self.again, init=False)

    def again(self, _: object = None) -> None:
        """Redraw with new text, perhaps of another height."""
        self.refresh(layout=True)

    def draw(self, language: Language, width: int) -> list[Content]:
        """The lines, each of at most `width` cells."""
        raise NotImplementedError

    def drawn(self, width: int) -> list[Content]:
        """The lines in the language that the reader has chosen; Textual asks for them several times a frame."""
        language = language_of(self.app)
        wanted = (language, width, self.app.size, self.app.theme)
        if self._kept is None or self._kept[0] != wanted:
            self._kept = wanted, self.draw(language, width)
        return self._kept[1]

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Redraw: every change of a widget's look calls this."""
        self._kept = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        del container, viewport
        return len(self.drawn(width))

    def render(self) -> Content:
        return Content("\n").join(self.drawn(self.content_size.width))


class Clickable(LinesWidget):
    """Words to click, which light up beneath the mouse. Subclasses say what a click does."""

    ALLOW_SELECT: ClassVar[bool] = False  # a double click would select all that it says
    pointed = reactive("")  # what the words beneath the mouse do
    _pressed = ""  # what those do on which the mouse button went down

    def does(self, words: Content, what: str) -> Content:
        """The words with a click action."""
        lit = words.stylize("on $primary 40%") if what == self.pointed else words
        return lit.stylize(Style.from_meta({DOES: what}))

    def on_mouse_move(self, event: MouseMove) -> None:
        self.pointed = event.style.meta.get(DOES, "")

    def on_leave(self) -> None:
        self.pointed = ""

    def on_mouse_down(self, event: MouseDown) -> None:
        self._pressed = event.style.meta.get(DOES, "")

    async def on_click(self, event: Click) -> None:
        what = event.style.meta.get(DOES, "")
        if what and what == self._pressed:  # else the mouse was dragged here
            await self.do(what)

    async def do(self, what: str) -> None:
        """Run the action of a click."""
        raise NotImplementedError
