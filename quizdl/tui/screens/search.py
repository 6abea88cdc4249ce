"""Search for questions by their words, in either language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalGroup, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input

from quizdl.bank.question import AnyQuestion
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import SCREENS_CSS
from quizdl.tui.widgets.bars import KeyBar
from quizdl.tui.widgets.content import fixed, name_of, words
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.rows import Menu
from quizdl.words import say

MOST_SHOWN = 9  # one for each digit; more words find fewer


class Words(Input):
    """The words to look for. Down goes on to what they find, also where that could be scrolled instead."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "screen.results", "key.choose", key_display="↓")]


class SearchScreen(ModalScreen[AnyQuestion]):
    """Dismisses with the question that was picked, or with nothing."""

    CSS_PATH = SCREENS_CSS
    BINDINGS: ClassVar[list[BindingType]] = [bind("escape", "dismiss", "key.close")]

    def __init__(self, search: Callable[[str], Sequence[AnyQuestion]]) -> None:
        super().__init__()
        self.search = search
        self.found: Sequence[AnyQuestion] = ()

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="body", classes="sheet"):
            yield Label(words("search.title"), classes="title")
            yield Words(compact=True, id="words", max_length=200)
            yield VerticalGroup(id="found")
        yield KeyBar()

    def on_mount(self) -> None:
        typed = self.query_one(Input)
        typed.placeholder = say(self.app.language, "search.hint")  # type: ignore[attr-defined]  # every app of ours
        self.set_focus(typed)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        return action != "results" or bool(self.found)

    async def on_input_changed(self, event: Input.Changed) -> None:
        self.found = self.search(event.value)
        shown = self.found[:MOST_SHOWN]
        results = self.query_one("#found", VerticalGroup)
        async with self.batch():
            await results.remove_children()
            if event.value.strip():
                await results.mount(Label(words("search.found", count=len(self.found)), classes="hint"))
            if shown:
                await results.mount(Menu([name_of(q.prompt) for q in shown], [fixed(q.id) for q in shown]))
        self.refresh_bindings()

    def on_input_submitted(self) -> None:
        if len(self.found) == 1:
            self._pick(0)
        else:
            self.action_results()

    def action_results(self) -> None:
        for menu in self.query(Menu):
            menu.focus()

    def on_menu_picked(self, event: Menu.Picked) -> None:
        event.stop()
        self._pick(event.place)

    def _pick(self, place: int) -> None:
        if self.is_active:  # a key that is struck twice at once is heard twice, and would dismiss what lies beneath
            self.dismiss(self.found[place])
