"""Leave-one-out without refitting: one fit of least squares or ridge gives all residuals of the rows left out."""

import math

import numpy as np

from quizdl.lab.checks import check_controls, check_draws, check_relative_errors
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_normal
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.leave_one_out import loo_residuals
from ..programs.smoothers import effective_parameters, hat_matrix
from .common import Array, floats, require


def refitted(x: Array, y: Array, lam: float, scaled: bool = False, standardised: bool = False) -> Array:
    """The residual of each row for the fit to the others, by n fits; shape (n,).

    Ridge is least squares with d more rows √λ·I and targets of 0. scaled: the penalty is λ for all rows and less for
    fewer, as where the loss is a mean. standardised: columns are centred and scaled by the rows that are fitted.
    """
    n, d = x.shape
    out = np.empty(n)
    for row in range(n):
        rest, at = np.delete(x, row, axis=0), x[row]
        if standardised:
            mean, deviation = rest.mean(axis=0), rest.std(axis=0)
            rest, at = (rest - mean) / deviation, (at - mean) / deviation
        root = math.sqrt(lam * (n - 1) / n if scaled else lam)
        targets = np.concatenate([np.delete(y, row), np.zeros(d)])
        out[row] = y[row] - at @ np.linalg.lstsq(np.vstack([rest, root * np.eye(d)]), targets, rcond=None)[0]
    return out


def sample(drawn: Array) -> tuple[Array, Array]:
    """Inputs, of which one row lies far out, and labels with noise, from one table of normal numbers.

    Its last row are the weights, its last column is the noise.
    """
    x = drawn[:-1, :-1].copy()
    x[0] *= 4 * math.sqrt(x.shape[1]) / float(np.linalg.norm(x[0]))
    return x, x @ drawn[-1, :-1] + drawn[:-1, -1]


def rms(residuals: Array) -> float:
    return float(np.sqrt(np.mean(residuals**2)))


