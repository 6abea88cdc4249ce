"""The numbers of an experiment: measurements with bound, unit and reason, and controls."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.content import Content

from quizdl.report.view.numbers import Row, Tone
from quizdl.report.view.proof import ProofView
from quizdl.tui.widgets.content import MUTED, escaped
from quizdl.tui.widgets.lines_widget import LinesWidget, hang
from quizdl.tui.widgets.verdicts import COLOURS
from quizdl.words import Language

_SPACE = Content("  ")  # where the others have their sign
MOST = 26  # cells of a column of numbers

Cells = tuple[Content, Content, Content]  # name, value with unit, bound


class NumberTable(LinesWidget):
    """All numbers of an experiment: findings, checks and controls, each with its reason below it."""

    def __init__(self, view: Callable[[Language], ProofView]) -> None:
        super().__init__()
        self.view = view

    def draw(self, language: Language, width: int) -> list[Content]:
        view = self.view(language)
        heads = (escaped(view.heads.name, MUTED), escaped(view.heads.value, MUTED), escaped(view.heads.bound, MUTED))
        cells = [heads, *map(_cells, (*view.measurements, *view.controls))]
        columns = None if self.narrow else (_width(cell[1] for cell in cells), _width(cell[2] for cell in cells))
        lines = _side_by_side(_SPACE, heads, columns, width) if columns else []
        for head, rows in view.parts:
            if head:
                lines.append(escaped(head, MUTED))
            for row in rows:
                lines += [*_number(row, columns, width, expected=view.agrees), Content("")]
        return lines[:-1]


def _width(column: Iterable[Content]) -> int:
    return min(max(cell.cell_length for cell in column), MOST)


def _cells(row: Row) -> Cells:
    return escaped(row.name), escaped(row.quantity, "bold"), escaped(row.bound, MUTED)


def _number(row: Row, columns: tuple[int, int] | None, width: int, *, expected: bool) -> list[Content]:
    """The lines of one number; without columns its parts stand below each other. `expected`: as the answer says."""
    colour = "" if expected and row.tone is Tone.BAD else COLOURS[row.tone]  # a myth is to break its bound
    sign = Content.styled(f"{row.sign} ", f"{colour} bold".strip())
    cells = _cells(row)
    lines = _side_by_side(sign, cells, columns, width) if columns else hang(sign, Content("\n").join(cells), width)
    remark = escaped(row.remark, MUTED)
    if row.control and row.tone is not Tone.GOOD:
        remark = remark.stylize("$accent", 0, len(row.outcome))
    return [*lines, *(hang(_SPACE, remark, width) if remark else ())]


def _side_by_side(sign: Content, cells: Cells, columns: tuple[int, int], width: int) -> list[Content]:
    """Three cells side by side, each wrapped to its column: the name, the value at its right edge, the bound."""
    of_value, of_bound = columns
    of_name = max(width - sign.cell_length - of_value - of_bound - 4, 1)
    wrapped = [cell.wrap(room) for cell, room in zip(cells, (of_name, of_value, of_bound), strict=True)]
    lines = []
    for place in range(max(map(len, wrapped))):
        name, value, bound = (column[place] if place < len(column) else Content("") for column in wrapped)
        margin = _SPACE if place else sign
        name = name.pad_right(of_name - name.cell_length + 2)
        value = value.pad_left(of_value - value.cell_length).pad_right(2)
        lines.append(Content("").join([margin, name, value, bound]))
    return lines
