"""The numbers of an experiment: what was measured against its bound, with unit and reason, and the controls."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from quizdl.bank.model import Language
from quizdl.report.text import value_and_bound
from quizdl.tui.widgets.drawn import Drawn, hang
from quizdl.tui.widgets.plain import MUTED, Voice, fixed, plain, styled, together, words
from quizdl.verify.evidence import Control, Evidence, Measurement

_HOLDS = {True: ("✓ ", "$text-success bold"), False: ("✗ ", "$text-error bold"), None: ("? ", "$text-warning bold")}
_SPACE = Content("  ")  # where the others have their sign
_HEAD = ("measurement", "measured", "bound")
MOST = 26  # cells of a column of numbers

Cells = tuple[Content, Content, Content]  # name, value with unit, bound


class NumberTable(Drawn):
    """All numbers of an experiment: the measurements, then the controls, each with its reason below it."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__()
        self.measurements, self.controls = evidence.measurements, evidence.controls

    def draw(self, language: Language, width: int) -> list[Content]:
        name, value, bound = (words(f"proof.{word}", MUTED)(language) for word in _HEAD)
        rows = [(name, value, bound), *map(_cells, [*self.measurements, *self.controls])]
        columns = None if self.narrow else (_width(row[1] for row in rows), _width(row[2] for row in rows))
        lines = _row(_SPACE, rows[0], columns, width) if columns else []
        for number in self.measurements:
            lines += [*_number(number, language, columns, width), Content("")]
        lines.append(words("proof.controls", MUTED)(language))
        for control in self.controls:
            lines += [*_number(control, language, columns, width), Content("")]
        return lines[:-1]


def _width(column: Iterable[Content]) -> int:
    return min(max(cell.cell_length for cell in column), MOST)


def _cells(number: Measurement) -> Cells:
    value, bound = value_and_bound(number)
    return plain(number.name), plain(f"{value} {number.unit}".rstrip(), "bold"), plain(bound, MUTED)


def _number(number: Measurement, language: Language, columns: tuple[int, int] | None, width: int) -> list[Content]:
    """The lines of one number; without columns its parts stand below each other."""
    sign = Content.styled(*_HOLDS[number.came_out if isinstance(number, Control) else number.holds])
    cells = _cells(number)
    lines = _row(sign, cells, columns, width) if columns else hang(sign, Content("\n").join(cells), width)
    if reason := _reason(number):
        lines += hang(_SPACE, styled(reason, MUTED)(language), width)
    return lines


def _row(sign: Content, cells: Cells, columns: tuple[int, int], width: int) -> list[Content]:
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


def _reason(number: Measurement) -> Voice | None:
    reason = fixed(number.because) if number.because else None
    if not isinstance(number, Control):
        return reason
    broke = number.must == "break"
    if number.came_out:
        outcome = words("proof.broke" if broke else "proof.held")
    else:
        outcome = words("proof.not_broke" if broke else "proof.not_held", "$text-warning")
    return together(outcome, reason, between="; ") if reason else outcome
