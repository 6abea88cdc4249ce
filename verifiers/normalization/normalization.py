"""Normalisation: what batch, layer and RMS norm compute, what flows back through them, and what they make invisible.

Notation: a batch x has B samples (rows) and n features (columns); μ and v are the mean and variance that are divided
out, x̂ = (x - μ)/√(v + ε), the output is y = γ·x̂ + β, and g is the gradient of the loss at y.
"""

from collections.abc import Sequence

import numpy as np
import torch

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
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.batch_norm import BatchNorm
from .common import EXACT, Array, batch, drawn, normalized, require


@claim(
    en="Mean and variance depend on every sample, so in training dx = γ/√(v+ε)·(g - mean(g) - x̂·mean(g·x̂)). It sums to "
    "0 over the batch, and its product with x̂ to γ/√(v+ε)·Σg·x̂·ε/(v+ε), which vanishes with ε.",
    ko="평균과 분산이 모든 샘플에 의존하므로 학습 모드에서 dx = γ/√(v+ε)·(g - mean(g) - x̂·mean(g·x̂))이다. 배치 방향의 "
    "합은 0이고, x̂과의 내적은 γ/√(v+ε)·Σg·x̂·ε/(v+ε)이므로 ε과 함께 0이 된다.",
    short="The gradient through batch norm",
    seconds=0.3,
    literature="Ioffe & Szegedy 2015",
)
def backward(size: int = 12, eps: float = 0.1, seed: int = 0) -> Evidence:
    require(
        3 <= size <= 1000 and 1e-6 <= eps <= 1,
        en=f"size = {size}, eps = {eps:g}: from 3 to 1000 samples, and ε between 1e-6 and 1",
        ko=f"size = {size}, eps = {eps:g}: 샘플은 3개부터 1,000개, ε은 1e-6에서 1 사이여야 한다",
    )
    rng = np.random.default_rng(seed)
    x, g = batch(rng, size, 3), rng.standard_normal((size, 3))
    gamma, beta = rng.uniform(0.5, 2, 3), rng.standard_normal(3)
    g[:, 0] += 1  # so that the sum over the first feature is not 0 by chance
    y, dx, dgamma, dbeta = BatchNorm(3, 0.1, eps).step(x, gamma, beta, g, True)

    def loss(x: Array, gamma: Array, beta: Array) -> Array:
        return np.asarray((g * (gamma * normalized(x, eps, axis=0) + beta)).sum())

    reference = complex_step(lambda moved: loss(moved, gamma, beta), x)
    of_gamma = complex_step(lambda moved: loss(x, moved, beta), gamma)
    of_beta = complex_step(lambda moved: loss(x, gamma, moved), beta)
    leaf = torch.tensor(x, requires_grad=True)
    theirs = torch.nn.functional.batch_norm(
        leaf, None, None, torch.tensor(gamma), torch.tensor(beta), training=True, eps=eps
    )
    [in_torch] = torch.autograd.grad(theirs, leaf, torch.tensor(g))
    x_hat, v = normalized(x, eps, axis=0), x.var(axis=0)
    scale = gamma / np.sqrt(v + eps)
    constants = scale * g  # what is left where mean and variance count as constants
    mean_alone = scale * (g - g.mean(axis=0))
    along = (dx * x_hat).sum(axis=0)
    expected = scale * (g * x_hat).sum(axis=0) * eps / (v + eps)
    unit = scale * abs(g).sum(axis=0)  # what the sums cancel from
    _, without_eps, _, _ = BatchNorm(3, 0.1, 0.0).step(x, gamma, beta, g, True)
    stretch = (without_eps * normalized(x, 0.0, axis=0)).sum(axis=0) / unit
    order = np.argsort(x[:, 0])
    total, naive_total = np.cumsum(dx[order, 0]), np.cumsum(constants[order, 0])
    return Evidence(
        finding=Finding(
            "The gradients of a feature add up to {zero:.1g} over the batch; with mean and variance taken for "
            "constants to {naive:.2g}",
            zero="sum of dx over the first feature",
            naive="sum of dx over the first feature with the statistics as constants",
        ),
        caption="Running sum of dx over the samples, smallest x first. Moving all samples together changes nothing, so "
        "the true gradients end at 0.",
        measurements=[
            Measurement("distance of dx from the complex step", relative_error(dx, reference), EXACT),
            Measurement("distance of dx from torch's", relative_error(dx, in_torch.numpy()), EXACT),
            Measurement("distance of dγ from the complex step", relative_error(dgamma, of_gamma), EXACT),
            Measurement("distance of dβ from the complex step", relative_error(dbeta, of_beta), EXACT),
            Measurement("distance of y from torch's", relative_error(y, theirs.detach().numpy()), EXACT),
            Measurement(
                "sum of dx over the first feature",
                total[-1],
                within(0, 1e-13 * unit[0], because="a shift of a feature changes nothing; rounding of a sum"),
            ),
            Measurement(
                "distance of Σ dx·x̂ from its formula",
                np.max(abs(along - expected) / unit),
                at_most(1e-13, because="rounding of sums; relative to γ/√(v+ε)·Σ|g|"),
            ),
            Measurement(
                "largest Σ dx·x̂ at ε = 0",
                np.max(abs(stretch)),
                at_most(1e-13, because="a stretch of a feature changes nothing; relative to γ/√v·Σ|g|"),
            ),
            Measurement(
                "least relative error where one of 36 numbers is off by 1",
                least_response(relative_error, (12, 3)),
                within(1, 1e-12, because="whichever number it is, and whether it is above or below"),
                check=True,
            ),
        ],
        controls=[
            Control("distance of dx with the statistics as constants", relative_error(constants, reference), EXACT),
            Control("distance of dx with the variance as a constant", relative_error(mean_alone, reference), EXACT),
            Control(
                "sum of dx over the first feature with the statistics as constants",
                naive_total[-1],
                within(0, 1e-13 * unit[0]),
            ),
        ],
        curves=[
            Curve("dx", total.tolist(), x=list(range(1, size + 1)), role="subject"),
            Curve("statistics as constants", naive_total.tolist(), x=list(range(1, size + 1)), role="reference"),
        ],
        axes=Axes(
            x="samples in the order of x",
            y="sum of dx so far",
            marks=[
                Mark(of="sum of dx over the first feature", x=size, text="{value:.1g}"),
                Mark(
                    of="sum of dx over the first feature with the statistics as constants",
                    x=size,
                    text="{value:.2g}",
                ),
            ],
        ),
    )


