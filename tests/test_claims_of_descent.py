"""Claims of gradient descent, learning rate, backpropagation and batch size under settings that once misled them."""

from pathlib import Path
from typing import Any

import pytest

from quizdl import folders
from quizdl.verify import Evidence, Undecided, Verdict
from quizdl.verify.importing import load_verifier

FOLDER: Path = folders.builtin_bank() / "verifiers"


def run(claim: str, **knobs: Any) -> Evidence:
    family, _, function = claim.partition(".")
    evidence: Evidence = getattr(load_verifier(FOLDER / f"{family}.py"), function)(**knobs)
    return evidence


def verdict(claim: str, **knobs: Any) -> Verdict:
    return run(claim, **knobs).judge()[0]


def value(evidence: Evidence, name: str) -> float:
    (entry,) = [entry for entry in (*evidence.measurements, *evidence.controls) if entry.name == name]
    return entry.value


@pytest.mark.parametrize(
    ("claim", "knobs"),
    [
        ("gradient_descent.noise_floor", {"eta": 0.999, "lam": 2.0}),
        ("gradient_descent.noise_floor", {"eta": 1e-4}),
        ("gradient_descent.noise_floor", {"sigma": 0.0}),
        ("gradient_descent.noise_floor", {"sigma": 1e4}),
        ("gradient_descent.slice_of_the_surface", {"h": 1.0}),
        ("gradient_descent.oscillation", {"lam": -4.0}),
        ("gradient_descent.oscillation", {"steps": 1000}),
        ("gradient_descent.heavy_ball_oscillates", {"ratio": 1.0}),
        ("gradient_descent.heavy_ball_oscillates", {"steps": 2}),
        ("gradient_descent.descent_lemma", {"largest": 0.01}),
    ],
    ids=str,
)
def test_settings_that_decide_nothing_are_called_so(claim: str, knobs: dict[str, Any]) -> None:
    with pytest.raises(Undecided):
        run(claim, **knobs)


def test_a_long_run_beyond_the_limit_does_not_refute_the_descent_lemma_by_rounding() -> None:
    assert verdict("gradient_descent.descent_lemma", steps=300) is Verdict.SUPPORTED


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # it overflows, and is meant to
def test_a_run_that_diverges_does_not_count_as_one_that_never_moves_uphill() -> None:
    assert verdict("gradient_descent.against_the_gradient", eta=1e6) is Verdict.INCONCLUSIVE
