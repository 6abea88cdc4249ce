"""Data of the claims on ridge: inputs that are neither centred nor of one scale, and plain least squares on them."""

import numpy as np

from quizdl.lab.checks import check_draws
from quizdl.lab.samples import oddity_of_normal
from quizdl.lab.statistics import chi_square_interval
from quizdl.verify import Measurement, between

from .common import Array

ROWS, COLUMNS = 40, 6
MEANS, DEVIATIONS = np.linspace(-2, 2, COLUMNS), np.linspace(1.5, 0.7, COLUMNS)
SIGNS = (-1.0) ** np.arange(COLUMNS)  # the weights


def drawn(rng: np.random.Generator) -> tuple[Array, Array]:
    """Inputs with means and deviations of their own, (n, d), and targets, (n,)."""
    x = MEANS + DEVIATIONS * rng.standard_normal((ROWS, COLUMNS))
    return x, 3 + x @ SIGNS + 0.3 * rng.standard_normal(ROWS)


def drawn_checks(x: Array, y: Array) -> list[Measurement]:
    """The checks that columns are normal, each about its mean, and targets ±1 of each, with noise of 0.3."""
    ones = np.column_stack([x, np.ones(len(x))])
    w = np.linalg.lstsq(ones, y, rcond=None)[0]
    degrees = ROWS - COLUMNS - 1
    low, high = chi_square_interval(degrees, 0.99999)
    return [
        check_draws(
            oddity_of_normal((x - MEANS) / DEVIATIONS),
            oddity_of_normal((y - 3 - x @ SIGNS) / 0.3),
        ),
        Measurement(
            "squared residuals of least squares over the variance of the noise",
            float(np.sum((y - ones @ w) ** 2)) / 0.09,
            between(low, high, because="χ² of rows less weights, at a level of 0.99999 (Wilson & Hilferty 1931)"),
            check=True,
        ),
    ]


def least_squares(x: Array, y: Array) -> Array:
    """The weights of least squares with an intercept, (d,): a column of ones is added."""
    return np.asarray(np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), y, rcond=None)[0][:-1], dtype=np.float64)
