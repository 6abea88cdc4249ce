"""The reader's answer beside the bank's, for each kind of question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from textual.content import Content

from quizdl.bank.question import (
    AnyQuestion,
    BugQuestion,
    ChoiceQuestion,
    CodeQuestion,
    NumberQuestion,
    OrderQuestion,
)
from quizdl.report.view.answer import (
    About,
    AnswerPart,
    Section,
    order_outcome,
    parts_of,
    right_in_short,
    sections_of,
)
from quizdl.report.view.number_answer import in_unit, number_view
from quizdl.report.view.planted_bug import bug_view
from quizdl.study.grading import Given, Grade
from quizdl.tui.widgets.code_change import changed_line
from quizdl.tui.widgets.content import (
    MUTED,
    LocalizedText,
    always,
    below,
    escaped,
    fixed,
    styled,
    together,
    typeset,
    words,
)
from quizdl.tui.widgets.lines_widget import hang
from quizdl.tui.widgets.page import Part, edged, paragraph
from quizdl.tui.widgets.path_list import bar
from quizdl.words import Language

RIGHT, PARTLY, WRONG = "✓", "◐", "✗"
MOST_BAR, LEAST_BAR = 33, 12  # cells of a bar beside a number
INLINE = (About.SOURCES, About.ASKED_IN, About.FOLKLORE)  # the title stands before the text, in its line
STYLES = {
    About.MODEL: "bold $success",
    About.FOLKLORE: "bold $secondary",
    About.NOTE: "bold $accent",
    About.BUG: "bold $error",
}


def headline(question: AnyQuestion, given: Given, grade: Grade, truth: float | None) -> LocalizedText:
    """The grade in words and its colour, and the right answer in a sentence; `truth` is that to a number."""
    if isinstance(question, NumberQuestion) and isinstance(given, float) and truth is not None:
        sign, style = (RIGHT, "bold $success") if grade.correct else (WRONG, "bold $error")
        return lambda language: escaped(f"{sign} {number_view(question, given, truth, language).outcome}", style)
    if isinstance(question, OrderQuestion) and isinstance(given, tuple) and not grade.correct:
        sign, style = (PARTLY, "bold $accent") if grade.credit > 0 else (WRONG, "bold $error")
        return lambda language: escaped(f"{sign} {order_outcome(given, language)}", style)
    if isinstance(question, CodeQuestion) and not grade.correct:
        return _not_passed(question, grade)
    if grade.correct:
        said = styled(together(fixed(f"{RIGHT} "), words("grade.right")), "bold $success")
    elif grade.credit > 0:
        percent = round(100 * grade.credit)
        said = styled(together(fixed(f"{PARTLY} "), words("grade.partly", percent=percent)), "bold $accent")
    else:
        said = styled(together(fixed(f"{WRONG} "), words("grade.wrong")), "bold $error")
    return lambda language: Content(" ").join(
        filter(None, (said(language), typeset(right_in_short(question, language), "bold")))
    )


def _not_passed(question: CodeQuestion, grade: Grade) -> LocalizedText:
    """That an exercise was given up, or passed after ours was seen."""
    kept, asked = round(grade.credit * len(question.verify)), len(question.verify)
    if kept == asked:
        return styled(together(fixed(f"{PARTLY} "), words("grade.after_ours")), "bold $accent")
    return styled(together(fixed(f"{WRONG} "), words("grade.not_passed", kept=kept, count=asked)), "bold $error")


def comparison(
    question: AnyQuestion,
    given: Given,
    shown: Sequence[int],
    truth: Callable[[], float | None],
    folded: Callable[[], bool],
) -> Part:
    """The reader's answer beside the right one; `truth` is the right number, None until it is measured.

    Where `folded()` is so, choices that are neither right nor the reader's are counted only.
    """
    if isinstance(question, NumberQuestion) and isinstance(given, float):
        return lambda language, width: _number(question, given, truth())(language, width)

    def part(language: Language, width: int) -> list[Content]:
        parts = parts_of(question, language, shown, given) if isinstance(given, tuple) else []
        if not isinstance(question, ChoiceQuestion):
            return [line for place, part in enumerate(parts, 1) for line in _item(part, place, width)]
        told = [(place, part) for place, part in enumerate(parts, 1) if part.right or part.yours or not folded()]
        blocks = [line for place, part in told for line in _choice(part, place, language, width)]
        left = len(parts) - len(told)
        others = words("answer.others", MUTED, count=left)(language)
        return [*blocks, *hang(Content.styled("  ▸ ", MUTED), others, width)] if left else blocks

    return part


def explanation(question: AnyQuestion, given: Given | None = None, note: str = "") -> Part:
    """The planted bug, the typed answer, the model answer, the folklore, the sources, the reader's note."""
    return lambda language, width: _apart(
        _section(question, section)(language, width) for section in sections_of(question, language, given, note)
    )


