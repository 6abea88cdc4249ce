"""Which claims are asked about a mutant, and which first: a guess, but not a blind one."""

from pathlib import Path

import pytest

from quizdl.folders import builtin_bank
from quizdl.verify.hunt_plans import plan_hunts, rank_claims
from quizdl.verify.reading import read_family
from quizdl.verify.task import Task

SOURCE = '''"""Means."""
from quizdl.verify import Control, Evidence, Measurement, claim, mutant, within


def weighted_mean(values, weights):
    return sum(v * w for v, w in zip(values, weights)) / sum(weights)


def median(values):
    return sorted(values)[len(values) // 2]


@claim(en="The middle one.", ko="가운데.", seconds=5)
def middle() -> Evidence:
    m = median([1, 2, 3])
    return Evidence(measurements=[Measurement("m", m, within(2, 0, because="it is"))], controls=[])


@claim(en="Each by its weight.", ko="가중.", seconds=5)
def by_weight() -> Evidence:
    m = weighted_mean([1, 2], [1, 1])
    return Evidence(measurements=[Measurement("m", m, within(1.5, 0, because="it is"))], controls=[])


@claim(en="Means exist.", ko="평균.", seconds=0.1)
def quick() -> Evidence:
    return Evidence(measurements=[Measurement("m", 1, within(1, 0, because="it is"))], controls=[])


mutant("forgets to divide", " / sum(weights)", "")
mutant("takes the next one", "len(values) // 2", "len(values) // 2 + 1")
'''


@pytest.mark.parametrize(
    ("bug", "order"), [(0, ["by_weight", "quick", "middle"]), (1, ["middle", "quick", "by_weight"])]
)
def test_a_claim_that_leads_to_the_bug_is_asked_first_and_then_the_quick_ones(
    tmp_path: Path, bug: int, order: list[str]
) -> None:
    (tmp_path / "means.py").write_text(SOURCE, encoding="utf-8")
    family = read_family(tmp_path / "means.py")
    assert [claim.function for claim in rank_claims(family, family.mutants[bug])] == order


@pytest.mark.parametrize(
    ("claims", "bugs"), [(["middle"], [1]), (["quick"], []), (["middle", "by_weight", "quick"], [0, 1])]
)
def test_single_claims_are_asked_about_bugs_in_the_code_that_they_run(
    tmp_path: Path, claims: list[str], bugs: list[int]
) -> None:
    (tmp_path / "means.py").write_text(SOURCE, encoding="utf-8")
    family = read_family(tmp_path / "means.py")
    tasks = [Task(claim) for claim in family.claims if claim.function in claims]
    assert [plan.mutant for plan in plan_hunts([family], tasks)] == [family.mutants[bug] for bug in bugs]


def test_a_bug_in_a_program_is_shown_to_the_claims_that_import_it() -> None:
    family = read_family(builtin_bank() / "verifiers" / "adam")
    [corrected] = [claim for claim in family.claims if claim.function == "bias_correction"]
    programs = {plan.mutant.path.stem for plan in plan_hunts([family], [Task(corrected)])}
    assert "adam" in programs
    assert not programs & {"adamw", "amsgrad"}
