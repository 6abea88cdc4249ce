"""Dropout as a regulariser of least squares: a ridge, but one that weighs each column by its norm."""

import math

import numpy as np

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.statistics import chi_square_interval
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs.dropout_masks import all_masks, mask_probabilities
from ..programs.dropout_ridge import dropout_ridge
from .common import Array, oddity_of_normals, require

ROWS = 400
NOISE = 0.1  # deviation of that on the targets
MOST_CONDITION = 1000


def averaged_solution(x: Array, y: Array, p: float) -> Array:
    """The normal equations of every mask, averaged with the probabilities of the masks, and solved; shape (d,).

    One mask for all rows: the loss is a sum over rows, so its mean does not depend on whether they share it.
    """
    masks = all_masks(x.shape[1])
    chances = mask_probabilities(masks, p)
    factors = masks / (1 - p)
    left = np.einsum("m,mi,mj->ij", chances, factors, factors) * (x.T @ x)
    return np.linalg.solve(left, (chances @ factors) * (x.T @ y))


def averaged_loss(x: Array, y: Array, w: Array, p: float) -> float:
    """The squared error of w, averaged over every mask."""
    masks = all_masks(x.shape[1])
    residuals = y - (masks * w / (1 - p)) @ x.T
    return float(mask_probabilities(masks, p) @ np.sum(residuals**2, axis=1))


def plain_gradient(x: Array, y: Array, w: Array) -> float:
    """How far w is from any plain ridge: what is left of Xᵀ(y - Xw) beside λw with the best λ, relative to it."""
    pull = x.T @ (y - x @ w)
    return float(np.linalg.norm(pull - (pull @ w) / (w @ w) * w) / np.linalg.norm(x.T @ y))


def nearest_ridge(x: Array, y: Array, wanted: Array) -> tuple[Array, float]:
    """Of all plain ridges λ‖w‖² the solution nearest to `wanted`, and its distance relative to it."""
    values, turn = np.linalg.eigh(x.T @ x)
    strengths = np.concatenate([[0.0], values[-1] * np.geomspace(1e-6, 1e3, 4000)])
    solutions = ((turn.T @ x.T @ y) / (values + strengths[:, None])) @ turn.T
    distances = np.linalg.norm(solutions - wanted, axis=1) / np.linalg.norm(wanted)
    return solutions[np.argmin(distances)], float(distances.min())


def off(one: Array, other: Array) -> float:
    """The distance of one solution from another, relative to that."""
    return float(np.linalg.norm(one - other) / np.linalg.norm(other))


