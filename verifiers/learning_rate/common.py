"""What the claims on the learning rate share: quadratics, and how often a loss rises."""

import numpy as np
from numpy.typing import ArrayLike

from quizdl.lab.descent import Array
from quizdl.verify import mutant


def quadratic(eigenvalues: ArrayLike, rng: np.random.Generator) -> tuple[Array, Array]:
    """A Hessian (P, P) of these eigenvalues in a random orthogonal basis, and a start that excites all of them."""
    values = np.asarray(eigenvalues, dtype=float)
    basis = np.linalg.qr(rng.normal(size=(values.size, values.size)))[0]
    return basis * values @ basis.T, basis.sum(axis=1)


def height(path: Array, hessian: Array) -> Array:
    """θᵀHθ/2 along a path (*c, P), shape c."""
    losses: Array = np.einsum("...i,ij,...j->...", path, hessian, path) / 2
    return losses


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
