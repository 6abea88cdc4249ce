"""Claims about losses, GPUs and data parallel training at other settings than their own.

A formula holds at all settings that its sentence speaks of; where they leave it without meaning, the claim says so.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from quizdl.verify import Evidence, Undecided, Verdict
from quizdl.verify.importing import load_verifier
from tests.built_in import CATALOGUE, VERIFIERS

pytestmark = pytest.mark.slow


def function_of(claim_id: str) -> Callable[..., Evidence]:
    [claim] = [claim for claim in CATALOGUE.claims() if claim.id == claim_id]
    function: Callable[..., Evidence] = getattr(load_verifier(claim.path, folder=claim.folder), claim.function)
    return function


@pytest.mark.parametrize(
    ("claim", "knobs"),
    [
        ("loss_vs_metric.recovery", {"lr": 0.1}),
        ("loss_vs_metric.saturation", {"widest": 20.0}),
        ("gpu_speed.batch_at_the_ridge", {"tflops": 312.0, "terabytes": 2.0}),
        ("gpu_speed.amdahls_law", {"serial": 128}),
        ("data_parallel.ring_sends", {"ranks": 6}),
        ("data_parallel.distributed_sampler", {"samples": 17, "ranks": 3}),
    ],
)
def test_a_formula_holds_at_other_settings_of_its_sentence(claim: str, knobs: dict[str, Any]) -> None:
    verdict, reason = function_of(claim)(**knobs).judge()
    assert verdict is Verdict.SUPPORTED, reason


@pytest.mark.parametrize(
    ("claim", "knobs"),
    [
        ("loss_vs_metric.best_epochs", {"runs": 2, "images": 50, "epochs": 3}),  # none has overfitted yet
        ("loss_vs_metric.losses_and_gradients", {"lr": 0.0}),
        ("loss_vs_metric.losses_compared", {"runs": 1}),
        ("loss_vs_metric.metric_leaves_weights", {"dropout": 0.0}),
        ("loss_vs_metric.properness", {"q": 1.0}),
        ("loss_vs_metric.recovery", {"lr": 5.0}),
        ("loss_vs_metric.saturation", {"widest": 40.0}),
        ("loss_vs_metric.sigmoid_rows_sum_to_one", {"lr": 0.0}),
        ("loss_vs_metric.sure_start", {"lr": 1.0}),
        ("gpu_speed.amdahls_law", {"serial": 0}),
        ("gpu_speed.batch_at_the_ridge", {"width": 2}),
        ("gpu_speed.arithmetic_intensity", {"n": 1}),
        ("gpu_speed.serial_chain", {"length": 3}),
        ("data_parallel.equal_shards", {"steps": 0}),
        ("data_parallel.equal_shards", {"steps": 1000}),
    ],
)
def test_settings_that_leave_a_sentence_without_meaning_decide_nothing(claim: str, knobs: dict[str, Any]) -> None:
    with pytest.raises(Undecided):
        function_of(claim)(**knobs)


def test_our_losses_overflow_at_no_logit() -> None:
    sigmoid_losses = load_verifier(VERIFIERS / "programs" / "sigmoid_losses.py", folder=VERIFIERS)
    softmax = load_verifier(VERIFIERS / "programs" / "softmax_cross_entropy.py", folder=VERIFIERS)
    far, target = np.array([[1000.0, -1000.0]]), np.array([[0.0, 1.0]])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert sigmoid_losses.bce(far, target).tolist() == [[1000, 1000]]
        assert sigmoid_losses.sigmoid(far).tolist() == [[1, 0]]
        assert softmax.row_losses(far, target.argmax(axis=1)).tolist() == [2000]
