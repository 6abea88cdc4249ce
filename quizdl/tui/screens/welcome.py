"""The first screen of the first run: what quizdl does, one question to try, and the reader's language and theme."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Literal, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from quizdl.tui.keys import bind
from quizdl.tui.screens.base import QuizScreen
from quizdl.tui.widgets.bars import Hint, KeyBar, Place, TopBar
from quizdl.tui.widgets.content import MUTED, LocalizedText, fixed, words
from quizdl.tui.widgets.day_field import DayField
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.marked_list import MarkedList
from quizdl.tui.widgets.setting_line import SettingLine
from quizdl.words import LANGUAGES, say

MARGINS = 5  # cells beside the rows
BETWEEN = 3  # cells between an offer and what it says of itself

Wanted = Literal["try", "home", "date"]


class Beginning(NamedTuple):
    """What the screen tells of the bank and the machine."""

    questions: int
    tracks: int
    torch: str  # its version; empty where it is not installed


class WelcomeScreen(QuizScreen):
    """Shown once. `is_to_come` says whether a typed day is one that is to come."""

    FOCUS: ClassVar[tuple[str, ...]] = ("MarkedList",)
    LEAST_KEYS = ("select", "submit", "leave")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", "key.settings", key_display="Tab"),
        Binding("shift+tab", "app.focus_previous", show=False),
        bind("q", "app.quit", "key.quit"),
    ]

    class Picked(Message):
        """What the reader begins with; `day` is that of the interview."""

        def __init__(self, what: Wanted, day: str = "") -> None:
            super().__init__()
            self.what = what
            self.day = day

    def __init__(
        self, beginning: Beginning, themes: Sequence[str], theme: str, is_to_come: Callable[[str], bool]
    ) -> None:
        super().__init__(Place(fixed("")))
        self.beginning = beginning
        self.themes = themes
        self.theme = theme
        self.is_to_come = is_to_come
        self._drawn_for = Size()

    def compose(self) -> ComposeResult:
        yield TopBar(self.place)
        with VerticalScroll(id="body", can_focus=False), Vertical(id="column"):
            yield from self.column()
        yield KeyBar(self.hints, self.key_words, self.LEAST_KEYS)

    def column(self) -> ComposeResult:
        yield Label(words("welcome.title"), classes="headline")
        yield Label(words("welcome.how"), classes="head")
        offers = MarkedList(id="offers")
        yield offers
        yield DayField(self.is_to_come)
        names: list[tuple[str, LocalizedText]] = [(name, _own_name(name)) for name in LANGUAGES]
        yield SettingLine("lang", words("welcome.language"), names, self.language)
        shown = [(name, words(f"theme.{name.replace('-', '_')}")) for name in self.themes]
        yield SettingLine("theme", words("welcome.theme"), shown, self.theme)
        torch = self.beginning.torch
        yield Label(words("welcome.torch", MUTED, version=torch) if torch else words("welcome.no_torch"), id="torch")

    def on_mount(self) -> None:
        super().on_mount()
        self.watch(self.app, "language", self._again)

    def hints(self) -> Sequence[Hint]:
        return [] if self.query("#day:focus") else [Hint("↑↓", "key.choose")]

    # The offers

    def _offers(self) -> list[tuple[Wanted, str, str]]:
        language, told = self.language, self.beginning
        questions = say(language, "home.questions", count=told.questions)
        tracks = say(language, "home.tracks", count=told.tracks)
        choose = say(language, "welcome.course", questions=questions, tracks=tracks) if told.tracks else questions
        return [
            ("try", say(language, "welcome.try"), say(language, "welcome.try_hint")),
            ("home", say(language, "welcome.choose"), choose),
            ("date", say(language, "welcome.date"), say(language, "welcome.plan")),
        ]

    def _again(self, _: object = None) -> None:
        """Fill the rows in the reader's language, as wide as the screen."""
        self._drawn_for = self.app.size
        offers, rows = self.query_one("#offers", MarkedList), self._offers()
        names = [Content(name) for _, name, _ in rows]
        longest = max(name.cell_length for name in names)
        room = min(self.app.size.width, 100) - MARGINS
        options = []
        for (what, _, hint), name in zip(rows, names, strict=True):
            line = name.pad_right(longest - name.cell_length + BETWEEN) + Content.styled(hint, MUTED)
            options.append(Option(line if line.cell_length <= room else name, id=what))
        marked = offers.highlighted or 0
        offers.set_options(options)
        offers.highlighted = marked
        self.query_one("#lang", SettingLine).show(self.language)

    def on_resize(self, event: Resize) -> None:
        del event
        if self.app.size != self._drawn_for:
            self._again()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id == "date":
            self.query_one(DayField).ask()
        else:
            self.hand_over(self.Picked("try" if event.option_id == "try" else "home"))

    def on_day_field_left(self) -> None:
        self.set_focus(self.query_one("#offers"))

    def on_day_field_given(self, event: DayField.Given) -> None:
        event.stop()
        self.hand_over(self.Picked("date", event.day))


def _own_name(language: str) -> LocalizedText:
    return fixed(say(language, "language.name"))
