"""Double descent of minimum-norm least squares: the peak where parameters are as many as samples, and what makes it."""

import math
from collections.abc import Callable

import numpy as np

from quizdl.lab.samples import oddity_of_normal
from quizdl.verify import (
    Axes,
    Bound,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_least,
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs.min_norm import min_norm
from ..programs.smoothers import ridge_map
from .common import Array, floats, most_errors, require, standard_errors

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


@claim(
    en="Minimum-norm least squares on normal features has its peak of risk at p = n parameters and falls again beyond, "
    "by the formulas of Belkin, Hsu and Xu. A tuned ridge has no peak, and without noise there is none either.",
    ko="정규분포 특성에 대한 최소 노름 최소제곱의 위험은 파라미터 수 p = n에서 정점이고 그 너머에서 다시 내려가며, "
    "Belkin, Hsu, Xu의 공식을 따른다. 세기를 맞춘 릿지에는 정점이 없고, 잡음이 없을 때에도 정점이 없다.",
    short="Double descent",
    seconds=4,
    literature="Belkin, Hsu & Xu 2020; Hastie 2022",
)
def double_descent(sigma: float = 0.5, draws: int = 2000, seed: int = 0) -> Evidence:
    require(
        0.2 <= sigma <= 2 and 1000 <= draws <= 5000,
        en="σ from 0.2 to 2 and 1000 to 5000 draws: fewer cannot tell the formulas apart",
        ko="σ는 0.2에서 2, 추출은 1,000번에서 5,000번 사이여야 한다. 더 적으면 공식을 구분하지 못한다",
    )
    n = 20
    x = np.random.default_rng(seed).standard_normal((draws, n, FEATURES))
    case, silent = Problem(sigma, n), Problem(0.0, n, used=6)
    checked = [6, 12, 30, 48]
    means = {p: case.risks(x, p, averaged=False) for p in checked}
    few = x[:400]
    sizes = [2, 6, 10, 14, 17, 19, 20, 21, 23, 26, 30, 34, 40, 48]
    medians = [float(np.median(case.risks(x if p in (n // 2, n, 2 * n) else few, p))) for p in sizes]
    tuned = [float(np.median(case.risks(few, p, ridge=True))) for p in sizes]
    half, peak, double = (sizes.index(p) for p in (n // 2, n, 2 * n))
    rise = medians[peak] / max(medians[half], medians[double])
    ridge_rise = tuned[peak] / max(tuned[half], tuned[double])
    quiet = max(float(np.median(silent.risks(few, p))) for p in (6, 10, 14, 17, 19, 20))
    most = most_errors(draws)
    formula = "expectation of an inverse Wishart matrix; 99.99 % of means of as many draws"
    ridges = {p: standard_errors(case.risks(x, p, ridge=True) - case.posterior(x, p), 0.0) for p in (12, 20, 30)}
    line = [p for p in range(2, FEATURES + 1) if abs(p - n) >= 2]
    return Evidence(
        finding=Finding(
            "The median excess risk is {half:.3g} with half as many parameters as samples, {peak:.3g} with as many, "
            "{double:.3g} with twice as many",
            half="median excess risk at p = n/2",
            peak="median excess risk at p = n",
            double="median excess risk at p = 2n",
        ),
        caption="Risk beyond the noise over the number of parameters, for 20 samples: the median of minimum-norm fits, "
        "the formula of its mean, and the median of a tuned ridge.",
        measurements=[
            *(
                Measurement(
                    "{p} parameters: distance of the mean risk from the formula",
                    standard_errors(risks, case.formula(p)),
                    at_most(most, because=formula),
                    unit="standard errors",
                    fields={"p": p},
                )
                for p, risks in means.items()
            ),
            Measurement(
                "median excess risk at p = n over the larger of those at n/2 and 2n",
                rise,
                at_least(3, because="the formula has no bound at p = n, where the least singular value is near 0"),
            ),
            Measurement(
                "median excess risk at p = n/2",
                medians[half],
                case.typical(n // 2),
            ),
            Measurement(
                "median excess risk at p = 2n",
                medians[double],
                case.typical(2 * n),
            ),
            Measurement("median excess risk at p = n", medians[peak], case.peak()),
            Measurement(
                "largest median risk up to p = n without noise",
                quiet,
                at_most(1e-12, because="the samples say what six weights are; rounding"),
            ),
            *(
                Measurement(
                    "{p} parameters: distance of the tuned ridge from its formula",
                    off,
                    at_most(most, because="s²tr((XᵀX + λI)⁻¹); 99.99 % of means of as many draws"),
                    unit="standard errors",
                    fields={"p": p},
                )
                for p, off in ridges.items()
            ),
            Measurement(
                "oddity of the drawn features",
                oddity_of_normal(few),
                at_most(5, because="standard normal, independent, none repeated; once in 100 000 samples"),
                check=True,
            ),
        ],
        controls=[
            Control(
                "median excess risk of a tuned ridge at p = n over the larger of those at n/2 and 2n",
                ridge_rise,
                at_least(3),
            ),
            Control(
                "distance of the mean risk at 12 parameters from s²p/(n-p)",
                standard_errors(means[12], case.formula(12) - case.parts(12)[1] * 12 * (1 / (n - 13) - 1 / (n - 12))),
                at_most(most),
                unit="standard errors",
            ),
        ],
        curves=[
            Curve("minimum norm", medians, x=sizes, role="subject"),
            Curve("formula of the mean", [case.formula(p) for p in line], x=line, points=True, role="bound"),
            Curve("tuned ridge", tuned, x=sizes, role="reference"),
        ],
        axes=Axes(
            x="parameters p",
            y="risk beyond the noise",
            log_y=True,
            marks=[
                Mark(of="median excess risk at p = n/2", x=n // 2, text="{value:.2g}"),
                Mark(of="median excess risk at p = n", x=n, text="{value:.3g}"),
                Mark(of="median excess risk at p = 2n", x=2 * n, text="{value:.2g}"),
            ],
        ),
    )


@claim(
    en="More training data never hurt: with the same model the expected test error can only fall.",
    ko="학습 데이터가 늘어서 나쁠 것은 없다. 같은 모델이면 기대 테스트 오차는 줄기만 한다.",
    short="More data and the test error",
    seconds=2.5,
    expects="refuted",
    literature="Nakkiran 2021",
)
def more_data(sigma: float = 0.5, draws: int = 1000, seed: int = 0) -> Evidence:
    require(
        0.2 <= sigma <= 2 and 500 <= draws <= 3000,
        en="σ from 0.2 to 2 and 500 to 3000 draws: there must be noise, and a median needs some draws",
        ko="σ는 0.2에서 2, 추출은 500번에서 3,000번 사이여야 한다. 잡음이 있어야 하고 중앙값에는 표본이 필요하다",
    )
    p, sizes = 20, [5, 10, 15, 18, 19, 20, 21, 22, 25, 30, 40]
    x = np.random.default_rng(seed).standard_normal((draws, max(sizes), FEATURES))
    cases = [Problem(sigma, rows, used=p) for rows in sizes]
    medians = [float(np.median(case.risks(x, p))) for case in cases]
    tuned = [float(np.median(case.risks(x, p, ridge=True))) for case in cases]
    few, as_many, many = (sizes.index(rows) for rows in (p // 2, p, 2 * p))
    return Evidence(
        finding=Finding(
            "With 20 parameters, going from {few} to {as_many} samples brings the median excess risk from {before:.3g} "
            "to {after:.3g}",
            before="median excess risk with half as many samples as parameters",
            after="median excess risk with as many samples as parameters",
        ),
        caption="Median excess risk of minimum-norm least squares with 20 parameters over the number of samples, and "
        "that of a tuned ridge, which only falls.",
        fields={"few": p // 2, "as_many": p},
        measurements=[
            Measurement(
                "median excess risk with as many samples as parameters over that with half as many",
                medians[as_many] / medians[few],
                at_most(1, because="no more than before, if data never hurt"),
            ),
        ],
        controls=[
            Control(
                "median excess risk of a tuned ridge with as many samples over that with half as many",
                tuned[as_many] / tuned[few],
                at_most(1),
                must="hold",
            ),
            Control(
                "median excess risk with twice as many samples as parameters over that with half as many",
                medians[many] / medians[few],
                at_most(1),
                must="hold",
            ),
            Control(
                "median excess risk with half as many samples as parameters",
                medians[few],
                cases[few].typical(p),
                must="hold",
            ),
            Control(
                "median excess risk with as many samples as parameters",
                medians[as_many],
                cases[as_many].peak(),
                must="hold",
            ),
            Control("oddity of the drawn features", oddity_of_normal(x), at_most(5), must="hold"),
        ],
        curves=[
            Curve("minimum norm", medians, x=floats(sizes), role="subject"),
            Curve("tuned ridge", tuned, x=floats(sizes), role="reference"),
        ],
        axes=Axes(
            x="samples",
            y="risk beyond the noise",
            log_y=True,
            marks=[
                Mark(of="median excess risk with half as many samples as parameters", x=p // 2, text="{value:.2g}"),
                Mark(of="median excess risk with as many samples as parameters", x=p, text="{value:.3g}"),
            ],
        ),
    )


mutant("cuts small singular values", "rcond=1e-14", "rcond=0.1", program="min_norm")
mutant("forgets a degree of freedom in the formula", "noise * p / (n - p - 1)", "noise * p / (n - p)")
mutant("counts only the noise beyond n parameters", "signal * (1 - n / p) + noise", "noise")
mutant("takes the omitted features for known", "self.sigma**2 + max(1 - signal, 0.0)", "self.sigma**2")
mutant(
    "draws uniform features",
    "x = np.random.default_rng(seed).standard_normal((draws, n, FEATURES))",
    "x = np.random.default_rng(seed).uniform(-(3**0.5), 3**0.5, (draws, n, FEATURES))",
)
