"""One question, of whichever kind, until it is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import HorizontalGroup
from textual.message import Message

from quizdl.bank.question import (
    AnyQuestion,
    ChoiceQuestion,
    NumberQuestion,
    OpenQuestion,
    OrderQuestion,
    picks_line,
)
from quizdl.study.grading import Given, parse_number
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import LeaveSession, NextQuestion, QuizScreen
from quizdl.tui.widgets.bars import Hint, Place
from quizdl.tui.widgets.content import bank, fixed, words
from quizdl.tui.widgets.facts import Facts
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.order import Order
from quizdl.tui.widgets.prompt import SIDEWAYS, ScrollsCode, prompt
from quizdl.tui.widgets.rows import Choices, CodeLines
from quizdl.words import say


class QuestionScreen(ScrollsCode, QuizScreen):
    """Shows a question and sends the reader's answer."""

    is_about_question = True
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "answer", "key.answer"),
        bind("w", "write", "key.write"),
        bind("ctrl+s", "answer", "key.done", show=False),
        bind("n", "skip", "key.skip", show=False),
        bind("s", "sure", "key.sure"),
        bind("escape", "leave", "key.leave"),
        *SIDEWAYS,
    ]
    LEAST_KEYS = ("answer", "submit", "screen.answer", "leave", "done")

    class Answered(Message):
        """The reader's answer, and their stated confidence (0..1), if any."""

        def __init__(self, given: Given, confidence: float | None) -> None:
            super().__init__()
            self.given = given
            self.confidence = confidence

    def __init__(
        self,
        question: AnyQuestion,
        shown: Sequence[int],
        place: Place,
        *,
        changed: bool = False,
        draft: str = "",
        keep: Callable[[str], None] | None = None,
        seconds: float | None = None,
    ) -> None:
        """`draft` is what was typed for an open question before; `keep` gets the text while it is typed.

        `seconds` is how long the experiment takes that measures the answer.
        """
        super().__init__(place)
        self.draft = draft
        self.keep = keep
        self.question = question
        self.changed = changed  # since the reader learned it
        self.facts = Facts(question, seconds)
        self.shown = tuple(shown)  # indices into the bank's choices or items, from the top

    @property
    def can_undo(self) -> bool:
        return True

    def column(self) -> ComposeResult:
        question = self.question
        yield prompt(question.prompt, numbers=not picks_line(question))
        if isinstance(question, ChoiceQuestion):
            texts = [bank(question.choices[index].text) for index in self.shown]
            kind = CodeLines if picks_line(question) else Choices
            yield kind(texts, several=question.several, id="answer")
        elif isinstance(question, OrderQuestion):
            yield Order([bank(question.items[index]) for index in self.shown], id="answer")
        elif isinstance(question, NumberQuestion):
            from quizdl.tui.widgets.inputs import NumberInput

            with HorizontalGroup(classes="number"):
                yield Label(words("ask.predict" if question.measured else "ask.number"), classes="lead")
                yield NumberInput(id="answer")
                yield Label(fixed(question.unit), classes="unit")
        elif isinstance(question, OpenQuestion):
            from quizdl.tui.widgets.inputs import TimedNotes

            yield TimedNotes(self.draft, self.keep, id="answer")
            yield Label(words("ask.draft" if self.draft else "ask.keeps"), classes="hint", id="kept")
        yield self.facts
        if self.changed:
            yield Label(words("ask.changed"), classes="changed")

    # The key bar

    def hints(self) -> Sequence[Hint]:
        if isinstance(self.question, ChoiceQuestion):
            return [Hint(f"1–{len(self.shown)}", "key.pick")]
        return [Hint("↑↓", "key.move")] if isinstance(self.question, OrderQuestion) else []

    @property
    def key_words(self) -> Mapping[str, str]:
        if isinstance(self.question, OpenQuestion):
            return dict.fromkeys(("answer", "screen.answer"), "key.compare")
        if isinstance(self.question, NumberQuestion) and self.question.measured:
            return dict.fromkeys(("answer", "submit"), "key.predict")
        return {"sure": ""} if isinstance(self.question, OrderQuestion) else {}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        return action != "write" or isinstance(self.question, OpenQuestion)

    # What the keys do

    def action_write(self) -> None:
        self.set_focus(self.query_one("#answer"))  # at once: what is typed next is text

    def action_sure(self) -> None:
        self.facts.step_confidence()
        self.call_after_refresh(self.facts.scroll_visible, animate=False)

    def on_choices_changed(self, event: Choices.Changed) -> None:
        event.stop()
        self.query(".missing").remove()
        self.facts.pick(self.query_one(Choices).picked)

    def action_skip(self) -> None:
        self.hand_over(NextQuestion())

    def action_leave(self) -> None:
        if isinstance(self.question, OpenQuestion) and self.query_one("#answer").has_focus:
            self.leave_field()
        else:
            if self._written().strip():
                self.notify(say(self.language, "ask.kept"), markup=False)
            self.hand_over(LeaveSession())

    def on_timed_notes_left(self) -> None:
        self.leave_field()

    def leave_field(self) -> None:
        """Letters are commands again; what was written is kept."""
        self.set_focus(None)
        if self._written().strip():
            self.query_one("#kept", Label).tell(words("ask.kept_now"))

    def action_answer(self) -> None:
        """Send the answer, or say what is missing."""
        given = self._given()
        self.query(".missing").remove()
        if given is None:
            choice = isinstance(self.question, ChoiceQuestion)
            missing = Label(words("ask.pick_first" if choice else "ask.number_first"), classes="missing warning")
            self.query_one("#column").mount(missing, before=self.facts)
            self.call_after_refresh(missing.scroll_visible, animate=False)
        else:
            self.hand_over(self.Answered(given, self.facts.confidence))

    def on_input_submitted(self) -> None:
        self.action_answer()

    def _given(self) -> Given | None:
        question = self.question
        if isinstance(question, ChoiceQuestion):
            picked = self.query_one("#answer", Choices).picked
            return tuple(sorted(self.shown[place] for place in picked)) or None
        if isinstance(question, OrderQuestion):
            return tuple(self.shown[place] for place in self.query_one("#answer", Order).order)
        if isinstance(question, NumberQuestion):
            from quizdl.tui.widgets.inputs import NumberInput

            return parse_number(self.query_one("#answer", NumberInput).value, question.unit)
        return self._written()

    def _written(self) -> str:
        """The text in the field of an open question; empty for other kinds."""
        if not isinstance(self.question, OpenQuestion):
            return ""
        from quizdl.tui.widgets.inputs import Notes

        notes = self.query_one("#answer", Notes)
        notes.flush()  # not later: a draft that is written after the grade would come back
        return notes.text
