"""The numbers of an experiment: what was measured against its bound, with unit and reason, and the controls."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import HorizontalGroup, VerticalGroup
from textual.widget import Widget

from quizdl.report.text import value_and_bound
from quizdl.tui.widgets.plain import Voice, fixed, together, words
from quizdl.tui.widgets.said import Said
from quizdl.verify.evidence import Control, Evidence, Measurement

_HOLDS = {True: ("✓", "$text-success bold"), False: ("✗", "$text-error bold"), None: ("?", "$text-warning bold")}


class NumberRow(VerticalGroup):
    """One number; in a narrow terminal its parts stand below each other."""

    def __init__(self, number: Measurement) -> None:
        super().__init__(classes="number-row")
        self.number = number

    def compose(self) -> ComposeResult:
        number = self.number
        value, bound = value_and_bound(number)
        sign, style = _HOLDS[number.came_out if isinstance(number, Control) else number.holds]
        with HorizontalGroup():
            yield Said(fixed(sign, style), classes="sign")
            with HorizontalGroup(classes="cells"):
                yield Said(fixed(number.name), classes="name")
                yield Said(fixed(f"{value} {number.unit}".rstrip(), "bold"), classes="value")
                yield Said(fixed(bound), classes="bound")
        if reason := self._reason():
            yield Said(reason, classes="because")

    def _reason(self) -> Voice | None:
        number = self.number
        reason = fixed(number.because) if number.because else None
        if not isinstance(number, Control):
            return reason
        broke = number.must == "break"
        if number.came_out:
            outcome = words("proof.broke" if broke else "proof.held")
        else:
            outcome = words("proof.not_broke" if broke else "proof.not_held", "$text-warning")
        return together(outcome, reason, between="; ") if reason else outcome


class _Head(HorizontalGroup):
    """The names of the columns."""

    def compose(self) -> ComposeResult:
        yield Said(fixed(""), classes="sign")
        with HorizontalGroup(classes="cells"):
            yield Said(words("proof.measurement"), classes="name")
            yield Said(words("proof.measured"), classes="value")
            yield Said(words("proof.bound"), classes="bound")


def number_rows(evidence: Evidence) -> VerticalGroup:
    """All numbers of an experiment: the measurements, then the controls."""
    rows: list[Widget] = [_Head(classes="head"), *(NumberRow(number) for number in evidence.measurements)]
    rows.append(Said(words("proof.controls"), classes="head controls"))
    rows += [NumberRow(control) for control in evidence.controls]
    return VerticalGroup(*rows, classes="numbers")