@claim(
    en="For least squares with dropout on the inputs the loss averaged over masks is ‖y - Xw‖² + (p/q)Σwⱼ²‖Xⱼ‖²: a "
    "ridge whose strength differs by column. It is plain L2 only where all columns have one norm.",
    ko="입력에 드롭아웃을 쓰는 최소제곱에서 마스크에 대해 평균한 손실은 ‖y - Xw‖² + (p/q)Σwⱼ²‖Xⱼ‖²이다. 열마다 세기가 "
    "다른 릿지(ridge)이며, 모든 열의 노름이 같을 때에만 보통의 L2와 같다.",
    short="Dropout as a ridge",
    seconds=0.3,
    literature="Bishop 1995; Srivastava 2014 sec. 9.1; Wager 2013",
)
def ridge(p: float = 0.3, columns: int = 8, spread: float = 4.0, seed: int = 0) -> Evidence:
    require(p)
    if not (2 <= columns <= 12 and 1.5 <= spread <= 10):
        raise Undecided(
            en="2 to 12 columns whose norms spread by 1.5 to 10: 2^d masks are averaged, and norms must differ",
            ko="열은 2개에서 12개, 노름의 비는 1.5에서 10 사이여야 한다. 2^d개의 마스크를 평균하며 노름이 서로 달라야 "
            "한다",
        )
    rng = np.random.default_rng(seed)
    x, noise = np.split(rng.standard_normal((ROWS, columns + 1)), [columns], axis=1)
    x = x / np.linalg.norm(x, axis=0)  # now all columns have the norm 1, and are not orthogonal
    signs = (-1.0) ** np.arange(columns)
    y = x @ signs + NOISE * noise[:, 0]
    uneven = x * np.geomspace(1, spread, columns)
    w, w_averaged = dropout_ridge(uneven, y, p), averaged_solution(uneven, y, p)
    plain, distance = nearest_ridge(uneven, y, w)
    condition = float(np.linalg.cond(uneven.T @ uneven))
    anywhere = np.linspace(-1, 2, columns)
    penalty = p / (1 - p) * float(np.sum(anywhere**2 * np.sum(uneven**2, axis=0)))
    closed = float(np.sum((y - uneven @ anywhere) ** 2)) + penalty
    even = np.linalg.solve(x.T @ x + p / (1 - p) * np.eye(columns), x.T @ y)
    ordinary = np.linalg.lstsq(uneven, y, rcond=None)[0]
    of_dropout, of_plain = (float(one[-1] / ordinary[-1]) for one in (w, plain))
    names = np.arange(1, columns + 1)
    last = float(columns)
    return Evidence(
        finding=Finding(
            "Where norms differ, dropout leaves {dropped:.2g} of the last coefficient of least squares, the nearest "
            "plain ridge {plain:.2g}",
            plain="last coefficient of the nearest plain ridge over that of least squares",
            dropped="last coefficient of dropout over that of least squares",
        ),
        caption="Each coefficient as a share of that of plain least squares; norms grow from the first column to the "
        "last. Dropout shrinks columns of any norm by about as much, a plain ridge hardly touches those of large norm.",
        measurements=[
            Measurement(
                "error of the ridge by columns against the average over all masks",
                off(w, w_averaged),
                at_most(1e-14 * MOST_CONDITION, because="rounding times the condition number, which is below 1000"),
            ),
            Measurement(
                "error of the averaged loss at some w against its closed form",
                abs(averaged_loss(uneven, y, anywhere, p) / closed - 1),
                at_most(1e-12, because="variance p/q of a factor; 2^d terms of one sign, rounding"),
            ),
            Measurement(
                "distance of dropout from a plain ridge of λ = p/q with columns of norm 1",
                off(dropout_ridge(x, y, p), even),
                at_most(1e-12, because="(p/q)‖column‖² is one λ; rounding"),
            ),
            Measurement(
                "last coefficient of dropout over that of least squares",
                of_dropout,
                within(
                    float(w_averaged[-1] / ordinary[-1]),
                    1e-14 * MOST_CONDITION,
                    because="normal equations averaged over all masks; rounding times the condition number",
                ),
            ),
            Measurement(
                "condition number of the system",
                condition,
                at_most(MOST_CONDITION, because="columns nearly orthogonal, norms apart by the spread"),
                check=True,
            ),
            Measurement(
                "squared residuals of least squares over the variance of the noise",
                float(np.sum((y - uneven @ ordinary) ** 2)) / NOISE**2,
                between(
                    *chi_square_interval(ROWS - columns, 0.99999),
                    because="χ² of rows less weights, at a level of 0.99999 (Wilson & Hilferty 1931)",
                ),
                check=True,
            ),
            Measurement(
                "largest distance of a weight of least squares from 1 and -1 by turns",
                float(np.max(abs(ordinary * np.geomspace(1, spread, columns) * signs - 1))),
                within(0, 0.7, because="six standard errors, with noise of 0.1 and columns that are nearly orthogonal"),
                check=True,
            ),
            check_draws(oddity_of_normals(math.sqrt(ROWS) * x, (y - x @ signs) / NOISE)),
            check_controls(
                distance - off(plain, w),
                plain_gradient(uneven, y, plain),
                most=1e-9,
            ),
        ],
        controls=[
            Control("distance of the nearest plain ridge", distance, at_most(1e-11)),
            Control(
                "last coefficient of the nearest plain ridge over that of least squares",
                of_plain,
                within(of_dropout, 1e-11),
            ),
        ],
        curves=[
            Curve("dropout", list(w / ordinary), x=list(names), role="subject"),
            Curve("nearest plain ridge", list(plain / ordinary), x=list(names), role="reference"),
            Curve("least squares", [1.0] * columns, x=list(names), role="bound"),
        ],
        axes=Axes(
            x="column",
            y="coefficient / least squares",
            marks=[
                Mark(of="last coefficient of dropout over that of least squares", x=last, text="{value:.2g}"),
                Mark(
                    of="last coefficient of the nearest plain ridge over that of least squares",
                    x=last,
                    text="{value:.2g}",
                ),
            ],
        ),
    )


mutant("penalises by p·q where p/q is meant", "p / (1 - p) * np.diag", "p * (1 - p) * np.diag", program="dropout_ridge")
mutant(
    "penalises all columns alike",
    "np.diag(np.diag(gram))",
    "np.mean(np.diag(gram)) * np.eye(len(gram))",
    program="dropout_ridge",
)
mutant("leaves the factor out of the averaged loss", "(masks * w / (1 - p)) @ x.T", "(masks * w) @ x.T")
