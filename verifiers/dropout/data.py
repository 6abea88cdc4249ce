"""Dropout and the amount of data: its penalty grows with the data, so its shrinkage does not fade."""

import math

import numpy as np

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
    claim,
    mutant,
    within,
)

from ..programs.dropout_ridge import dropout_ridge
from .common import Array, require

DRAWS = 2000


def orthogonal_design(n: int, d: int, rng: np.random.Generator) -> Array:
    """n rows of d inputs with XᵀX = nI."""
    return np.linalg.qr(rng.standard_normal((n, d)))[0] * math.sqrt(n)


def excess_risk(x: Array, w: Array, sigma: float, p: float, ridge: float = 0.0) -> float:
    """Expected squared error of the fitted function, for new inputs with the second moments of X, without their noise.

    By linear algebra for any design: the fit of y = Xw + noise is M(w + noise's own part) with M = A⁻¹XᵀX, so the
    bias is (M - I)w and the variance σ²·tr(A⁻¹XᵀX A⁻¹Σ). `ridge` adds the rows √λ·I with targets of zero.
    """
    d = x.shape[1]
    rows, targets = x, x
    if ridge:
        rows, targets = np.vstack([x, math.sqrt(ridge) * np.eye(d)]), np.vstack([x, np.zeros((d, d))])
    m = dropout_ridge(rows, targets, p)
    gram = x.T @ x
    moments = gram / len(x)
    bias = m @ w - w
    return float(bias @ moments @ bias + sigma**2 * np.trace(m @ np.linalg.solve(gram, m.T) @ moments))


def simulated(x: Array, w: Array, sigma: float, p: float, rng: np.random.Generator) -> Array:
    """The squared error of the fitted function for DRAWS noises, shape (DRAWS,)."""
    noise = sigma * rng.standard_normal((len(x), DRAWS))
    fitted = dropout_ridge(x, (x @ w)[:, None] + noise, p)
    errors: Array = np.mean((x @ (fitted - w[:, None])) ** 2, axis=0)
    return errors


@claim(
    en="Dropout always helps generalisation, and at worst it does nothing, however many data there are.",
    ko="드롭아웃은 데이터가 아무리 많아도 일반화에 늘 도움이 되며, 못해도 손해는 없다.",
    short="Dropout with a lot of data",
    seconds=0.4,
    expects="refuted",
    literature="Wager 2013",
)
def many_data(p: float = 0.3, inputs: int = 8, sigma: float = 1.0, seed: int = 0) -> Evidence:
    require(p)
    crossing = sigma**2 * inputs * (1 - (1 - p) ** 2) / p**2
    if not (2 <= inputs <= 20 and 2 * inputs <= crossing <= 1000 * inputs):
        raise Undecided(
            en=f"2 to 20 inputs, and dropout must be ahead for a while: here up to {crossing:.3g} samples",
            ko=f"입력은 2~20개여야 하고 한동안은 드롭아웃이 앞서야 한다. 여기서는 샘플 {crossing:.3g}개까지 앞선다",
        )
    q, rng = 1 - p, np.random.default_rng(seed)
    w = rng.standard_normal(inputs)
    w /= np.linalg.norm(w)
    few = int(crossing / 2)
    sizes = np.unique(np.append(few, np.geomspace(inputs, 1e4 * inputs, 13).astype(int)))
    designs = {n: orthogonal_design(int(n), inputs, rng) for n in sizes}
    ordinary = np.array([excess_risk(x, w, sigma, 0.0) for x in designs.values()])
    dropped = np.array([excess_risk(x, w, sigma, p) for x in designs.values()])
    fixed = np.array([excess_risk(x, w, sigma, 0.0, ridge=sigma**2 * inputs) for x in designs.values()])
    closed = q * q * sigma**2 * inputs / sizes + p * p
    around = [orthogonal_design(n, inputs, rng) for n in (math.ceil(crossing) - 1, math.floor(crossing) + 1)]
    below, above = (excess_risk(x, w, sigma, p) - excess_risk(x, w, sigma, 0.0) for x in around)
    runs = simulated(designs[few], w, sigma, p, rng)
    at_few = int(np.searchsorted(sizes, few))
    last = float(sizes[-1])
    return Evidence(
        finding=Finding(
            "With {many} samples the excess risk is {risk:.3g} with dropout and {ordinary:.2g} without: the loss by "
            "shrinking stays",
            risk="excess risk with dropout at the most data",
            ordinary="excess risk without dropout at the most data",
        ),
        caption="Excess risk of linear regression over the number of samples. Dropout is ahead with few data; its "
        "penalty grows with the data, so its bias stays, where a fixed ridge fades.",
        fields={"many": int(last)},
        measurements=[
            Measurement(
                "excess risk with dropout at the most data",
                float(dropped[-1]),
                at_most(float(ordinary[-1]), because="the excess risk without dropout, if it did no harm"),
            ),
            Measurement(
                "largest error of the excess risk against q²σ²d/n + p²‖w‖²",
                float(np.max(abs(dropped / closed - 1))),
                at_most(1e-11, because="trace formula on an orthogonal design; rounding of up to 10⁵ rows"),
            ),
            Measurement(
                "excess risk without dropout at the most data",
                float(ordinary[-1]),
                within(sigma**2 * inputs / last, 1e-11 * sigma**2 * inputs / last, because="σ²d/n; rounding"),
            ),
            Measurement(
                "excess risk with dropout just below the crossing less that without",
                below,
                at_most(0, because="n* = σ²d(1-q²)/(p²‖w‖²) samples make both alike"),
            ),
            Measurement(
                "excess risk with dropout just above the crossing less that without",
                above,
                at_least(0, because="n* = σ²d(1-q²)/(p²‖w‖²) samples make both alike"),
            ),
            Measurement(
                "mean risk of simulated noise less the formula",
                float(abs(runs.mean() - dropped[at_few]) / (runs.std(ddof=1) / math.sqrt(DRAWS))),
                at_most(5, because="5 standard errors of a mean of independent noises"),
                unit="standard errors",
            ),
        ],
        controls=[
            Control(
                "excess risk with dropout at half the crossing over without",
                float(dropped[at_few] / ordinary[at_few]),
                at_most(1),
                must="hold",
            ),
            Control(
                "excess risk with a fixed ridge at the most data over without",
                float(fixed[-1] / ordinary[-1]),
                at_most(1),
                must="hold",
            ),
        ],
        curves=[
            Curve("dropout", list(dropped), x=list(sizes), role="subject"),
            Curve("least squares", list(ordinary), x=list(sizes), role="reference"),
            Curve("fixed ridge", list(fixed), x=list(sizes), role="reference"),
        ],
        axes=Axes(
            x="samples",
            y="excess risk",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="excess risk with dropout at the most data", x=last),
                Mark(of="excess risk without dropout at the most data", x=last, text="{value:.2g}"),
            ],
        ),
    )


mutant("forgets the bias of shrinking", "bias = m @ w - w", "bias = m @ w - m @ w")
mutant(
    "draws twice the noise that the formula has",
    "sigma * rng.standard_normal((len(x), DRAWS))",
    "2 * sigma * rng.standard_normal((len(x), DRAWS))",
)
