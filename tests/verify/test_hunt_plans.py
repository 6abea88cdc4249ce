"""Which claim is asked about a mutant first: a guess, but not a blind one."""

from pathlib import Path

import pytest

from quizdl.verify.hunt_plans import rank_claims
from quizdl.verify.reading import read_family

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
