"""Data of the claims on ridge: inputs that are neither centred nor of one scale, and plain least squares on them."""

import numpy as np

from quizdl.lab.checks import NOT_ODD
from quizdl.lab.samples import oddity_of_normal
from quizdl.lab.statistics import chi_square_interval
from quizdl.verify import Measurement, at_least, between, within

from .common import Array

ROWS, COLUMNS = 40, 6


def drawn(rng: np.random.Generator) -> tuple[Array, Array]:
    """Inputs with means and deviations of their own, (n, d), and targets, (n,)."""
    x = rng.uniform(-2, 2, COLUMNS) + rng.standard_normal((ROWS, COLUMNS)) * rng.uniform(0.7, 1.5, COLUMNS)
    return x, 3 + x @ rng.choice([-1.0, 1.0], COLUMNS) + 0.3 * rng.standard_normal(ROWS)


def drawn_checks(x: Array, y: Array) -> list[Measurement]:
    """The checks that columns are normal, apart and of unlike spread, and targets ±1 of each, with noise of 0.3."""
    scale = x.std(axis=0)
    ones = np.column_stack([x, np.ones(len(x))])
    w = np.linalg.lstsq(ones, y, rcond=None)[0]
    degrees = ROWS - COLUMNS - 1
    low, high = chi_square_interval(degrees, 0.99999)
    return [
        Measurement(
            "how odd the inputs look once they are centred and scaled",
            oddity_of_normal((x - x.mean(axis=0)) / scale),
            NOT_ODD,
            check=True,
        ),
        Measurement(
            "largest mean of an input",
            float(np.max(abs(x.mean(axis=0)))),
            at_least(0.2, because="means of -2 to 2: six below 0.2 once in a million"),
            check=True,
        ),
        Measurement(
            "largest deviation of an input less the least",
            float(np.ptp(scale)),
            at_least(0.06, because="deviations of 0.7 to 1.5: six as near once in 50 000"),
            check=True,
        ),
        Measurement(
            "largest distance of the size of a weight of least squares from 1",
            float(np.max(abs(abs(w[:-1]) - 1))),
            within(0, 0.6, because="they are ±1; six standard errors of 0.1 at the most"),
            check=True,
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
