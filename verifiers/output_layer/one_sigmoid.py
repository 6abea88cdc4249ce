"""One sigmoid for two classes."""

import numpy as np
import torch
from torch.nn import functional

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    claim,
    mutant,
)

from ..programs.sigmoid import sigmoid
from ..programs.softmax_cross_entropy import softmax, softmax_cross_entropy
from .common import FLOAT64


@claim(
    en="For two classes one sigmoid is softmax: its argument is the difference of the two logits, and loss and "
    "gradient agree. A sigmoid of one of the two logits alone, or of each of ten, is not softmax.",
    ko="클래스가 둘이면 시그모이드 하나가 곧 소프트맥스이다. 두 로짓의 차를 넣으면 되고 손실과 기울기도 같다. "
    "두 로짓 중 하나만 넣은 시그모이드나 10개 로짓 각각의 시그모이드는 소프트맥스가 아니다.",
    short="One sigmoid for two classes",
    seconds=0.2,
    literature="Goodfellow 2016, sec. 6.2.2",
)
def sigmoid_is_softmax_of_two(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    z, labels = 5 * rng.normal(size=(100, 2)), rng.integers(2, size=100)
    difference, p = z[:, 1] - z[:, 0], softmax(z)[:, 1]
    by_torch = functional.binary_cross_entropy_with_logits(
        torch.tensor(difference), torch.tensor(labels.astype(float)), reduction="mean"
    )
    loss, dz = softmax_cross_entropy(z, labels)
    wide = 5 * rng.normal(size=(100, 10))
    apart, alone = (np.abs(sigmoid(argument) - p) for argument in (difference, z[:, 1]))
    theirs = np.abs(torch.sigmoid(torch.tensor(z[:, 1])).numpy() - torch.softmax(torch.tensor(z), 1)[:, 1].numpy())
    theirs_of_ten = (torch.sigmoid(torch.tensor(wide)) - torch.softmax(torch.tensor(wide), 1)).abs().max().item()
    of_ten, small = np.abs(sigmoid(wide) - softmax(wide)).max(), -np.logspace(-3, 2.8, 200)
    order = np.argsort(difference)
    worst, worst_alone = int(np.argmax(apart)), int(np.argmax(alone))
    return Evidence(
        finding=Finding(
            "The sigmoid of the difference of two logits is at most {apart:.1g} away from softmax; that of one logit "
            "alone up to {alone:.2g}",
            apart="largest distance of the sigmoid of the difference from softmax",
            alone="largest distance of the sigmoid of one logit from softmax",
        ),
        caption="Distance of each sigmoid from the second probability of softmax, over a hundred pairs of logits.",
        measurements=[
            Measurement(
                "largest distance of the sigmoid of the difference from softmax",
                apart[worst],
                at_most(1e-14, because=FLOAT64),
            ),
            Measurement(
                "distance of the mean loss of that sigmoid from cross-entropy",
                abs(by_torch.item() - loss),
                at_most(1e-13, because=FLOAT64),
                unit="nat",
            ),
            Measurement(
                "relative error of the gradient of that sigmoid against cross-entropy",
                relative_error((sigmoid(difference) - labels) / 100, dz[:, 1]),
                at_most(1e-13, because=FLOAT64),
            ),
            Measurement(
                "relative error of the sigmoid at logits of up to thousands against torch",
                relative_error(sigmoid(200 * z), torch.sigmoid(torch.tensor(200 * z)).numpy()),
                at_most(1e-14, because=FLOAT64),
            ),
            Measurement(
                "largest relative error of a sigmoid down to e⁻⁶³⁰ against the logistic function",
                float(np.max(np.abs(sigmoid(small) * (1 + np.exp(-small)) - 1))),
                at_most(1e-13, because="eᶻ loses digits like |z|ε"),
            ),
            check_draws(oddity_of_normal(np.hstack([z, wide]) / 5), oddity_of_integers(labels, 2)),
            check_controls(*(alone - theirs), of_ten - theirs_of_ten),
        ],
        controls=[
            Control("largest distance of the sigmoid of one logit from softmax", alone[worst_alone], at_most(1e-14)),
            Control("largest distance of ten sigmoids from softmax", of_ten, at_most(1e-14)),
        ],
        curves=[
            Curve(
                "sigmoid of the difference",
                apart[order].tolist(),
                x=difference[order].tolist(),
                points=True,
                role="subject",
            ),
            Curve(
                "sigmoid of one logit",
                alone[order].tolist(),
                x=difference[order].tolist(),
                points=True,
                role="reference",
            ),
        ],
        axes=Axes(
            x="difference of the logits",
            y="distance from softmax",
            marks=[
                Mark(
                    of="largest distance of the sigmoid of the difference from softmax",
                    x=difference[worst],
                    text="{value:.1g}",
                ),
                Mark(
                    of="largest distance of the sigmoid of one logit from softmax",
                    x=difference[worst_alone],
                    text="{value:.2g}",
                ),
            ],
        ),
    )


mutant("halves the argument once too often", "np.exp(-np.abs(z))", "np.exp(-np.abs(z) / 2)", program="sigmoid")
mutant("gives the sigmoid of the other class", "np.where(z > 0, 1, e)", "np.where(z < 0, 1, e)", program="sigmoid")