RESULTS = ("y", "dx", "dγ", "dβ")
SIZES = (2, 7, 16, 3, 5, 1, 33, 2, 4, 9, 12, 8, 1, 6, 21, 5, 2, 10, 3, 6)  # of batches, one after the other
IN_TRAINING = (True, True, False, True, True, False, True, True, True, False) + 2 * (True, True, False, True, True)


@claim(
    en="Batch norm by its formula is torch's: outputs, dx, dγ and dβ, in training by the batch's statistics and in "
    "inference by the running ones, whatever the batch sizes and however the modes alternate.",
    ko="공식대로 쓴 배치 정규화는 torch와 같다. 학습 모드에서는 배치의 통계량, 추론 모드에서는 이동 통계량을 쓰며, "
    "배치 크기가 바뀌고 두 모드가 섞여도 출력과 dx, dγ, dβ가 모두 같다.",
    short="Batch norm against torch",
    seconds=0.3,
    literature="Ioffe & Szegedy 2015",
)
def against_torch(momentum: float = 0.1, eps: float = 0.02, seed: int = 0) -> Evidence:
    require(
        0 < momentum < 1 and momentum != 0.5 and 1e-3 <= eps <= 1,
        en=f"momentum = {momentum:g}, eps = {eps:g}: momentum in (0, 1) but not 1/2, where both readings are one, and "
        "ε between 1e-3 and 1",
        ko=f"momentum = {momentum:g}, eps = {eps:g}: momentum은 두 해석이 같아지는 1/2이 아니면서 (0, 1) 안에, ε은 "
        "1e-3에서 1 사이에 있어야 한다",
    )
    rng = np.random.default_rng(seed)
    features = 5
    ours = BatchNorm(features, momentum, eps)
    theirs, other_way, always_batch = (
        torch.nn.BatchNorm1d(features, momentum=share, eps=eps, dtype=torch.float64)
        for share in (momentum, 1 - momentum, momentum)
    )
    apart: dict[str, list[float]] = {name: [] for name in (*RESULTS, "Keras", "batch")}
    for size, training in zip(SIZES, IN_TRAINING, strict=True):
        x, dout = batch(rng, size, features), rng.standard_normal((size, features))
        x = x * rng.uniform(0.5, 2) + rng.standard_normal()
        gamma, beta = rng.uniform(-2, 2, features), rng.standard_normal(features)
        asked = run_torch(theirs, x, gamma, beta, dout, training)
        given = ours.step(x, gamma, beta, dout, training)
        for name, error in farthest(given, asked).items():
            apart[name].append(error)
        wrong_way = run_torch(other_way, x, gamma, beta, dout, training)
        apart["Keras"].append(farthest(wrong_way, asked)["y"])
        if not training and size > 1:
            by_batch = run_torch(always_batch, x, gamma, beta, dout, True)[0]
            apart["batch"].append(relative_error(by_batch, asked[0]))
    worst = np.max([apart[name] for name in RESULTS], axis=0)
    keras = np.array(apart["Keras"])
    in_inference = [step for step, training in enumerate(IN_TRAINING) if not training]
    shown = np.array(in_inference)
    marked = int(shown[np.argmax(keras[shown])])
    largest = int(np.argmax(worst))
    steps = list(range(1, len(SIZES) + 1))
    small = at_most(
        1e-11, because="rounding; the gradient of a batch of two is a difference that ε = 0.02 keeps from vanishing"
    )
    return Evidence(
        finding=Finding(
            "Over twenty batches nothing is off by more than {error:.1g}; with the momentum read as in Keras outputs "
            "in inference are off by {keras:.2g}",
            error="largest error of any batch",
            keras="largest error in inference with the momentum the other way round",
        ),
        caption="Largest relative error of each batch. Reading the momentum the other way round shows in inference "
        "alone, where the buffers are used.",
        measurements=[
            Measurement("largest error of any batch", worst[largest], small),
            *(
                Measurement("{what}: largest error of any batch", max(apart[what]), small, fields={"what": what})
                for what in RESULTS
            ),
            Measurement(
                "batches in inference",
                len(in_inference),
                within(5, 0, because="a count of the schedule"),
                check=True,
            ),
        ],
        controls=[
            Control("largest error in inference with the momentum the other way round", keras[marked], small),
            Control("least error in inference with the statistics of the batch", min(apart["batch"]), small),
        ],
        curves=[
            Curve("output and gradients", drawn(worst), x=steps, role="subject"),
            Curve("momentum the other way round", drawn(keras), x=steps, role="reference"),
        ],
        axes=Axes(
            x="batch",
            y="relative error",
            log_y=True,
            marks=[
                Mark(of="largest error of any batch", x=steps[largest], text="{value:.1g}"),
                Mark(
                    of="largest error in inference with the momentum the other way round",
                    x=steps[marked],
                    text="{value:.2g}",
                ),
            ],
        ),
    )


