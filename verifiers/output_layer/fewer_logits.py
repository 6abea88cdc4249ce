"""Nine logits for ten digits."""

import numpy as np
import torch
from torch import nn

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_normal
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
from ..programs.softmax_cross_entropy import Array, Labels, softmax, softmax_cross_entropy
from ..programs.softmax_regression import all_logits_step, one_fewer_step, with_zero
from .common import FLOAT64, NOTHING, digits, fit, sample_checks, shuffled, test_digits


def fitted_by_torch(start: Array, x: Array, labels: Labels, rate: float, seed: int) -> Array:
    """Weights (inputs, logits) after two epochs of torch; nine logits get a fixed 0 beside them."""
    inputs, logits = start.shape
    linear = nn.Linear(inputs, logits, bias=False).double()
    linear.weight.data = torch.tensor(start.T)
    fit(nn.Sequential(linear, nn.ConstantPad1d((0, 10 - logits), 0.0)), x, labels, 2, rate, _order(seed))
    return np.asarray(linear.weight.detach().numpy().T, dtype=float)


def _order(seed: int) -> np.random.Generator:
    """The random numbers that all trainings shuffle by."""
    return np.random.default_rng([seed, 1])


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
    by_torch = [fitted_by_torch(weights, x, labels, rate, seed) for weights in (start, plain)]
    batches = shuffled(len(x), 2, _order(seed))
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
    moved = p * np.exp(-z * np.eye(10)[9])  # with the last logit alone set to 0
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
                relative_error(ten, by_torch[0]),
                at_most(1e-13 * steps, because="sums of 785 products in float64 at every step"),
                check=True,
            ),
            Measurement(
                "relative error of the nine logits' weights with plain steps against torch",
                relative_error(plain, by_torch[1]),
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
            check_draws(oddity_of_normal(start / 0.01)),
            check_controls(np.abs(softmax(with_zero(z[:, :9])) - moved / moved.sum(axis=1, keepdims=True)).max()),
            *sample_checks((images, labels), test_digits(rng), 25 * steps),
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


mutant(
    "climbs",
    "softmax_cross_entropy(x @ weights, y)\n    return weights - lr",
    "softmax_cross_entropy(x @ weights, y)\n    return weights + lr",
    program="softmax_regression",
)
mutant("fixes the last logit at 1", "np.zeros((len(z), 1))", "np.ones((len(z), 1))", program="softmax_regression")
mutant("gives the wrong nine gradients", "dz[:, :-1] @ metric", "dz[:, 1:] @ metric", program="softmax_regression")
