"""What a planted bug changes in the evidence of a claim, as values in the reader's language."""

from __future__ import annotations

import math
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from quizdl.digits import digits_to_tell_apart, readable
from quizdl.report.text import harmless, one_line
from quizdl.report.view.numbers import number_called, value_and_bound, values_told
from quizdl.report.view.picture import Line, Picture, picture_of
from quizdl.verify.texts import fill
from quizdl.words import say

if TYPE_CHECKING:
    from quizdl.verify.evidence import Evidence, Measurement
    from quizdl.verify.translations import Translator


class ChangeView(NamedTuple):
    """The number that a bug moved most, before and after. Texts that do not apply are empty."""

    finding: str  # the finding, with both numbers where they differ
    name: str
    before: str
    after: str
    bound: str

    @property
    def line(self) -> str:
        """The finding with both values, else the number that moved most."""
        return self.finding or f"{self.name}: {self.before} → {self.after}"


class MovedRow(NamedTuple):
    """A number that a bug moved."""

    name: str
    before: str
    after: str
    turned: bool  # it leaves its bound with the bug, or keeps it only then


def change_view(before: Evidence, after: Evidence, language: str, translate: Translator) -> ChangeView | None:
    """The view of what changed between a run without the bug and one with it; None if no number moved.

    The number that is told is the one that moved furthest out of its bound, findings before checks before controls.
    """
    pairs = _moved_pairs(before, after)
    if not pairs:
        return None
    first = _moved_row(*pairs[0], translate)
    bound = value_and_bound(pairs[0][0], language)[1]
    return ChangeView(_finding(before, after, translate), first.name, first.before, first.after, bound)


def moved_rows(before: Evidence, after: Evidence, translate: Translator) -> tuple[MovedRow, ...]:
    """The numbers that a bug moved, those that tell most first."""
    return tuple(_moved_row(number, planted, translate) for number, planted in _moved_pairs(before, after))


def _moved_pairs(before: Evidence, after: Evidence) -> list[tuple[Measurement, Measurement]]:
    """Each number that the bug moved, as it was and with the bug; those that tell most first."""
    pairs = [
        (number, planted)
        for number in (*before.measurements, *before.controls)
        if (planted := number_called(after, number.name)) is not None and planted.value != number.value
    ]
    return sorted(pairs, key=lambda pair: _told_first(*pair), reverse=True)


def _moved_row(number: Measurement, planted: Measurement, translate: Translator) -> MovedRow:
    digits = digits_to_tell_apart(number.value, [planted.value], least=3)
    unit = translate(number.unit)
    before, after = (harmless(f"{readable(one.value, digits)} {unit}".rstrip()) for one in (number, planted))
    name = harmless(translate(number.template, number.fields))
    return MovedRow(name, before, after, planted.holds is not number.holds)


def _told_first(number: Measurement, planted: Measurement) -> tuple[bool, bool, bool, float]:
    """What ranks a change: it turned its number's outcome, it is a measurement, it is no check, how far it moved."""
    turned = planted.holds is not number.holds
    return turned, not hasattr(number, "must"), not number.check, _moved(number, planted)


def _moved(number: Measurement, planted: Measurement) -> float:
    """How far the number moved, in widths of its bound; infinite for NaN."""
    distance = abs(planted.value - number.value)
    low, high = number.bound.edges
    width = high - low if math.isfinite(high - low) else max(abs(edge) for edge in (low, high) if math.isfinite(edge))
    return math.inf if math.isnan(distance) else distance / (width or 1.0)


def _finding(before: Evidence, after: Evidence, translate: Translator) -> str:
    """The finding of the run without the bug; a number that the bug changed shows both values."""
    if before.finding is None or after.finding is None or before.finding.text != after.finding.text:
        return ""
    healthy, planted = values_told(before), values_told(after)
    both = {
        name: _Both(value, planted[name]) if value != planted.get(name, value) else value
        for name, value in healthy.items()
    }
    if both == healthy:
        return ""
    return one_line(translate(before.finding.text, both))


def change_picture(before: Evidence, after: Evidence, language: str, translate: Translator) -> Picture:
    """The curve that the bug bends most, as it was and with the bug, over common axes; empty if it bends none."""
    healthy, planted = (picture_of(evidence, language, translate) for evidence in (before, after))
    of_name = {line.name: line for line in planted.lines}
    pairs = [(line, of_name[line.name]) for line in healthy.lines if line.name in of_name]
    bent = [(distance, *pair) for pair in pairs if (distance := _bend(*pair)) > 0]
    if not bent:
        return Picture()
    _, was, now = max(bent, key=itemgetter(0))
    lines = (
        was._replace(name=say(language, "break.as_it_was"), role="reference"),
        now._replace(name=say(language, "break.with_the_bug"), role="bug"),
    )
    return healthy._replace(lines=lines, marks=())


def _bend(was: Line, now: Line) -> float:
    """How far two curves lie apart, in heights of the first one; infinite where one has no such point."""
    if len(was.y) != len(now.y):
        return math.inf
    drawn = [(old, new) for old, new in zip(was.y, now.y, strict=True) if math.isfinite(old)]
    height = max((old for old, _ in drawn), default=0.0) - min((old for old, _ in drawn), default=0.0)
    apart = max((abs(new - old) for old, new in drawn), default=0.0)
    return math.inf if math.isnan(apart) or not math.isfinite(apart) else apart / (height or 1.0)


def turned(before: Evidence, after: Evidence) -> tuple[int, int]:
    """How many numbers of a run come out differently with the bug, and how many it has."""
    numbers = [(number, number_called(after, number.name)) for number in (*before.measurements, *before.controls)]
    return sum(planted is None or planted.holds is not number.holds for number, planted in numbers), len(numbers)


class _Both:
    """Two values of one field: `3.16 → 1` in any format."""

    def __init__(self, before: object, after: object) -> None:
        self.before, self.after = before, after

    def __format__(self, spec: str) -> str:
        field = "{value:" + spec + "}" if spec else "{value}"
        before, after = (fill(field, {"value": value}) for value in (self.before, self.after))
        return f"{before} → {after}"
