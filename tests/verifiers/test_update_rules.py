"""The claims of momentum, rmsprop, adam and optimizers under settings that a reader may turn to."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from quizdl.verify import Evidence, Undecided, Verdict
from quizdl.verify.importing import load_verifier
from tests.built_in import CATALOGUE, VERIFIERS

pytestmark = pytest.mark.slow


def experiment(claim_id: str) -> Callable[..., Evidence]:
    claim = CATALOGUE.claim(claim_id)
    run: Callable[..., Evidence] = getattr(load_verifier(claim.path, folder=claim.folder), claim.function)
    return run


def part(name: str, file: str) -> ModuleType:
    return load_verifier(VERIFIERS / name / f"{file}.py", folder=VERIFIERS)


@pytest.mark.parametrize(
    ("claim", "knobs"),
    [
        ("momentum.never_local_minima", {"lr": 10.0}),  # diverged runs counted as "crossed the ridge"
        ("momentum.never_local_minima", {"beta": 0.9999}),
        ("momentum.rescued_and_ruined", {"tilt": -0.1}),
        ("momentum.escapes_by_noise", {"lr": 10.0}),
        ("momentum.buffer", {"beta": 0.9999}),
        ("momentum.buffer", {"beta": 1.0}),
        ("momentum.effective_window", {"draws": 10}),
        ("momentum.saves_sqrt_kappa", {"tolerance": 0.5}),
        ("momentum.small_steps", {"beta": 0.9999}),
        ("momentum.schedule", {"fall": 1.0}),
        ("momentum.escapes_by_noise", {"lr": 0.0001}),
        ("momentum.stability_limit", {"beta": 1.0}),
        ("rmsprop.step_is_lr", {"eps": 1.0}),
        ("rmsprop.step_is_lr", {"alpha": 1.0}),
        ("rmsprop.noise_shortens", {"alpha": 0.5}),
        ("rmsprop.never_rests", {"eps": 1.0}),
        ("rmsprop.never_rests", {"alpha": 0.999}),  # refuted by underflow
        ("rmsprop.loses_when_rotated", {"kappa": 1e200}),  # NaN counted as arrived at once
        ("adam.bias_correction", {"eps": 1.0}),
        ("adam.bias_correction", {"beta2": 1.0}),
        ("adam.long_silence", {"silence": 0}),
        ("adam.never_more_than_lr", {"silence": 0}),
        ("adam.decoupled_decay", {"decay": 0.0}),
        ("adam.fails_on_convex", {"rounds": 1}),
        ("adam.fails_on_convex", {"lr": 1e-9}),
        ("adam.decoupled_decay", {"lr": 0.1}),  # the weight would cross zero
        ("optimizers.huge_epsilon_is_momentum", {"eps": 1.0}),
        ("optimizers.batch_size_sets_the_noise", {"draws": 10}),
    ],
)
def test_settings_that_decide_nothing_are_undecided(claim: str, knobs: dict[str, Any]) -> None:
    with pytest.raises(Undecided):
        experiment(claim)(**knobs)


def test_the_numbers_in_a_sentence_are_measured_whatever_the_knob_says() -> None:
    evidence = experiment("momentum.last_ten")(beta=0.5)
    stated = {entry.name: entry.value for entry in evidence.measurements if entry.name.startswith("β = 0.9")}
    assert [round(value, 2) for value in stated.values()] == [0.65, 22, 29]


def test_l2_is_weight_decay_only_without_momentum() -> None:
    evidence = experiment("adam.decoupled_decay")()
    assert evidence.value_of("SGD: distance of weight decay from an L2 penalty") < 1e-12
    assert evidence.value_of("SGD with momentum 0.9: distance of weight decay from an L2 penalty") > 0.01


def test_adam_stays_within_the_learning_rate_where_both_memories_are_as_long() -> None:
    assert experiment("adam.never_more_than_lr")(beta1=0.9, beta2=0.9).judge()[0] is Verdict.SUPPORTED


def test_a_batch_that_biases_the_mean_step_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    module = part("optimizers", "three_paths")
    assert module.batch_size_is_a_rule().judge()[0] is Verdict.REFUTED
    honest = module.minibatch_gradient

    def first_rows_only(draw: np.random.Generator, x: np.ndarray, y: np.ndarray, batch: int) -> Any:
        return honest(draw, x[:100], y[:100], batch)

    monkeypatch.setattr(module, "minibatch_gradient", first_rows_only)
    assert module.batch_size_is_a_rule().judge()[0] is not Verdict.REFUTED


def test_a_dead_heat_is_no_lead() -> None:
    tie = np.full(24, -20.0)
    assert part("optimizers", "contest").behind("tie", tie - tie).holds is None


def test_cross_entropy_of_logits_in_the_thousands_is_finite() -> None:
    module = part("optimizers", "digits")
    draw = np.random.default_rng(0)
    (x, y), theta = module.digits(draw, 50), module.network(draw, 1)[0] * np.repeat([1, 1, 800, 800], module.SIZES)
    ours, [torchs] = module.cross_entropy(theta, x, y), module.torch_losses(theta[None], x, y)
    assert ours == pytest.approx(torchs, rel=1e-12)
