"""What the claims on the learning rate share: quadratics, and how often a loss rises."""

import numpy as np
from numpy.typing import ArrayLike

from quizdl.lab.descent import Array
from quizdl.lab.samples import oddity_of_integers, oddity_of_uniform
from quizdl.verify import mutant


def quadratic(eigenvalues: ArrayLike, rng: np.random.Generator) -> tuple[Array, Array]:
    """A Hessian (P, P) of these eigenvalues in a random orthogonal basis, and a start that excites all of them."""
    values = np.asarray(eigenvalues, dtype=float)
    basis = np.linalg.qr(rng.normal(size=(values.size, values.size)))[0]
    return basis * values @ basis.T, basis.sum(axis=1)


def odd_bases(rng: np.random.Generator) -> float:
    """How odd a hundred bases of three directions look, from the squares that make each of them the only curved one.

    A coordinate of a random direction in space is spread evenly from -1 to 1 (Archimedes).
    """
    odd = []
    for curved in np.eye(3):
        hessians = np.array([quadratic(curved, rng)[0] for _ in range(100)])
        odd += [oddity_of_uniform(np.sqrt(hessians[:, k, k]), 0, 1) for k in range(3)]
        odd += [oddity_of_integers(hessians[:, k, k - 1] > 0, 2) for k in range(3)]
    return max(odd)


def excess_loss(path: Array, x: Array, y: Array) -> Array:
    """Half the mean squared error along a path (*c, P) over that of the best fit, shape c."""
    least = np.mean((x @ np.linalg.lstsq(x, y, rcond=None)[0] - y) ** 2)
    excess: Array = (np.mean((path @ x.T - y) ** 2, axis=-1) - least) / 2
    return excess


def height(path: Array, hessian: Array) -> Array:
    """θᵀHθ/2 along a path (*c, P), shape c."""
    losses: Array = np.einsum("...i,ij,...j->...", path, hessian, path) / 2
    return losses


def share_left(hessian: Array, offset: Array, share: float, steps: int) -> float:
    """What gradient descent on θᵀHθ/2 from `offset` leaves of the loss at that share of 2/L, mode by mode."""
    curvatures, modes = np.linalg.eigh(hessian)
    first = curvatures * (modes.T @ offset) ** 2
    return float(first @ (1 - 2 * share * curvatures / curvatures.max()) ** (2 * steps) / first.sum())


def rises(losses: Array) -> Array:
    """Percent of the steps at which the loss rises, of each run; losses (steps, *c). NaN where a run diverged."""
    share = 100 * np.mean(losses[1:] > losses[:-1], axis=0)
    return np.where(np.isfinite(losses).all(axis=0), share, np.nan)


def rises_so_far(losses: Array) -> Array:
    """Percent of the steps of all runs so far at which the loss rose, shape (steps - 1,); losses (steps, runs)."""
    risen = np.mean(losses[1:] > losses[:-1], axis=1)
    percent: Array = 100 * risen.cumsum() / np.arange(1, len(risen) + 1)
    return percent


mutant(
    "counts every change as a rise", "100 * np.mean(losses[1:] > losses[:-1]", "100 * np.mean(losses[1:] != losses[:-1]"
)
mutant(
    "counts an equal loss as a rise",
    "100 * np.mean(losses[1:] > losses[:-1]",
    "100 * np.mean(losses[1:] >= losses[:-1]",
)
