"""Momentum in a noisy local minimum: how often it is driven out, by simulation and by its exact probability."""

import math
from collections.abc import Callable
from functools import partial
from statistics import NormalDist

import numpy as np

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.descent import Array
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
    progress,
    within,
)

from ..programs.momentum import momentum_step
from .common import require_decay, thinned
from .wells import double_well, factor_near, stationary_points

NoisyStep = Callable[[Array, Array, Array], tuple[Array, Array]]

LEFT = -0.5  # a particle that has been here has left the right well: it is far down the other side


def sgd_step(lr: float, x: Array, v: Array, g: Array) -> tuple[Array, Array]:
    """A step of SGD without momentum; v stays as it is."""
    return x - lr * g, v


def ball_step(lr: float, beta: float, x: Array, v: Array, g: Array) -> tuple[Array, Array]:
    """The step of momentum, written out for the control."""
    return x - lr * (beta * v + g), beta * v + g


def escaped(step: NoisyStep, deviation: float, particles: int, steps: int, rng: np.random.Generator) -> Array:
    """Share that gradient noise of this standard deviation has driven out of the local minimum, step by step.

    step  x, v and a noisy gradient in, the new x and v out. Every particle starts at rest in the local minimum of a
          well tilted by 0.1. One that diverges has left the problem and not the minimum: it makes the shares NaN.
    """
    gradient = double_well(0.1)
    x, v = np.full(particles, stationary_points(0.1)[2]), np.zeros(particles)
    out = np.zeros(particles, dtype=bool)
    shares = []
    for _ in progress(range(steps)):
        x, v = step(x.copy(), v, gradient(x) + deviation * rng.standard_normal(particles))
        out |= x < LEFT
        shares.append(np.mean(out) if np.all(np.isfinite(x)) else np.nan)
    return np.array(shares)


def escape_probability(lr: float, beta: float, deviation: float, steps: int) -> Array:
    """The probability behind `escaped` after each step, shape (steps,), without drawing anything.

    By the equation of Chapman and Kolmogorov: density of θ and of the step u = ηv on a grid of one cell size, so that
    θ ← θ - u moves by whole cells, and u ← βu + ηf′(θ) + noise is a Gaussian around a known mean. What comes
    below LEFT is taken out. Cells of one standard deviation of the noise in u sum a Gaussian to 1e-8.
    """
    sigma = lr * deviation
    cell = min(sigma, 0.05)
    theta = LEFT + cell * (np.arange(math.ceil(2.7 / cell)) + 0.5)
    push = lr * (theta**3 - theta + 0.1)
    reach = math.ceil((6 * sigma / math.sqrt(1 - beta**2) + np.max(abs(push))) / cell)
    moves = np.arange(-reach, reach + 1)
    if theta.size * moves.size**2 > 4_000_000:
        raise Undecided(
            en=f"lr = {lr:g}, beta = {beta:g}: the steps are so small that the exact share takes too long",
            ko=f"lr = {lr:g}, beta = {beta:g}: 스텝이 너무 작아 정확한 비율을 계산하는 데 너무 오래 걸린다",
        )
    mean = beta * cell * moves + push[:, None]
    kernel = np.exp(-(((cell * moves - mean[:, :, None]) / sigma) ** 2) / 2) * cell / (sigma * math.sqrt(2 * math.pi))
    before = np.arange(theta.size)[:, None] + moves  # the cell of θ that a move of so many cells comes from
    inside = (before >= 0) & (before < theta.size)
    before = np.clip(before, 0, theta.size - 1)
    density = np.zeros(mean.shape)
    at, share = divmod((stationary_points(0.1)[2] - theta[0]) / cell, 1)
    density[int(at) : int(at) + 2, reach] = 1 - share, share
    gone = []
    for _ in progress(range(steps)):
        moved = np.matmul(density[:, None, :], kernel)[:, 0, :]
        density = np.where(inside, np.take_along_axis(moved, before, axis=0), 0)
        gone.append(max(0.0, 1 - density.sum()))
    return np.array(gone)


