"""Momentum: how much it remembers, when it is faster, and what it does not protect from.

Notation: θ parameters, g gradient, η (lr) learning rate, β decay of the buffer v; on quadratics λ is a curvature,
μ the smallest, L the largest, κ = L/μ. Polyak's heavy ball: v ← βv + g, θ ← θ - ηv. Nesterov takes g where the
buffer is about to carry θ.
"""

from functools import partial
from itertools import pairwise

import numpy as np
import torch

from quizdl.lab.checks import NOT_ODD, check_controls, check_paths
from quizdl.lab.descent import Array, growing_distance, max_distance, torch_path
from quizdl.lab.known_answers import least_response
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

from ..programs.dampened_momentum import dampened_step
from .common import (
    EPSILON,
    ROUNDING,
    Gradient,
    heavy_ball,
    looking_ahead,
    path_and_buffers,
    require_limit,
    thinned,
    valley,
)


def dampened_path(
    gradient: Gradient, start: Array, lr: float, beta: float, dampening: float, steps: int
) -> tuple[Array, Array]:
    """Every θ, shape (steps + 1, *start), and every v after a step, shape (steps, *start), with dampening."""
    theta: Array = start
    v: Array | None = None
    places, buffers = [theta], []
    for _ in range(steps):
        theta, v = dampened_step(theta, v, gradient(theta), lr, beta, dampening)
        places.append(theta)
        buffers.append(v)
    return np.array(places), np.array(buffers)


def mean_of_ones(beta: float, steps: int) -> float:
    """The running mean of so many gradients of 1, written out for the control."""
    mean = 0.0
    for _ in range(steps):
        mean = beta * mean + (1 - beta)
    return mean


@claim(
    en="The buffer v ← βv + g is a sum, not an average: on a constant gradient it grows to g/(1-β), ten times g for "
    "β = 0.9, and the steps to η/(1-β). Dampening of β makes it an average.",
    ko="버퍼 v ← βv + g는 평균이 아니라 합이다. 기울기가 일정하면 g/(1-β), β = 0.9에서는 g의 열 배까지 커지고 실질 "
    "학습률은 η/(1-β)가 된다. dampening을 β로 두면 평균이 된다.",
    short="The buffer of momentum is a sum",
    seconds=0.2,
    literature="Polyak 1964; Sutskever 2013",
)
def buffer(beta: float = 0.9, lr: float = 0.1, steps: int = 400) -> Evidence:
    require_limit(lr, beta, steps)
    places, summed = path_and_buffers(heavy_ball(np.ones_like, beta), np.zeros(1), [lr] * steps)
    _, dampened = dampened_path(np.ones_like, np.zeros(1), lr, beta, beta, steps)
    n = np.arange(steps + 1)
    limit = 1 / (1 - beta)
    left = limit * (beta**steps + 4 * steps * EPSILON)
    because = "geometric series; βⁿ is left of it and rounding"
    mean = mean_of_ones(beta, steps)
    shown = thinned(steps)
    return Evidence(
        finding=Finding(
            "On a constant gradient g the buffer grows to {sum:.3g} g",
            sum="buffer after the last step",
        ),
        caption="The buffer on a constant gradient, in units of g. It adds gradients up until it forgets as much as "
        "it gets; with dampening of β it stays at g.",
        measurements=[
            Measurement("buffer after the last step", summed[-1, 0], within(limit, left, because=because), unit="g"),
            Measurement(
                "last step", (places[-2, 0] - places[-1, 0]) / lr, within(limit, left, because=because), unit="η"
            ),
            Measurement(
                "largest distance of the buffer from (1-βⁿ)/(1-β)",
                max_distance(summed[:, 0] / limit, 1 - beta**n),
                at_most(1e-12, because="geometric series; rounding"),
            ),
            Measurement(
                "largest distance of the dampened buffer from g",
                max_distance(dampened, np.ones_like(dampened)),
                at_most(4 * steps * EPSILON, because="the weights β and 1-β sum to one; rounding"),
            ),
            check_controls(mean - (1 - beta**steps)),
        ],
        controls=[Control("running mean of the same gradients", mean, within(limit, left), unit="g")],
        curves=[
            Curve("buffer", list(summed[shown, 0]), x=shown, role="subject"),
            Curve(
                "buffer with dampening of β",
                list(dampened[:, 0][thinned(steps - 1)]),
                x=[1 + k for k in thinned(steps - 1)],
                role="reference",
            ),
        ],
        axes=Axes(
            x="step", y="buffer / g", marks=[Mark(of="buffer after the last step", x=steps, text="{value:.3g} g")]
        ),
    )


