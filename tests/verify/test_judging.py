"""When a claim is as declared, and when it caught a mutant: one rule for every front end."""

from pathlib import Path

import pytest

from quizdl.verdict import Verdict
from quizdl.verify import Control, Evidence, Measurement, at_most
from quizdl.verify.declared import Mutant
from quizdl.verify.judging import Catch, Hunt, Judged, as_declared, catch, judge_claim, noticed
from quizdl.verify.result import Result

NUMBERS = Evidence(
    measurements=[Measurement("m", 1.0, at_most(2.0, because="test"))], controls=[Control("c", 3.0, at_most(2.0))]
)
MUTANT = Mutant("f.bug", "a bug", "1", "2", Path("/v/f.py"), "f.py", 1, "")


def run(verdict: Verdict, *, numbers: bool = True, mutant: str | None = None) -> Result:
    return Result("f.a", verdict, Verdict.SUPPORTED, 0, {}, 0.1, None, NUMBERS if numbers else None, mutant=mutant)


HOLDS, REFUTED = run(Verdict.SUPPORTED), run(Verdict.REFUTED)
NO_NUMBERS = [run(verdict, numbers=False) for verdict in (Verdict.FAILED, Verdict.UNAVAILABLE, Verdict.INCONCLUSIVE)]


@pytest.mark.parametrize("verdict", [Verdict.REFUTED, Verdict.INCONCLUSIVE])
def test_a_claim_catches_a_bug_when_its_numbers_no_longer_give_the_declared_verdict(verdict: Verdict) -> None:
    assert catch([HOLDS], [run(verdict)]) == (Catch.CAUGHT, None)


def test_a_claim_that_is_as_declared_with_the_bug_missed_it() -> None:
    assert catch([HOLDS], [HOLDS]) == (Catch.MISSED, None)


@pytest.mark.parametrize("planted", NO_NUMBERS, ids=lambda result: result.verdict)
def test_a_claim_that_crashed_or_could_not_run_or_decides_nothing_cannot_judge_a_bug(planted: Result) -> None:
    assert not noticed(planted)
    assert catch([HOLDS], [planted]) == (Catch.UNJUDGED, planted)


@pytest.mark.parametrize("healthy", [REFUTED, NO_NUMBERS[0], NO_NUMBERS[2]], ids=lambda result: result.verdict)
def test_a_claim_that_is_off_without_the_bug_cannot_judge_it(healthy: Result) -> None:
    assert catch([healthy], [REFUTED]) == (Catch.UNJUDGED, healthy)


def test_ninety_nine_of_a_hundred_seeds_are_as_declared_and_ninety_eight_are_not() -> None:
    assert as_declared([HOLDS] * 99 + [REFUTED])
    assert not as_declared([HOLDS] * 98 + [REFUTED] * 2)
    assert catch([HOLDS] * 100, [HOLDS] * 98 + [REFUTED] * 2) == (Catch.CAUGHT, None)
    assert catch([HOLDS] * 100, [HOLDS] * 99 + [REFUTED]) == (Catch.MISSED, None)


def test_one_claim_that_catches_a_bug_is_enough_and_one_that_cannot_judge_leaves_it_open() -> None:
    hunt = Hunt(MUTANT)
    hunt.add("f.a", *catch([HOLDS], [HOLDS]))
    assert (hunt.outcome, hunt.fails) == (Catch.MISSED, True)
    hunt.add("f.b", *catch([], [NO_NUMBERS[1]]))
    assert (hunt.outcome, hunt.fails) == (Catch.UNJUDGED, False)  # it may be caught where the claim can run
    hunt.add("f.c", *catch([], [NO_NUMBERS[0]]))
    assert (hunt.outcome, hunt.fails) == (Catch.UNJUDGED, True)
    hunt.add("f.d", *catch([HOLDS], [REFUTED]))
    assert (hunt.outcome, hunt.fails, hunt.caught) == (Catch.CAUGHT, False, ["f.d"])


def test_a_bug_that_only_some_claims_were_asked_about_speaks_against_none() -> None:
    hunt = Hunt(MUTANT, whole=False, missed=["f.a"])
    assert (hunt.outcome, hunt.fails) == (Catch.MISSED, False)


def test_a_solution_is_refused_by_a_claim_that_is_off_or_crashes_with_it_and_not_without_it() -> None:
    assert judge_claim([], [HOLDS]) is Judged.PASSED
    assert judge_claim([HOLDS], [REFUTED]) is Judged.REFUSED
    assert judge_claim([HOLDS], [NO_NUMBERS[0]]) is Judged.REFUSED
    assert judge_claim([HOLDS] * 100, [HOLDS] * 99 + [REFUTED]) is Judged.PASSED


def test_a_claim_that_cannot_run_or_is_off_anyway_does_not_judge_a_solution() -> None:
    assert judge_claim([], [NO_NUMBERS[1]]) is Judged.UNJUDGED
    assert judge_claim([REFUTED], [REFUTED]) is Judged.UNJUDGED
