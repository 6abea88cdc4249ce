"""An exercise that comes up in a set: what it asks for, how long it takes, and whether to write it now."""

from __future__ import annotations

from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message

from quizdl.bank.question import CodeQuestion
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import LeaveSession, QuizScreen
from quizdl.tui.widgets.bars import Place
from quizdl.tui.widgets.content import LocalizedText, words
from quizdl.tui.widgets.facts import Facts
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.prompt import SIDEWAYS, ScrollsCode, prompt
from quizdl.tui.widgets.rows import Menu

When = Literal["now", "later", "not here"]
OFFERS: dict[When, str] = {"now": "exercise.now", "later": "exercise.later", "not here": "exercise.not_here"}


class ExerciseCardScreen(ScrollsCode, QuizScreen):
    """Asks when to write it; nothing is graded before it is opened."""

    is_about_question = True
    BINDINGS: ClassVar[list[BindingType]] = [bind("escape", "leave", "key.leave"), *SIDEWAYS]

    class Picked(Message):
        """When the reader wants to write it."""

        def __init__(self, when: When) -> None:
            super().__init__()
            self.when = when

    def __init__(
        self,
        question: CodeQuestion,
        place: Place,
        *,
        changed: bool = False,
        why_not: LocalizedText | None = None,
        at_once: bool = False,
    ) -> None:
        """`why_not`: why no experiment runs here, and so nothing could be judged now; `at_once` does not ask."""
        super().__init__(place)
        self.question = question
        self.changed = changed  # since the reader wrote it
        self.why_not = why_not
        self.at_once = at_once
        self.offers = [when for when in OFFERS if when != "now" or why_not is None]

    @property
    def can_undo(self) -> bool:
        return True

    def column(self) -> ComposeResult:
        yield prompt(self.question.prompt)
        if self.why_not is None:
            yield Label(words("exercise.needs", count=self.question.minutes), id="needs")
        else:
            yield Label(words("proof.off", "$accent", why=self.why_not), id="needs")
        yield Menu([words(OFFERS[when]) for when in self.offers], id="answer")
        yield Facts(self.question, None)
        if self.changed:
            yield Label(words("ask.changed"), classes="changed")

    def on_mount(self) -> None:
        super().on_mount()
        if self.at_once:
            self.post_message(self.Picked("now"))

    def on_menu_picked(self, event: Menu.Picked) -> None:
        event.stop()
        self.post_message(self.Picked(self.offers[event.place]))

    def action_leave(self) -> None:
        self.hand_over(LeaveSession())
