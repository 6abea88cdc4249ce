"""Least squares on normal features of which the first are used: its risk, and the formulas for it."""

import math
from collections.abc import Callable

import numpy as np

from quizdl.verify import Bound, between, mutant, within

from ..programs.min_norm import min_norm
from ..programs.smoothers import ridge_map
from .common import Array

FEATURES = 48
CHUNK = 250
SPREAD = 0.25  # the standard deviation of a risk over its mean is 23 % at p = n/2 and 12 % at p = 2n (inverse Wishart)
NEAR_MEAN = "the formula of the mean; a median is at most a standard deviation away, 23 % at n/2"
Fit = Callable[[Array, Array], Array]


def excess_risks(fit: Fit, x: Array, signal: Array, beta: Array, noise: float) -> Array:
    """Expected squared error of each fit in the features used, shape (draws,), for new inputs and all noises.

    For standard normal inputs that is ‖E w - β‖² + s²‖M‖², with w = M(signal + noise), averaged over noise of standard
    deviation s. `fit` is linear in y and gets the signal and every unit vector.

    x (draws, n, p), signal (draws, n): the labels without noise, beta (p,)
    """
    n = x.shape[1]
    risks = []
    for start in range(0, len(x), CHUNK):
        part, clean = x[start : start + CHUNK], signal[start : start + CHUNK]
        labels = np.concatenate([clean[..., None], np.broadcast_to(np.eye(n), (len(part), n, n))], axis=2)
        w = fit(part, labels)
        risks.append(np.sum((w[..., 0] - beta) ** 2, axis=1) + noise**2 * np.sum(w[..., 1:] ** 2, axis=(1, 2)))
    return np.concatenate(risks)


class Problem:
    """β of length 1 spread evenly over 48 features, of which the first p are used: the others act as noise."""

    def __init__(self, sigma: float, rows: int, used: float = FEATURES) -> None:
        self.sigma, self.rows = sigma, rows
        self.beta = np.where(np.arange(FEATURES) < used, 1 / math.sqrt(used), 0.0)

    def parts(self, p: int) -> tuple[float, float]:
        """‖β_p‖² of the used features and s² = σ² + ‖β omitted‖²."""
        signal = float(np.sum(self.beta[:p] ** 2))
        return signal, self.sigma**2 + max(1 - signal, 0.0)

    def risks(self, x: Array, p: int, ridge: bool = False, averaged: bool = True) -> Array:
        """Excess risks beyond σ² with the first p features of each draw, x (draws, n, 48).

        averaged  over the features that are omitted, as over the noise; else they are those of the draw
        """
        signal, noise = self.parts(p)
        best = p * noise / signal  # the strength of ridge that is best for normal weights of this length
        fit = (lambda x, y: ridge_map(x, best) @ y) if ridge else min_norm
        x, seen = x[:, : self.rows], p if averaged else FEATURES
        labels = x[..., :seen] @ self.beta[:seen]
        risks = excess_risks(fit, x[..., :p], labels, self.beta[:p], math.sqrt(noise) if averaged else self.sigma)
        return risks + float(np.sum(self.beta[p:] ** 2))

    def formula(self, p: int) -> float:
        """The expected excess risk beyond σ² (Belkin, Hsu & Xu 2020, theorem 1); infinite near p = n."""
        (signal, noise), n = self.parts(p), self.rows
        omitted = noise - self.sigma**2
        if p <= n - 2:
            return omitted + noise * p / (n - p - 1)
        return omitted + signal * (1 - n / p) + noise * n / (p - n - 1) if p >= n + 2 else math.inf

    def typical(self, p: int) -> Bound:
        """Where the median excess risk lies for p = n/2 and p = 2n."""
        mean, omitted = self.formula(p), self.parts(p)[1] - self.sigma**2
        return within(mean, SPREAD * (mean - omitted), because=NEAR_MEAN)

    def peak(self) -> Bound:
        """Where the median excess risk lies for p = n: most of it is s² over the square of the least singular value.

        The median of n times that square is (√(1 + 2 ln 2) - 1)² for square normal matrices (Edelman 1988).
        """
        least = self.parts(self.rows)[1] * self.rows / (math.sqrt(1 + 2 * math.log(2)) - 1) ** 2
        return between(
            0.7 * least, 2 * least, because="s²/(least singular value)², its share at least a half; sampling"
        )

    def posterior(self, x: Array, p: int) -> Array:
        """s²·tr((XᵀX + λI)⁻¹): the expected excess risk of the tuned ridge for weights of random direction."""
        signal, noise = self.parts(p)
        squares = np.linalg.svd(x[:, : self.rows, :p], compute_uv=False) ** 2
        lam = p * noise / signal
        traces: Array = np.sum(1 / (squares + lam), axis=1) + max(p - self.rows, 0) / lam
        return noise * traces + noise - self.sigma**2


mutant("forgets a degree of freedom in the formula", "noise * p / (n - p - 1)", "noise * p / (n - p)")
mutant("counts only the noise beyond n parameters", "signal * (1 - n / p) + noise", "noise")
mutant("takes the omitted features for known", "self.sigma**2 + max(1 - signal, 0.0)", "self.sigma**2")
