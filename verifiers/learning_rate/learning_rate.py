"""The learning rate: when the loss rises, and whether that means an escape.

Notation: θ parameters; η learning rate; μ and L smallest and largest eigenvalue of the Hessian H, κ = L/μ.
Rounding: float64 has ε = 2e-16; a bound of 1e-12 allows for a few thousand operations on numbers near one.
"""

import numpy as np

from quizdl.lab.checks import check_controls, check_draws, check_paths
from quizdl.lab.descent import max_distance, torch_descent
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

from ..programs.gradient_descent import descend
from .common import height, odd_bases, quadratic, rises


@claim(
    en="On a convex quadratic, gradient descent converges from every start exactly for η < 2/L, and below it the "
    "loss never rises.",
    ko="볼록한 이차함수에서 경사 하강법은 η < 2/L일 때에만 모든 시작점에서 수렴하며, 이때 손실은 한 번도 증가하지 "
    "않는다.",
    short="The limit of a stable learning rate",
    seconds=0.5,
    literature="Polyak 1964; LeCun et al. 1998",
)
def stability_threshold(largest: float = 10.0, condition: float = 20.0, seed: int = 0) -> Evidence:
    if not (largest > 0 and 1 <= condition <= 40):
        raise Undecided(
            en="L > 0 and 1 <= κ <= 40: beyond that the flat modes outlast the 200 steps that are left out",
            ko="L > 0이고 1 <= κ <= 40이어야 한다. κ가 더 크면 평평한 방향의 오차가, 계산에서 빼는 200스텝보다 오래 "
            "남는다",
        )
    rng = np.random.default_rng(seed)
    eigenvalues = np.geomspace(largest / condition, largest, 4)
    hessian, start = quadratic(eigenvalues, rng)
    limit = 2 / largest
    low, high = 0.4, 1.7  # of 2/L, off centre: the middle must not be the answer
    while high - low > 1e-9:
        middle = (low + high) / 2
        late = height(descend(lambda theta: hessian @ theta, start, middle * limit, 400), hessian)
        low, high = (middle, high) if late[-1] < late[200] else (low, middle)
    below = height(descend(lambda theta: hessian @ theta, start, 0.999 * limit, 1000), hessian)
    above = height(descend(lambda theta: hessian @ theta, start, 1.001 * limit, 1000), hessian)
    by_torch = height(torch_descent(lambda theta: hessian @ theta, start, 1.001 * limit, 1000), hessian)
    share = eigenvalues / eigenvalues.sum()  # of each mode in the first loss: all start equally far out
    left_below, left_above = (share @ (1 - ratio * limit * eigenvalues) ** 2000 for ratio in (0.999, 1.001))
    slow = "beyond 2/L the top mode grows and below it every mode shrinks; the bisection stops at 1e-9"
    lemma = "each mode shrinks by |1 - ηλ| < 1 at each step"
    closed = "Σλ(1 - ηλ)²⁰⁰⁰ / Σλ; rounding of a thousand steps"
    every = np.arange(0, 1001, 5)
    return Evidence(
        finding=Finding(
            "In 1000 steps the loss fell to {below:.3g} of the first at 0.999 of 2/L, and grew to {above:.3g} times "
            "the first at 1.001 of 2/L",
            below="last loss over the first at 0.999 of 2/L",
            above="last loss over the first at 1.001 of 2/L",
        ),
        caption="The loss on both sides of 2/L: after the flat directions have died out, the steepest one decides.",
        measurements=[
            Measurement("bisected limit of convergence times L/2", low, within(1, 1e-8, because=slow)),
            Measurement(
                "last loss over the first at 0.999 of 2/L",
                below[-1] / below[0],
                within(left_below, 1e-10 * left_below, because=closed),
            ),
            Measurement(
                "last loss over the first at 1.001 of 2/L",
                above[-1] / above[0],
                within(left_above, 1e-10 * left_above, because=closed),
            ),
            Measurement("rising steps at 0.999 of 2/L", float(rises(below)), at_most(0, because=lemma), unit="%"),
            Measurement(
                "rising steps from the minimum",
                float(rises(height(descend(lambda theta: hessian @ theta, 0 * start, 1 / largest, 10), hessian))),
                at_most(0, because="an equal loss is no rise"),
                unit="%",
                check=True,
            ),
            check_paths(),
            check_controls(abs(by_torch[-1] / by_torch[0] / left_above - 1), most=1e-10),
            check_draws(odd_bases(rng)),
            Measurement(
                "largest difference of a curvature along an axis from an eigenvalue over L",
                float(abs(np.diag(hessian) - eigenvalues).max()) / largest if condition > 1 else 1.0,
                at_least(1e-3, because="a random basis mixes the modes"),
                check=True,
            ),
            Measurement(
                "largest distance of the eigenvalues by numpy over L from powers of κ",
                max_distance(np.linalg.eigvalsh(hessian) / largest, condition ** (np.arange(-3, 1) / 3)),
                at_most(1e-13, because="rounding of a product of three 4 by 4 matrices"),
                check=True,
            ),
            Measurement(
                "first loss over the sum of all curvatures",
                below[0] / eigenvalues.sum(),
                within(0.5, 1e-12, because="the start excites all modes alike; rounding"),
                check=True,
            ),
        ],
        controls=[Control("rising steps of torch at 1.001 of 2/L", float(rises(by_torch)), at_most(0), unit="%")],
        curves=[
            Curve("0.999 of 2/L", list(below[every] / below[0]), list(every), role="subject"),
            Curve("1.001 of 2/L", list(above[every] / above[0]), list(every), role="subject"),
        ],
        axes=Axes(
            x="step",
            y="loss / first loss",
            log_y=True,
            marks=[
                Mark(of="last loss over the first at 0.999 of 2/L", x=1000, text="{value:.3g}"),
                Mark(of="last loss over the first at 1.001 of 2/L", x=1000, text="{value:.3g}"),
            ],
        ),
    )


