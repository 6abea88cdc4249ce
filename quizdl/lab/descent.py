"""Where optimizers go: ours and torch's on the same gradients, and how far apart two paths are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from quizdl.lab.differences import same_memory

Array = NDArray[np.float64]
Step = Callable[[Array, Array], Array]  # θ and g in, the new θ out
Gradient = Callable[[Array, int], Array]  # of θ and the step t, counted from 1


def descent_path(step: Step, gradient: Gradient, start: ArrayLike, steps: int = 100) -> Array:
    """The places of `steps` steps, shape (steps + 1, *start): `descent_path(Adam().step, gradient, start)`.

    Each step gets a copy of θ, which it may change in place.
    """
    theta = np.array(start, dtype=float)
    places = [theta]
    for t in range(1, steps + 1):
        theta = step(theta.copy(), gradient(theta, t))
        places.append(theta)
    return np.array(places)


def torch_path(
    optimizer: Callable[[list[torch.Tensor]], Any], gradient: Gradient, start: ArrayLike, steps: int = 100
) -> Array:
    """The same for an optimizer of torch, in float64: `torch_path(partial(torch.optim.Adam, lr=0.1), …)`."""
    default = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)  # NAdam keeps a product of its momenta in this type
    try:
        theta = torch.tensor(np.array(start, dtype=float), requires_grad=True)
        stepping = optimizer([theta])
        places = [theta.detach().numpy().copy()]
        for t in range(1, steps + 1):
            theta.grad = torch.from_numpy(np.array(gradient(places[-1], t), dtype=float))
            stepping.step()
            places.append(theta.detach().numpy().copy())
        return np.array(places)
    finally:
        torch.set_default_dtype(default)


def torch_descent(gradient: Callable[[Array], Array], start: ArrayLike, lr: float, steps: int) -> Array:
    """The same for plain gradient descent by torch's SGD, shape (steps + 1, *start).

    For references and controls that must not run through the code under test. `gradient` takes θ alone.
    """
    return torch_path(partial(torch.optim.SGD, lr=lr), lambda theta, _: gradient(theta), start, steps)


def movements(step: Step, gradients: Iterable[ArrayLike], lr: float) -> Array:
    """How far θ = 0 moves against each gradient of a sequence, in learning rates; shape of the gradients.

    θ is put back to zero before each step: what remains is the state of the optimizer.
    """
    moved = []
    for row in gradients:
        g = np.array(row, dtype=float)
        moved.append(-step(np.zeros_like(g), g) / lr)
    return np.array(moved)


def max_distance(one: ArrayLike, other: ArrayLike) -> float:
    """The largest distance of two paths, of any parameter at any step, relative to places farther out than 1.

    NaN where both are the same memory: nothing was compared. Raises ValueError for different shapes.
    """
    a, b = _of_one_shape(one, other)
    if same_memory(one, other):
        return math.nan
    return float(np.max(abs(a - b)) / max(1.0, np.max(abs(b))))


def growing_distance(one: ArrayLike, other: ArrayLike) -> Array:
    """The largest distance of two paths up to each of their places, shape (places,); the last is their max_distance.

    NaN everywhere where both are the same memory: nothing was compared. Raises ValueError for different shapes.
    """
    a, b = _of_one_shape(one, other)
    if same_memory(one, other):
        return np.full(len(a), math.nan)
    apart = abs(a - b).reshape(len(a), -1).max(axis=1)
    largest: Array = np.maximum.accumulate(apart) / max(1.0, np.max(abs(b)))
    return largest


def _of_one_shape(one: ArrayLike, other: ArrayLike) -> tuple[Array, Array]:
    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    if a.shape != b.shape:
        raise ValueError(f"paths of shapes {a.shape} and {b.shape} cannot be compared place by place")
    return a, b
