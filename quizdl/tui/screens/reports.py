"""The reports of past interviews: a list of them, and one of them to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from quizdl.report.past_interviews import PastReport
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import SCREENS_CSS, GoHome, QuizScreen
from quizdl.tui.widgets.bars import Place
from quizdl.tui.widgets.content import fixed, problem, words
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.page import Page, paragraph
from quizdl.tui.widgets.rows import Menu


class ReportsScreen(QuizScreen):
    """Lists the reports, the newest first; picking one opens it."""

    CSS_PATH = SCREENS_CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("escape", "home", "key.home"),
        bind("q", "app.quit", "key.quit"),
    ]

    def __init__(self, reports: Sequence[PastReport]) -> None:
        super().__init__(Place(words("place.reports")))
        self.reports = reports

    def column(self) -> ComposeResult:
        if not self.reports:
            yield Label(words("reports.none"), classes="hint")
        else:
            notes = [fixed(", ".join(report.scores)) if report.scores else None for report in self.reports]
            yield Menu([fixed(report.title) for report in self.reports], notes)

    def on_menu_picked(self, event: Menu.Picked) -> None:
        event.stop()
        if self.is_current:  # a key struck twice opens one report
            self.app.push_screen(ReportTextScreen(self.reports[event.place]))

    def action_home(self) -> None:
        self.hand_over(GoHome())


class ReportTextScreen(QuizScreen):
    """One report as it was written, and the name of its file."""

    CSS_PATH = SCREENS_CSS
    FOCUS: ClassVar[tuple[str, ...]] = ()
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("escape", "close", "key.close"),
        bind("q", "app.quit", "key.quit"),
    ]

    def __init__(self, report: PastReport) -> None:
        super().__init__(Place(words("place.reports")))
        self.report = report

    def column(self) -> ComposeResult:
        try:
            text = fixed(self.report.text().rstrip())
        except OSError as error:
            text = problem(str(error))
        yield Page(paragraph(text), paragraph(fixed(str(self.report.file))))

    def action_close(self) -> None:
        if self.is_current:
            self.dismiss()
