"""The summary of a session: results by topic and level, proven claims, questions to review."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from quizdl.bank.model import Text
from quizdl.report.view.summary import SummaryView, summary_view
from quizdl.study.session import Summary
from quizdl.study.storage_warnings import Unsaved
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import SCREENS_CSS, GoHome, QuizScreen
from quizdl.tui.widgets.bars import Place
from quizdl.tui.widgets.buttons import Button, Buttons
from quizdl.tui.widgets.content import escaped, not_saved, words
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.lines_widget import LinesWidget, ends
from quizdl.tui.widgets.page import Page, card
from quizdl.words import Language

CELLS = 20  # of the bar that shows a share


class Scores(LinesWidget):
    """A line for each score: its name, a bar if there is room, and how many were right."""

    def __init__(self, view: Callable[[Language], SummaryView]) -> None:
        super().__init__()
        self.view = view

    def draw(self, language: Language, width: int) -> list[Content]:
        lines = []
        for row in self.view(language).scores:
            count = Content(f"{row.right}/{row.asked}".rjust(7))
            done = round(CELLS * row.share)
            share = Content.assemble("  ", ("━" * done, "$success"), ("━" * (CELLS - done), "$foreground 20%"))
            lines.append(ends(escaped(row.name), count if self.narrow else share + count, width))
        return lines


class SummaryScreen(QuizScreen):
    """The summary of a session."""

    CSS_PATH = SCREENS_CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "home", "key.home"),
        bind("r", "repeat", "key.repeat"),
        bind("u", "app.undo", "key.undo"),
        bind("escape", "home", "key.home", show=False),
        bind("q", "app.quit", "key.quit"),
    ]

    class Repeat(Message):
        """The reader takes what went wrong again."""

    def __init__(self, summary: Summary, titles: Mapping[str, Text], unsaved: Unsaved) -> None:
        super().__init__(Place(words("place.summary")))
        self.wrong = bool(summary.wrong)
        self.unsaved = unsaved
        self.view = cache(lambda language: summary_view(summary, titles, language))

    @property
    def can_undo(self) -> bool:
        return True

    def column(self) -> ComposeResult:
        yield Label(lambda language: escaped(self.view(language).title), classes="headline")
        yield Label(self._facts, classes="facts")
        if self.unsaved.answers:
            yield Label(not_saved(self.unsaved), classes="warning unsaved")
        yield Scores(self.view)
        if self.wrong:
            yield Page(card(words("summary.wrong"), self._prompts, tone="error"))
        yield Buttons(Button(words("summary.home"), "home", primary=True), Button(words("summary.repeat"), "repeat"))

    def _prompts(self, language: Language) -> Content:
        return escaped("\n\n".join(prompt for _, prompt in self.view(language).wrong))

    def _facts(self, language: Language) -> Content:
        view = self.view(language)
        facts = [
            escaped(view.credit),
            escaped(view.streak),
            escaped(view.proven, "$success"),
            escaped(view.skipped),
        ]
        return Content(" · ").join(fact for fact in facts if fact)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        return action != "repeat" or self.wrong

    def action_home(self) -> None:
        self.hand_over(GoHome())

    def action_repeat(self) -> None:
        self.hand_over(self.Repeat())
