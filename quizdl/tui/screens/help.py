"""The keys of the screen below, and the meaning of verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import HorizontalGroup, VerticalGroup, VerticalScroll
from textual.screen import ModalScreen

from quizdl.tui.keys import bind
from quizdl.tui.screens.base import SCREENS_CSS, Scrolling
from quizdl.tui.widgets.bars import KeyBar
from quizdl.tui.widgets.content import fixed, words
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.verdicts import verdict_text
from quizdl.verdict import Verdict
from quizdl.words import known


class HelpScreen(Scrolling, ModalScreen[None]):
    """`keys` are pairs of a key as shown and the name of its words."""

    CSS_PATH = SCREENS_CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("question_mark", "dismiss", "key.close", show=False),
        bind("escape", "dismiss", "key.close"),
        bind("l", "app.language", "key.language"),  # the app's own stop at a modal screen
        bind("t", "app.theme", "key.theme"),
        bind("q", "app.quit", "key.quit"),
    ]

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.keys = keys

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="body", classes="sheet", can_focus=False):
            with VerticalGroup():
                yield Label(words("help.keys"), classes="title")
                for key, wording in self.keys:
                    longer = f"help.{wording}"
                    with HorizontalGroup(classes="entry"):
                        yield Label(fixed(key), classes="key")
                        yield Label(words(longer if known(longer) else wording), classes="body")
            yield Label(words("help.more"), classes="hint")
            with VerticalGroup():
                yield Label(words("help.verdicts"), classes="title")
                for verdict in Verdict:
                    with VerticalGroup(classes="entry"):
                        yield Label(verdict_text(verdict))
                        yield Label(words(f"help.{verdict}"), classes="because")
        yield KeyBar()
