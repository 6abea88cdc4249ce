"""Normalisation: what batch, layer and RMS norm compute, what flows back through them, and what they make invisible.

Notation: a batch x has B samples (rows) and n features (columns); μ and v are the mean and variance that are divided
out, x̂ = (x - μ)/√(v + ε), the output is y = γ·x̂ + β, and g is the gradient of the loss at y.
"""

import numpy as np
import torch

from quizdl.lab.checks import check_draws, check_relative_errors
from quizdl.lab.differences import complex_step, relative_error
from quizdl.lab.samples import oddity_of_normal
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
from .common import EXACT, Array, batch, draws_of, normalized, require


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
    gamma, beta = np.array([0.5, 1.1, 2]), np.array([-1, 0.3, 1.5])
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
    error, error_of_constants, error_of_mean = (relative_error(one, reference) for one in (dx, constants, mean_alone))
    expected = scale * (g * x_hat).sum(axis=0) * eps / (v + eps)
    unit = scale * abs(g).sum(axis=0)  # what the sums cancel from
    along, along_constants = (np.max(abs((one * x_hat).sum(axis=0) - expected) / unit) for one in (dx, constants))
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
            Measurement("distance of dx from the complex step", error, EXACT),
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
                along,
                at_most(1e-13, because="rounding of sums; relative to γ/√(v+ε)·Σ|g|"),
            ),
            Measurement(
                "largest Σ dx·x̂ at ε = 0",
                np.max(abs(stretch)),
                at_most(1e-13, because="a stretch of a feature changes nothing; relative to γ/√v·Σ|g|"),
            ),
            check_relative_errors(),
            Measurement(
                "distance of the complex step of a sum of cubes from three squares",
                float(np.max(abs(complex_step(lambda at: np.sum(at**3), x) / (3 * x**2) - 1))),
                at_most(1e-14, because="(z + ih)³ has the imaginary part 3z²h; rounding"),
                check=True,
            ),
            check_draws(oddity_of_normal(draws_of(x)), oddity_of_normal(g - [1, 0, 0])),
        ],
        controls=[
            Control("distance of dx with the statistics as constants", error_of_constants, EXACT),
            Control("distance of dx with the variance as a constant", error_of_mean, EXACT),
            Control(
                "distance of Σ dx·x̂ from its formula with the statistics as constants", along_constants, at_most(1e-13)
            ),
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
