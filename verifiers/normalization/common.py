"""What the claims on normalisation share: batches, a forward pass for the complex step, and running statistics."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizdl.verify import Undecided, at_most

from ..programs.batch_norm import BatchNorm

Array = NDArray[Any]  # float64; complex128 in a forward pass of the complex step

EXACT = at_most(1e-12, because="rounding of some dozen float64 operations on numbers of order one")
NO_LINE = 1e-17  # stands for 0 on a logarithmic axis


def batch(rng: np.random.Generator, rows: int, features: int) -> Array:
    """Samples, shape (rows, features): features with means from -2 to 3 and spreads from 0.3 to 3."""
    return np.linspace(-2, 3, features) + np.geomspace(0.3, 3, features) * rng.standard_normal((rows, features))


def draws_of(x: Array) -> Array:
    """The normal numbers that a batch was made of, of its shape."""
    features = x.shape[1]
    return np.asarray((x - np.linspace(-2, 3, features)) / np.geomspace(0.3, 3, features))


def normalized(x: Array, eps: float, axis: int) -> Array:
    """(x - μ)/√(v + ε) along an axis, without conjugates and so fit for the complex step."""
    centred = x - x.mean(axis=axis, keepdims=True)
    return np.asarray(centred / np.sqrt((centred**2).mean(axis=axis, keepdims=True) + eps))


def running(layer: BatchNorm, features: int, eps: float) -> tuple[Array, Array]:
    """Running mean and variance, as inference shows them: zeros give -μ/√(v + ε), and ones (1 - μ)/√(v + ε)."""
    zeros, ones = np.zeros(features), np.ones(features)
    at_zero, at_one = layer.step(np.array([zeros, ones]), ones, zeros, np.zeros((2, features)), False)[0]
    slope = at_one - at_zero
    return -at_zero / slope, 1 / slope**2 - eps


def drawn(distances: Any) -> list[float]:
    """Distances for a logarithmic axis."""
    points: list[float] = np.maximum(distances, NO_LINE).tolist()
    return points


def require(holds: bool, en: str, ko: str) -> None:
    """Raise Undecided where a setting is outside of what the sentence is about."""
    if not holds:
        raise Undecided(en=en, ko=ko)
