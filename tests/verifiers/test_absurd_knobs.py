"""Knobs at absurd values: no claim stays as declared merely because a bound grew with the knob.

The rule. A bound is worth something as long as a wrong number would break it. Each bound has a looseness:

- `equals ± within`, or two edges of one sign: half the width over the centre. At 10 % it still tells a number from
  one that is a tenth off; that is the least a reader would call the same number.
- one edge, or edges astride zero (an error that must be small, a count that must be large enough): how far the
  measured number may still move, as a factor: edge / value for `at_most`, value / edge for `at_least`.

A turned knob may move what a bound is about: with the learning rate times 1000 a step is 1000 times as long, and so
is its rounding. So a bound counts as grown only where it is ten times as wide as at the defaults in its own unit, and
ten times as loose. Ten, because bounds by rounding and by statistics move by small factors with sizes and levels, and
because a bound that is ten times as loose lets bugs through that the declared mutants stand for. A bound of rounding
that grew from 1e-15 to 1e-12 still breaks for every bug, so a bound within 10 % (of its centre; of one, for errors)
is sharp enough. Where a bound has grown like that, the settings decide nothing: the claim raises Undecided.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pytest

from quizdl.verdict import Verdict
from quizdl.verify import Bound, Evidence, Measurement, at_least, at_most, within
from quizdl.verify import runner as runner_module
from quizdl.verify.declared import Claim, Setting
from quizdl.verify.result import Result
from quizdl.verify.service import Service
from quizdl.verify.task import Task
from tests.built_in import CATALOGUE

pytestmark = pytest.mark.slow

QUICK_SECONDS = 1.0  # claims that declare more, or time something, were turned once by hand
FLOATS = (0.0, -1.0, 1e-9, 1e9, 1.0, 1 - 1e-9, 1 + 1e-9, 0.5, 0.9999, 10.0)
INTEGERS = (-1, 0, 1, 2, 3, 10**9)
TIMES = (10, 100)  # the default: not absurd, but where a bound may have grown before a control notices
TIMES_AS_LOOSE = 10.0
SHARP = 0.1


def absurd(claim: Claim) -> Iterator[dict[str, Setting]]:
    """The claim's knobs one by one at each absurd value."""
    for knob, default in claim.knobs.items():
        if knob == "seed" or isinstance(default, (bool, str)):
            continue
        values = INTEGERS if isinstance(default, int) else (*FLOATS, *(times * default for times in TIMES))
        for value in dict.fromkeys(values):
            if value != default:
                yield {knob: value}


def width_and_looseness(number: Measurement) -> tuple[float, float, float]:
    """Of a bound: its width in its own unit, how loose it is, and how far it is from exact (0.1: within 10 %)."""
    low, high = number.bound.edges
    if low * high > 0 and math.isfinite(low) and math.isfinite(high):  # about a number that is not zero
        half, centre = (high - low) / 2, abs(high + low) / 2
        return half, half / centre, half / centre
    if low > 0 or high < 0:  # at least so large: it loosens as the edge falls
        edge = low if low > 0 else -high
        return 1 / edge, abs(number.value) / edge, 1 / edge
    edge = max(abs(edge) for edge in (low, high) if math.isfinite(edge))  # at most so large
    return edge, edge / abs(number.value) if number.value else math.inf, edge


def grown(default: Measurement, turned: Measurement) -> bool:
    """Whether the bound became ten times as wide and ten times as loose, and is no longer sharp."""
    width0, loose0, _ = width_and_looseness(default)
    width, loose, from_exact = width_and_looseness(turned)
    looser = loose > TIMES_AS_LOOSE * loose0 or (math.isinf(loose0) and math.isinf(loose))
    return width > TIMES_AS_LOOSE * width0 and looser and from_exact > SHARP


def decisive(evidence: Evidence, verdict: Verdict) -> Sequence[Measurement]:
    """The numbers whose bounds a verdict as declared leans on by holding."""
    holding = [control for control in evidence.controls if control.must == "hold"]
    return holding if verdict == Verdict.REFUTED else [*evidence.measurements, *holding]


def grown_bounds(default: Result, turned: Result) -> list[str]:
    """The bounds of a result as declared that grew with its knob, each in words."""
    if not turned.as_declared or turned.evidence is None or default.evidence is None:
        return []
    before = decisive(default.evidence, default.verdict)
    after = decisive(turned.evidence, turned.verdict)
    by_name = {number.name: number for number in before}
    in_order = dict(zip((number.name for number in after), before, strict=False))
    return [
        f"{number.name!r} {number.bound}, by default {first.bound}"
        for number in after
        if grown(first := by_name.get(number.name) or in_order.get(number.name) or number, number)
    ]


@pytest.mark.parametrize(
    "family", [pytest.param(name, marks=pytest.mark.rests_on(name)) for name in CATALOGUE.families]
)
async def test_no_claim_stays_as_declared_by_a_bound_that_grew_with_a_knob(
    family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "LEAST_SECONDS", 6.0)  # what takes longer is refused for time
    monkeypatch.setattr(runner_module, "TIMES_DECLARED", 4)
    monkeypatch.setattr(runner_module, "MEMORY_BYTES", 2 * 2**30)
    claims = [claim for claim in CATALOGUE.families[family].claims if claim.seconds <= QUICK_SECONDS]
    claims = [claim for claim in claims if not claim.alone]
    tasks = [Task(claim, settings=settings) for claim in claims for settings in ({}, *absurd(claim))]
    async with Service() as service:
        results = await service.results(tasks)
    defaults = {result.claim: result for result in results if not result.settings}
    found = [
        f"{turned.claim} {turned.settings}: {bound}"
        for turned in results
        for bound in grown_bounds(defaults[turned.claim], turned)
    ]
    assert found == []


def test_the_rule_tells_a_bound_that_grew_from_one_that_moved() -> None:
    def x(value: float, bound: Bound) -> Measurement:
        return Measurement("x", value, bound)

    assert grown(x(1, within(1, 1e-6)), x(1, within(1, 10_000)))
    assert not grown(x(1, within(1, 1e-6)), x(1000, within(1000, 1e-3)))  # a thousand times the unit
    assert not grown(x(1, within(1, 1e-15)), x(1, within(1, 1e-12)))  # grew, and is still sharp
    assert grown(x(1e-16, at_most(1e-15)), x(1e-16, at_most(2.0)))
    assert not grown(x(90, at_most(100)), x(9e5, at_most(1e6)))  # what it bounds grew as well
    assert grown(x(0.9, at_least(0.5)), x(0.9, at_least(1e-3)))
    assert not grown(x(0.9, at_least(0.5)), x(0.6, at_least(0.4)))
    assert grown(x(0, within(0, 1e-9)), x(0, within(0, 3)))
