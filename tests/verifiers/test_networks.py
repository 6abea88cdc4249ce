"""Claims of the MNIST networks, of CNN against MLP and of frameworks under settings that once misled them."""

from typing import Any

import pytest

from quizdl.verify import Undecided
from quizdl.verify.importing import load_verifier
from tests.built_in import CATALOGUE

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("claim", "knobs"),
    [
        ("mnist_mlp.fits_in_a_hundred_lines", {"bar": 10**9}),
        ("mnist_mlp.fits_in_a_hundred_lines", {"bar_for_training": 10**9}),
        ("mnist_mlp.backward_in_ten_lines", {"bar": 10**9}),
        ("mnist_mlp.trains_like_torch", {"samples": 99}),
        ("mnist_mlp.passes_nine_tenths", {"runs": 1}),
        ("mnist_mlp.passes_nine_tenths", {"blind_runs": 2}),
        ("mnist_mlp.passes_nine_tenths", {"every": 10_000}),
        ("mnist_mlp.ninety_eight_in_four_epochs", {"runs": 0}),
        ("mnist_mlp.reports_test_accuracy", {"tests": 1}),
        ("mnist_mlp.faster_than_torch", {"side": 1}),
        ("mnist_mlp.faster_than_torch", {"bar": 100.0}),
        ("mnist_cnn.adds_about_fifty_lines", {"most": 10**9}),
        ("mnist_cnn.adds_about_fifty_lines", {"least": 100}),
        ("mnist_cnn.output_size", {"longest": 3}),
        ("mnist_cnn.reads_starts_reports", {"samples": 10}),
        ("mnist_cnn.trains_like_torch", {"samples": 10}),
        ("mnist_cnn.keeps_up_with_torch", {"bar": 100.0}),
        ("cnn_vs_mlp.locality_and_sharing", {"size": 4}),
        ("cnn_vs_mlp.equivariance", {"rows": 4}),
        ("cnn_vs_mlp.equal_budget", {"seeds": 2}),
        ("cnn_vs_mlp.equal_budget", {"shift": 0}),
        ("cnn_vs_mlp.mlp_is_blind", {"rate": 1e6}),
        ("cnn_vs_mlp.mlp_is_blind", {"rate": 0.0}),
        ("cnn_vs_mlp.mlp_on_mnist", {"hidden": 0}),
        ("cnn_vs_mlp.shift_invariant", {"samples": 0}),
        ("cnn_vs_mlp.sharing_pays", {"jitter": 0}),
        ("frameworks.three_calls", {"steps": 1}),
        ("frameworks.three_calls", {"steps": 10_000}),
    ],
    ids=str,
)
def test_settings_that_decide_nothing_are_called_so(claim: str, knobs: dict[str, Any]) -> None:
    declared = CATALOGUE.claim(claim)
    module = load_verifier(declared.path, folder=declared.folder)
    with pytest.raises(Undecided):
        getattr(module, declared.function)(**knobs)
