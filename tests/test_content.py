"""The built-in bank proves itself: every claim, every control, every mutant, run in this process."""

from pathlib import Path

import pytest
import torch

from quizdl.verify import Evidence, Unavailable, Undecided, Verdict
from quizdl.verify.declared import Claim, Mutant
from quizdl.verify.hunt_plans import rank_claims
from quizdl.verify.importing import load_verifier
from quizdl.verify.judging import noticed
from quizdl.verify.random_streams import with_check
from quizdl.verify.result import decide
from quizdl.verify.task import Task
from tests.built_in import CATALOGUE
from tests.headlines import faults, speaks

CLAIMS = list(CATALOGUE.claims())
MUTANTS = [mutant for family in CATALOGUE.families.values() for mutant in family.mutants]


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Experiments run in a scratch folder, as their supervisor sees to."""
    monkeypatch.chdir(tmp_path)


def lacking_on_every_machine_of_this_kind(lack: str) -> bool:
    """Whether what a claim lacks cannot be installed: without it the claim is skipped, and everything else must run."""
    return "two CUDA devices" in lack if torch.cuda.is_available() else "CUDA" in lack


def marked(claim: Claim) -> pytest.MarkDecorator:
    """What a claim measures of its machine says something new on each run; all else rests on its content."""
    return pytest.mark.alone if claim.alone else pytest.mark.rests_on(claim.family)


@pytest.mark.slow
@pytest.mark.parametrize("claim", [pytest.param(claim, id=claim.id, marks=marked(claim)) for claim in CLAIMS])
def test_claim_comes_out_as_it_declares(claim: Claim) -> None:
    try:
        evidence = with_check(getattr(load_verifier(claim.path, folder=claim.folder), claim.function))
    except Unavailable as lack:
        if not lacking_on_every_machine_of_this_kind(str(lack)):
            raise
        pytest.skip(str(lack))
    assert list(faults(claim, evidence) if speaks(claim) else ()) == []
    result = decide(Task(claim), evidence, 0.0)
    busy = {Verdict.INCONCLUSIVE} if claim.alone else set()  # on a machine that others use it may not decide
    assert result.verdict in {claim.expects} | busy, result.reason


def test_no_mutant_is_stale() -> None:
    assert [str(problem) for family in CATALOGUE.families.values() for problem in family.stale] == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # a planted bug may overflow; the numbers must tell
@pytest.mark.parametrize(
    "mutant", [pytest.param(mutant, id=mutant.id, marks=pytest.mark.rests_on(mutant.family)) for mutant in MUTANTS]
)
def test_mutant_is_caught_by_the_numbers_of_its_family(mutant: Mutant) -> None:
    family = CATALOGUE.families[mutant.id.partition(".")[0]]

    def catches(claim: Claim) -> bool:
        module = load_verifier(claim.path, {mutant.path: mutant.source}, folder=claim.folder)
        try:
            evidence: Evidence = with_check(getattr(module, claim.function))
            return noticed(decide(Task(claim, mutant=mutant), evidence, 0.0))
        except (ArithmeticError, TypeError, ValueError, RuntimeError, Unavailable, Undecided):
            return False  # a crash proves nothing, torch's RuntimeError included: the numbers must tell

    assert any(catches(claim) for claim in rank_claims(family, mutant))
