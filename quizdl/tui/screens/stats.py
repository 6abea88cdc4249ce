"""The reader's progress: how ready, each track, what comes back, days, how sure, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content

from quizdl.bank.model import Bank
from quizdl.report.stats import Pieces, Role, bar_lines, name_width, section_lines
from quizdl.report.view.home import MANY_LINES, interview_text
from quizdl.report.view.stats import StatsView, stats_view
from quizdl.study.overview import Overview
from quizdl.study.stats import Stats
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import SCREENS_CSS, GoHome, QuizScreen
from quizdl.tui.screens.home import HomeScreen
from quizdl.tui.widgets.bars import KeyBar, Place, TopBar
from quizdl.tui.widgets.content import MUTED, escaped, words
from quizdl.tui.widgets.day_field import DayField
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.lines_widget import LinesWidget, hang
from quizdl.tui.widgets.setting_line import SettingLine
from quizdl.words import Language, say

STYLES: dict[Role, str] = {
    "": "",
    "muted": MUTED,
    "full": "$primary",
    "rest": "$foreground 20%",
    "proven": "$success",
    "due": "$accent",
    "shade": "$primary",
}
View = Callable[[Language, bool], StatsView]  # whether there is room for all of it


class Bars(LinesWidget):
    """A bar for each track; where the screen is tall, for each topic, too."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view

    def draw(self, language: Language, width: int) -> list[Content]:
        return [painted(line) for line in bar_lines(self.view(language, is_tall(self)).bars, width)]


class Sections(LinesWidget):
    """What there is to say beside the bars, a blank line between groups where there are lines to spare."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view

    def draw(self, language: Language, width: int) -> list[Content]:
        lines: list[Content] = []
        groups = self.view(language, is_tall(self)).groups
        names = name_width(groups)
        for group in groups:
            if lines and not self.flat:
                lines.append(Content(""))
            lines += map(painted, section_lines(group, width, names))
        return lines


class NextStep(LinesWidget):
    """The one thing to do next, above the keys, where it stays in sight."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view

    def draw(self, language: Language, width: int) -> list[Content]:
        step = self.view(language, is_tall(self)).step
        if step is None:
            return []
        name = say(language, "stats.next") if step.what else ""
        return hang(Content(f"{name}   ") if name else Content(""), escaped(step.text), width)


def is_tall(widget: LinesWidget) -> bool:
    return widget.app.size.height >= MANY_LINES


def painted(line: Pieces) -> Content:
    """A line in colours."""
    return Content.assemble(*((text, STYLES[role]) for text, role in line))


class StatsScreen(QuizScreen):
    """How far the reader is. `is_to_come` says whether a typed day is one that is to come."""

    CSS_PATH = SCREENS_CSS
    FOCUS: ClassVar[tuple[str, ...]] = ()
    LEAST_KEYS = ("do_next", "leave", "submit")
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "do_next", "key.do_next"),
        bind("d", "date", "key.date"),
        bind("escape", "home", "key.home"),
        bind("q", "app.quit", "key.quit", show=False),
    ]

    def __init__(
        self, stats: Stats, overview: Overview, bank: Bank, today: date, is_to_come: Callable[[str], bool]
    ) -> None:
        super().__init__(Place(words("place.stats"), note=lambda language: escaped(interview_text(overview, language))))
        self.view = cache(lambda language, tall: stats_view(stats, overview, bank, language, today, tall=tall))
        self.is_to_come = is_to_come

    def compose(self) -> ComposeResult:
        yield TopBar(self.place)
        with VerticalScroll(id="body", can_focus=False), Vertical(id="column"):
            yield from self.column()
        yield NextStep(self.view)
        yield KeyBar(self.hints, self.key_words, self.LEAST_KEYS)

    def column(self) -> ComposeResult:
        yield Label(lambda language: escaped(self.view(language, False).sentence), classes="headline")
        yield DayField(self.is_to_come)
        view = self.view("en", False)
        if view.come_back:
            yield Label(lambda language: escaped(self.view(language, False).come_back))
            return
        with Container(id="progress"):
            yield Bars(self.view)
            yield Sections(self.view)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        return action != "do_next" or self._step_is_a_set

    @property
    def _step_is_a_set(self) -> bool:
        step = self.view("en", False).step
        return step is not None and bool(step.what)

    def action_do_next(self) -> None:
        step = self.view("en", False).step
        if step is not None and step.what:
            self.hand_over(HomeScreen.Picked(step.what, step.topic))

    def action_date(self) -> None:
        for field in self.query(DayField):
            field.ask()

    def on_day_field_given(self, event: DayField.Given) -> None:
        event.stop()
        self.hand_over(SettingLine.Chosen("until", event.day))

    def action_home(self) -> None:
        self.hand_over(GoHome())
