"""The numbers of an experiment as rows, in the reader's language: values, bounds, and whether they are kept."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from quizdl.digits import digits_to_tell_apart, readable
from quizdl.report.text import harmless
from quizdl.words import say

if TYPE_CHECKING:
    from quizdl.verify.evidence import Evidence, Measurement
    from quizdl.verify.translations import Translator


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
    """One number of an experiment."""

    sign: str  # whether it holds; of a control, whether it came out as it must
    tone: Tone
    name: str
    value: str  # with its confidence interval
    unit: str  # may be empty
    bound: str
    outcome: str  # what the sign means, in words
    because: str  # the reason for the bound; may be empty
    control: bool
    check: bool  # it checks the experiment, and is no finding

    @property
    def quantity(self) -> str:
        """The value with its unit."""
        return f"{self.value} {self.unit}".rstrip()

    @property
    def remark(self) -> str:
        """The remark beside the sign: the reason, after the outcome for a control."""
        return "; ".join(filter(None, (self.outcome if self.control else "", self.because)))


_HOLDS = {True: ("✓", Tone.GOOD), False: ("✗", Tone.BAD), None: ("?", Tone.OPEN)}
_OUTCOMES = {True: "held", False: "broke", None: "undecided"}


def measurement_rows(evidence: Evidence, language: str, translate: Translator) -> tuple[Row, ...]:
    """The measurements, in their order."""
    return tuple(
        _row(number, number.holds, say(language, f"bound.{_OUTCOMES[number.holds]}"), language, translate)
        for number in evidence.measurements
    )


def control_rows(evidence: Evidence, language: str, translate: Translator) -> tuple[Row, ...]:
    """The controls, in their order."""
    return tuple(
        _row(
            number,
            number.came_out,
            say(language, f"control.{number.must}_{_OUTCOMES[number.holds]}"),
            language,
            translate,
        )
        for number in evidence.controls
    )


def _row(number: Measurement, holds: bool | None, outcome: str, language: str, translate: Translator) -> Row:
    sign, tone = _HOLDS[holds]
    value, bound = value_and_bound(number, language)
    name, because = (harmless(translate(text, number.fields)) for text in (number.template, number.bound.because))
    unit = harmless(translate(number.unit))
    return Row(sign, tone, name, value, unit, bound, outcome, because, hasattr(number, "must"), number.check)


def value_and_bound(number: Measurement, language: str = "en") -> tuple[str, str]:
    """The value with its interval, and its bound; different numbers never look equal.

    A value that breaks a bound without looking different in six digits says how far off it is:
    `0.651322 (off by 1.1e-12)` against `= 0.651322 ± 1e-14`.
    """
    value, kept = number.value, number.bound
    note = ""
    if kept.equals is not None and kept.within is not None:
        centre, spread = kept.equals, kept.within
        off = abs(value - centre)
        digits = 6
        if readable(value) != readable(centre):
            digits = digits_to_tell_apart(value, (centre - spread, centre + spread))
        elif off > spread:  # breaks the bound, though six digits do not show it
            distance = readable(off, digits_to_tell_apart(off, (spread,), least=2))
            note = f" ({say(language, 'bound.off_by', distance=distance)})"
        bound = f"= {readable(centre)}" + (f" ± {readable(spread, 3)}" if spread else "")
        edges = [centre - spread, centre + spread]
    else:
        edges = [edge for edge in (kept.at_least, kept.at_most) if edge is not None]
        digits = digits_to_tell_apart(value, edges)
        shown = [readable(edge, digits) for edge in edges]
        bound = shown[0]
        if len(edges) == 2:
            bound = say(language, "bound.between", low=shown[0], high=shown[1])
        if len(edges) == 1:
            bound = f"{'≥' if kept.at_most is None else '≤'} {bound}"
    if number.interval is not None:
        ends = (readable(end, digits_to_tell_apart(end, edges, least=4)) for end in number.interval)
        note += f" [{', '.join(ends)}]"
    return readable(value, digits) + note, bound
