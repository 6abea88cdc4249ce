"""Softmax, its Jacobian and its gradient."""

from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from quizdl.lab.checks import check_controls, check_draws, check_relative_errors
from quizdl.lab.differences import complex_step, relative_error
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal
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
    row_losses,
    softmax,
    softmax_cross_entropy,
    softmax_jacobian,
)
from .common import FLOAT64, sum_off_one

EPS = float(np.finfo(float).eps)


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
    jacobian = np.stack([complex_step(partial(probability, of=k), z[0]) for k in range(classes)])
    constants, first = np.logspace(0, 6, 61), np.eye(classes)[0]
    moved = np.array([relative_error(softmax(z + c), p) for c in constants])
    one_logit = np.array([relative_error(softmax(z + c * first), p) for c in constants])
    in_theory = p * np.exp(first) / (1 + p[:, :1] * (np.e - 1))  # with 1 added to the first logit
    rounded = "both of two logits are rounded by at most ε/2 of 10 000, twice, and do lose digits"
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
                moved[40],
                between(EPS, 2e4 * EPS, because=rounded),
            ),
            Measurement(
                "movement of the gradient with 10 000 added to every logit",
                relative_error(softmax_cross_entropy(z + 1e4, labels)[1], dz),
                between(EPS, 4e4 * EPS, because=rounded),
            ),
            Measurement(
                "largest movement of the loss of a row with 10 000 added to every logit",
                np.abs(row_losses(z + 1e4, labels) - row_losses(z, labels)).max(),
                between(EPS, 4e4 * EPS, because=rounded),
                unit="nat",
            ),
            Measurement(
                "largest distance of the sum of a row from 1",
                sum_off_one(p).max(),
                at_most(classes * EPS, because="a sum over the classes and a division in float64"),
            ),
            Measurement("smallest probability", p.min(), at_least(0, because="powers are positive")),
            Measurement(
                "rows whose order changes",
                np.sum(np.any(p.argsort() != z.argsort(), axis=1)),
                within(0, 0, because="eᶻ is monotone"),
            ),
            check_relative_errors(),
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
            check_draws(oddity_of_normal(z / 4), oddity_of_integers(labels, classes)),
            check_controls(
                one_logit[0] - relative_error(in_theory, p),
                relative_error(softmax(z.T).T, torch.softmax(torch.tensor(z), 0).numpy()),
            ),
        ],
        controls=[
            Control("movement with 1 added to one logit", one_logit[0], at_most(2e4 * EPS)),
            Control(
                "largest distance of the sum of a row from 1 with softmax over the batch",
                sum_off_one(softmax(z.T).T).max(),
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
