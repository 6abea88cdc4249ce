"""What the claims on regularisation share: regressions with planted weights, and which settings decide nothing.

Notation: X inputs (n, d), y targets (n,), w weights (d,), λ the strength of a penalty, η a learning rate.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizdl.lab.checks import NOT_ODD
from quizdl.lab.samples import oddity_of_normal
from quizdl.lab.statistics import chi_square_interval
from quizdl.verify import Measurement, Undecided, between, mutant, within

Array = NDArray[np.float64]


def require(holds: bool, *, en: str, ko: str) -> None:
    """Raise Undecided with this reason where the settings leave the sentence without meaning."""
    if not holds:
        raise Undecided(en=en, ko=ko)


@dataclass(frozen=True)
class Planted:
    """A regression whose weights are known: the first `useful` of them are ±2 by turns, the others 0."""

    x: Array
    y: Array
    useful: int
    drawn: Array  # what the columns and the noise were made of, (n, d + 1)

    @property
    def strongest(self) -> float:
        """The least λ with which the lasso keeps no weight at all: the largest |xⱼᵀy|."""
        return float(np.max(abs(self.x.T @ self.y)))


def planted(rows: int, columns: int, useful: int, noise: float, correlation: float, seed: int) -> Planted:
    """Columns of mean 0 and length √n, neighbours correlated; noise of that deviation on the targets, centred."""
    rng = np.random.default_rng(seed)
    apart = abs(np.subtract.outer(np.arange(columns), np.arange(columns)))
    drawn = rng.standard_normal((rows, columns + 1))
    x = drawn[:, :-1] @ np.linalg.cholesky(correlation**apart).T
    x = x - x.mean(axis=0)
    x = x / np.linalg.norm(x, axis=0) * np.sqrt(rows)
    w = np.zeros(columns)
    w[:useful] = 2 * (-1.0) ** np.arange(useful)
    y = x @ w + noise * drawn[:, -1]
    return Planted(x, y - y.mean(), useful, drawn)


def ridge(x: Array, y: Array, lam: float) -> Array:
    """The minimum of ‖y - Xw‖² + λ‖w‖², by least squares with the rows √λ·I added: a reference for programs."""
    rows = np.vstack([x, np.sqrt(lam) * np.eye(x.shape[1])])
    solution: Array = np.linalg.lstsq(rows, np.append(y, np.zeros(x.shape[1])), rcond=None)[0]
    return solution


def undone(data: Planted, noise: float, correlation: float) -> Array:
    """What the columns and the targets were made of, with variance 1: the part of each of its own, (n, d + 1)."""
    x = data.x
    own = (x[:, 1:] - correlation * x[:, :-1]) / np.sqrt(1 - correlation**2)
    signal = sum(2 * (-1) ** j * x[:, j] for j in range(data.useful))
    return np.column_stack([x[:, 0], own, (data.y - signal) / noise])


def sample_checks(data: Planted, noise: float, correlation: float) -> list[Measurement]:
    """The checks that columns are as long, neighbours alone as correlated, and targets as noisy as asked for."""
    rows, columns = data.x.shape
    moments = data.x.T @ data.x / rows
    residuals = data.y - data.x @ np.linalg.lstsq(data.x, data.y, rcond=None)[0]
    pairs = np.sqrt(rows * (columns - 2))
    because = "ρ next to each other and ρ² two apart; 5 standard errors of a mean over the pairs"
    return [
        Measurement(
            "largest distance of the squared length of a column from n",
            float(np.max(abs(np.diag(moments) - 1))),
            within(0, 1e-12, because="columns are scaled so; rounding"),
            check=True,
        ),
        Measurement(
            "mean correlation of neighbouring columns",
            float(np.diag(moments, 1).mean()),
            within(correlation, 5 / pairs, because=because),
            check=True,
        ),
        Measurement(
            "mean correlation of columns two apart",
            float(np.diag(moments, 2).mean()),
            within(correlation**2, 5 / pairs, because=because),
            check=True,
        ),
        Measurement(
            "squared residuals of least squares over the variance of the noise",
            float(np.sum(residuals**2)) / noise**2,
            between(
                *chi_square_interval(rows - columns - 1, 0.99999),
                because="χ² of rows less weights, at a level of 0.99999 (Wilson & Hilferty 1931)",
            ),
            check=True,
        ),
        Measurement(
            "how odd the columns and the noise of the targets look",
            max(oddity_of_normal(data.drawn), oddity_of_normal(undone(data, noise, correlation))),
            NOT_ODD,
            check=True,
        ),
    ]


def check_planted(noise: float, correlation: float, share: float) -> None:
    """Raise Undecided unless the useful columns can be told from the others at this λ, a share of the strongest."""
    require(
        0.1 <= noise <= 1 and 0 <= correlation <= 0.6 and 0.02 <= share <= 0.3,
        en="noise from 0.1 to 1, correlation from 0 to 0.6, λ from 0.02 to 0.3 of the strongest: there the lasso keeps "
        "some weights and drops others",
        ko="잡음은 0.1~1, 상관은 0~0.6, λ는 가장 강한 값의 0.02~0.3배여야 한다. 그래야 라쏘가 일부 가중치만 남긴다",
    )


mutant(
    "draws columns and noise evenly and not normally",
    "rng.standard_normal((rows, columns + 1))",
    "rng.uniform(-np.sqrt(3), np.sqrt(3), (rows, columns + 1))",
)
mutant("plants weights of one sign only", "2 * (-1.0) ** np.arange(useful)", "2 * 1.0 ** np.arange(useful)")
