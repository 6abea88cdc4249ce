"""Gradients of a scalar function from its values alone: differences and the complex step.

They share nothing with backpropagation but the function itself, so they can judge it. numpy only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Vector = NDArray[np.float64]
Scalar = Callable[[NDArray[Any]], Any]  # of an array of the shape of x; gives one number

EPSILON = float(np.finfo(np.float64).eps)  # 2^-52, the gap after 1

# A difference errs by the terms of Taylor's series that it drops, about h or h², and by the rounding of f
# divided by h, about ε/h. The sums are smallest where the two parts are alike (Nocedal & Wright 2006, sec. 8.1;
# for values and derivatives of f near 1; scale h with x where x is far from 1).
FORWARD_STEP = EPSILON ** (1 / 2)  # 1.5e-8: h = ε/h, and the error left is about √ε
CENTRAL_STEP = EPSILON ** (1 / 3)  # 6.1e-6: h² = ε/h, and the error left is about ε^(2/3)
COMPLEX_STEP = 1e-200  # no difference, no cancellation: h² underflows, so nothing is dropped that counts


def forward_difference(f: Scalar, x: ArrayLike, h: float = FORWARD_STEP) -> Vector:
    """Gradient of f at x by (f(x + h·e) - f(x)) / h; x.size + 1 values of f; the error falls like h.

    x: real, any shape, taken as float64; the gradient has its shape. Divides by the step that x + h really
    makes after rounding. Raises ValueError where h is not positive or is lost beside x.
    """
    start = np.array(x, dtype=np.float64)
    gradient, here = np.empty_like(start), float(f(start.copy()))
    for entry in _entries(start, h):
        ahead = start.copy()
        ahead[entry] += h
        step = _step(start[entry], ahead[entry], h)
        gradient[entry] = (float(f(ahead)) - here) / step
    return gradient


def central_difference(f: Scalar, x: ArrayLike, h: float = CENTRAL_STEP) -> Vector:
    """Gradient of f at x by (f(x + h·e) - f(x - h·e)) / 2h; 2 x.size values of f; the error falls like h².

    x: real, any shape, taken as float64; the gradient has its shape. Divides by the step that x ± h really
    makes after rounding. Raises ValueError where h is not positive or is lost beside x.
    """
    start = np.array(x, dtype=np.float64)
    gradient = np.empty_like(start)
    for entry in _entries(start, h):
        ahead, behind = start.copy(), start.copy()
        ahead[entry] += h
        behind[entry] -= h
        step = _step(behind[entry], ahead[entry], h)
        gradient[entry] = (float(f(ahead)) - float(f(behind))) / step
    return gradient


def complex_step(f: Scalar, x: ArrayLike, h: float = COMPLEX_STEP) -> Vector:
    """Gradient of f at x by Im f(x + ih·e) / h, exact but for rounding (Squire & Trapp 1998).

    x: real, any shape, taken as float64; the gradient has its shape. f must be analytic as it is written:
    abs, conjugation and comparisons of imaginary parts break it silently (Martins, Sturdza & Alonso 2003).
    Partial derivatives below 1e-308/h lose digits to underflow.
    Raises ValueError where h is not positive, TypeError where f returns a real number for a complex argument.
    """
    start = np.array(x, dtype=np.float64)
    gradient = np.empty_like(start)
    for entry in _entries(start, h):
        aside = start.astype(np.complex128)
        aside[entry] += 1j * h
        value = f(aside)
        if not np.iscomplexobj(value):
            raise TypeError("f of a complex argument is real: abs, .real or a cast in f drops the imaginary part")
        gradient[entry] = complex(value).imag / h
    return gradient


def relative_error(a: ArrayLike, b: ArrayLike) -> float:
    """How far two arrays of one shape are apart: max|a - b| / max(|a|, |b|), each the largest of all entries.

    The measure of a gradient check (Karpathy, CS231n 2015), for whole arrays instead of entry by entry: sums that
    cancel leave small entries with no correct digit of their own, and those are no fault of the gradient.
    0 where both are zero everywhere, 1 where only one of them is, NaN where an entry is NaN or where both are the
    same memory. Raises ValueError for different shapes (nothing is broadcast) and for empty arrays.
    """
    one, other = np.asarray(a), np.asarray(b)
    if one.shape != other.shape:
        raise ValueError(f"arrays of shapes {one.shape} and {other.shape} cannot be compared entry by entry")
    if one.size == 0:
        raise ValueError("empty arrays cannot be compared")
    if same_memory(a, b):
        return math.nan
    scale = float(np.maximum(np.abs(one), np.abs(other)).max())
    return float(np.abs(one - other).max()) / scale if scale != 0 else 0.0


def same_memory(one: ArrayLike, other: ArrayLike) -> bool:
    """Whether both are one array, or views of the same entries in the same order: to compare them compares nothing.

    Shifted views, such as the places of a path but the first and those but the last, are two arrays. So are numbers.
    """
    a, b = np.asarray(one), np.asarray(other)
    if a.ndim == 0 or b.ndim == 0:
        return False
    return one is other or (a.ctypes.data, a.shape, a.strides) == (b.ctypes.data, b.shape, b.strides)


def _entries(x: Vector, h: float) -> Iterator[tuple[int, ...]]:
    if not h > 0:
        raise ValueError(f"the step h must be positive, not {h}")
    return iter(np.ndindex(x.shape))


def _step(low: float, high: float, h: float) -> float:
    if high == low:
        raise ValueError(f"the step h = {h} is lost in the rounding of x = {low}")
    return float(high - low)
