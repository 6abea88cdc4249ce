"""What was right and what was not: the reader's answer beside the bank's, each kind in its own way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult
from textual.containers import HorizontalGroup, VerticalGroup
from textual.widget import Widget

from quizdl.bank.question import AnyQuestion, ChoiceQuestion, NumberQuestion, OrderQuestion
from quizdl.study.grading import Grade
from quizdl.tui.widgets.plain import Voice, bank, fixed, listed, together, words
from quizdl.tui.widgets.said import Card, Said

RIGHT, WRONG = "✓", "✗"


def headline(grade: Grade) -> tuple[Voice, str]:
    """The grade in words, and the class of its colour."""
    if grade.correct:
        return together(fixed(f"{RIGHT} "), words("grade.right")), "-right"
    if grade.credit > 0:
        return words("grade.partly", percent=round(100 * grade.credit)), "-partly"
    return together(fixed(f"{WRONG} "), words("grade.wrong")), "-wrong"


class Reviewed(HorizontalGroup):
    """One choice, item or key point: whether it is right, what it says, the reason, and whose it was."""

    def __init__(
        self, right: bool, text: Voice, *, mark: str = "", because: Voice | None = None, note: Voice | None = None
    ) -> None:
        super().__init__(classes="reviewed " + ("-right" if right else "-wrong"))
        self.right = right
        self.mark = mark
        self.text = text
        self.because = because
        self.note = note
        self.set_class(note is not None, "-yours")

    def compose(self) -> ComposeResult:
        yield Said(fixed(self.mark or (RIGHT if self.right else WRONG)), classes="sign")
        with VerticalGroup():
            yield Said(listed([self.text, self.note]) if self.note else self.text, classes="body")
            if self.because is not None:
                yield Said(self.because, classes="because")


def review(question: AnyQuestion, given: object, shown: Sequence[int]) -> Iterator[Reviewed]:
    """What the answer screen says of each part of a choice or order question."""
    if isinstance(question, ChoiceQuestion) and isinstance(given, tuple):
        for index in shown:
            choice = question.choices[index]
            note = words("answer.yours", "$accent bold") if index in given else None
            yield Reviewed(choice.correct, bank(choice.text), because=bank(choice.because), note=note)
    elif isinstance(question, OrderQuestion) and isinstance(given, tuple):
        for index, item in enumerate(question.items):
            place = given.index(index)
            note = None if place == index else words("answer.you_had", "$accent", place=place + 1)
            yield Reviewed(place == index, bank(item), mark=f"{index + 1}", note=note)


def number_review(question: NumberQuestion, given: float, truth: float | None) -> Card:
    """The number that was given beside the one that is right, with its tolerance."""
    unit = f" {question.unit}" if question.unit else ""
    lines: list[Widget] = [_fact(words("answer.yours"), fixed(f"{given:.6g}{unit}", "bold"))]
    if truth is not None:
        name = words("answer.measured" if question.measured else "answer.truth")
        lines.append(_fact(name, fixed(f"{truth:.6g}{unit}", "bold $text-success")))
        margin = fixed(f"{question.margin(truth):.4g}{unit}")
        lines.append(Said(words("answer.right_from", margin=margin), classes="because"))
    card = Card(words("kind.measured" if question.measured else "kind.number"), classes="number-review")
    card.compose_add_child(VerticalGroup(*lines))
    return card


def _fact(name: Voice, value: Voice) -> HorizontalGroup:
    return HorizontalGroup(Said(name, classes="name"), Said(value, classes="value"), classes="fact")
