"""What the claims on Adam share: a noisy valley, silences, and the settings for which Adam is defined."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from quizdl.lab.descent import Array, Gradient, Step, movements
from quizdl.lab.known_answers import least_response
from quizdl.lab.samples import oddity_of_normal
from quizdl.lab.trajectories import deviations
from quizdl.verify import Measurement, Undecided, mutant, within

from ..programs.nesterov import nesterov_step

CURVATURES = np.logspace(-2, 1, 6)
ROUNDING = "100 steps of about twenty float64 operations on parameters of order one"


def noisy_valley(seed: int, steps: int = 100) -> tuple[Gradient, Array]:
    """Gradient of a quadratic with curvatures from 0.01 to 10 and a noisy centre; and where to start."""
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal((steps, 6))
    return (lambda theta, t: CURVATURES * (theta + noise[t - 1])), rng.standard_normal(6)


def after_silence(step: Step, silence: int, gradients: ArrayLike, lr: float) -> Array:
    """Movements on gradients of shape (n, parameters) that follow `silence` gradients of zero, in learning rates."""
    late = np.asarray(gradients, dtype=float)
    return movements(step, np.concatenate([np.zeros((silence, *late.shape[1:])), late]), lr)[silence:]


def with_l2(gradient: Gradient, decay: float) -> Gradient:
    """The gradient of a loss to which (λ/2)|θ|² was added."""
    return lambda theta, t: gradient(theta, t) + decay * theta


def at_step(gradient: Gradient, t: int) -> Callable[[Array], Array]:
    """The gradient of step t, as a function of θ alone."""
    return lambda theta: gradient(theta, t)


def nesterov_path(gradient: Gradient, start: Array, lr: float, beta: float) -> Array:
    """The 100 places where Nesterov momentum takes its gradients: what torch's parameter holds."""
    theta, v, places = start, np.zeros(6), [start]
    for t in range(1, 101):
        theta, v = nesterov_step(theta.copy(), v.copy(), at_step(gradient, t), lr, beta)
        places.append(theta - lr * beta * v)
    return np.array(places)


def uncorrected_lengths(beta1: float, beta2: float, steps: int) -> Array:
    """(1-β₁ᵗ)/√(1-β₂ᵗ) for t = 1 to `steps`: Adam's steps on a constant gradient without correction, for ε = 0."""
    t = np.arange(1, steps + 1)
    return np.asarray((1 - beta1**t) / np.sqrt(1 - beta2**t))


def longest_step(lengths: Array) -> int:
    """The number of the first of the longest steps, within a millionth."""
    return 1 + int(np.argmax(lengths > (1 - 1e-6) * max(lengths)))


def last_step_beyond(lengths: Array, length: float) -> int:
    """The number of the last step that is longer than this, or 0."""
    return int(max(np.flatnonzero(lengths > length) + 1, default=0))


def drawn(distances: Array) -> list[float]:
    """Distances for a logarithmic axis, on which 1e-17 stands for none."""
    points: list[float] = np.maximum(distances, 1e-17).tolist()
    return points


def require(lr: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> None:
    """Raise Undecided unless these are settings of Adam: η > 0, both decays in [0, 1), ε >= 0."""
    if not (lr > 0 and 0 <= beta1 < 1 and 0 <= beta2 < 1 and eps >= 0):
        raise Undecided(
            en=f"lr = {lr:g}, beta1 = {beta1:g}, beta2 = {beta2:g}, eps = {eps:g}: Adam needs lr > 0, decays in [0, "
            "1) and ε >= 0",
            ko=f"lr = {lr:g}, beta1 = {beta1:g}, beta2 = {beta2:g}, eps = {eps:g}: Adam에서는 lr > 0, ε >= 0이고 두 "
            "감쇠율이 [0, 1) 안에 있어야 한다",
        )


def check_deviations() -> Measurement:
    """Whether the lab compares every number of every step."""
    return Measurement(
        "largest deviation of two paths: least of it where one number is off by 1",
        least_response(lambda one, other: np.max(deviations(one, other)), (6, 10)),
        within(1, 1e-12, because="whichever number it is, and whether it is above or below"),
        check=True,
    )


def oddity_of_starts(seed: int) -> float:
    """How odd the starts of 200 valleys look; one of them holds too few numbers to tell."""
    return oddity_of_normal([noisy_valley(other)[1] for other in range(seed, seed + 200)])


mutant("doubles the variance of the noise", "rng.standard_normal((steps, 6))", "rng.laplace(size=(steps, 6))")
mutant("leaves a little gradient in the silence", "np.zeros((silence,", "1e-6 * np.ones((silence,")
mutant(
    "draws the start evenly",
    "(theta + noise[t - 1])), rng.standard_normal(6)",
    "(theta + noise[t - 1])), rng.uniform(-1, 1, 6)",
)
