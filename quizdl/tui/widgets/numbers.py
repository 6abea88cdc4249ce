"""The numbers of an experiment: what was measured against its bound, with unit and reason, and the controls."""

from __future__ import annotations

from textual.content import Content

from quizdl.bank.model import Language
from quizdl.report.text import value_and_bound
from quizdl.tui.widgets.drawn import Drawn, hang
from quizdl.tui.widgets.plain import MUTED, Voice, fixed, plain, styled, together, words
from quizdl.verify.evidence import Control, Evidence, Measurement

_HOLDS = {True: ("✓ ", "$text-success bold"), False: ("✗ ", "$text-error bold"), None: ("? ", "$text-warning bold")}
_NORMAL, _WIDE = (20, 20), (24, 26)  # cells of the value and of the bound; narrow: below each other


class NumberTable(Drawn):
    """All numbers of an experiment: the measurements, then the controls, each with its reason below it."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__()
        self.evidence = evidence

    def draw(self, language: Language, width: int) -> list[Content]:
        columns = None if self.narrow else _WIDE if self.wide else _NORMAL
        lines: list[Content] = []
        if columns:
            head = [words(f"proof.{name}", MUTED)(language) for name in ("measurement", "measured", "bound")]
            lines += _row(Content("  "), head, columns, width)
        for number in self.evidence.measurements:
            lines += [*_number(number, language, columns, width), Content("")]
        lines.append(words("proof.controls", MUTED)(language))
        for control in self.evidence.controls:
            lines += [*_number(control, language, columns, width), Content("")]
        return lines[:-1]


def _number(number: Measurement, language: Language, columns: tuple[int, int] | None, width: int) -> list[Content]:
    """The lines of one number; in a narrow terminal its parts stand below each other."""
    value, bound = value_and_bound(number)
    sign = Content.styled(*_HOLDS[number.came_out if isinstance(number, Control) else number.holds])
    cells = [
        plain(number.name),
        plain(f"{value} {number.unit}".rstrip(), "bold"),
        plain(bound, MUTED),
    ]
    lines = _row(sign, cells, columns, width) if columns else hang(sign, Content("\n").join(cells), width)
    if reason := _reason(number):
        lines += hang(Content("  "), styled(reason, MUTED)(language), width)
    return lines


def _row(sign: Content, cells: list[Content], columns: tuple[int, int], width: int) -> list[Content]:
    """Three cells side by side, each wrapped to its column: the name, the value at its right edge, the bound."""
    of_value, of_bound = columns
    of_name = max(width - sign.cell_length - of_value - of_bound - 3, 1)
    names, values, bounds = (cell.wrap(room) for cell, room in zip(cells, (of_name, of_value, of_bound), strict=True))
    lines = []
    for place in range(max(len(names), len(values), len(bounds))):
        name, value, bound = (
            column[place] if place < len(column) else Content("") for column in (names, values, bounds)
        )
        parts = [
            sign if place == 0 else Content(" " * sign.cell_length),
            name.pad_right(of_name - name.cell_length + 1),
            value.pad_left(of_value - value.cell_length).pad_right(2),
            bound,
        ]
        lines.append(Content("").join(parts))
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
