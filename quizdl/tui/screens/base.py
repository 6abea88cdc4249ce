"""The base of all screens: two bars, a scrolling column between them, and its keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.events import ScreenResume
from textual.message import Message
from textual.screen import Screen

from quizdl.tui.widgets.bars import Hint, KeyBar, Place, TopBar
from quizdl.tui.widgets.content import language_of
from quizdl.tui.widgets.lines_widget import NORMAL, TALL, WIDE
from quizdl.words import Language

Result = TypeVar("Result")
SCREENS_CSS = Path(__file__).parents[1] / "screens.tcss"  # parsed after the first frame
AT_ALL_TIMES = ("quit", "language", "theme", "interrupt")  # actions that a screen hears after its end, too


class GoHome(Message):
    """The reader goes back to the topics."""


class NextQuestion(Message):
    """The reader goes on to the next question; one without an answer is skipped."""


class LeaveSession(Message):
    """The reader leaves the session, to its summary."""


class LocalizedScreen(Screen[Result]):
    """A screen that knows the language of the reader."""

    @property
    def language(self) -> Language:
        return language_of(self.app)


class Scrolling(LocalizedScreen[None]):
    """A screen whose `#body` scrolls by its keys, without focus: focus restyles everything in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "line(-1)", show=False),
        Binding("down", "line(1)", show=False),
        Binding("pageup,ctrl+b", "page(-1)", show=False),
        Binding("pagedown,ctrl+f", "page(1)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end", "edge(1)", show=False),
    ]

    @property
    def body(self) -> VerticalScroll:
        return self.query_one("#body", VerticalScroll)

    def action_line(self, way: int) -> None:
        self.body.scroll_relative(y=way, animate=False)

    def action_page(self, way: int) -> None:
        self.body.scroll_relative(y=way * (self.body.size.height - 1), animate=False)

    def action_edge(self, way: int) -> None:
        self.body.scroll_to(y=self.body.max_scroll_y if way > 0 else 0, animate=False)


class QuizScreen(Scrolling):
    """A top line, a column of readable width that scrolls, a line of keys."""

    AUTO_FOCUS = ""
    LEAST_KEYS: ClassVar[tuple[str, ...]] = ()  # actions that the key bar of a flat screen names; all where empty
    is_about_question: ClassVar[bool] = False  # the current question waits for its answer here
    FOCUS: ClassVar[tuple[str, ...]] = ("Rows", "NumberInput")  # the first of these that is there takes the keys

    def __init__(self, place: Place) -> None:
        size = self.app.size  # Textual gives these classes after it has styled everything, and styles it again
        width = "-narrow" if size.width < NORMAL else "-normal" if size.width < WIDE else "-wide"
        layout = f"{width} {'-flat' if size.height < TALL else '-tall'}"
        super().__init__(classes=layout)
        self.place = place
        self.ended = False  # it has told the app what comes next

    def compose(self) -> ComposeResult:
        yield TopBar(self.place)
        with VerticalScroll(id="body", can_focus=False), Vertical(id="column"):  # a click beside rows takes no keys
            yield from self.column()
        yield KeyBar(self.hints, self.key_words, self.LEAST_KEYS)

    def on_mount(self) -> None:
        for widget in self.query(", ".join(self.FOCUS)) if self.FOCUS else ():
            self.set_focus(widget, scroll_visible=False)
            return

    def on_screen_resume(self, event: ScreenResume) -> None:
        if not self.stack_updates:
            event.refresh_styles = False  # mounted a moment ago, and styled then

    def hand_over(self, message: Message) -> None:
        """Send the app the message that ends this screen, once: a second key may come before the next screen."""
        if not self.ended:
            self.ended = True
            self.post_message(message)

    def hears(self, action: str) -> bool:
        """Whether a key that asks for an action is meant for this screen.

        Keys come in bursts: those behind one that ends a screen are heard before the next screen shows.
        """
        return not self.ended or action in AT_ALL_TIMES

    def hints(self) -> Sequence[Hint]:
        """Keys that the bar names besides those that are bound to be shown."""
        return ()

    @property
    def key_words(self) -> Mapping[str, str]:
        """By action, the name of its words in the key bar where they depend on the screen; empty: not named there."""
        return {}

    @property
    def can_undo(self) -> bool:
        """Whether the last answer can be undone from here."""
        return False

    def column(self) -> ComposeResult:
        """The content of the column."""
        raise NotImplementedError
