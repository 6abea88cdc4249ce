"""Dropout and the amount of data: its penalty grows with the data, so its shrinkage does not fade."""

import math

import numpy as np

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
    Undecided,
    at_least,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.dropout_ridge import dropout_ridge
from .common import Array, require

DRAWS = 20_000


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


class Setting:
    """A linear problem with ‖w‖ = 1 on orthogonal designs of growing size, and the excess risks on them."""

    def __init__(self, p: float, inputs: int, sigma: float, seed: int) -> None:
        require(p)
        self.crossing = sigma**2 * inputs * (1 - (1 - p) ** 2) / p**2
        if not (2 <= inputs <= 20 and 2 * inputs <= self.crossing <= 1000 * inputs):
            raise Undecided(
                en=f"2 to 20 inputs, and dropout must be ahead for a while: here up to {self.crossing:.3g} samples",
                ko=f"입력은 2~20개여야 하고 한동안은 드롭아웃이 앞서야 한다. 여기서는 샘플 {self.crossing:.3g}개까지 "
                "앞선다",
            )
        self.p, self.sigma, self.rng = p, sigma, np.random.default_rng(seed)
        self.w = orthogonal_design(inputs, inputs, self.rng)[0] / math.sqrt(inputs)
        self.few = int(self.crossing / 2)
        self.sizes = np.unique(np.append(self.few, np.geomspace(inputs, 1e4 * inputs, 13).astype(int)))
        self.designs = [orthogonal_design(int(n), inputs, self.rng) for n in self.sizes]
        self.ordinary, self.dropped = self.risks(0.0), self.risks(p)
        self.fixed = self.risks(0.0, ridge=sigma**2 * inputs)

    def risks(self, p: float, ridge: float = 0.0) -> Array:
        return np.array([excess_risk(x, self.w, self.sigma, p, ridge) for x in self.designs])

    def harm(self, n: int) -> float:
        """What dropout adds to the excess risk with n samples."""
        x = orthogonal_design(n, len(self.w), self.rng)
        return excess_risk(x, self.w, self.sigma, self.p) - excess_risk(x, self.w, self.sigma, 0.0)

    def harm_in_theory(self, n: int) -> float:
        """The bias p²‖w‖² less what is left out of the variance σ²d/n."""
        return self.p**2 - (1 - (1 - self.p) ** 2) * self.sigma**2 * len(self.w) / n

    def curves(self) -> list[Curve]:
        sizes = list(self.sizes)
        return [
            Curve("dropout", list(self.dropped), x=sizes, role="subject"),
            Curve("least squares", list(self.ordinary), x=sizes, role="reference"),
            Curve("fixed ridge", list(self.fixed), x=sizes, role="reference"),
        ]


@claim(
    en="On an orthogonal design dropout on the inputs gives q times least squares, with the excess risk q²σ²d/n + "
    "p²‖w‖²: it helps below n* = σ²d(1-q²)/(p²‖w‖²) samples, and its bias p²‖w‖² stays where that of a fixed ridge "
    "fades.",
    ko="직교 설계에서 입력에 드롭아웃을 쓰면 최소제곱 해의 q배가 되고 초과 위험은 q²σ²d/n + p²‖w‖²이다. 샘플이 "
    "n* = σ²d(1-q²)/(p²‖w‖²)개보다 적을 때 도움이 되고, 세기가 고정된 릿지의 편향은 사라지지만 드롭아웃의 편향 "
    "p²‖w‖²은 남는다.",
    short="The bias of dropout does not fade",
    seconds=0.5,
    literature="Wager 2013",
)
def bias_stays(p: float = 0.3, inputs: int = 8, sigma: float = 1.0, seed: int = 0) -> Evidence:
    case = Setting(p, inputs, sigma, seed)
    q, last = 1 - p, float(case.sizes[-1])
    closed = q * q * sigma**2 * inputs / case.sizes + p * p
    at_few = int(np.searchsorted(case.sizes, case.few))
    runs = simulated(case.designs[at_few], case.w, sigma, p, case.rng)
    near = math.ceil(case.crossing) - 1, math.floor(case.crossing) + 1
    below, above = (case.harm(n) for n in near)
    variance = q * q * sigma**2 / case.few  # of each coefficient; the error is a noncentral χ² over it
    deviation = math.sqrt(2 * inputs * variance**2 + 4 * p * p * variance)
    left = last / (last + sigma**2 * inputs)
    no_bias = float(np.max(1 - q * q * case.ordinary / case.dropped))
    crossing = "n* = σ²d(1-q²)/(p²‖w‖²) samples make both alike"
    return Evidence(
        finding=Finding(
            "With {many} samples the excess risk is {dropped:.3g} with dropout and {fixed:.2g} with a fixed ridge",
            dropped="excess risk with dropout at the most data",
            fixed="excess risk with a fixed ridge at the most data",
        ),
        caption="Excess risk of linear regression over the number of samples. Dropout's penalty grows with the data, "
        "so its bias stays; that of a fixed ridge fades.",
        fields={"many": int(last)},
        measurements=[
            Measurement(
                "excess risk with dropout at the most data",
                float(case.dropped[-1]),
                within(float(closed[-1]), 1e-11, because="q²σ²d/n + p²‖w‖² on an orthogonal design; rounding"),
            ),
            Measurement(
                "largest error of the excess risk against q²σ²d/n + p²‖w‖²",
                float(np.max(abs(case.dropped / closed - 1))),
                at_most(1e-11, because="trace formula on an orthogonal design; rounding of up to 10⁵ rows"),
            ),
            Measurement(
                "what dropout adds to the excess risk just below the crossing",
                below,
                at_most(0, because=crossing),
            ),
            Measurement(
                "what dropout adds to the excess risk just above the crossing",
                above,
                at_least(0, because=crossing),
            ),
            Measurement(
                "mean risk of simulated noise less the formula",
                float(abs(runs.mean() - closed[at_few]) / (runs.std(ddof=1) / math.sqrt(DRAWS))),
                at_most(5, because="5 standard errors of a mean of independent noises"),
                unit="standard errors",
            ),
            Measurement(
                "deviation of the risk of simulated noise over that of a noncentral χ²",
                float(runs.std(ddof=1)) / deviation,
                within(1, 0.1, because="σ²q²/n times a noncentral χ²; five standard errors of many draws"),
                check=True,
            ),
            Measurement(
                "different simulated risks",
                len(np.unique(runs)),
                within(DRAWS, 0, because="each has noise of its own"),
                check=True,
            ),
            Measurement(
                "distance of what dropout adds near the crossing from p²‖w‖² - (1-q²)σ²d/n",
                max(abs(below - case.harm_in_theory(near[0])), abs(above - case.harm_in_theory(near[1]))),
                at_most(1e-11, because="the two excess risks on an orthogonal design; rounding"),
                check=True,
            ),
            check_draws(oddity_of_normal(case.designs[-1])),
            check_controls(
                float(case.fixed[-1]) - (1 - left) ** 2 - left**2 * sigma**2 * inputs / last,
                no_bias - p * p / closed[-1],
            ),
        ],
        controls=[
            Control(
                "excess risk with a fixed ridge at the most data",
                float(case.fixed[-1]),
                within(float(closed[-1]), 1e-11),
            ),
            Control(
                "largest error of q²σ²d/n without the bias",
                no_bias,
                at_most(1e-11),
            ),
        ],
        curves=case.curves(),
        axes=Axes(
            x="samples",
            y="excess risk",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="excess risk with dropout at the most data", x=last),
                Mark(of="excess risk with a fixed ridge at the most data", x=last, text="{value:.2g}"),
            ],
        ),
    )


