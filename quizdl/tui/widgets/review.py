"""What was right and what was not: the reader's answer beside the bank's, each kind in its own way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from textual.content import Content

from quizdl.bank.model import Language
from quizdl.bank.question import AnyQuestion, ChoiceQuestion, NumberQuestion, OrderQuestion
from quizdl.study.grading import Grade
from quizdl.tui.widgets.drawn import hang
from quizdl.tui.widgets.page import Part, edged
from quizdl.tui.widgets.plain import MUTED, Voice, bank, below, fixed, listed, styled, together, words

RIGHT, WRONG = "✓", "✗"
CELLS_OF_NAME = 16


def headline(grade: Grade) -> Voice:
    """The grade in words, in its colour."""
    if grade.correct:
        return styled(together(fixed(f"{RIGHT} "), words("grade.right")), "bold $text-success")
    if grade.credit > 0:
        return words("grade.partly", "bold $text-warning", percent=round(100 * grade.credit))
    return styled(together(fixed(f"{WRONG} "), words("grade.wrong")), "bold $text-error")


class Reviewed(NamedTuple):
    """One choice or item: whether it is right, what it says, the reason, and the reader's own pick or place."""

    right: bool
    text: Voice
    mark: str
    because: Voice | None = None
    note: Voice | None = None


def reviewed(question: AnyQuestion, given: object, shown: Sequence[int]) -> Iterator[Reviewed]:
    """What the answer screen says of each part of a choice or order question; nothing of the other kinds."""
    if isinstance(question, ChoiceQuestion) and isinstance(given, tuple):
        for index in shown:
            choice = question.choices[index]
            note = words("answer.yours", "$accent bold") if index in given else None
            mark = RIGHT if choice.correct else WRONG
            yield Reviewed(choice.correct, bank(choice.text), mark, bank(choice.because), note)
    elif isinstance(question, OrderQuestion) and isinstance(given, tuple):
        for index, item in enumerate(question.items):
            place = given.index(index)
            note = None if place == index else words("answer.you_had", "$accent", place=place + 1)
            yield Reviewed(place == index, bank(item), f"{index + 1}", note=note)


def review(parts: Sequence[Reviewed]) -> Part:
    """The parts of a question, each with its sign, the reason below it, and an edge beside those of the reader's."""

    def drawn(language: Language, width: int) -> list[Content]:
        lines: list[Content] = []
        for part in parts:
            lines += [*_reviewed(part, language, width), Content("")]
        return lines[:-1]

    return drawn


def _reviewed(part: Reviewed, language: Language, width: int) -> list[Content]:
    sign = Content.styled(f" {part.mark} ", f"bold {'$text-success' if part.right else '$text-error'}")
    text = listed([part.text, part.note]) if part.note else part.text
    lines = hang(sign, text(language), width - 2)
    if part.because:
        lines += hang(Content("   "), styled(part.because, MUTED)(language), width - 2)
    if part.note is None:
        return [Content(" ") + line for line in lines]
    return edged(lines, width, "$accent", "on $surface")


def number_review(question: NumberQuestion, given: float, truth: float | None) -> Voice:
    """The number that was given and, once it is known, the one that is right, with its tolerance."""
    unit = f" {question.unit}" if question.unit else ""
    lines = [_fact(words("answer.yours"), fixed(f"{given:.6g}{unit}", "bold"))]
    if truth is not None:
        name = words("answer.measured" if question.measured else "answer.truth")
        lines.append(_fact(name, fixed(f"{truth:.6g}{unit}", "bold $text-success")))
        margin = fixed(f"{question.margin(truth):.4g}{unit}")
        lines.append(words("answer.right_from", MUTED, margin=margin))
    return below(*lines)


def _fact(name: Voice, value: Voice) -> Voice:
    def named(language: Language) -> Content:
        return name(language).truncate(CELLS_OF_NAME, pad=True)

    return together(styled(named, MUTED), value)
