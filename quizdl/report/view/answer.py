"""The answer to a question and the reader's own, as values in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from quizdl.bank.question import AnyQuestion, BugQuestion, ChoiceQuestion, CodeQuestion, OpenQuestion, OrderQuestion
from quizdl.report.text import bank_text, first_sentence, harmless
from quizdl.report.view.planted_bug import bug_text
from quizdl.study.grading import Given, pairs_in_order
from quizdl.words import Language, say

MOST_IN_SHORT = 120  # characters


class AnswerPart(NamedTuple):
    """A choice, an item in its right place, or a key point."""

    text: str
    right: bool  # whether the choice is right, or the reader put the item here
    because: str = ""
    yours: str = ""  # that the reader picked the choice, or where else they put the item


class About(StrEnum):
    """The subject of a section."""

    BUG = "bug"
    YOURS = "yours"
    MODEL = "model"
    FOLKLORE = "folklore"
    SOURCES = "sources"
    ASKED_IN = "asked_in"
    NOTE = "note"


OF_BANK = (About.BUG, About.MODEL, About.FOLKLORE)  # prose, in which formulas are set


class Section(NamedTuple):
    """A text under a title."""

    about: About
    title: str
    text: str


def parts_of(
    question: AnyQuestion, language: Language, order: Sequence[int], given: Given | None = None
) -> list[AnswerPart]:
    """Choices in display `order`, items in the right order, or key points; none for a number."""
    places = given if isinstance(given, tuple) else None
    if isinstance(question, ChoiceQuestion):
        yours = say(language, "answer.yours")
        return [
            AnswerPart(
                bank_text(question.choices[index].text.to(language)),
                question.choices[index].correct,
                bank_text(question.choices[index].because.to(language)),
                yours if index in (places or ()) else "",
            )
            for index in order
        ]
    if isinstance(question, OrderQuestion):
        put = range(len(question.items)) if places is None else map(places.index, range(len(places)))
        return [
            AnswerPart(
                bank_text(item.to(language)),
                at == index,
                yours="" if at == index else say(language, "answer.you_had", place=at + 1),
            )
            for index, (item, at) in enumerate(zip(question.items, put, strict=True))
        ]
    points = question.key_points if isinstance(question, OpenQuestion) else ()
    return [AnswerPart(bank_text(point.to(language)), right=True) for point in points]


def order_outcome(order: Sequence[int], language: Language) -> str:
    """How much of a wrong order is right, by the pairs of items that its credit counts, and why that is its mark."""
    right, pairs = pairs_in_order(order)
    return say(language, "grade.order_partly" if 2 * right > pairs else "grade.order_wrong", right=right, pairs=pairs)


def right_in_short(question: AnyQuestion, language: Language) -> str:
    """The first sentence of the model answer to a choice, if it fits a headline; empty for other kinds."""
    if not isinstance(question, ChoiceQuestion):
        return ""
    first = first_sentence(question.answer.to(language))
    return bank_text(first) if len(first) <= MOST_IN_SHORT else ""


def sections_of(question: AnyQuestion, language: Language, given: Given | None = None, note: str = "") -> list[Section]:
    """The planted bug, the reader's text, the model answer, the folklore, the sources, the `note`; no empty ones.

    The text of an exercise is a program: fronts show it beside ours.
    """
    texts = {
        About.BUG: bug_text(question, language) if isinstance(question, BugQuestion) else "",
        About.YOURS: given if isinstance(given, str) and not isinstance(question, CodeQuestion) else "",
        About.MODEL: question.answer.to(language),
        About.FOLKLORE: question.folklore.to(language) if question.folklore else "",
        About.SOURCES: "; ".join(question.sources),
        About.ASKED_IN: "; ".join(question.asked_in),
        About.NOTE: note,
    }
    return [
        Section(about, say(language, f"answer.{about}"), bank_text(text) if about in OF_BANK else harmless(text))
        for about, text in texts.items()
        if text.strip()
    ]
