"""An `OptionList` whose highlighted row has a mark in the margin, so that it is told without colour."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widgets import OptionList

from quizdl.tui.keys import bind
from quizdl.tui.themes import HIGH_CONTRAST
from quizdl.tui.widgets.lines_widget import NORMAL

HERE = "▌"


class MarkedList(OptionList):
    """Rows that start something; texts are never markup."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "select", "key.start"),
        Binding("space", "select", show=False),
        Binding("j,ㅓ", "cursor_down", show=False),
        Binding("k,ㅏ", "cursor_up", show=False),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {"marked-list--mark"}

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False)

    @property
    def margin_width(self) -> int:
        """Cells before a row, for the mark."""
        return 1 if self.app.size.width < NORMAL else 2

    def _get_left_gutter_width(self) -> int:
        return self.margin_width

    def render_line(self, y: int) -> Strip:
        line, margin = super().render_line(y), self.margin_width
        place = y + self.scroll_offset.y
        here = place < len(self._lines) and self._lines[place] == (self.highlighted, 0)
        style = self.get_visual_style("marked-list--mark")
        if here and self.app.theme == HIGH_CONTRAST.name:  # a tint would not be seen there
            line = line.apply_style(RichStyle(reverse=True))
        text = (HERE if here else "").ljust(margin)
        return Strip([Segment(text, style.rich_style), *line], margin + line.cell_length)