@claim(
    en="Dropout always helps generalisation, and at worst it does nothing, however many data there are.",
    ko="드롭아웃은 데이터가 아무리 많아도 일반화에 늘 도움이 되며, 못해도 손해는 없다.",
    short="Dropout with a lot of data",
    seconds=0.5,
    expects="refuted",
    literature="Wager 2013",
)
def many_data(p: float = 0.3, inputs: int = 8, sigma: float = 1.0, seed: int = 0) -> Evidence:
    case = Setting(p, inputs, sigma, seed)
    ratio, fixed = case.dropped / case.ordinary, case.fixed / case.ordinary
    n, noise = np.array([case.few, case.sizes[-1]]), sigma**2 * inputs
    left = n[-1] / (n[-1] + noise)  # by a fixed ridge, of each weight
    at_few, last = int(np.searchsorted(case.sizes, case.few)), float(case.sizes[-1])
    return Evidence(
        finding=Finding(
            "With {few} samples dropout brings the excess risk to {helps:.2g} times, with {many} to {harms:.3g} times",
            helps="excess risk with dropout at half the crossing over without",
            harms="excess risk with dropout at the most data over without",
        ),
        caption="Excess risk of linear regression as a multiple of that of least squares, over the number of samples. "
        "Above 1 dropout does harm.",
        fields={"few": case.few, "many": int(last)},
        measurements=[
            Measurement(
                "excess risk with dropout at the most data over without",
                float(ratio[-1]),
                at_most(1, because="no more than without dropout, if it did no harm"),
            ),
            check_controls(
                *(ratio[[at_few, -1]] / ((1 - p) ** 2 + p * p * n / noise) - 1),
                fixed[-1] - left**2 - (1 - left) ** 2 * n[-1] / noise,
            ),
        ],
        controls=[
            Control(
                "excess risk with dropout at half the crossing over without",
                float(ratio[at_few]),
                at_most(1),
                must="hold",
            ),
            Control(
                "excess risk with a fixed ridge at the most data over without",
                float(fixed[-1]),
                at_most(1),
                must="hold",
            ),
        ],
        curves=[
            Curve("dropout", list(ratio), x=list(case.sizes), role="subject"),
            Curve("fixed ridge", list(fixed), x=list(case.sizes), role="reference"),
            Curve("least squares", [1.0, 1.0], x=[float(case.sizes[0]), last], role="bound"),
        ],
        axes=Axes(
            x="samples",
            y="excess risk / least squares",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="excess risk with dropout at half the crossing over without", x=case.few, text="{value:.2g}"),
                Mark(of="excess risk with dropout at the most data over without", x=last),
            ],
        ),
    )


mutant("forgets the bias of shrinking", "bias = m @ w - w", "bias = m @ w - m @ w")
mutant(
    "draws twice the noise that the formula has",
    "sigma * rng.standard_normal((len(x), DRAWS))",
    "2 * sigma * rng.standard_normal((len(x), DRAWS))",
)
mutant(
    "divides the squared error by one row too few",
    "np.mean((x @ (fitted - w[:, None])) ** 2, axis=0)",
    "np.sum((x @ (fitted - w[:, None])) ** 2, axis=0) / (len(x) - 1)",
)
