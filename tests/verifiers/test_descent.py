"""Claims of gradient descent, learning rate, backpropagation and batch size under settings that once misled them."""

from typing import Any

import numpy as np
import pytest

from quizdl.verify import Evidence, Undecided, Verdict
from quizdl.verify.importing import load_verifier
from tests.built_in import CATALOGUE, VERIFIERS

pytestmark = pytest.mark.slow  # they import torch and run experiments


def run(claim: str, **knobs: Any) -> Evidence:
    declared = CATALOGUE.claim(claim)
    module = load_verifier(declared.path, folder=declared.folder)
    evidence: Evidence = getattr(module, declared.function)(**knobs)
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
        ("gradient_descent.weights_run_away", {"steps": 10}),
        ("learning_rate.escape_window", {"sizes": 2}),
        ("learning_rate.escape_window", {"sizes": 40}),
        ("learning_rate.escape_window", {"steps": 100}),
        ("learning_rate.stability_threshold", {"condition": 0.5}),
        ("learning_rate.stability_threshold", {"condition": 1e4}),
        ("learning_rate.rate_of_convergence", {"largest": 0.5}),
        ("learning_rate.noise_raises_loss", {"share_of_limit": 0.0}),
        ("learning_rate.a_rise_means_too_large", {"share_of_limit": 0.0}),
        ("learning_rate.edge_of_stability", {"steps": 100}),
        ("learning_rate.trapped_cycle", {"m": 0.9}),
        ("learning_rate.trapped_cycle", {"m": 1.5}),
        ("backprop.kink", {"z": 0.0}),
        ("backprop.kink", {"z": 1.0}),
        ("backprop.output_is_a_product", {"size": 1e-9}),
        ("backprop.kept_for_backward", {"largest": 0}),
        ("backprop.reuse_saves", {"batch": 0}),
        ("batch_size.draws_miss_a_third", {"runs": 1}),
        ("batch_size.draws_miss_a_third", {"samples": 2}),
        ("batch_size.noise_falls_as_inverse_root", {"draws": 10}),
        ("batch_size.ten_times_as_exact", {"draws": 10}),
        ("batch_size.noise_scale", {"draws": 1}),
        ("batch_size.ten_classes", {"draws": 10}),
        ("batch_size.reshuffling_converges_faster", {"epochs": 8}),
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


def test_the_edge_of_stability_is_reached_where_the_loss_of_one_network_never_rises() -> None:
    assert verdict("learning_rate.edge_of_stability", seed=100) is Verdict.SUPPORTED


def test_the_edge_of_stability_is_not_reached_on_labels_that_a_network_makes() -> None:
    evidence = run("learning_rate.edge_of_stability")
    assert value(evidence, "sharpness times η/2 in the later half on labels by a network") < 0.7


def test_half_of_the_steps_rise_only_where_the_targets_are_noisy() -> None:
    evidence = run("learning_rate.noise_raises_loss")
    assert value(evidence, "rising steps without noise in the targets") < 20


def test_a_step_slightly_too_large_leaves_a_dip_whose_curvature_grows_away_from_its_bottom() -> None:
    evidence = run("learning_rate.trapped_cycle")
    assert value(evidence, "lowest x where the curvature grows from the bottom") == pytest.approx(-3)
    assert value(evidence, "lowest x") > 0.8


def test_the_scale_of_the_curvature_does_not_refute_the_stability_threshold() -> None:
    assert verdict("learning_rate.stability_threshold", largest=1e6) is Verdict.SUPPORTED


def test_a_constant_step_reaches_zero_gradient_where_every_sample_is_fitted() -> None:
    evidence = run("gradient_descent.interpolation_has_no_floor")
    assert value(evidence, "share left of the full gradient where every sample is fitted") < 1e-9
    assert value(evidence, "share left of the full gradient with 200 noisy samples") > 1e-3


def test_softmax_of_backprop_survives_logits_in_the_thousands() -> None:
    evidence = run("backprop.exact_gradient")
    assert value(evidence, "logits × 3000: numbers that overflow") == 0
    assert value(evidence, "logits × 3000: largest distance from autograd") < 1e-11


@pytest.mark.parametrize("rows", [1, 3])
def test_watched_arrays_count_the_products_of_what_is_computed_from_them(rows: int) -> None:
    common = load_verifier(VERIFIERS / "backprop" / "common.py", folder=VERIFIERS)
    work = common.Work()
    first = work.watch(np.ones((rows, 4))) @ np.ones((4, 5))
    second = np.ones((2, rows)) @ np.tanh(first)
    first /= 2
    assert (work.products, work.flop) == (2, 2 * rows * 4 * 5 + 2 * 2 * rows * 5)
    assert np.asarray(first) == pytest.approx(2 * np.ones((rows, 5)))
    assert np.asarray(second) == pytest.approx(np.full((2, 5), rows * np.tanh(4)))


def test_a_large_learning_rate_does_not_refute_sgd_by_rounding() -> None:
    assert verdict("backprop.sgd_follows_the_gradient", lr=1e9) is Verdict.SUPPORTED


def test_chunks_add_up_unless_batch_norm_lets_samples_influence_each_other() -> None:
    evidence = run("batch_size.chunks_add_up")
    assert value(evidence, "a network: distance of three chunks from all samples at once") < 1e-13
    assert value(evidence, "a network with batch norm: distance of three chunks from all samples at once") > 0.05
