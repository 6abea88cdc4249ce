"""One question, of whichever kind, until it is answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import HorizontalGroup
from textual.message import Message

from quizdl.bank.question import AnyQuestion, ChoiceQuestion, NumberQuestion, OpenQuestion, OrderQuestion
from quizdl.study.grading import Given, parse_number
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import LeaveSession, NextQuestion, QuizScreen
from quizdl.tui.widgets.bars import Place
from quizdl.tui.widgets.buttons import Button, Buttons
from quizdl.tui.widgets.confidence_label import ConfidenceLabel
from quizdl.tui.widgets.content import MUTED, LocalizedText, bank, below, fixed, listed, styled, words
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.rows import Choices, Order
from quizdl.words import say


def kind_of(question: AnyQuestion) -> LocalizedText:
    """The kind of question, in a word or two."""
    if isinstance(question, ChoiceQuestion):
        return words("kind.several" if question.several else "kind.one")
    if isinstance(question, NumberQuestion):
        return words("kind.measured" if question.measured else "kind.number")
    return words(f"kind.{question.kind}")


class QuestionScreen(QuizScreen):
    """Shows a question and sends the reader's answer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "answer", "key.answer"),
        bind("w", "write", "key.write"),
        bind("ctrl+s", "answer", "key.done", show=False),
        bind("n", "skip", "key.skip"),
        bind("s", "sure", "key.sure"),
        bind("escape", "leave", "key.leave"),
    ]

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
    ) -> None:
        """`draft` is what was typed for an open question before; `keep` gets the text while it is typed."""
        super().__init__(place)
        self.draft = draft
        self.keep = keep
        self.question = question
        self.changed = changed  # since the reader learned it
        self.sure = ConfidenceLabel()
        self.shown = tuple(shown)  # indices into the bank's choices or items, from the top

    @property
    def can_undo(self) -> bool:
        return True

    def column(self) -> ComposeResult:
        question = self.question
        parts = [styled(listed([words(f"level.{question.level}"), kind_of(question)]), MUTED)]
        if self.changed:
            parts.append(words("ask.changed", "$accent"))
        parts.append(styled(bank(question.prompt), "bold"))
        yield Label(below(*parts, apart=True), classes="head")
        button = "ask.answer"
        if isinstance(question, ChoiceQuestion):
            texts = [bank(question.choices[index].text) for index in self.shown]
            yield Choices(texts, several=question.several, id="answer")
        elif isinstance(question, OrderQuestion):
            yield Label(words("ask.order_hint"), classes="hint")
            yield Order([bank(question.items[index]) for index in self.shown], id="answer")
        elif isinstance(question, NumberQuestion):
            from quizdl.tui.widgets.inputs import NumberInput

            if question.measured:
                button = "ask.predict"
                yield Label(words("ask.measured_hint"), classes="hint")
            with HorizontalGroup(classes="number"):
                yield NumberInput(id="answer")
                yield Label(fixed(question.unit), classes="unit")
        else:
            from quizdl.tui.widgets.inputs import Notes

            button = "ask.aloud"
            yield Label(words("ask.draft" if self.draft else "ask.open_hint"), classes="hint")
            yield Notes(self.draft, self.keep, id="answer")
        yield Buttons(Button(words(button), "answer", primary=True), Button(words("ask.skip"), "skip"), id="buttons")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        return action != "write" or isinstance(self.question, OpenQuestion)

    def action_write(self) -> None:
        self.set_focus(self.query_one("#answer"))  # at once: what is typed next is text

    async def action_sure(self) -> None:
        if not self.sure.is_attached:
            await self.query_one("#column").mount(self.sure, before="#buttons")
        self.sure.step()
        self.call_after_refresh(self.sure.scroll_visible, animate=False)

    def action_skip(self) -> None:
        self.hand_over(NextQuestion())

    def action_leave(self) -> None:
        if isinstance(self.question, OpenQuestion) and self.query_one("#answer").has_focus:
            self.set_focus(None)  # letters are commands again
        else:
            if self._written().strip():
                self.notify(say(self.app.language, "ask.kept"), markup=False)  # type: ignore[attr-defined]  # every app of ours has one
            self.hand_over(LeaveSession())

    def action_answer(self) -> None:
        """Send the answer, or say what is missing."""
        given = self._given()
        self.query(".missing").remove()
        if given is None:
            choice = isinstance(self.question, ChoiceQuestion)
            missing = Label(words("ask.pick_first" if choice else "ask.number_first"), classes="missing warning")
            self.query_one("#column").mount(missing, before="#buttons")
            self.call_after_refresh(missing.scroll_visible, animate=False)
        else:
            self.hand_over(self.Answered(given, self.sure.confidence))

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
