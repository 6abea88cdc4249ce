"""The list of a summary: what changed, the questions to look at again, and those that were right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets.option_list import Option

from quizdl.report.view.summary import ChangeRow, ReviewedRow, SummaryView
from quizdl.tui.keys import bind
from quizdl.tui.widgets.bars import Mark
from quizdl.tui.widgets.content import MUTED, escaped, words
from quizdl.tui.widgets.lines_widget import NORMAL, TALL, ends
from quizdl.tui.widgets.marked_list import MarkedList
from quizdl.tui.widgets.path_list import BAR, SHORT_BAR, bar
from quizdl.words import Language

MISSED = "missed/"  # what the ids of rows begin with that ask their question again
RIGHT = "right"  # the id of the row that opens the list of what was right
MANY_LINES = 36  # from which on nothing is folded that fits
OTHER_LINES = 13  # of the screen, beside the rows of questions and tracks
INDENT = Content("  ")


class ReviewedList(MarkedList):
    """Nothing is marked until the reader moves: until then Enter is the screen's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "select", "key.this_one"),
        bind("enter", "unfold", "key.open"),
        Binding("space", "select", show=False),
        Binding("space", "unfold", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.is_open = False  # the list of what was right

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        marked = self.highlighted_option
        if action in ("select", "unfold"):
            return marked is not None and (marked.id == RIGHT) == (action == "unfold")
        return True

    def action_unfold(self) -> None:
        self.action_select()

    def action_cursor_up(self) -> None:
        """Above the first row nothing is marked, and the top is in sight."""
        if self.highlighted is None or self.highlighted == min(self._markable, default=None):
            self.highlighted = None
            self.scroll_home(animate=False)
            self.screen.refresh_bindings()
        else:
            super().action_cursor_up()

    def action_cursor_down(self) -> None:
        """Below the last row that can be marked, the others come in sight."""
        if self.highlighted == max(self._markable, default=None):
            self.scroll_relative(y=1, animate=False)
        else:
            super().action_cursor_down()

    def action_page_up(self) -> None:
        self.scroll_page_up(animate=False)

    def action_page_down(self) -> None:
        self.scroll_page_down(animate=False)

    @property
    def _markable(self) -> list[int]:
        """The places of the rows that can be marked."""
        return [place for place, option in enumerate(self.options) if not option.disabled]

    def show_view(self, view: SummaryView, language: Language, width: int) -> None:
        """Show these values in `width` cells; what was marked stays so."""
        marked, height = self.highlighted_option, self.app.size.height
        rows = len(view.changes) + len(view.missed) + len(view.right)
        self.is_open = self.is_open or (height >= MANY_LINES and rows + OTHER_LINES <= height)
        self.set_options(list(self._options_of(view, language, width - self.margin_width)))
        place = next((place for place, option in enumerate(self.options) if marked and option.id == marked.id), None)
        self.highlighted = None if place is None or self.options[place].disabled else place

    def _options_of(self, view: SummaryView, language: Language, width: int) -> Iterator[Option]:
        """The rows; those that do nothing are passed over."""
        names = max((escaped(row.name).cell_length for row in view.changes), default=0)
        yield from (_passive(_change(row, names, width)) for row in view.changes)
        if view.missed:
            yield from self._below_a_blank(words("summary.missed")(language))
            yield from (Option(_missed(row, width), id=MISSED + row.id) for row in view.missed)
        if view.sure:
            yield from self._below_a_blank(*escaped(view.sure, "$accent").wrap(width))
        if view.right:
            yield from self._below_a_blank(words("summary.right")(language))
            fold = INDENT + escaped(f"{'▾' if self.is_open else '▸'} {view.right_count}")
            yield Option(ends(fold, escaped(view.right_back, MUTED), width), id=RIGHT, disabled=self.is_open)
            if self.is_open:
                yield from (_passive(_right(row, width)) for row in view.right)

    def _below_a_blank(self, *lines: Content) -> Iterator[Option]:
        """Lines that cannot be marked; a flat screen has no blank one above them."""
        if self.app.size.height >= TALL:
            yield _passive(Content(""))
        yield from map(_passive, lines)


def _passive(line: Content) -> Option:
    return Option(line, disabled=True)


def _change(row: ChangeRow, names: int, width: int) -> Content:
    """The name, a bar whose gain is lit, both shares, and the claims."""
    cells = BAR if width >= NORMAL - 4 else SHORT_BAR
    before, after = (round(cells * share) for share in (row.before, row.after))
    gained = bar(row.after, cells).stylize("$success", before, max(before, after))
    room = max(width - cells - len(row.shares) - 6, 1)
    name = escaped(row.name).truncate(min(names, room), ellipsis=True, pad=True)
    left, proven = Content("  ").join([name, gained, Content(row.shares)]), escaped(row.proven, "$success")
    return ends(left, proven if left.cell_length + proven.cell_length < width else Content(""), width)


def _missed(row: ReviewedRow, width: int) -> Content:
    sign, style = (Mark.PARTLY if row.partly else Mark.WRONG).value
    left = Content.assemble(INDENT, (sign, style), " ", escaped(row.prompt))
    sure = escaped(row.sure, "$accent") if width >= NORMAL - 4 else Content("")
    return ends(left, Content("  ").join(["", *filter(None, (sure, escaped(row.back, MUTED)))]), width)


def _right(row: ReviewedRow, width: int) -> Content:
    sign, style = Mark.RIGHT.value
    left = Content.assemble(INDENT, (sign, style), " ", escaped(row.prompt))
    return ends(left, escaped(f"  {row.back}", MUTED), width)
