"""One answer of an interview that is over: the reader's words, the model answer, the key points to tick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message

from quizdl.study.interview import Spoken
from quizdl.tui.experiments import Experiments
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import SCREENS_CSS
from quizdl.tui.screens.proving import ProvingScreen
from quizdl.tui.widgets.bars import Hint, KeyBar, Place, TopBar
from quizdl.tui.widgets.content import MUTED, LocalizedText, bank, fixed, styled, words
from quizdl.tui.widgets.label import Card, Label
from quizdl.tui.widgets.page import Page, card, paragraph
from quizdl.tui.widgets.review import explanation
from quizdl.tui.widgets.rows import Choices


class SpokenScreen(ProvingScreen):
    """Compares an answer, or shows how it was compared; its proof as on the screen of any answer."""

    CSS_PATH = SCREENS_CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "tick", "key.grade"),
        bind("enter", "next", "key.next"),  # a key of the base is replaced as a whole
        bind("escape", "back", "key.to_answer"),
        bind("escape", "close", "key.report"),
    ]
    LEAST_KEYS = ("tick", "next", "prove", "back", "close")

    class Closed(Message):
        """The reader leaves the answer: `ticked` (indices of key points) if they compared it, `further` to the next."""

        def __init__(self, ticked: tuple[int, ...] | None = None, *, further: bool = True) -> None:
            super().__init__()
            self.ticked = ticked
            self.further = further

    def __init__(
        self,
        spoken: Spoken,
        experiments: Experiments,
        name: LocalizedText,
        position: int,
        total: int,
        *,
        proves: bool = False,
    ) -> None:
        """`proves`: it opens with the proof."""
        claims = experiments.claims(spoken.asked.question)
        super().__init__(claims, experiments, Place(name, position, total))
        self.spoken = spoken
        self.proves = proves

    def compose(self) -> ComposeResult:
        yield TopBar(self.place)
        yield from self.panes()
        yield KeyBar(self.hints, self.key_words, self.LEAST_KEYS)

    def column(self) -> ComposeResult:
        spoken, question = self.spoken, self.spoken.asked.question
        said = (
            fixed(spoken.words) if spoken.words else words("interview.skipped" if spoken.skipped else "interview.aloud")
        )
        yield Page(
            paragraph(styled(bank(question.prompt), "bold")), card(words("interview.words"), said, tone="accent")
        )
        if not spoken.points:
            yield Label(words("interview.gone"), classes="hint")
            return
        with Card(words("grade.tick" if self.ticking else "interview.ticked"), tone="success", id="key-points"):
            points = [bank(point) for point in question.key_points]
            yield Choices(points, several=True, picked=spoken.ticked or (), id="points")
        yield Page(explanation(question))
        if self.can_run:
            yield Label(words("interview.claims", MUTED, count=len(self.claims)), id="rests-on")

    def on_mount(self) -> None:
        super().on_mount()
        if not self.ticking:
            self.query("#points").set(disabled=True)
            self.set_focus(None)
        if self.proves:
            self.action_prove()

    def hints(self) -> Sequence[Hint]:
        points = len(self.spoken.asked.question.key_points)
        return [Hint(f"1–{points}", "key.tick")] if self.ticking else super().hints()

    @property
    def ticking(self) -> bool:
        return self.spoken.ticked is None and bool(self.spoken.points)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        works = {"tick": self.ticking, "next": not self.ticking, "close": not self.at_proof}
        return works[action] if action in works else super().check_action(action, parameters)

    def action_tick(self) -> None:
        self.hand_over(self.Closed(tuple(sorted(self.query_one(Choices).picked))))

    def action_next(self) -> None:
        self.hand_over(self.Closed())

    def action_close(self) -> None:
        self.hand_over(self.Closed(further=False))
