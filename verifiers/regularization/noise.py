"""Noise on the inputs of a linear model: a penalty in other words."""

import numpy as np

from quizdl.lab.checks import NOT_ODD, check_chi_square, check_controls
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
    between,
    claim,
    mutant,
    within,
)

from ..programs.noisy_copies import augment_exactly
from ..programs.ridge_with_intercept import ridge_with_intercept
from .common import Array, require, ridge
from .linear_data import COLUMNS, ROWS, drawn, drawn_checks, least_squares

CHAINS = 100


def off_ridge(copies: Array, x: Array, y: Array, lam: float) -> float:
    """How far least squares on copies of each row, in the order of the rows, is from ridge on the rows."""
    w, _ = ridge_with_intercept(x, y, lam)
    return relative_error(least_squares(copies, np.repeat(y, len(copies) // len(y))), w)


@claim(
    en="For a linear model and squared error, noise of covariance s²I on the n inputs adds ns²‖w‖² to the expected "
    "loss: least squares on the 2d copies x ± s√d·e_j of each row is ridge with λ = ns², exactly.",
    ko="선형 모델과 제곱 오차에서 n개의 입력에 공분산 s²I인 잡음을 더하면 손실의 기댓값에 ns²‖w‖²이 더해진다. 샘플마다 "
    "x ± s√d·e_j 2d개를 만들어 최소제곱을 풀면 정확히 λ = ns²인 릿지이다.",
    short="Noise on the inputs as ridge",
    seconds=0.3,
    literature="Bishop 1995",
)
def noise_is_ridge(s: float = 0.6, seed: int = 0) -> Evidence:
    require(
        0.1 <= s <= 3,
        en=f"s = {s:g}: from 0.1 to 3 the noise is neither lost beside the inputs nor drowns them",
        ko=f"s = {s:g}: 0.1에서 3 사이여야 잡음이 입력에 묻히지도, 입력을 덮지도 않는다",
    )
    rng = np.random.default_rng(seed)
    x, y = drawn(rng)
    copies, lam = augment_exactly(x, s), ROWS * s**2
    moves = (copies.reshape(ROWS, -1, COLUMNS) - x[:, None]) / s
    close = np.repeat(x, 2 * COLUMNS, axis=0) + (copies - np.repeat(x, 2 * COLUMNS, axis=0)) / np.sqrt(COLUMNS)
    half = copies.reshape(ROWS, -1, COLUMNS)[:, :COLUMNS].reshape(-1, COLUMNS)
    strengths = np.linspace(0, 1.5, 13)
    augmented = [least_squares(augment_exactly(x, one), np.repeat(y, 2 * COLUMNS)) for one in strengths]
    penalised = [ridge_with_intercept(x, y, ROWS * one**2)[0] for one in strengths]
    norms, lines = (np.linalg.norm(w, axis=1) for w in (augmented, penalised))
    at = least_squares(copies, np.repeat(y, 2 * COLUMNS))
    target, few = (ridge_with_intercept(x, y, one)[0] for one in (lam, s**2))
    squares, noises = {}, []
    for k in (20, 320):
        fits = []
        for _ in range(CHAINS):
            noise = rng.standard_normal((ROWS * k, COLUMNS))
            noises.append(noise[::k])
            fits.append(least_squares(np.repeat(x, k, axis=0) + s * noise, np.repeat(y, k)))
        squares[k] = float(np.mean(np.sum((np.array(fits) - target) ** 2, axis=1)))
    centred, middle = x - x.mean(axis=0), y - y.mean()
    by_rows = {one: ridge(centred, middle, one) for one in (s**2, lam / COLUMNS, lam)}
    moments = "Σ(y - w(x + e))² over the copies has the mean (y - wx)² + s²‖w‖²; rounding"
    controls = [
        Control(
            "length of the weights of ridge with λ = s²",
            float(np.linalg.norm(few)),
            within(float(np.linalg.norm(at)), 1e-11),
        ),
        Control("distance with the copies on the + side alone", off_ridge(half, x, y, lam), at_most(1e-11)),
        Control("distance of copies without √d", off_ridge(close, x, y, lam), at_most(1e-11)),
    ]
    return Evidence(
        finding=Finding(
            "Least squares on noisy copies has weights of length {noisy:.3g}, as ridge with λ = ns² has; with λ = s² "
            "they are {few:.3g} long",
            noisy="length of the weights from exact copies",
            few="length of the weights of ridge with λ = s²",
        ),
        caption="The length of the weights over the deviation s of the noise: least squares on the copies lies on the "
        "path of ridge with λ = ns².",
        measurements=[
            Measurement(
                "length of the weights from exact copies",
                float(np.linalg.norm(at)),
                within(float(np.linalg.norm(target)), 1e-11, because=moments),
            ),
            Measurement(
                "distance of the copies from ridge with λ = ns²",
                off_ridge(copies, x, y, lam),
                at_most(1e-11, because=moments),
            ),
            Measurement(
                "distance of copies without √d from ridge with λ = ns²/d",
                off_ridge(close, x, y, lam / COLUMNS),
                at_most(1e-11, because="d times less variance is d times less penalty; rounding"),
            ),
            Measurement(
                "largest error of the mean and covariance of the moves",
                float(
                    max(
                        np.max(abs(moves.mean(axis=1))),
                        np.max(abs(moves[0].T @ moves[0] / (2 * COLUMNS) - np.eye(COLUMNS))),
                    )
                ),
                at_most(1e-12, because="each move has its opposite, and d moves of √d along one axis; rounding"),
            ),
            Measurement(
                "squared distance with 20 Gaussian copies over that with 320",
                squares[20] / squares[320],
                between(16 / 2.3, 16 * 2.3, because="1/k; 4 standard errors of 100 chains, √(2/100) each"),
            ),
            Measurement("how odd the Gaussian noise looks", oddity_of_normal(noises), NOT_ODD, check=True),
            check_chi_square(),
            *drawn_checks(x, y),
            check_controls(
                controls[0].value - float(np.linalg.norm(by_rows[s**2])),
                controls[2].value - relative_error(by_rows[lam / COLUMNS], by_rows[lam]),
                controls[1].value - relative_error(least_squares(half, np.repeat(y, COLUMNS)), by_rows[lam]),
            ),
        ],
        controls=controls,
        curves=[
            Curve("exact copies", list(norms), x=list(strengths), points=True, role="subject"),
            Curve("ridge with λ = ns²", list(lines), x=list(strengths), role="reference"),
            Curve(
                "ridge with λ = s²",
                [float(np.linalg.norm(ridge_with_intercept(x, y, one**2)[0])) for one in strengths],
                x=list(strengths),
            ),
        ],
        axes=Axes(
            x="deviation of the noise",
            y="length of the weights",
            marks=[
                Mark(of="length of the weights from exact copies", x=s),
                Mark(of="length of the weights of ridge with λ = s²", x=s),
            ],
        ),
    )


mutant("leaves the factor √d out of the copies", "s * np.sqrt(d) * np.vstack", "s * np.vstack", program="noisy_copies")
mutant("moves the copies to one side only", "np.eye(d), -np.eye(d)", "np.eye(d), np.eye(d)", program="noisy_copies")
mutant(
    "puts the labels of the copies in the wrong order",
    "np.repeat(y, len(copies) // len(y))",
    "np.tile(y, len(copies) // len(y))",
)