def others_left(slowest: float, other: float) -> float:
    """How far a rate may be off the factor of its slowest mode, where all modes start alike; and rounding.

    A mode of factor r beside the slowest of factor s adds at most (r/s)⁴⁰⁰/400 to ln s.
    """
    return (other / slowest) ** 400 / 200 + 1e-12


@claim(
    en="On a quadratic with curvatures from μ to L = κμ, the error of gradient descent in the end shrinks by max|1 - "
    "ηλ| a step; the best fixed η = 2/(μ + L) gives (κ - 1)/(κ + 1).",
    ko="곡률이 μ부터 L = κμ까지인 이차함수에서 경사 하강법의 오차는 결국 스텝마다 max|1 - ηλ|배가 되며, 가장 좋은 "
    "고정 학습률 2/(μ + L)에서는 (κ - 1)/(κ + 1)배가 된다.",
    short="The best fixed learning rate",
    seconds=0.2,
    literature="Polyak 1964",
)
def rate_of_convergence(smallest: float = 1.0, largest: float = 10.0, seed: int = 0) -> Evidence:
    if not 0 < smallest < largest:
        raise Undecided(
            en="the curvatures run from μ to L: 0 < μ < L",
            ko="곡률의 범위는 μ부터 L까지이므로 0 < μ < L이어야 한다",
        )
    eigenvalues = np.array([smallest, (smallest + largest) / 2, largest])
    etas = np.array([0.3, 0.7, 1.0, 1.3, 1.7, 1.95]) / largest  # to both sides of the best one
    factors = np.sort(np.abs(1 - np.outer(etas, eigenvalues)), axis=1)
    theory = factors[:, -1]
    if (factors[:, -2] > 0.9 * theory).any() or largest < 1.2 * smallest:
        raise Undecided(
            en="two modes shrink almost alike, or all of them within a few steps: 200 steps do not part them",
            ko="두 방향의 오차가 거의 같은 비율로 줄거나, 모든 방향의 오차가 몇 스텝 만에 사라진다. 200스텝으로는 "
            "구별할 수 없다",
        )
    hessian, start = quadratic(eigenvalues, np.random.default_rng(seed))
    best = 2 / (smallest + largest)
    tried = np.array([*etas, best, 0.99 * best, 1.01 * best])
    paths = [descend(lambda theta: hessian @ theta, start, eta, 400) for eta in tried]
    # the factor a step over the later half of 400 steps: by then the slowest mode is alone
    rates = np.array([(np.linalg.norm(path[400]) / np.linalg.norm(path[200])) ** (1 / 200) for path in paths])
    slow = torch_descent(lambda theta: hessian @ theta, start, 1 / largest, 400)
    rate_slow = float((np.linalg.norm(slow[400]) / np.linalg.norm(slow[200])) ** (1 / 200))
    ratio = largest / smallest
    closed = (ratio - 1) / (ratio + 1)
    exact = "after 200 steps the other modes are below 1e-15 of the slowest; rounding"
    flat = "the flattest direction decides: 1 - ημ; what is left of the others, and rounding"
    steep = "the steepest direction decides: ηL - 1; what is left of the others, and rounding"
    lower, higher = 1 - 0.99 * best * smallest, 1.01 * best * largest - 1
    order = np.argsort(tried)
    return Evidence(
        finding=Finding(
            "At η = 2/(μ + L) the error shrank to {best:.3g} of itself at each step; at η 1 % smaller to {lower:.3g}, "
            "at η 1 % larger to {higher:.3g}",
            best="factor of the error at η = 2/(μ + L)",
            lower="factor of the error at η 1 % smaller",
            higher="factor of the error at η 1 % larger",
        ),
        caption="Factor of the error at each step, over the learning rate: the flattest direction decides on the left, "
        "the steepest on the right.",
        measurements=[
            Measurement("factor of the error at η = 2/(μ + L)", rates[6], within(closed, 1e-12, because=exact)),
            Measurement(
                "factor of the error at η 1 % smaller",
                rates[7],
                within(lower, others_left(lower, 0.99 * best * largest - 1), because=flat),
            ),
            Measurement(
                "factor of the error at η 1 % larger",
                rates[8],
                within(higher, others_left(higher, 1 - 1.01 * best * smallest), because=steep),
            ),
            Measurement(
                "largest distance of a factor from max|1 - ηλ|",
                max_distance(rates[:6], theory),
                at_most(1e-12, because=exact),
            ),
            check_controls(abs(rate_slow - 1 + smallest / largest), most=1e-12),
        ],
        controls=[Control("factor of the error at η = 1/L", rate_slow, within(closed, 1e-12))],
        curves=[
            Curve("measured", list(rates[order]), list(tried[order]), points=True, role="subject"),
            Curve(
                "max|1 - ηλ|",
                list(np.array([*theory, closed])[np.argsort([*etas, best])]),
                sorted([*etas, best]),
                role="reference",
            ),
        ],
        axes=Axes(
            x="η",
            y="error after / error before a step",
            marks=[
                Mark(of="factor of the error at η = 2/(μ + L)", x=best, text="{value:.4g}"),
                Mark(of="factor of the error at η 1 % smaller", x=0.99 * best, text="{value:.4g}"),
                Mark(of="factor of the error at η 1 % larger", x=1.01 * best, text="{value:.4g}"),
            ],
        ),
    )


mutant(
    "drops the sign of a step that is too long",
    "np.abs(1 - np.outer(etas, eigenvalues))",
    "1 - np.outer(etas, eigenvalues)",
)
