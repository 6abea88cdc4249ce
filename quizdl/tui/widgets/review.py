"""The reader's answer beside the bank's, for each kind of question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.content import Content

from quizdl.bank.question import AnyQuestion, NumberQuestion, OrderQuestion
from quizdl.report.view.answer import About, AnswerPart, Section, number_view, parts_of, sections_of
from quizdl.study.grading import Given, Grade
from quizdl.tui.widgets.content import MUTED, LocalizedText, below, escaped, fixed, styled, together, words
from quizdl.tui.widgets.lines_widget import hang
from quizdl.tui.widgets.page import Part, card, edged, paragraph
from quizdl.words import Language

RIGHT, WRONG = "✓", "✗"
CELLS_OF_NAME = 16


def headline(grade: Grade) -> LocalizedText:
    """The grade in words, in its colour."""
    if grade.correct:
        return styled(together(fixed(f"{RIGHT} "), words("grade.right")), "bold $success")
    if grade.credit > 0:
        return words("grade.partly", "bold $accent", percent=round(100 * grade.credit))
    return styled(together(fixed(f"{WRONG} "), words("grade.wrong")), "bold $error")


TONES = {About.MODEL: "success", About.FOLKLORE: "secondary", About.NOTE: "accent"}
CITED = (About.SOURCES, About.ASKED_IN)


def comparison(question: AnyQuestion, given: Given, shown: Sequence[int], truth: Callable[[], float | None]) -> Part:
    """The reader's answer beside the right one; `truth` is the right number, None until it is measured."""
    if isinstance(question, NumberQuestion) and isinstance(given, float):
        title = words("kind.measured" if question.measured else "kind.number")
        return card(title, lambda language: _number(question, given, truth())(language))

    def part(language: Language, width: int) -> list[Content]:
        parts = parts_of(question, language, shown, given) if isinstance(given, tuple) else []
        ordered = isinstance(question, OrderQuestion)
        return _apart(_compared(part, place if ordered else None, width) for place, part in enumerate(parts, 1))

    return part


def explanation(question: AnyQuestion, given: Given | None = None, note: str = "") -> Part:
    """The typed answer, the model answer, the folklore, the sources, the reader's note."""
    return lambda language, width: _apart(
        _section(section)(language, width) for section in sections_of(question, language, given, note)
    )


def _section(section: Section) -> Part:
    if section.about in CITED:
        title = fixed(section.title, "bold")
        return paragraph(styled(together(title, fixed(section.text), between=": "), MUTED))
    return card(fixed(section.title), fixed(section.text), tone=TONES.get(section.about, ""))


def _apart(blocks: Iterable[list[Content]]) -> list[Content]:
    """The lines of all blocks, a blank line between them."""
    lines = [line for block in blocks for line in (*block, Content(""))]
    return lines[:-1]


def _compared(part: AnswerPart, place: int | None, width: int) -> list[Content]:
    """One part: position or sign, text, the reason below, and an edge if it was the reader's."""
    mark = place or (RIGHT if part.right else WRONG)
    sign = Content.styled(f" {mark} ", f"bold {'$success' if part.right else '$error'}")
    yours = escaped(part.yours, "$accent" if place else "$accent bold")
    text = Content(" · ").join([escaped(part.text), yours] if yours else [escaped(part.text)])
    lines = hang(sign, text, width - 2)
    if part.because:
        lines += hang(Content("   "), escaped(part.because, MUTED), width - 2)
    return edged(lines, width, "$accent" if yours else "", "on $surface" if yours else "")


def predicted(question: NumberQuestion, given: float) -> LocalizedText:
    """The reader's number with its unit."""
    return _fact(words("answer.yours"), fixed(number_view(question, given, None).yours, "bold"))


def _number(question: NumberQuestion, given: float, truth: float | None) -> LocalizedText:
    view = number_view(question, given, truth)
    lines = [predicted(question, given)]
    if view.truth:
        name = words("answer.measured" if question.measured else "answer.truth")
        lines.append(_fact(name, fixed(view.truth, "bold $success")))
    if view.margin:
        lines.append(words("answer.right_from", MUTED, margin=view.margin))
    return below(*lines)


def _fact(name: LocalizedText, value: LocalizedText) -> LocalizedText:
    def named(language: Language) -> Content:
        return name(language).truncate(CELLS_OF_NAME, pad=True)

    return together(styled(named, MUTED), value)