def gone_at_once(deviation: float) -> tuple[float, float]:
    """The same after one step of SGD with η = 0.01, and by the normal distribution of that step."""
    local, sigma = stationary_points(0.1)[2], 0.01 * deviation
    out = NormalDist(local, sigma).cdf(LEFT) + 1 - NormalDist(local, sigma).cdf(LEFT + 2.7)
    return escape_probability(0.01, 0.0, deviation, 1)[0], out


def noise_of(rng: np.random.Generator) -> Array:
    """The noise that `escaped` adds with a deviation of 2, over that deviation, to 500 particles that do not move."""
    seen = []

    def stand_still(x: Array, v: Array, g: Array) -> tuple[Array, Array]:
        seen.append((g - double_well(0.1)(x)) / 2)
        return x, v

    escaped(stand_still, 2.0, 500, 20, rng)
    return np.array(seen)


def slope_at_the_start(rng: np.random.Generator) -> float:
    """The largest slope of the well where `escaped` lets its particles start."""
    seen = []

    def look(x: Array, v: Array, _: Array) -> tuple[Array, Array]:
        seen.append(np.abs(double_well(0.1)(x)).max())
        return x, v

    escaped(look, 1.0, 10, 1, rng)
    return float(max(seen))


@claim(
    en="Driven by the same gradient noise at a small η, momentum that has settled in a local minimum leaves it no more "
    "often than SGD with the learning rate η/(1-β); it leaves more often than SGD with the same η.",
    ko="η가 작고 기울기 잡음이 같을 때, 지역 최솟값에 자리 잡은 모멘텀이 그곳을 벗어나는 비율은 학습률이 η/(1-β)인 "
    "SGD보다 높지 않다. 다만 같은 η의 SGD보다는 높다.",
    short="How often noise drives momentum out",
    seconds=2.0,
    literature="Kramers 1940; Chapman & Kolmogorov",
)
def escapes_by_noise(lr: float = 0.01, beta: float = 0.9, seed: int = 0) -> Evidence:
    require_decay(beta)
    pairs = ((lr, beta), (lr / (1 - beta), 0.0), (lr, 0.0))
    if not (lr > 0 and all(factor_near(stationary_points(0.1)[0], *pair) < 1 for pair in pairs)):
        raise Undecided(
            en=f"lr = {lr:g}, beta = {beta:g}: not all three are stable in the wells",
            ko=f"lr = {lr:g}, beta = {beta:g}: 셋 모두가 우물 안에서 안정적이지는 않다",
        )
    particles, steps = 2000, 1000
    exact, exact_sgd, exact_slow = (escape_probability(*pair, 1.0, steps) for pair in pairs)
    plain = partial(sgd_step, lr / (1 - beta)), partial(sgd_step, lr)
    rng = np.random.default_rng(seed)
    ball = escaped(lambda x, v, g: momentum_step(x, v, g, lr, beta), 1.0, particles, steps, rng)
    sgd, slow = (escaped(step, 1.0, particles, steps, rng) for step in plain)
    above_sgd, above_slow = (ball[-1] - share[-1] for share in (sgd, slow))
    # variance in a well ~ η/(1-β)·noise²/2, its temperature; this noise puts the barrier 35 temperatures high
    cold = 0.3 * np.sqrt(0.1 * (1 - beta) / lr)
    held = escaped(lambda x, v, g: momentum_step(x, v, g, lr, beta), cold, particles, steps, rng)
    calm = escaped(partial(ball_step, lr, beta), 0.8, particles, steps, rng)
    exact_calm = escape_probability(lr, beta, 0.8, steps)[-1]
    five, five_sgd, five_slow = (
        5 * np.sqrt(p[-1] * (1 - p[-1]) / particles) + 5 / particles for p in (exact, exact_sgd, exact_slow)
    )
    of_two = 5 * np.sqrt(2 * 0.25 / particles)

    def potential(x: float) -> float:
        """Of the well that `escaped` tilts by 0.1."""
        return x**4 / 4 - x**2 / 2 + 0.1 * x

    _, barrier, local = (float(x) for x in stationary_points(0.1))
    fall = np.sign(barrier - LEFT) * (potential(barrier) - potential(LEFT))
    at_once, normal = gone_at_once(deviation=50)
    chance = "Chapman-Kolmogorov on a grid; five standard errors of a share of 2000, and five particles"
    shown = thinned(steps - 1)
    x = np.array(shown) + 1
    return Evidence(
        finding=Finding(
            "After 1000 noisy steps momentum has left the minimum in {ball:.3g} of the runs; SGD leaves it in "
            "{sgd:.3g} with η/(1-β) and in {slow:.3g} with η",
            ball="share of momentum that has left",
            sgd="share of SGD with η/(1-β) that has left",
            slow="share of SGD with η that has left",
        ),
        caption="Share of 2000 particles that noise has driven over the barrier, and the exact probability of each.",
        measurements=[
            Measurement("share of momentum that has left", ball[-1], within(exact[-1], five, because=chance)),
            Measurement(
                "share of SGD with η/(1-β) that has left", sgd[-1], within(exact_sgd[-1], five_sgd, because=chance)
            ),
            Measurement(
                "share of SGD with η that has left",
                slow[-1],
                within(exact_slow[-1], five_slow, because=chance),
            ),
            Measurement(
                "share of momentum less that of SGD with η/(1-β)",
                above_sgd,
                at_most(
                    of_two,
                    because="same temperature, and inertia only delays (Kramers); five standard errors of two shares",
                ),
            ),
            Measurement(
                "share of momentum less that of SGD with η",
                above_slow,
                at_least(
                    of_two,
                    because="a lower temperature at the same η (Kramers); five standard errors of two shares",
                ),
            ),
            Measurement(
                "fall from the barrier to where a particle counts as gone over the climb from the minimum",
                float(fall / (potential(barrier) - potential(local))),
                at_least(1, because="the way back is at least as high as the way out"),
                check=True,
            ),
            check_controls(abs(calm[-1] - exact_calm), most=of_two),
            Measurement(
                "exact probability after one step of much noise over that of a normal distribution",
                at_once / normal,
                within(1, 0.02, because="a Gaussian summed over cells of a tenth of its deviation"),
                check=True,
            ),
            Measurement(
                "slope where the particles start",
                slope_at_the_start(rng),
                at_most(1e-12, because="at rest in the local minimum; rounding"),
                check=True,
            ),
            Measurement(
                "steps at which a share that has left falls",
                int(sum(np.count_nonzero(np.diff(share) < 0) for share in (ball, sgd, slow, held, calm))),
                at_most(0, because="who has left is not taken back"),
                check=True,
            ),
            check_draws(oddity_of_normal([noise_of(rng) for _ in range(3)])),
            Measurement(
                "share of momentum that has left with little noise",
                held[-1],
                at_most(0, because="Kramers: the barrier of 0.158 is 35 temperatures high"),
            ),
        ],
        controls=[
            Control("share of momentum that has left with four fifths of the noise", calm[-1], within(exact[-1], five))
        ],
        curves=[
            Curve("momentum", list(ball[shown]), x=list(x), role="subject"),
            Curve("SGD with η/(1-β)", list(sgd[shown]), x=list(x), role="subject"),
            Curve("SGD with η", list(slow[shown]), x=list(x), role="subject"),
            Curve("exact probability with momentum", list(exact[shown]), x=list(x), role="reference"),
            Curve("exact probability with η/(1-β)", list(exact_sgd[shown]), x=list(x), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="share that has left",
            marks=[
                Mark(of="share of momentum that has left", x=1000, text="{value:.3g}"),
                Mark(of="share of SGD with η/(1-β) that has left", x=1000, text="{value:.3g}"),
                Mark(of="share of SGD with η that has left", x=1000, text="{value:.3g}"),
            ],
        ),
    )


mutant(
    "gives the SGD that is compared the same rate",
    "partial(sgd_step, lr / (1 - beta)), partial",
    "partial(sgd_step, lr), partial",
)
mutant("takes a particle on the barrier for gone", "LEFT = -0.5", "LEFT = 0.1")
mutant(
    "draws noise of half the variance",
    "deviation * rng.standard_normal",
    "deviation / np.sqrt(2) * rng.standard_normal",
)
