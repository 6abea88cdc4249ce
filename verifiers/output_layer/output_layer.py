"""The output layer: what the ten numbers of a classifier are, how they become probabilities, and which head makes them.

The numbers are called logits, z, shape (N, classes). Softmax makes probabilities p of them, the largest of which is
the confidence. A head is what stands behind the maps, shape (N, channels, rows, columns), of the last convolution.
"""

import numpy as np
import torch

from quizdl.lab.differences import relative_error
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_least,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.softmax_cross_entropy import Array, softmax
from .common import (
    FLOAT64,
    Shown,
    check_batches,
    classifier,
    digits,
    fit,
    outputs,
    right,
    sample_checks,
    sum_off_one,
    test_digits,
    thinned,
)


def share_that_sum_to_one(rows: Array, tolerance: float) -> float:
    """The share of rows whose sum is 1 within the tolerance."""
    return float(np.mean(sum_off_one(rows) <= tolerance))


@claim(
    en="Each of the ten outputs of a trained classifier is the probability of its digit.",
    ko="학습된 분류기의 출력 10개는 각각 해당 숫자일 확률이다.",
    short="Outputs of a classifier as probabilities",
    seconds=2,
    expects="refuted",
)
def outputs_are_probabilities(samples: int = 5000, epochs: int = 4, seed: int = 0) -> Evidence:
    if samples < 50 or epochs < 1:
        raise Undecided(
            en="the claim is about a classifier that was trained, in batches of 50",
            ko="문장은 크기 50인 미니배치로 학습된 분류기에 대한 것이다",
        )
    rng = np.random.default_rng(seed)
    x, labels = digits(samples, rng)
    net = classifier(64, seed)
    shown = Shown(net)
    fit(net, x, labels, epochs, 0.1, rng)
    images, answers = test_digits(rng)
    z = outputs(net, images)
    w1, b1, w2, b2 = (parameter.detach().double().numpy() for parameter in net.parameters())
    by_hand = np.maximum(images @ w1.T + b1, 0) @ w2.T + b2
    p = softmax(z)
    places, sorted_outputs = thinned(np.sort(z, axis=None))
    _, sorted_probabilities = thinned(np.sort(p, axis=None))
    axiom = "an axiom of probability (Kolmogorov 1933)"
    return Evidence(
        finding=Finding(
            "The outputs reach from {smallest:.3g} to {largest:.3g}",
            smallest="smallest output",
            largest="largest output",
        ),
        caption="All outputs for the test images, sorted: they are logits. Softmax of them stays between 0 and 1.",
        measurements=[
            Measurement("smallest output", z.min(), at_least(0, because=axiom)),
            Measurement("largest output", z.max(), at_most(1, because=axiom)),
            Measurement(
                "share of images whose outputs sum to 1 within 0.01",
                share_that_sum_to_one(z, 0.01),
                within(1, 0, because=axiom),
            ),
        ],
        controls=[
            Control("smallest value after softmax", p.min(), at_least(0), must="hold"),
            Control("largest value after softmax", p.max(), at_most(1), must="hold"),
            Control(
                "share of images whose values after softmax sum to 1 within 1e-12",
                share_that_sum_to_one(p, 1e-12),
                within(1, 0),
                must="hold",
            ),
            Control(
                "share of test images that the net reads",
                float(np.mean(right(z, answers))),
                at_least(0.5, because="it was trained: more right than wrong"),
                must="hold",
            ),
            Control(
                "relative error of the outputs against the formula by hand",
                relative_error(z, by_hand),
                at_most(1e-5, because="sums of 784 products in float32"),
                must="hold",
            ),
            Control(
                "share of those with 0.02 added to one value after softmax",
                share_that_sum_to_one(p + 0.02 * np.eye(10)[0], 0.01),
                within(0, 0, because="each of them sums to 1.02"),
                must="hold",
            ),
            Control(
                "largest relative error of the values after softmax against torch",
                float(np.max(np.abs(p / torch.softmax(torch.tensor(z), 1).numpy() - 1))),
                at_most(1e-12, because=FLOAT64),
                must="hold",
            ),
            *(
                Control(check.name, check.value, check.bound, check=True, must="hold")
                for check in [
                    check_batches(shown.off(samples, epochs)),
                    *sample_checks((x, labels), (images, answers), samples),
                ]
            ),
        ],
        curves=[
            Curve("outputs", sorted_outputs.tolist(), x=places.tolist(), role="subject"),
            Curve("outputs after softmax", sorted_probabilities.tolist(), x=places.tolist(), role="reference"),
        ],
        axes=Axes(
            x="outputs of all test images, sorted",
            y="value",
            marks=[
                Mark(of="smallest output", x=0),
                Mark(of="largest output", x=z.size - 1),
            ],
        ),
    )


mutant(
    "asks a net that was not trained",
    "    fit(net, x, labels, epochs, 0.1, rng)\n",
    "",
)
