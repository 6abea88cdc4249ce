"""Least squares with known singular values, gradient descent on it, and how near the path comes to a ridge."""

import numpy as np

from quizdl.verify import mutant

from ..programs.gradient_descent import descend
from .common import Array, require

ROWS, DIRECTIONS, STEPS = 20, 8, 1000


class Problem:
    """Least squares with given singular values, the largest 1, and its path of gradient descent."""

    def __init__(self, s: Array, lr: float, rng: np.random.Generator) -> None:
        self.drawn = rng.standard_normal((ROWS + len(s), len(s)))
        left, self.turn = (np.linalg.qr(part)[0] for part in np.split(self.drawn, [ROWS]))  # turn: right directions
        self.s, self.lr = s, lr
        self.x = left * s @ self.turn.T
        self.along = (-1) ** np.arange(len(s)) * np.linspace(0.5, 2, len(s))
        self.best = self.turn @ self.along  # of least squares: no direction is missing
        self.y = self.x @ self.best

    def path(self, start: Array) -> Array:
        """Gradient descent on ½‖y - Xw‖², shape (STEPS + 1, d)."""
        return descend(lambda w: self.x.T @ (self.x @ w - self.y), start, self.lr, STEPS)

    def kept(self, w: Array) -> Array:
        """What w has of least squares along each direction, (..., d)."""
        share: Array = (w @ self.turn) / (self.best @ self.turn)
        return share

    def matrix_ridge(self, t: int, towards: Array) -> Array:
        """The minimum of ‖y - Xw‖² + (w - w₀)ᵀP(w - w₀), P = V·diag(σ²(1-a)ᵗ/(1-(1-a)ᵗ))·Vᵀ with a = ησ²."""
        left = (1 - self.lr * self.s**2) ** t
        penalty = self.turn * (self.s**2 * left / (1 - left)) @ self.turn.T
        w: Array = np.linalg.solve(self.x.T @ self.x + penalty, self.x.T @ self.y + penalty @ towards)
        return w

    def off(self, condition: float) -> float:
        """How far the singular values are from an even spread, and X·best from the targets."""
        even = condition ** -np.linspace(0, 1, len(self.s))
        values = np.linalg.svd(self.x, compute_uv=False)
        return float(max(np.max(abs(values - even)), np.max(abs(self.x @ self.best - self.y))))

    def left_of(self, start: Array, t: int) -> Array:
        """What t steps leave of a start: (I - ηXᵀX)ᵗ·start, step by step in matrices."""
        step = np.eye(len(start)) - self.lr * self.x.T @ self.x
        return np.asarray(np.linalg.matrix_power(step, t) @ start)

    def distance_in_theory(self, t: int) -> float:
        """The same as nearest_ridge of t steps from 0, along the singular directions; λ runs evenly in logarithms."""
        kept, weights = 1 - (1 - self.lr * self.s**2) ** t, (self.best @ self.turn) ** 2
        ridges = self.s**2 / (self.s**2 + np.geomspace(1e-6, 1e4, 40_001)[:, None])
        return float(np.sqrt(np.min((ridges - kept) ** 2 @ weights) / (kept**2 @ weights)))

    def nearest_ridge(self, w: Array) -> float:
        """How far the nearest of all plain ridges is from w, relative to it."""
        matching = self.s**2 * (1 / self.kept(w) - 1)  # the λ that is right along one direction
        lams = np.concatenate([np.geomspace(1e-6, 1e4, 2000), matching])
        gram, moments = self.x.T @ self.x, self.x.T @ self.y
        ridges = np.linalg.solve(gram + lams[:, None, None] * np.eye(len(w)), moments[:, None])[..., 0]
        return float(np.min(np.linalg.norm(ridges - w, axis=1)) / np.linalg.norm(w))


def check(rate: float, condition: float) -> None:
    """Raise Undecided unless gradient descent is on its way in all directions."""
    require(
        0.005 <= rate <= 0.1 and 4 <= condition <= 30,
        en="ησ² from 0.005 to 0.1 and a condition number from 4 to 30: then 1000 steps reach the small directions",
        ko="ησ²은 0.005~0.1, 조건수는 4~30이어야 한다. 그래야 1000스텝 안에 작은 방향까지 도달한다",
    )


mutant("leaves the start out of the matrix ridge", "+ penalty @ towards", "+ 0 * penalty @ towards")
