"""The numbers of an experiment as rows, in the reader's language: values, bounds, and whether they are kept."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from quizdl.digits import digits_to_tell_apart, readable
from quizdl.report.text import harmless
from quizdl.words import say

if TYPE_CHECKING:
    from quizdl.verify.evidence import Control, Evidence, Measurement
    from quizdl.verify.translations import Translator

DIGITS = 3  # of a finding
SMALL = 1e-3  # what only has to be smaller than that, or nought, and is, is told by its order of magnitude
ROUNDING = 1e-11  # of numbers about 1 in float64; what is less differs from nought by rounding alone
MOST_IN_FULL = 1e10  # below it a count has all its digits


class Tone(StrEnum):
    """The tone of a sign or a word; each front has a colour for it."""

    GOOD = "good"
    BAD = "bad"
    OPEN = "open"
    UNAVAILABLE = "unavailable"
    FAILED = "failed"


class SignedWord(NamedTuple):
    """A sign and a word of one tone, so that colour alone carries no meaning."""

    sign: str
    word: str
    tone: Tone


class Row(NamedTuple):
    """One measurement of an experiment."""

    sign: str  # whether it holds
    tone: Tone
    name: str
    value: str  # with its confidence interval and its unit
    bound: str
    outcome: str  # what the sign means, in words
    because: str  # the reason for the bound; empty where it is that of the row before
    check: bool  # it checks the experiment, and is no finding


class ControlSentence(NamedTuple):
    """What became of a control."""

    sign: str  # whether it came out as it must
    tone: Tone
    name: str
    told: str  # its name, its value, and the bound that it is held against
    outcome: str  # what the sign means, in words
    because: str


_HOLDS = {True: ("✓", Tone.GOOD), False: ("✗", Tone.BAD), None: ("?", Tone.OPEN)}
_OUTCOMES = {True: "held", False: "broke", None: "undecided"}


class _Nought:
    """Nought up to rounding, as the field of a text; the digits of the rounding stand among the numbers."""

    def __format__(self, spec: str) -> str:
        del spec
        return "≈0"


NOUGHT = _Nought()


def number_called(evidence: Evidence, name: str) -> Measurement | None:
    """The measurement or control of that name."""
    return next((number for number in (*evidence.measurements, *evidence.controls) if number.name == name), None)


def values_told(evidence: Evidence) -> dict[str, object]:
    """What fills the finding: rounding is told as such where nought would be judged alike."""
    told: dict[str, object] = {**evidence.values_told()}
    for field, name in evidence.finding.numbers.items() if evidence.finding else ():
        number = number_called(evidence, name)
        if number is not None and 0 < abs(number.value) < ROUNDING and number.bound.holds(0, 0) is number.holds:
            told[field] = NOUGHT
    return told


def measurement_rows(evidence: Evidence, language: str, translate: Translator) -> tuple[Row, ...]:
    """The findings and then the checks, each in their order."""
    rows = [number_row(number, language, translate) for number in evidence.measurements]
    rows.sort(key=lambda row: row.check)
    before = [("", False), *((row.because, row.check) for row in rows)]
    return tuple(
        row._replace(because="") if (row.because, row.check) == above else row
        for row, above in zip(rows, before, strict=False)
    )


def number_row(number: Measurement, language: str, translate: Translator) -> Row:
    """One number; of a control it says whether the bound is kept, not whether it had to be."""
    sign, tone = _HOLDS[number.holds]
    value, bound = value_and_bound(number, language)
    name, because = (harmless(translate(text, number.fields)) for text in (number.template, number.bound.because))
    value = f"{value} {harmless(translate(number.unit))}".rstrip()
    return Row(sign, tone, name, value, bound, say(language, f"bound.{_OUTCOMES[number.holds]}"), because, number.check)


def checks_in_short(rows: Sequence[Row], language: str) -> str:
    """How many checks there are, and whether they keep their bounds; empty without any."""
    checks = [row for row in rows if row.check]
    kept = [row for row in checks if row.tone is Tone.GOOD]
    if len(kept) < len(checks):
        return say(language, "checks.broken", count=len(checks), broken=len(checks) - len(kept))
    return say(language, "checks.kept", count=len(checks)) if checks else ""


def control_sentences(evidence: Evidence, language: str, translate: Translator) -> tuple[ControlSentence, ...]:
    """The controls, in their order."""
    return tuple(_control(control, language, translate) for control in evidence.controls)


def _control(control: Control, language: str, translate: Translator) -> ControlSentence:
    row = number_row(control, language, translate)
    sign, tone = _HOLDS[control.came_out]
    told = say(language, "control.told", name=row.name, value=row.value, bound=row.bound)
    outcome = say(language, f"control.{control.must}_{_OUTCOMES[control.holds]}")
    return ControlSentence(sign, tone, row.name, told, outcome, row.because)


def value_and_bound(number: Measurement, language: str = "en") -> tuple[str, str]:
    """The value with its interval, and its bound, in the same digits; one that misses it never looks equal.

    Three digits, or one where the number only has to be small and is: `4e-17`, at most `1e-12`. A value that breaks a
    bound without looking different says how far off it is: `0.651 (differs by 1.1e-12)` against `0.651 ± 1e-14`.
    """
    if number.bound.equals is None:
        value, bound = _beside_edges(number, language)
    else:
        value, bound = _beside_theory(number, number.bound.equals, number.bound.within or 0.0, language)
    if number.interval is not None:
        ends = (_shown(end, digits_to_tell_apart(end, number.bound.edges, least=DIGITS)) for end in number.interval)
        value += f" [{', '.join(ends)}]"
    return value, bound


def _beside_theory(number: Measurement, theory: float, spread: float, language: str) -> tuple[str, str]:
    """A value and what theory says it is, give or take `spread`; that is left out where these digits hide it."""
    value, edges = number.value, number.bound.edges
    digits = 1 if theory == 0 and max(spread, abs(value)) < SMALL else DIGITS
    alike = _shown(value, digits) == _shown(theory, digits)
    if not alike and not number.holds:
        digits = digits_to_tell_apart(value, edges, least=digits)
    shown, bound = _shown(value, digits), _shown(theory, digits)
    if alike and number.holds is False:
        distance = abs(value - theory)
        told = readable(distance, digits_to_tell_apart(distance, (spread,), least=2))
        shown += f" ({say(language, 'bound.differs_by', distance=told)})"
    hidden = alike is bool(number.holds) and all(_shown(edge, digits) == bound for edge in edges)
    return shown, bound if hidden or not spread else f"{bound} ± {readable(spread, DIGITS)}"


def _beside_edges(number: Measurement, language: str) -> tuple[str, str]:
    """A value and the edges that it lies between, or the one that it lies beyond."""
    edges = [edge for edge in number.bound.edges if math.isfinite(edge)]
    small = number.bound.at_least is None and len(edges) == 1 and 0 < edges[0] < SMALL and abs(number.value) < SMALL
    digits = 1 if small else DIGITS
    if not number.holds:
        digits = digits_to_tell_apart(number.value, edges, least=digits)
    shown = [_shown(edge, digits) for edge in edges]
    if len(edges) == 2:
        return _shown(number.value, digits), say(language, "bound.between", low=shown[0], high=shown[1])
    return _shown(number.value, digits), f"{'≥' if number.bound.at_most is None else '≤'} {shown[0]}"


def _shown(value: float, digits: int) -> str:
    """A number to that many digits; a whole one, which is a count, in full."""
    return f"{value:.0f}" if abs(value) < MOST_IN_FULL and value == int(value) else readable(value, digits)