@claim(
    en="Leave-one-out of least squares and ridge needs one fit: the residual of the row left out is eᵢ/(1-hᵢᵢ), never "
    "smaller in size than that of training. Generalised cross-validation, a penalty that scales with the rows, and "
    "standardising in each fold do not give the same.",
    ko="최소제곱과 릿지의 leave-one-out은 한 번만 적합하면 된다. 빼놓은 행의 잔차는 eᵢ/(1-hᵢᵢ)이며 그 크기는 학습 "
    "잔차보다 작을 수 없다. 일반화 교차 검증(GCV), 행 수에 비례하는 벌점, 폴드마다 하는 표준화에서는 값이 같지 않다.",
    short="Leave-one-out from a single fit",
    seconds=0.2,
    literature="Allen 1974; Golub, Heath & Wahba 1979",
)
def loo_shortcut(lam: float = 1.0, rows: int = 20, columns: int = 5, seed: int = 0) -> Evidence:
    require(
        0.1 <= lam <= 100 and 2 <= columns <= 8 and 2 * columns < rows <= 60,
        en="λ from 0.1 to 100, 2 to 8 columns, and more than twice as many rows, up to 60",
        ko="λ는 0.1에서 100, 열은 2개에서 8개, 행은 그 두 배보다 많고 60개 이하여야 한다",
    )
    drawn = np.random.default_rng(seed).standard_normal((rows + 1, columns + 1))
    x, y = sample(drawn)
    h = hat_matrix(x, lam)
    training, again = y - h @ y, refitted(x, y, lam)
    plain, plain_again = loo_residuals(x, y, 0), refitted(x, y, 0)
    ours = loo_residuals(x, y, lam)
    generalised = training / (1 - effective_parameters(x, lam) / rows)
    condition, left = float(np.linalg.cond(x.T @ x)), 1 - np.diag(h)
    exact = at_most(1e-11, because="Sherman & Morrison; rounding times a condition number below 1000")
    reach = 1.1 * float(max(abs(again)))
    controls = [
        Control(
            "distance of the training residuals from the refits",
            relative_error(training, again),
            at_most(1e-11),
        ),
        Control(
            "distance of generalised cross-validation from the refits",
            relative_error(generalised, again),
            at_most(1e-11),
        ),
        Control(
            "error of the shortcut against refits with a penalty that scales with the rows",
            relative_error(ours, refitted(x, y, lam, scaled=True)),
            at_most(1e-11),
        ),
        Control(
            "error of the shortcut against refits that standardise in each fold",
            relative_error(ours, refitted(x, y, lam, standardised=True)),
            at_most(1e-11),
        ),
    ]
    return Evidence(
        finding=Finding(
            "One fit gives the leave-one-out residuals, of {loo:.3g} in the mean square; those of training are "
            "{training:.3g}",
            loo="root mean square of the leave-one-out residuals",
            training="root mean square of the training residuals",
        ),
        caption="Residuals over those of as many refits as rows, in size: eᵢ/(1-hᵢᵢ) lies on the diagonal, the "
        "training residuals below.",
        measurements=[
            Measurement("largest error of the shortcut for ridge", relative_error(ours, again), exact),
            Measurement("largest error of the shortcut for least squares", relative_error(plain, plain_again), exact),
            Measurement(
                "root mean square of the leave-one-out residuals",
                rms(ours),
                within(rms(again), 1e-11 * rms(again), because="as many refits as rows; rounding"),
            ),
            Measurement(
                "root mean square of the training residuals",
                rms(training),
                within(rms(again * left), 1e-11 * rms(again), because="refits times 1-hᵢᵢ; rounding"),
            ),
            Measurement(
                "least ratio of a leave-one-out residual to that of training",
                float(np.min(ours / training)),
                within(1 / left.max(), 1e-9, because="1/(1-hᵢᵢ), 0 < hᵢᵢ < 1: each row pulls the fit towards itself"),
            ),
            check_relative_errors(),
            check_draws(oddity_of_normal(drawn), oddity_of_normal(x[1:])),
            Measurement("condition number", condition, at_most(1000, because="what the bounds count on"), check=True),
            Measurement(
                "size of the largest row of inputs over √d",
                float(np.linalg.norm(x, axis=1).max()) / math.sqrt(columns),
                within(4, 1e-12, because="it lies far out, so that the mean of hᵢᵢ is no stand-in"),
                check=True,
            ),
            check_controls(
                controls[0].value - relative_error(again * left, again),
                controls[1].value - relative_error(again * left / left.mean(), again),
                controls[2].value - relative_error(again, loo_residuals(x, y, lam * (rows - 1) / rows)),
            ),
        ],
        controls=controls,
        curves=[
            Curve("eᵢ/(1-hᵢᵢ)", floats(abs(ours)), x=floats(abs(again)), points=True, role="subject"),
            Curve("training", floats(abs(training)), x=floats(abs(again)), points=True, role="reference"),
            Curve("diagonal", [0.0, reach], x=[0.0, reach], role="bound"),
        ],
        axes=Axes(
            x="residual by refitting, in size",
            y="residual",
            marks=[
                Mark(of="root mean square of the leave-one-out residuals", x=rms(again)),
                Mark(of="root mean square of the training residuals", x=rms(again)),
            ],
        ),
    )


mutant("squares the factor 1-h", "/ (1 - np.diag(h))", "/ (1 - np.diag(h)) ** 2", program="leave_one_out")
mutant("takes the mean of h", "(1 - np.diag(h))", "(1 - np.mean(np.diag(h)))", program="leave_one_out")
mutant("gives the training residuals", " / (1 - np.diag(h))", "", program="leave_one_out")
mutant(
    "penalises for each row", "lam * np.eye(x.shape[1])", "lam * len(x) * np.eye(x.shape[1])", program="leave_one_out"
)