@claim(
    en="Heavy ball, dampened or not, and Nesterov's look-ahead go step for step where torch.optim.SGD goes; torch "
    "keeps the point looked ahead to, and fills its buffer with the first gradient.",
    ko="헤비 볼(dampening 유무 모두)과 네스테로프의 look-ahead는 스텝마다 torch.optim.SGD와 같은 경로를 간다. "
    "torch는 미리 내다본 지점을 저장하고, 버퍼를 첫 기울기로 채운다.",
    short="Momentum against torch.optim.SGD",
    seconds=0.3,
    literature="Polyak 1964; Nesterov 1983; Sutskever 2013",
)
def against_torch(lr: float = 0.05, beta: float = 0.8, seed: int = 0) -> Evidence:
    if not (lr > 0 and beta >= 0):
        raise Undecided(
            en=f"lr = {lr:g}, beta = {beta:g}: torch.optim.SGD needs lr > 0 and β >= 0",
            ko=f"lr = {lr:g}, beta = {beta:g}: torch.optim.SGD에는 lr > 0과 β >= 0이 필요하다",
        )
    gradient, start = valley(seed)
    sgd = partial(torch.optim.SGD, lr=lr, momentum=beta, foreach=False)
    torch_plain = torch_path(sgd, lambda theta, _: gradient(theta), start)
    torch_dampened = torch_path(partial(sgd, dampening=0.3), lambda theta, _: gradient(theta), start)
    torch_nesterov = torch_path(partial(sgd, nesterov=beta > 0), lambda theta, _: gradient(theta), start)
    plain, _ = path_and_buffers(heavy_ball(gradient, beta), start, [lr] * 100)
    dampened, _ = dampened_path(gradient, start, lr, beta, 0.3, 100)
    places, buffers = path_and_buffers(looking_ahead(gradient, beta), start, [lr] * 100)
    ahead = places - lr * beta * buffers
    v, standing = np.zeros_like(start), [start]  # where torch's Nesterov stands: its point, less what it looks ahead
    for looked_to, point in pairwise(torch_nesterov):
        v = beta * v + gradient(looked_to)
        standing.append(point + lr * beta * v)
    pairs = {
        "momentum from torch": (plain, torch_plain),
        "momentum with dampening from torch": (dampened, torch_dampened),
        "Nesterov's point from torch": (ahead, torch_nesterov),
        "where torch's Nesterov stands from its point": (np.array(standing), torch_nesterov),
        "torch with dampening from without": (torch_dampened, torch_plain),
        "torch with Nesterov from without": (torch_nesterov[-1:], torch_plain[-1:]),
    }
    far = {name: np.maximum(growing_distance(a, b), 1e-17) for name, (a, b) in pairs.items()}  # 0 has no logarithm
    return Evidence(
        finding=Finding(
            "Over 100 steps momentum gets {plain:.2g} away from torch.optim.SGD, Nesterov's method {ahead:.2g}",
            plain="largest distance of momentum",
            ahead="largest distance of Nesterov's point looked ahead to",
        ),
        caption="Largest distance from torch's path so far, on one quadratic with six parameters. Rounding stays "
        "at the bottom; the point where Nesterov's method stands is another than the one that torch keeps.",
        measurements=[
            Measurement(
                "largest distance of momentum", far["momentum from torch"][-1], at_most(1e-12, because=ROUNDING)
            ),
            Measurement(
                "largest distance of momentum with dampening",
                far["momentum with dampening from torch"][-1],
                at_most(1e-12, because=ROUNDING),
            ),
            Measurement(
                "largest distance of Nesterov's point looked ahead to",
                far["Nesterov's point from torch"][-1],
                at_most(1e-12, because=ROUNDING),
            ),
            Measurement(
                "least distance where one number of a path is off by 1",
                min(least_response(distance, (20, 4)) for distance in (growing_distance, max_distance)),
                within(1, 1e-12, because="whichever number it is, and whether it is above or below"),
                check=True,
            ),
            check_paths(),
            check_controls(
                far["where torch's Nesterov stands from its point"][-1] - max_distance(places, ahead),
                far["torch with dampening from without"][-1] - max_distance(dampened, plain),
                far["torch with Nesterov from without"][-1] - max_distance(ahead[-1:], plain[-1:]),
                max_distance(np.array(standing), places),
            ),
            Measurement(
                "how odd starts and centres of fifty quadratics look",
                oddity_of_normal(
                    [(start, -g(0 * start) / np.logspace(-1, 1, 6)) for g, start in map(valley, range(50))]
                ),
                NOT_ODD,
                check=True,
            ),
        ],
        controls=[
            Control(
                "distance of the point where torch's Nesterov stands",
                far["where torch's Nesterov stands from its point"][-1],
                at_most(1e-12),
            ),
            Control(
                "distance of torch with dampening from without",
                far["torch with dampening from without"][-1],
                at_most(1e-12),
            ),
            Control(
                "distance of torch's last place with Nesterov from without",
                far["torch with Nesterov from without"][-1],
                at_most(1e-12),
            ),
        ],
        curves=[
            Curve("momentum", list(far["momentum from torch"]), role="subject"),
            Curve("momentum with dampening", list(far["momentum with dampening from torch"]), role="subject"),
            Curve("Nesterov looking ahead", list(far["Nesterov's point from torch"]), role="subject"),
            Curve(
                "where Nesterov stands",
                list(far["where torch's Nesterov stands from its point"]),
                role="reference",
            ),
        ],
        axes=Axes(
            x="step",
            y="distance from torch",
            log_y=True,
            marks=[
                Mark(of="largest distance of momentum", x=100, text="{value:.2g}"),
                Mark(of="largest distance of Nesterov's point looked ahead to", x=100, text="{value:.2g}"),
            ],
        ),
    )


