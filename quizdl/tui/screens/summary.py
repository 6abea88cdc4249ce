"""The summary of a set: what changed, what to look at again, and when it comes back."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message
from textual.widgets import OptionList

from quizdl.report.view.summary import SummaryView
from quizdl.study.storage_warnings import Unsaved
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import SCREENS_CSS, GoHome, QuizScreen
from quizdl.tui.widgets.bars import KeyBar, Place, TopBar
from quizdl.tui.widgets.content import MUTED, not_saved, words
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.lines_widget import NORMAL, WIDE, LinesWidget
from quizdl.tui.widgets.reviewed_list import MISSED, RIGHT, ReviewedList
from quizdl.tui.widgets.topic_pane import claim_line
from quizdl.words import Language

MOST = 79  # cells of the list
PANE = 58  # cells of the pane of claims
MARGINS = 3  # cells beside the list: padding and scroll bar

Wanted = Literal["another", "go_on", "missed"]


class ProvenPane(LinesWidget):
    """The claims that were proven in the set."""

    def __init__(self, view: Callable[[Language], SummaryView]) -> None:
        super().__init__()
        self.view = view

    def draw(self, language: Language, width: int) -> list[Content]:
        self.border_title = words("summary.proven_here")(language)
        proven = self.view(language).proven
        return [claim_line(name, myth, language).truncate(width, ellipsis=True) for name, myth in proven]


class SummaryScreen(QuizScreen):
    """The summary of a set, done or left before its end."""

    CSS_PATH = SCREENS_CSS
    FOCUS: ClassVar[tuple[str, ...]] = ("ReviewedList",)
    LEAST_KEYS = ("another", "go_on", "select", "unfold", "home")
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "another", "key.another_set"),
        bind("enter", "go_on", "key.go_on"),
        bind("m", "missed", "key.missed"),
        bind("escape", "home", "key.home"),
        bind("q", "app.quit", "key.quit", show=False),
    ]

    class Picked(Message):
        """What the reader wants next; of the missed ones, `first` is the id of the one to begin with."""

        def __init__(self, what: Wanted, first: str = "") -> None:
            super().__init__()
            self.what = what
            self.first = first

    def __init__(
        self, place: Place, view: Callable[[Language], SummaryView], *, is_over: bool, unsaved: Unsaved
    ) -> None:
        super().__init__(place)
        self.view = cache(view)
        self.is_over = is_over
        self.unsaved = unsaved
        self._drawn_for = Size()

    @property
    def can_undo(self) -> bool:
        return True

    @property
    def _has_pane(self) -> bool:
        return self.app.size.width >= WIDE and bool(self.view(self.language).proven)

    def compose(self) -> ComposeResult:
        yield TopBar(self.place)
        with Horizontal(id="summary"):
            with Vertical(id="set"):
                yield from self.column()
            pane = ProvenPane(self.view)
            pane.display = self._has_pane
            yield pane
        yield KeyBar(least=self.LEAST_KEYS)

    def column(self) -> ComposeResult:
        yield Label(self._headline, id="first-line")
        if self.unsaved.answers:
            yield Label(not_saved(self.unsaved), classes="warning")
        reviewed = ReviewedList()
        self._fill(reviewed)
        yield reviewed

    def _headline(self, language: Language) -> Content:
        view = self.view(language)
        return Content.assemble((view.title, "bold"), (f" · {view.skipped}" if view.skipped else "", MUTED))

    def _fill(self, reviewed: ReviewedList) -> None:
        self._drawn_for = self.app.size
        width = min(self.app.size.width - (PANE if self._has_pane else 0), MOST) - MARGINS
        if self.app.size.width < NORMAL:
            width += 1  # narrow screens have no padding
        reviewed.show_view(self.view(self.language), self.language, width)

    # Following the reader

    def on_mount(self) -> None:
        super().on_mount()
        self.watch(self.app, "language", self._again, init=False)

    def on_resize(self, event: Resize) -> None:
        del event
        self.query_one(ProvenPane).display = self._has_pane
        if self.app.size != self._drawn_for:  # at first it tells the size that is known
            self._again()

    def _again(self, _: object = None) -> None:
        self._fill(self.query_one(ReviewedList))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.refresh_bindings()  # what Enter does depends on it

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id == RIGHT:
            self.query_one(ReviewedList).is_open = True
            self._again()
            self.refresh_bindings()
        elif event.option_id is not None:
            self.hand_over(self.Picked("missed", event.option_id.removeprefix(MISSED)))

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        if action in ("another", "go_on"):
            return self.is_over == (action == "another")
        return action != "missed" or bool(self.view(self.language).missed)

    def action_another(self) -> None:
        self.hand_over(self.Picked("another"))

    def action_go_on(self) -> None:
        self.hand_over(self.Picked("go_on"))

    def action_missed(self) -> None:
        self.hand_over(self.Picked("missed"))

    def action_home(self) -> None:
        self.hand_over(GoHome())

    def action_line(self, way: int) -> None:
        """The list scrolls by its own keys."""

    def action_page(self, way: int) -> None:
        self.app.call_later(self.query_one(ReviewedList).run_action, "page_down" if way > 0 else "page_up")

    def action_edge(self, way: int) -> None:
        """The list scrolls by its own keys."""
