"""What every screen of the quiz shares: the two bars, a scrolling column between them, and its keys."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.screen import Screen

from quizdl.tui.widgets.bars import KeyBar, Place, TopBar

LATER = Path(__file__).parents[1] / "later.tcss"
SCROLL: list[BindingType] = [
    Binding("pageup,ctrl+b", "page(-1)", show=False),
    Binding("pagedown,ctrl+f", "page(1)", show=False),
    Binding("home", "edge(-1)", show=False),
    Binding("end", "edge(1)", show=False),
]


class Trouble(Message):
    """Work of a screen ended in an error; the app tells the reader."""

    def __init__(self, error: BaseException | None) -> None:
        super().__init__()
        self.error = error


class QuizScreen(Screen[None]):
    """A top line, a column of readable width that scrolls, a line of keys."""

    BINDINGS: ClassVar[list[BindingType]] = SCROLL
    AUTO_FOCUS = ""
    FOCUS: ClassVar[tuple[str, ...]] = ("Rows", "NumberInput", "#body")  # the first of these that is there

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place

    def compose(self) -> ComposeResult:
        yield TopBar(self.place)
        with VerticalScroll(id="body"), Vertical(id="column"):
            yield from self.column()
        yield KeyBar()

    def on_mount(self) -> None:
        for selector in self.FOCUS:
            for widget in self.query(selector).results():
                self.set_focus(widget, scroll_visible=False)
                self.body.can_focus = widget is self.body  # a click beside the rows must not take their keys
                return

    def column(self) -> ComposeResult:
        """What stands in the column."""
        raise NotImplementedError

    @property
    def body(self) -> VerticalScroll:
        return self.query_one("#body", VerticalScroll)

    def action_page(self, way: int) -> None:
        if way > 0:
            self.body.scroll_page_down(animate=False)
        else:
            self.body.scroll_page_up(animate=False)

    def action_edge(self, way: int) -> None:
        if way > 0:
            self.body.scroll_end(animate=False)
        else:
            self.body.scroll_home(animate=False)
