"""The reader's statistics: due questions, retention, days, calibration."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from quizdl.bank.model import Text
from quizdl.report.stats import section_lines
from quizdl.report.view.stats import stats_view
from quizdl.study.stats import Stats
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import SCREENS_CSS, GoHome, QuizScreen
from quizdl.tui.widgets.bars import Place
from quizdl.tui.widgets.content import fixed, words
from quizdl.tui.widgets.page import Page, card
from quizdl.verify.catalogue import Catalogue
from quizdl.words import Language

EDGE = 2  # cells of a card's edge
LEAST = 20  # cells that a curve needs


class StatsScreen(QuizScreen):
    """The statistics of `quizdl stats`, as wide as the screen."""

    CSS_PATH = SCREENS_CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "home", "key.home"),
        bind("escape", "home", "key.home", show=False),
        bind("q", "app.quit", "key.quit"),
    ]

    def __init__(
        self, stats: Stats, titles: Mapping[str, Text], today: date, catalogue: Catalogue | None = None
    ) -> None:
        super().__init__(Place(words("place.stats")))
        self.stats = stats
        self.titles = titles
        self.today = today
        self.catalogue = catalogue

    def column(self) -> ComposeResult:
        yield Page(self._sections)

    def _sections(self, language: Language, width: int) -> list[Content]:
        lines: list[Content] = []
        width_left = max(width - EDGE, LEAST)
        for section in stats_view(self.stats, self.titles, language, self.today, self.catalogue):
            text = "\n".join(section_lines(section, width_left))
            lines += [*card(fixed(section.title), fixed(text), tone="primary")(language, width), Content("")]
        return lines[:-1]

    def action_home(self) -> None:
        self.hand_over(GoHome())
