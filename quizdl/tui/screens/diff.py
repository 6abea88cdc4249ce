"""What has changed in a bank since the reader trusted it, line by line."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from quizdl.report.errors import Changed
from quizdl.tui.screens.base import Scrolling
from quizdl.tui.screens.box import BoxScreen
from quizdl.tui.widgets.content import MUTED, escaped
from quizdl.words import Language

HEADS = ("---", "+++", "@@")
STYLES = {"+": "$success", "-": "$accent"}  # no red: nothing is wrong with a line that went


class DiffScreen(BoxScreen[None], Scrolling):
    """The lines that came and went; the lower border has the command that trusts them."""

    def __init__(self, changed: Changed) -> None:
        super().__init__("trust.title")
        self.changed = changed

    def content(self) -> ComposeResult:
        with VerticalScroll(id="body", classes="list", can_focus=False):
            yield Static(Content("\n").join(map(_line, self.changed.diff)), markup=False)

    def foot(self, language: Language) -> str:
        del language
        return self.changed.command


def _line(text: str) -> Content:
    return escaped(text, MUTED if text.startswith(HEADS) else STYLES.get(text[:1], ""))
