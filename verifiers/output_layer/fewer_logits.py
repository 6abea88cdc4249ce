"""Nine logits for ten digits, and one sigmoid for two classes."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

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
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.fully_convolutional import dense_parameters
from ..programs.sigmoid import sigmoid
from ..programs.softmax_cross_entropy import softmax, softmax_cross_entropy
from ..programs.softmax_regression import all_logits_step, one_fewer_step, with_zero
from .common import FLOAT64, NOTHING, digits, fit, sample_checks, shuffled, test_digits


@claim(
    en="Nine logits and a fixed 0 suffice for ten digits: with each step multiplied by I + 11ᵀ, training runs through "
    "the same probabilities as with ten logits, for the ten gradients sum to 0. The tenth unit is only convenient.",
    ko="숫자 10개에는 로짓 9개와 고정된 0 하나면 충분하다. 열 개의 기울기는 합이 0이므로, 각 스텝에 I + 11ᵀ를 곱하면 "
    "로짓이 10개일 때와 같은 확률을 지나며 학습된다. 열 번째 유닛은 편의를 위한 것이다.",
    short="Nine logits for ten digits",
    seconds=2,
    literature="Goodfellow 2016",
)
def nine_logits_suffice(steps: int = 100, rate: float = 0.5, seed: int = 0) -> Evidence:
    if steps < 2 or steps % 2 or rate <= 0:
        raise Undecided(
            en=f"steps = {steps}, rate = {rate:g}: two epochs of batches of 50 take an even number of steps downhill",
            ko=f"steps = {steps}, rate = {rate:g}: 크기 50인 미니배치로 두 epoch을 학습하려면 스텝 수가 짝수이고 "
            "학습률이 양수여야 한다",
        )
    rng = np.random.default_rng(seed)
    images, labels = digits(25 * steps, rng)
    x = np.hstack([images.astype(float), np.ones((len(images), 1))])
    start = rng.normal(scale=0.01, size=(785, 10))
    ten, mixed, plain = start, start[:, :9] - start[:, 9:], start[:, :9] - start[:, 9:]
    linear = nn.Linear(785, 10, bias=False).double()
    linear.weight.data = torch.tensor(start.T)
    fit(linear, x, labels, 2, rate, np.random.default_rng(seed + 1))
    batches = shuffled(len(x), 2, np.random.default_rng(seed + 1))
    apart = np.empty((steps, 2))
    for step, batch in enumerate(batches):
        lr = rate * (1 - step / steps)
        ten = all_logits_step(ten, x[batch], labels[batch], lr)
        mixed = one_fewer_step(mixed, x[batch], labels[batch], lr, np.eye(9) + 1)
        plain = one_fewer_step(plain, x[batch], labels[batch], lr, np.eye(9))
        p = softmax(x @ ten)
        apart[step] = [np.abs(softmax(with_zero(x @ weights)) - p).max() for weights in (mixed, plain)]
    z = x @ ten
    p = softmax(z)
    _, dz = softmax_cross_entropy(z, labels)
    step_of_plain = 1 + int(np.argmax(apart[:, 1]))
    each_once = [np.array_equal(np.sort(epoch, axis=None), np.arange(len(x))) for epoch in np.split(batches, 2)]
    return Evidence(
        finding=Finding(
            "Over {steps} steps probabilities of nine logits get {mixed:.1g} away from those of ten; with "
            "plain steps up to {plain:.2g}",
            mixed="largest distance of nine logits from ten",
            plain="largest distance of nine logits with plain steps from ten",
        ),
        caption="Largest distance of a probability of nine logits from that of ten, over all training images, after "
        "each step.",
        fields={"steps": steps},
        measurements=[
            Measurement(
                "largest distance of nine logits from ten",
                apart[:, 0].max(),
                at_most(1e-13 * steps, because="sums of 785 products in float64 at every step"),
            ),
            Measurement(
                "distance of probabilities with the last logit taken off all",
                np.abs(softmax(with_zero(z[:, :9] - z[:, 9:])) - p).max(),
                at_most(1e-13, because=FLOAT64),
            ),
            Measurement(
                "largest sum of the ten gradients of an image",
                np.abs(dz.sum(axis=1)).max() * len(x),
                at_most(1e-14, because="p sums to 1 and the label counts once; ten roundings"),
            ),
            Measurement(
                "relative error of the ten logits' weights against torch",
                relative_error(ten, linear.weight.detach().numpy().T),
                at_most(1e-13 * steps, because="sums of 785 products in float64 at every step"),
                check=True,
            ),
            Measurement(
                "parameters that nine logits save",
                dense_parameters(784, 10) - dense_parameters(784, 9),
                within(785, 0, because="one unit: 784 weights and a bias"),
            ),
            Measurement(
                "epochs that show every image once",
                sum(each_once),
                within(2, 0, because="batches of a permutation"),
                check=True,
            ),
            Measurement(
                "share of batch places with the same image in both epochs",
                np.mean(batches[: steps // 2] == batches[steps // 2 :]),
                at_most(max(0.05, 10 / len(x)), because="two independent permutations agree in one place on average"),
                check=True,
            ),
            *sample_checks((images, labels), test_digits(rng)),
        ],
        controls=[
            Control(
                "largest distance of nine logits with plain steps from ten", apart[:, 1].max(), at_most(1e-13 * steps)
            ),
            Control(
                "distance of probabilities with the last logit alone set to 0",
                np.abs(softmax(with_zero(z[:, :9])) - p).max(),
                at_most(1e-13),
            ),
        ],
        curves=[
            Curve(
                "steps times I + 11ᵀ",
                np.maximum(apart[:, 0], NOTHING).tolist(),
                x=(1 + np.arange(steps)).tolist(),
                role="subject",
            ),
            Curve(
                "plain steps",
                np.maximum(apart[:, 1], NOTHING).tolist(),
                x=(1 + np.arange(steps)).tolist(),
                role="reference",
            ),
        ],
        axes=Axes(
            x="step",
            y="largest distance of a probability",
            log_y=True,
            marks=[
                Mark(
                    of="largest distance of nine logits from ten",
                    x=1 + int(np.argmax(apart[:, 0])),
                    text="{value:.1g}",
                ),
                Mark(
                    of="largest distance of nine logits with plain steps from ten", x=step_of_plain, text="{value:.2g}"
                ),
            ],
        ),
    )


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
    apart, alone = np.abs(sigmoid(difference) - p), np.abs(sigmoid(z[:, 1]) - p)
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
        ],
        controls=[
            Control("largest distance of the sigmoid of one logit from softmax", alone[worst_alone], at_most(1e-14)),
            Control(
                "largest distance of ten sigmoids from softmax",
                np.abs(sigmoid(wide) - softmax(wide)).max(),
                at_most(1e-14),
            ),
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


mutant(
    "climbs",
    "softmax_cross_entropy(x @ weights, y)\n    return weights - lr",
    "softmax_cross_entropy(x @ weights, y)\n    return weights + lr",
    program="softmax_regression",
)
mutant("fixes the last logit at 1", "np.zeros((len(z), 1))", "np.ones((len(z), 1))", program="softmax_regression")
mutant("gives the wrong nine gradients", "dz[:, :-1] @ metric", "dz[:, 1:] @ metric", program="softmax_regression")
mutant("halves the argument once too often", "np.exp(-np.abs(z))", "np.exp(-np.abs(z) / 2)", program="sigmoid")
mutant("gives the sigmoid of the other class", "np.where(z > 0, 1, e)", "np.where(z < 0, 1, e)", program="sigmoid")
