"""The answers of an interview: a row each, and what was left out of the marked one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widgets.option_list import Option

from quizdl.report.view.interview import AnswerRow, LeftOut
from quizdl.tui.keys import bind
from quizdl.tui.widgets.content import MUTED, LocalizedText, escaped, typeset
from quizdl.tui.widgets.lines_widget import NORMAL, LinesWidget, ends, hang
from quizdl.tui.widgets.marked_list import MarkedList
from quizdl.tui.widgets.path_list import bar
from quizdl.words import Language

BAR = 14  # cells
POINTS, TIME = 4, 5  # cells of the points, and of minutes and seconds
GAP = "   "


class AnswerList(MarkedList):
    """Number, question, bar, points and time of each answer; names are cut last."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("enter", "select", "key.read")]

    def show_answers(self, answers: Sequence[AnswerRow], width: int, marked: int) -> None:
        """Show these answers in `width` cells."""
        room = width - self.margin_width
        columns = _columns if self.app.size.width >= NORMAL else _narrow_columns
        self.set_options(Option(ends(_name(row), right, room)) for row, right in columns(answers))
        if answers:
            self.highlighted = marked


class LeftOutPane(LinesWidget):
    """What was left out of an answer; beside the list its border names it, below the list its first line does."""

    def __init__(self, left_out: Callable[[Language], LeftOut], foot: LocalizedText) -> None:
        super().__init__(id="left-out")
        self.left_out = left_out
        self.foot = foot

    def draw(self, language: Language, width: int) -> list[Content]:
        told = self.left_out(language)
        lines = [] if self.wide else [escaped(told.title, "$primary")]
        for point in told.points:
            lines += hang(Content(" · "), typeset(point), width)
        if told.note:
            lines += escaped(told.note, MUTED).wrap(width)
        foot = self.foot(language)
        return [*lines, ends(Content(""), foot, width)] if foot else lines


def _name(answer: AnswerRow) -> Content:
    return Content(f"{answer.number:>2}  ") + typeset(answer.name)


def _columns(answers: Sequence[AnswerRow]) -> Iterator[tuple[AnswerRow, Content]]:
    """Bar, points, time and remark behind each name; an answer that is not compared has no bar and no points."""
    times = [
        Content(f"{answer.time:>{TIME}}  {answer.remark}" if answer.time else f" {answer.remark}") for answer in answers
    ]
    cells = max((time.cell_length for time in times), default=0)
    for answer, time in zip(answers, times, strict=True):
        told = time.pad_right(cells - time.cell_length).stylize(MUTED)
        counted = [bar(answer.share, BAR), Content(f"{answer.points:<{POINTS}}")] if answer.points else []
        yield answer, Content(GAP).join([Content(""), *counted, told])


def _narrow_columns(answers: Sequence[AnswerRow]) -> Iterator[tuple[AnswerRow, Content]]:
    """Points, and the remark or else the time."""
    for answer in answers:
        told = escaped(answer.remark or answer.time, MUTED)
        yield answer, Content("  ").join([Content(""), *([Content(answer.points)] if answer.points else []), told])