def farthest(given: Sequence[Array], asked: Sequence[Array]) -> dict[str, float]:
    """The relative error of each result by its name."""
    return {name: relative_error(one, other) for name, one, other in zip(RESULTS, given, asked, strict=True)}


def run_torch(
    layer: torch.nn.BatchNorm1d, x: Array, gamma: Array, beta: Array, dout: Array, training: bool
) -> list[Array]:
    """y, dx, dγ and dβ of torch's layer, whose γ and β are set and whose running statistics go on."""
    layer.weight.data, layer.bias.data = torch.tensor(gamma), torch.tensor(beta)
    layer.train(training)
    leaf = torch.tensor(x, requires_grad=True)
    y = layer(leaf)
    gradients = torch.autograd.grad(y, [leaf, layer.weight, layer.bias], torch.tensor(dout))
    return [y.detach().numpy(), *(gradient.numpy() for gradient in gradients)]


mutant("puts ε outside the root", "np.sqrt(v + self.eps)", "(np.sqrt(v) + self.eps)", program="batch_norm")
mutant("forgets that the variance depends on x", "(dbeta + x_hat * dgamma)", "dbeta", program="batch_norm")
mutant(
    "takes mean and variance for constants",
    "        if training:\n            dx",
    "        if False:\n            dx",
    program="batch_norm",
)
mutant(
    "reads the momentum as Keras does",
    "(1 - m) * self.mean + m * mu",
    "m * self.mean + (1 - m) * mu",
    program="batch_norm",
)
mutant("stores the biased variance", "m * unbiased", "m * v", program="batch_norm")
mutant(
    "uses the statistics of the batch in inference",
    "mu, v = self.mean, self.var",
    "mu, v = x.mean(axis=0), x.var(axis=0)",
    program="batch_norm",
)
mutant("forgets γ in dx", "dx = gamma * scale * dout", "dx = scale * dout", program="batch_norm")
mutant("starts the running variance at zero", "np.ones(n)", "np.zeros(n)", program="batch_norm")
