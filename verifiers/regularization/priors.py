"""Penalties as priors: the mode of the posterior is ridge or the lasso, its mean need not be."""

import math
from statistics import NormalDist

import numpy as np
import torch
from torch.distributions import Distribution, Laplace, Normal

from quizdl.lab.checks import check_controls, check_draws
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
    between,
    claim,
    mutant,
    within,
)

from ..programs.lasso import lasso
from ..programs.map_strengths import lasso_strength, ridge_strength
from .common import Array, Planted, planted, require, ridge, sample_checks

ROWS, COLUMNS, USEFUL = 30, 8, 3
GRID = np.arange(-8000, 8001) / 1000  # of one weight; 0 is on it
Z = 0.6  # what the data alone say of that weight, with noise 1, under priors of scale 1


def normal(deviation: float) -> Distribution:
    return Normal(torch.tensor(0.0, dtype=torch.float64), deviation)


def laplace(scale: float) -> Distribution:
    return Laplace(torch.tensor(0.0, dtype=torch.float64), scale)


def log_posterior(data: Planted, w: torch.Tensor, noise: float, prior: Distribution) -> torch.Tensor:
    """Up to a constant, by torch.distributions; w (..., d) gives (...)."""
    residuals = torch.from_numpy(data.y) - w @ torch.from_numpy(data.x).T
    likelihood = normal(noise).log_prob(residuals).sum(-1)
    return torch.as_tensor(likelihood + prior.log_prob(w).sum(-1))


def slope(data: Planted, w: Array, noise: float, prior: Distribution) -> Array:
    """Its gradient by autograd; 0 at a mode. The derivative of |w| at 0 is taken as 0."""
    place = torch.tensor(w, requires_grad=True)
    log_posterior(data, place, noise, prior).backward()
    assert place.grad is not None
    gradient: Array = place.grad.numpy()
    return gradient


def best_neighbour(data: Planted, w: Array, noise: float, prior: Distribution, drawn: Array) -> float:
    """The most log posterior that moves of all sizes gain over w: of one weight, or of all as drawn, there or back."""
    sizes = np.repeat(np.geomspace(1e-4, 1, 20), 2) * np.tile([1, -1], 20)
    moves = (sizes[:, None, None] * np.vstack([drawn, np.eye(len(w))])).reshape(-1, len(w))
    there = log_posterior(data, torch.from_numpy(w + moves), noise, prior)
    return float((there - log_posterior(data, torch.from_numpy(w), noise, prior)).max())


def off_by_hand(
    data: Planted, places: tuple[Array, Array], noise: float, prior: Distribution, scale: float, power: int
) -> float:
    """How far the log posterior of one place less that of the other is off its formula, relative to it."""
    by_formula = []
    for w in places:
        rows = sum(float(target - row @ w) ** 2 for row, target in zip(data.x, data.y, strict=True)) / (2 * noise**2)
        by_formula.append(rows + sum(abs(one / scale) ** power for one in w.tolist()) / power)
    first, second = (float(log_posterior(data, torch.from_numpy(w), noise, prior)) for w in places)
    return float(abs((first - second) / (by_formula[1] - by_formula[0]) - 1))


def posterior_of_one(prior: Distribution) -> Array:
    """The density of one weight on the GRID, given the datum Z with noise 1."""
    w = torch.from_numpy(GRID)
    logs = normal(1.0).log_prob(Z - w) + prior.log_prob(w)
    powers = torch.exp(logs - logs.max()).numpy()
    density: Array = powers / (powers.sum() * 1e-3)
    return density


def mean_under_laplace() -> tuple[float, float]:
    """The mean and the density at 0 of that posterior with a Laplace prior of scale 1: two halves of normals."""
    standard, masses, means = NormalDist(), [], []
    for sign in (1, -1):
        centre = sign * Z - 1  # of this half, seen from 0
        masses.append(math.exp((centre**2 - Z**2) / 2) * standard.cdf(centre))
        means.append(sign * (centre + standard.pdf(centre) / standard.cdf(centre)))
    at_zero = math.exp(-(Z**2) / 2) / math.sqrt(2 * math.pi) / sum(masses)
    return float(np.dot(masses, means) / sum(masses)), at_zero


