"""The reader's program and ours: side by side where the terminal is wide, else below each other."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalGroup

from quizdl.prose import Piece
from quizdl.report.text import harmless
from quizdl.report.view.source import Passage
from quizdl.tui.widgets.content import words
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.prompt import CodeBox


class Programs(VerticalGroup):
    """What the reader wrote, if anything, and ours, if it is known."""

    def __init__(self, yours: str, ours: Passage | None) -> None:
        super().__init__(id="programs")
        told = {"answer.yours_written": yours, "answer.ours": ours.source if ours else ""}
        self.sources = {title: source.rstrip() for title, source in told.items() if source.strip()}

    def compose(self) -> ComposeResult:
        for title, source in self.sources.items():
            with VerticalGroup(classes="program"):
                yield Label(words(title, "bold"))
                yield CodeBox(Piece(harmless(source), code=True, language="python"), numbered=True)
