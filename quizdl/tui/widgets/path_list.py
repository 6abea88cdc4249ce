"""The list of home: rows of columns that begin at the same cells, with bars, in one `OptionList`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets.option_list import Option

from quizdl.report.text import bar_text
from quizdl.report.view.home import Row
from quizdl.tui.widgets.content import MUTED, escaped
from quizdl.tui.widgets.lines_widget import NORMAL
from quizdl.tui.widgets.marked_list import MarkedList

BAR, SHORT_BAR = 16, 8  # cells
LEAST_NAME = 12  # cells, before a column is left out
FOLDED = {True: "▾ ", False: "▸ ", None: ""}


def bar(share: float, cells: int, colour: str = "$primary") -> Content:
    """A line of `cells` cells of which a share from 0 to 1 is full, to the half cell."""
    full, rest = bar_text(share, cells)
    return Content.assemble((full, colour), (rest, "$foreground 20%"))


class PathList(MarkedList):
    """Rows on top, a rule, and the tracks with their topics. Columns fit the width; names are cut last."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "fold(True)", "key.unfold", show=False, key_display="→"),
        Binding("left", "fold(False)", "key.fold", show=False, key_display="←"),
    ]

    class Folded(Message):
        """A track is to be opened or closed."""

        def __init__(self, row: Row, opened: bool) -> None:
            super().__init__()
            self.row = row
            self.opened = opened

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: list[Row] = []

    @property
    def row(self) -> Row | None:
        """The highlighted row."""
        return None if self.highlighted is None else self.rows[self.highlighted]

    def show_rows(self, top: Sequence[Row], path: Sequence[Row], width: int, key: str = "") -> None:
        """Show these rows in `width` cells; the row called `key`, else the first, is highlighted."""
        self.rows = [*top, *path]
        lines = Columns(self.rows, width - self.margin_width)
        options = [Option(lines.content(row), id=row.key) for row in self.rows]
        rule = [None] if top and path else []
        self.set_options([*options[: len(top)], *rule, *options[len(top) :]])
        keys = [row.key for row in self.rows]
        if keys:
            self.highlighted = keys.index(key) if key in keys else 0

    def action_fold(self, opened: bool) -> None:
        if (row := self.row) is not None:
            self.post_message(self.Folded(row, opened))


class Columns:
    """Lays rows out: the name at the left, then bar, share, claims, due and new, each in a column of its own."""

    def __init__(self, rows: Sequence[Row], width: int) -> None:
        self.width = width
        self.bar = BAR if width >= NORMAL - 4 else SHORT_BAR
        columned = [row for row in rows if row.recall is not None or row.state]
        self.columns = {
            column: max((Content(getattr(row, column)).cell_length for row in columned), default=0)
            for column in ("proven", "due", "new")
        }
        self.state = max((Content(row.state).cell_length for row in rows), default=0)
        self.share = 4 if any(row.recall is not None for row in rows) else 0
        self.gap = 3
        longest = max(
            (len(FOLDED[row.is_open]) + 4 * row.depth + Content(row.name).cell_length for row in rows), default=0
        )
        for gap, without in ((3, ()), (2, ()), (2, ("proven",)), (2, ("proven", "new")), (1, ("proven", "new"))):
            self.gap = gap
            self.columns.update(dict.fromkeys(without, 0))
            if self.name_width >= longest:
                break

    @property
    def bars(self) -> int:
        """Cells of the bar with its share, or of what stands in their place."""
        return max(self.bar + self.share if self.share else 0, self.state)

    @property
    def name_width(self) -> int:
        parts = [self.bars, *self.columns.values()]
        return max(self.width - sum(part + self.gap for part in parts if part), LEAST_NAME)

    def content(self, row: Row) -> Content:
        """One line of `width` cells."""
        name = Content(f"{' ' * 4 * row.depth}{FOLDED[row.is_open]}") + escaped(row.name)
        if row.recall is None and not row.state:  # a row on top has no columns
            right = Content.assemble((row.note, "$primary"), (row.due, "$accent"), (row.new, "$primary"))
        else:
            right = Content(" " * self.gap).join(["", *self._cells(row)])
        room = max(self.width - right.cell_length, 1)
        if row.hint and name.cell_length + len(row.hint) + 4 <= room:
            name = Content("  ").join([name, escaped(row.hint, MUTED)])
        return name.truncate(room, ellipsis=True, pad=True) + right

    def _cells(self, row: Row) -> Iterator[Content]:
        if self.bars:
            yield self._bar(row)
        for column, style in (("proven", "$success"), ("due", "$accent"), ("new", "$primary")):
            if cells := self.columns[column]:
                yield _right(escaped(getattr(row, column), style), cells)

    def _bar(self, row: Row) -> Content:
        if row.recall is None:
            return _right(escaped(row.state, MUTED), self.bars)
        share = Content(f"{100 * row.recall:.0f}%".rjust(self.share))
        return _right(bar(row.recall, self.bar) + share, self.bars)


def _right(text: Content, cells: int) -> Content:
    """The text at the right of so many cells."""
    return Content(" " * max(cells - text.cell_length, 0)) + text