mutant("adds up gradients without forgetting", "v = beta * v + g", "v = v + g", program="momentum")
mutant(
    "averages gradients where momentum adds them up",
    "v = beta * v + g",
    "v = beta * v + (1 - beta) * g",
    program="momentum",
)
mutant(
    "steps by the gradient and not by the buffer",
    "return theta - lr * v, v",
    "return theta - lr * g, v",
    program="momentum",
)
mutant(
    "keeps the learning rate in the buffer",
    "v = beta * v + g\n    return theta - lr * v, v",
    "v = beta * v + lr * g\n    return theta - v, v",
    program="momentum",
)
mutant(
    "steps before it updates the buffer",
    "v = beta * v + g\n    return theta - lr * v, v",
    "return theta - lr * v, beta * v + g",
    program="momentum",
)
mutant(
    "dampens the buffer instead of the gradient",
    "beta * v + (1 - dampening) * g",
    "beta * (1 - dampening) * v + g",
    program="dampened_momentum",
)
mutant(
    "fills the buffer with a dampened gradient",
    "v = g if v is None",
    "v = (1 - dampening) * g if v is None",
    program="dampened_momentum",
)
mutant("drops the look-ahead", "gradient(theta - lr * beta * v)", "gradient(theta)", program="nesterov")
mutant(
    "looks ahead by the whole buffer", "gradient(theta - lr * beta * v)", "gradient(theta - lr * v)", program="nesterov"
)
