"""Double descent of minimum-norm least squares: the peak where parameters are as many as samples, and what makes it."""

import numpy as np

from quizdl.lab.samples import oddity_of_normal
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_least,
    at_most,
    claim,
    mutant,
)

from .common import most_errors, require, standard_errors
from .spread_weights import FEATURES, Problem


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
    rise, ridge_rise = (risks[peak] / max(risks[half], risks[double]) for risks in (medians, tuned))
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


mutant("cuts small singular values", "rcond=1e-14", "rcond=0.1", program="min_norm")
mutant(
    "draws uniform features",
    "x = np.random.default_rng(seed).standard_normal((draws, n, FEATURES))",
    "x = np.random.default_rng(seed).uniform(-(3**0.5), 3**0.5, (draws, n, FEATURES))",
)
