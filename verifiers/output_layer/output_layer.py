"""The output layer: what the ten numbers of a classifier are, how they become probabilities, and which head makes them.

The numbers are called logits, z, shape (N, classes). Softmax makes probabilities p of them, the largest of which is
the confidence. A head is what stands behind the maps, shape (N, channels, rows, columns), of the last convolution.
"""

from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from quizdl.lab.differences import complex_step, relative_error
from quizdl.lab.known_answers import least_response
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
    between,
    claim,
    mutant,
    within,
)

from ..programs.softmax_cross_entropy import (
    softmax,
    softmax_cross_entropy,
    softmax_jacobian,
)
from .common import FLOAT64, classifier, digits, fit, outputs, right, sample_checks, test_digits, thinned

EPS = float(np.finfo(float).eps)


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
    net = fit(classifier(64, seed), x, labels, epochs, 0.1, rng)
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
                np.mean(np.abs(z.sum(axis=1) - 1) <= 0.01),
                within(1, 0, because=axiom),
            ),
        ],
        controls=[
            Control("smallest value after softmax", p.min(), at_least(0), must="hold"),
            Control("largest value after softmax", p.max(), at_most(1), must="hold"),
            Control(
                "share of images whose values after softmax sum to 1 within 1e-12",
                np.mean(np.abs(p.sum(axis=1) - 1) <= 1e-12),
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
            *(
                Control(check.name, check.value, check.bound, check=True, must="hold")
                for check in sample_checks((x, labels), (images, answers))
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


def probability(z: NDArray[Any], of: int) -> Any:
    """Of one class, from one row of logits that do not overflow; differentiable by the complex step."""
    return np.exp(z[of]) / np.exp(z).sum()


@claim(
    en="Softmax turns logits into a distribution: rows sum to 1, the order stays, a constant added to all logits of a "
    "row changes nothing, even at 10 000, and its Jacobian is diag(p) - ppᵀ. Over the wrong axis it is none.",
    ko="소프트맥스는 로짓을 확률 분포로 바꾼다. 행의 합은 1이고 순서는 그대로이며, 한 행의 모든 로짓에 같은 상수를 "
    "더해도(10,000이라도) 결과가 같고, 야코비 행렬은 diag(p) - ppᵀ이다. 축을 잘못 잡으면 분포가 되지 않는다.",
    short="Softmax and a constant on all logits",
    seconds=0.3,
    literature="Goodfellow 2016, sec. 6.2.2.3",
)
def softmax_of_logits(classes: int = 10, seed: int = 0) -> Evidence:
    if not 2 <= classes <= 1000:
        raise Undecided(
            en=f"classes = {classes}: the claim is about two to a thousand classes",
            ko=f"classes = {classes}: 문장은 클래스가 2개부터 1,000개까지인 경우에 대한 것이다",
        )
    rng = np.random.default_rng(seed)
    z, labels = 4 * rng.normal(size=(200, classes)), rng.integers(classes, size=200)
    p = softmax(z)
    logits = torch.tensor(z, requires_grad=True)
    theirs = functional.cross_entropy(logits, torch.tensor(labels))
    [slope] = torch.autograd.grad(theirs, logits)
    loss, dz = softmax_cross_entropy(z.copy(), labels)
    shifted_loss, shifted_dz = softmax_cross_entropy(z + 1e4, labels)
    jacobian = np.stack([complex_step(partial(probability, of=k), z[0]) for k in range(classes)])
    constants = np.logspace(0, 6, 61)
    moved = np.array([relative_error(softmax(z + c), p) for c in constants])
    first = np.where(np.arange(classes) == 0, 1.0, 0.0)
    one_logit = np.array([relative_error(softmax(z + c * first), p) for c in constants])
    rounded = "both of two logits are rounded by at most ε/2 of 10 000, twice"
    means = "a mean of 200 losses, of a few operations in float64"
    return Evidence(
        finding=Finding(
            "With 10 000 added to every logit of a row the probabilities move by {all:.1g} of the largest one; with 1 "
            "added to one logit by {one:.2g}",
            all="movement with 10 000 added to every logit",
            one="movement with 1 added to one logit",
        ),
        caption="A constant added to all logits cancels. What is left is the rounding of the larger logits.",
        measurements=[
            Measurement(
                "movement with 10 000 added to every logit",
                relative_error(softmax(z + 1e4), p),
                between(
                    EPS,
                    2e4 * EPS,
                    because="both of two logits are rounded by at most ε/2 of 10 000, twice, and do lose digits",
                ),
            ),
            Measurement(
                "movement of the gradient with 10 000 added to every logit",
                relative_error(shifted_dz, dz),
                at_most(4e4 * EPS, because=rounded),
            ),
            Measurement(
                "movement of the loss with 10 000 added to every logit",
                abs(shifted_loss - loss),
                at_most(4e4 * EPS, because=rounded),
                unit="nat",
            ),
            Measurement(
                "largest distance of the sum of a row from 1",
                np.abs(p.sum(axis=1) - 1).max(),
                at_most(classes * EPS, because="a sum over the classes and a division in float64"),
            ),
            Measurement("smallest probability", p.min(), at_least(0, because="powers are positive")),
            Measurement(
                "rows whose order changes",
                np.sum(np.any(p.argsort() != z.argsort(), axis=1)),
                within(0, 0, because="eᶻ is monotone"),
            ),
            Measurement(
                "least relative error where one number of sixty is off by 1",
                least_response(relative_error, (6, 10)),
                within(1, 1e-12, because="whichever number it is, and whether it is above or below"),
                check=True,
            ),
            Measurement(
                "largest distance of the Jacobian from the complex step",
                np.abs(softmax_jacobian(p[0]) - jacobian).max(),
                at_most(10 * EPS, because="p - p² is rounded to a few ε, however near p is to 1"),
            ),
            Measurement(
                "relative error of softmax against torch",
                relative_error(p, torch.softmax(torch.tensor(z), 1).numpy()),
                at_most(1e-13, because=FLOAT64),
            ),
            Measurement(
                "distance of the mean cross-entropy from torch",
                abs(loss - theirs.item()),
                at_most(1e-12, because=means),
                unit="nat",
            ),
            Measurement(
                "relative error of the gradient of cross-entropy against torch",
                relative_error(dz, slope.numpy()),
                at_most(1e-13, because=FLOAT64),
            ),
        ],
        controls=[
            Control("movement with 1 added to one logit", one_logit[0], at_most(2e4 * EPS)),
            Control(
                "largest distance of the sum of a row from 1 with softmax over the batch",
                np.abs(torch.softmax(torch.tensor(z), 0).sum(1).numpy() - 1).max(),
                at_most(classes * EPS),
            ),
        ],
        curves=[
            Curve("added to every logit", np.maximum(moved, 1e-17).tolist(), x=constants.tolist(), role="subject"),
            Curve("added to one logit", one_logit.tolist(), x=constants.tolist(), role="reference"),
            Curve("rounding of the logits", (2 * constants * EPS).tolist(), x=constants.tolist(), role="bound"),
        ],
        axes=Axes(
            x="constant that is added",
            y="movement of the probabilities",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="movement with 10 000 added to every logit", x=1e4, text="{value:.1g}"),
                Mark(of="movement with 1 added to one logit", x=1, text="{value:.2g}"),
            ],
        ),
    )


mutant(
    "asks a net that was not trained", "fit(classifier(64, seed), x, labels, epochs, 0.1, rng)", "classifier(64, seed)"
)
mutant(
    "softmax over the batch",
    "powers / powers.sum(axis=-1, keepdims=True)",
    "powers / powers.sum(axis=0, keepdims=True)",
    program="softmax_cross_entropy",
)
mutant(
    "forgets the other classes",
    "np.diag(p) - np.outer(p, p)",
    "np.diag(p) - np.diag(p**2)",
    program="softmax_cross_entropy",
)
mutant("forgets the 1/B", "dz / len(y)", "dz", program="softmax_cross_entropy")
mutant("divides the gradient by the classes", "dz / len(y)", "dz / z.shape[1]", program="softmax_cross_entropy")
mutant("takes the label off twice", "y] -= 1", "y] -= 2", program="softmax_cross_entropy")
