"""Two rules that step by turns, as a training loop makes them, and rules with a mistake in what they remember."""

import numpy as np

from quizdl.lab.descent import Array, Gradient, Step, descent_path, growing_distance, max_distance

from ..programs.adam_uncorrected import AdamUncorrected


class KeepsTheGradient:
    """A rule that makes a mistake: its mean starts as the caller's own array, which the caller may overwrite."""

    def __init__(self, lr: float) -> None:
        self.lr = lr
        self.mean: Array | None = None

    def step(self, theta: Array, g: Array) -> Array:
        self.mean = g if self.mean is None else 0.9 * self.mean + 0.1 * g
        return theta - self.lr * self.mean


def squares_in_place(theta: Array, g: Array) -> Array:
    """A step with a mistake: it overwrites the caller's gradient."""
    return theta - 0.01 * np.square(g, out=g)


def stay(theta: Array, g: Array) -> Array:
    """A step that goes nowhere."""
    del g
    return theta


def squared(gradient: Gradient) -> Gradient:
    """The same gradient for six parameters of shape (2, 3)."""
    return lambda theta, t: gradient(theta.ravel(), t).reshape(2, 3)


def fourth_of(gradient: Gradient, path: Array) -> Gradient:
    """The gradients of the fourth parameter along this path, wherever it is asked for."""
    return lambda _, t: gradient(path[t - 1], t)[3:4]


def by_turns(first: Step, second: Step, gradient: Gradient, start: Array) -> tuple[Array, Array, float]:
    """The paths of two optimizers that step by turns, the second from the start reversed, of shape (2, 3).

    Gradients are handed over in arrays that are used again; the last number is the largest change of one.
    """
    one, other = [start], [start[::-1].reshape(2, 3)]
    lent, lent_square, changed = np.empty(6), np.empty((2, 3)), [0.0]
    for t in range(1, 101):
        lent[:] = gradient(one[-1], t)
        lent_square[:] = squared(gradient)(other[-1], t)
        before = lent.copy(), lent_square.copy()
        one.append(first(one[-1].copy(), lent))
        other.append(second(other[-1].copy(), lent_square))
        changed += [max_distance(lent, before[0]), max_distance(lent_square, before[1])]
    return np.array(one), np.array(other), max(changed)


def from_alone(first: Step, second: Step, alone: Step, gradient: Gradient, start: Array) -> Array:
    """How far the first of two rules that step by turns gets from where one goes alone, up to each place."""
    together, _, _ = by_turns(first, second, gradient, start)
    return growing_distance(together, descent_path(alone, gradient, start))


def reshaped(step: Step) -> Step:
    """The step of six parameters for those of shape (2, 3)."""
    return lambda theta, g: step(theta.ravel(), g.ravel()).reshape(2, 3)


def corrected(settings: tuple[float, ...]) -> Step:
    """Adam's step by a program that no exercise asks for."""
    return AdamUncorrected(*settings, correct_m=True, correct_v=True).step


def off_mixed_averages(gradient: Gradient, start: Array, settings: tuple[float, ...]) -> float:
    """How far one Adam of two parameters moves the second at first off the formula with averages of both gradients."""
    lr, beta1, beta2, eps = settings
    shared = corrected(settings)
    _, other, _ = by_turns(shared, reshaped(shared), gradient, start)
    one, two = gradient(start, 1), gradient(start[::-1], 1)
    m, v = (beta1 * one + two) / (1 + beta1), (beta2 * one**2 + two**2) / (1 + beta2)
    return max_distance(other[1].ravel(), start[::-1] - lr * m / (np.sqrt(v) + eps))


def off_overwritten_mean(lr: float, gradient: Gradient, start: Array) -> float:
    """How far a rule whose mean is overwritten goes off one whose mean starts at the second gradient."""
    overwritten, _, _ = by_turns(KeepsTheGradient(lr).step, stay, gradient, start)
    second = start - lr * gradient(start, 1)
    later = descent_path(KeepsTheGradient(lr).step, lambda theta, t: gradient(theta, t + 1), second, steps=99)
    return max_distance(overwritten[1:], later)