@claim(
    en="With noise N(0, σ²) the mode of the posterior is ridge with λ = σ²/τ² under weights N(0, τ²), and the lasso "
    "with λ = σ²/b under Laplace(0, b), for ‖y-Xw‖² + λ‖w‖² and ½‖y-Xw‖² + λ‖w‖₁. The Laplace mode can be 0 where the "
    "mean is not.",
    ko="잡음이 N(0, σ²)일 때 사후분포의 최빈값은 가중치가 N(0, τ²)이면 λ = σ²/τ²인 릿지, Laplace(0, b)이면 λ = σ²/b인 "
    "라쏘이다. 손실은 각각 ‖y-Xw‖² + λ‖w‖²과 ½‖y-Xw‖² + λ‖w‖₁이다. 라플라스에서는 최빈값이 0이어도 평균은 0이 아닐 수 "
    "있다.",
    short="Penalties as priors",
    seconds=0.3,
    literature="Hoerl & Kennard 1970; Tibshirani 1996; Park & Casella 2008",
)
def map_prior(noise: float = 0.5, deviation: float = 0.4, scale: float = 0.05, seed: int = 0) -> Evidence:
    require(
        0.2 <= noise <= 1 and 0.1 <= deviation <= 10 and 2 <= noise / scale <= 20,
        en="noise from 0.2 to 1, deviation from 0.1 to 10, noise 2 to 20 times the scale: then the lasso has zeros",
        ko="잡음은 0.2~1, 표준편차는 0.1~10, 잡음은 척도의 2~20배여야 한다. 그래야 라쏘에 0이 생긴다",
    )
    data = planted(ROWS, COLUMNS, USEFUL, noise, 0.3, seed)
    drawn = np.random.default_rng([seed, 1]).standard_normal((10, COLUMNS))
    gaussian, sharp = normal(deviation), laplace(scale)
    lam, l1 = ridge_strength(noise, deviation), lasso_strength(noise, scale)
    w, half = ridge(data.x, data.y, lam), ridge(data.x, data.y, lam / 2)
    sparse, less = lasso(data.x, data.y, l1, 1000), lasso(data.x, data.y, l1 / 2, 1000)
    unit = float(np.max(abs(data.x.T @ data.y))) / noise**2
    pull = slope(data, sparse, noise, sharp) * scale + np.sign(sparse)  # of the data alone, in units of 1/b
    off = np.where(sparse != 0, abs(pull - np.sign(sparse)), np.maximum(abs(pull) - 1, 0))
    by_laplace, by_normal = posterior_of_one(laplace(1.0)), posterior_of_one(normal(1.0))
    mean, mean_by_normal = (float(GRID @ density) * 1e-3 for density in (by_laplace, by_normal))
    mode, mode_by_normal = (float(GRID[np.argmax(density)]) for density in (by_laplace, by_normal))
    exact_mean, at_zero = mean_under_laplace()
    shown = slice(5000, 11001, 20)
    convex = "the log posterior is concave: this is its mode and no other place is; rounding"
    return Evidence(
        finding=Finding(
            "Under a Laplace prior the mode of a weight is {mode:.3g} and its mean {mean:.3g}; under a normal prior "
            "both are {both:.2g}",
            mode="mode under the Laplace prior",
            mean="mean under the Laplace prior",
            both="mean under the normal prior",
        ),
        caption="The posterior of one weight, given a single datum of 0.6 with noise 1, under priors of scale 1. The "
        "kink of the Laplace prior holds the mode at 0, and not the mean.",
        measurements=[
            Measurement(
                "largest slope of the log posterior at ridge relative to that of the data",
                float(np.max(abs(slope(data, w, noise, gaussian)))) / unit,
                at_most(1e-12, because=convex),
            ),
            Measurement(
                "slope at ridge with half of λ over w/(2τ²)",
                float(np.max(abs(slope(data, half, noise, gaussian))) / np.max(abs(half)) * 2 * deviation**2),
                within(1, 1e-9, because="λw/(2σ²) - w/τ² with λ = σ²/τ²; rounding"),
                check=True,
            ),
            Measurement(
                "violation of the conditions for a mode by the lasso in units of 1/b",
                float(off.max()),
                at_most(1e-9, because=convex),
            ),
            Measurement(
                "log posterior that moves away from the lasso gain",
                best_neighbour(data, sparse, noise, sharp, drawn),
                at_most(1e-9, because=convex),
            ),
            Measurement("mode under the Laplace prior", mode, within(0, 0, because="the lasso of 0.6 with λ = 1")),
            Measurement(
                "mean under the Laplace prior",
                mean,
                within(exact_mean, 1e-5, because="two halves of normal densities; steps of 0.001"),
            ),
            Measurement(
                "density at the mode under the Laplace prior",
                float(by_laplace.max()),
                within(at_zero, 1e-5, because="two halves of normal densities; steps of 0.001"),
            ),
            Measurement(
                "mean under the normal prior",
                mean_by_normal,
                within(Z / 2, 1e-6, because="zτ²/(σ² + τ²); steps of 0.001"),
            ),
            Measurement(
                "density at the mode under the normal prior",
                float(by_normal.max()),
                within(1 / math.sqrt(math.pi), 1e-5, because="a normal of variance ½"),
            ),
            Measurement(
                "zeros of the lasso",
                int(np.count_nonzero(sparse == 0)),
                between(1, COLUMNS - 1, because="useless columns are dropped, and useful ones are not"),
                check=True,
            ),
            Measurement(
                "largest distance of a change of the log posterior from one by hand",
                max(off_by_hand(data, (w, half), noise, *one) for one in ((gaussian, deviation, 2), (sharp, scale, 1))),
                at_most(1e-10, because="-r²/(2σ²) for each row, -w²/(2τ²) or -|w|/b for each weight; rounding"),
                check=True,
            ),
            *sample_checks(data, noise, 0.3),
            check_draws(oddity_of_normal(drawn)),
            check_controls(mode_by_normal - Z / 2),
        ],
        controls=[
            Control(
                "log posterior that moves away from the lasso with half of λ gain",
                best_neighbour(data, less, noise, sharp, drawn),
                at_most(1e-9),
            ),
            Control("mode under the normal prior", mode_by_normal, within(0, 0)),
        ],
        curves=[
            Curve("Laplace prior", list(by_laplace[shown]), x=list(GRID[shown]), role="subject"),
            Curve("normal prior", list(by_normal[shown]), x=list(GRID[shown]), role="reference"),
        ],
        axes=Axes(
            x="weight",
            y="posterior density",
            marks=[
                Mark(of="density at the mode under the Laplace prior", x=mode, text="mode {x:.3g}"),
                Mark(of="mean under the Laplace prior", x=mean, text="mean {x:.3g}"),
                Mark(of="density at the mode under the normal prior", x=mean_by_normal, text="{x:.2g}"),
            ],
        ),
    )


mutant(
    "takes the reciprocal strength", "noise_sd**2 / prior_sd**2", "prior_sd**2 / noise_sd**2", program="map_strengths"
)
mutant(
    "takes the deviation of the noise for its variance",
    "noise_sd**2 / scale",
    "noise_sd / scale",
    program="map_strengths",
)
mutant(
    "takes the variance of the Laplace prior for its scale",
    "noise_sd**2 / scale",
    "noise_sd**2 / (2 * scale**2)",
    program="map_strengths",
)
