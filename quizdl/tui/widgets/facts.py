"""What is asked, in one grey line beneath the choices: level, kind, what was picked, how sure the reader is."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from textual.content import Content
from textual.events import Resize

from quizdl.bank.question import (
    AnyQuestion,
    ChoiceQuestion,
    CodeQuestion,
    NumberQuestion,
    OpenQuestion,
    picks_line,
)
from quizdl.digits import readable
from quizdl.tui.widgets.confidence_label import next_confidence
from quizdl.tui.widgets.content import LocalizedText, level_of, listed, words
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.lines_widget import NORMAL
from quizdl.words import Language


def kind_of(question: AnyQuestion, seconds: float | None) -> Iterator[LocalizedText]:
    """What the reader is to do, and what counts as right; `seconds` that measuring takes, None if it does not run."""
    if picks_line(question):
        yield words("kind.line")
    elif isinstance(question, ChoiceQuestion):
        yield words("kind.several" if question.several else "kind.one")
    elif isinstance(question, NumberQuestion):
        if question.tolerance:
            yield _margin(question)
        if question.measured:
            yield words("ask.measures_in", seconds=readable(seconds, 2)) if seconds else words("ask.measures")
    elif isinstance(question, OpenQuestion):
        yield words("ask.points", count=len(question.key_points))
    else:
        yield words(f"kind.{question.kind}")
        if isinstance(question, CodeQuestion):
            yield words("home.minutes", count=question.minutes)


def _margin(question: NumberQuestion) -> LocalizedText:
    if isinstance(question.tolerance, str):
        return words("ask.within_share", percent=question.tolerance.rstrip(" %"))
    return words("ask.within", margin=f"± {readable(question.tolerance, 3)} {question.unit}".rstrip())


class Facts(Label):
    """The line of facts. It keeps the confidence (0..1) that the reader states by a key, None while not stated."""

    def __init__(self, question: AnyQuestion, seconds: float | None) -> None:
        super().__init__(self._facts, id="facts")
        self.question = question
        self.seconds = seconds
        self.confidence: float | None = None
        self.picked = ""  # the digit of the one choice that is picked
        self._narrow = False

    def step_confidence(self) -> None:
        """State the next higher confidence, or none again after the highest."""
        self.confidence = next_confidence(self.confidence)
        self.again()

    def pick(self, places: Collection[int]) -> None:
        """Say which choices are picked, by their places on the screen."""
        self.picked = ", ".join(str(place + 1) for place in sorted(places))
        self.again()

    def on_resize(self, event: Resize) -> None:
        del event
        if self._narrow != self.narrow:
            self.again()

    @property
    def narrow(self) -> bool:
        return self.app.size.width < NORMAL

    def _facts(self, language: Language) -> Content:
        self._narrow = self.narrow
        facts = [level_of(self.question.level), *kind_of(self.question, self.seconds)]
        if self.picked:
            facts.append(words("ask.picked", digits=self.picked))
        if self.confidence is not None:
            facts.append(words("ask.how_sure", percent=f"{100 * self.confidence:.0f}"))
        elif isinstance(self.question, ChoiceQuestion) and not self._narrow and not self.picked:
            facts.append(words("ask.not_said"))
        return listed(facts)(language)