def _section(question: AnyQuestion, section: Section) -> Part:
    style = STYLES.get(section.about, "bold")
    if section.about is About.BUG and isinstance(question, BugQuestion):
        return paragraph(below(fixed(section.title, style), partial(_bug, question)))
    if section.about in INLINE:
        text = always(typeset(section.text, "" if section.about is About.FOLKLORE else MUTED))
        return paragraph(together(fixed(section.title, style), text, between="  "))
    return paragraph(below(fixed(section.title, style), always(typeset(section.text))))


def _bug(question: BugQuestion, language: Language) -> Content:
    """What the bug does, and its line with the change in place."""
    view = bug_view(question, language)
    line = escaped(f"{view.where}  ", MUTED) + changed_line(view.change)
    return below(fixed(view.description), always(line))(language) if view.description else line


def _apart(blocks: Iterable[list[Content]]) -> list[Content]:
    """The lines of all blocks, a blank line between them."""
    lines = [line for block in blocks for line in (*block, Content(""))]
    return lines[:-1]


def _choice(part: AnswerPart, place: int, language: Language, width: int) -> list[Content]:
    """A choice with its reason; an edge in amber if it was the reader's, in green if it is right."""
    tags = [escaped(part.yours, "$accent bold")] if part.yours else []
    tags += [words("answer.right", "$success bold")(language)] if part.right else []
    edge = "$success" if part.right else "$accent" if part.yours else ""
    text = Content("  ").join([typeset(part.text, "bold" if part.right else ""), *tags])
    lines = hang(Content.styled(f" {place}  ", MUTED), text, width - 1)
    if part.because:
        lines += hang(Content("    "), typeset(part.because, "" if edge else MUTED), width - 1)
    return edged(lines, width, edge, "")


def _item(part: AnswerPart, place: int, width: int) -> list[Content]:
    """An item in its right place, and where the reader had it."""
    sign = Content.styled(f"{RIGHT if part.right else ' '} ", "bold $success")
    yours = [escaped(part.yours, "$accent")] if part.yours else []
    text = Content("  ").join([typeset(part.text), *yours])
    return hang(Content.assemble(sign, (f"{place}  ", MUTED)), text, width)


def _number(question: NumberQuestion, given: float, truth: float | None) -> Part:
    """The reader's number and the right one, each behind a bar of its length, and what is near enough."""
    of_truth = "measure.measured" if question.measured else "answer.truth"

    def part(language: Language, width: int) -> list[Content]:
        names = [words(name, MUTED)(language) for name in ("measure.you", of_truth)]
        if truth is None:
            return [Content("  ").join([names[0], escaped(in_unit(question, given), "$accent bold")])]
        view = number_view(question, given, truth, language)
        values = [escaped(view.yours, "$accent bold"), escaped(view.truth, "bold")]
        right = escaped(f"   {view.right_from}" if view.right_from else "", MUTED)
        lead = max(name.cell_length for name in names) + 2
        room = width - lead - 2 - max(value.cell_length for value in values)
        beside = room - right.cell_length >= LEAST_BAR
        cells = min(room - (right.cell_length if beside else 0), MOST_BAR)
        lines = []
        for place, (name, value, colour) in enumerate(zip(names, values, ("$accent", "$primary"), strict=True)):
            length = bar(view.lengths[place], cells, colour) + Content("  ") if view.lengths else Content("")
            lines.append(Content("").join([name.pad_right(lead - name.cell_length), length, value]))
        return [lines[0], lines[1] + right] if beside else [*lines, escaped(view.right_from, MUTED)]

    return part
