"""What was right and what was not: the reader's answer beside the bank's, each kind in its own way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from textual.content import Content

from quizdl.bank.model import Language
from quizdl.bank.question import AnyQuestion, ChoiceQuestion, NumberQuestion, OrderQuestion
from quizdl.report.text import readable
from quizdl.study.grading import Given, Grade
from quizdl.tui.widgets.drawn import hang
from quizdl.tui.widgets.page import Part, card, edged, paragraph
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


def comparison(
    question: AnyQuestion, given: Given, shown: Sequence[int], truth: Callable[[], float | None]
) -> Iterator[Part]:
    """What the reader answered beside what is right; `truth` is the number that is right, None while it is measured."""
    if isinstance(question, NumberQuestion) and isinstance(given, float):
        title = words("kind.measured" if question.measured else "kind.number")
        yield card(title, lambda language: _number(question, given, truth())(language))
    elif isinstance(given, tuple):
        yield from (_part(reviewed) for reviewed in _reviewed(question, given, shown))


def explanation(question: AnyQuestion, given: Given, note: str) -> Iterator[Part]:
    """What was said aloud where it was typed, the model answer, the folklore, the sources, the reader's note."""
    if isinstance(given, str) and given.strip():
        yield card(words("answer.yours"), fixed(given))
    yield card(words("answer.model"), bank(question.answer), tone="success")
    if question.folklore is not None:
        yield card(words("answer.folklore"), bank(question.folklore), tone="warning")
    for title, entries in (("answer.sources", question.sources), ("answer.asked_in", question.asked_in)):
        if entries:
            cited = listed([fixed(entry) for entry in entries])
            yield paragraph(styled(together(words(title, "bold"), cited, between=": "), MUTED))
    if note:
        yield card(words("answer.note"), fixed(note), tone="accent")


def _reviewed(question: AnyQuestion, given: tuple[int, ...], shown: Sequence[int]) -> Iterator[Reviewed]:
    if isinstance(question, ChoiceQuestion):
        for index in shown:
            choice = question.choices[index]
            note = words("answer.yours", "$accent bold") if index in given else None
            mark = RIGHT if choice.correct else WRONG
            yield Reviewed(choice.correct, bank(choice.text), mark, bank(choice.because), note)
    elif isinstance(question, OrderQuestion):
        for index, item in enumerate(question.items):
            place = given.index(index)
            note = None if place == index else words("answer.you_had", "$accent", place=place + 1)
            yield Reviewed(place == index, bank(item), f"{index + 1}", note=note)


def _part(reviewed: Reviewed) -> Part:
    """Its sign, what it says, the reason below that, and an edge beside what was the reader's."""
    sign = Content.styled(f" {reviewed.mark} ", f"bold {'$text-success' if reviewed.right else '$text-error'}")
    text = listed([reviewed.text, reviewed.note]) if reviewed.note else reviewed.text

    def part(language: Language, width: int) -> list[Content]:
        lines = hang(sign, text(language), width - 2)
        if reviewed.because:
            lines += hang(Content("   "), styled(reviewed.because, MUTED)(language), width - 2)
        yours = reviewed.note is not None
        return edged(lines, width, "$accent" if yours else "", "on $surface" if yours else "")

    return part


def predicted(question: NumberQuestion, given: float) -> Voice:
    """The reader's number with its unit."""
    unit = f" {question.unit}" if question.unit else ""
    return _fact(words("answer.yours"), fixed(readable(given) + unit, "bold"))


def _number(question: NumberQuestion, given: float, truth: float | None) -> Voice:
    unit = f" {question.unit}" if question.unit else ""
    lines = [predicted(question, given)]
    if truth is not None:
        name = words("answer.measured" if question.measured else "answer.truth")
        lines.append(_fact(name, fixed(readable(truth) + unit, "bold $text-success")))
        if margin := question.margin(truth):
            lines.append(words("answer.right_from", MUTED, margin=fixed(readable(margin, 3) + unit)))
    return below(*lines)


def _fact(name: Voice, value: Voice) -> Voice:
    def named(language: Language) -> Content:
        return name(language).truncate(CELLS_OF_NAME, pad=True)

    return together(styled(named, MUTED), value)
