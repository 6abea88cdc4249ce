"""The code of an experiment; it opens at the claim."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import ScrollableContainer
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from quizdl.report.view.source import Passage
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import SCREENS_CSS
from quizdl.tui.widgets.bars import KeyBar, Place, TopBar
from quizdl.tui.widgets.content import fixed
from quizdl.tui.widgets.views import listing

LINES_ABOVE = 2  # of the claim, kept in sight


class SourceScreen(Screen[None]):
    """Shows one passage after the other."""

    CSS_PATH = SCREENS_CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("escape", "dismiss", "key.close"),
        bind("c", "dismiss", "key.close", show=False),
        bind("n", "next", "key.next_claim"),
    ]

    def __init__(self, passages: Sequence[Passage]) -> None:
        super().__init__()
        self.passages = passages
        self.shown = 0

    def compose(self) -> ComposeResult:
        yield TopBar(Place(lambda language: fixed(self.passages[self.shown].title)(language)))
        with ScrollableContainer(id="source"):
            yield Static(Content(""), markup=False, id="listing")
        yield KeyBar()

    def on_mount(self) -> None:
        self._open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        return action != "next" or len(self.passages) > 1

    def action_next(self) -> None:
        self.shown = (self.shown + 1) % len(self.passages)
        self.query_one(TopBar).again()
        self._open()

    def _open(self) -> None:
        passage = self.passages[self.shown]
        self.query_one("#listing", Static).update(listing(passage))
        place = max(0, passage.line - 1 - LINES_ABOVE)
        box = self.query_one("#source", ScrollableContainer)
        box.focus()
        self.call_after_refresh(box.scroll_to, 0, place, animate=False)
