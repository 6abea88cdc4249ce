"""Generalisation: what a test error is made of, and what makes an estimate of it too good."""

import numpy as np

from quizdl.lab.checks import check_controls
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_least,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.bias_variance import bias_variance
from ..programs.smoothers import ridge_map
from .common import Array, every_noise, floats, powers, require, truth

DEGREES = range(8)


def expected_error(predictions: Array, right: Array, noise: Array) -> float:
    """Mean of (y - prediction)² with the labels y = right + noise, over training sets, points and noises.

    predictions  shape (sets, points)
    noise        that of the labels predicted: shape (noises, points), each met by every training set, or shape
                 (sets, 1, points), met by one training set alone
    """
    return float(np.mean((right + noise - predictions[:, None]) ** 2))


def fits(x: Array, at: Array, degree: int, noise: Array) -> tuple[Array, Array]:
    """Least squares by polynomials at other points: predictions for every training noise, and the weights of labels.

    Shapes (sets, len(at)) and (len(at), len(x)).
    """
    weights = powers(at, degree) @ ridge_map(powers(x, degree), 0)
    return (truth(x) + noise) @ weights.T, weights


@claim(
    en="For squared error the expected test error is bias² + variance + noise, over all training sets, if the noise of "
    "the test labels is independent of them. With the degree of a polynomial the variance grows at every point; the "
    "sum is least in between.",
    ko="제곱 오차에서 테스트 레이블의 잡음이 학습 집합과 독립이면, 모든 학습 집합에 대한 기대 테스트 오차는 "
    "편향² + 분산 + 잡음이다. 다항식의 차수가 커지면 분산은 모든 점에서 커지고, 합은 중간에서 가장 작다.",
    short="Bias, variance and noise",
    seconds=0.3,
    literature="Geman, Bienenstock & Doursat 1992",
)
def decomposition(sigma: float = 0.5, points: int = 10) -> Evidence:
    require(
        0.05 <= sigma <= 2 and 9 <= points <= 12,
        en="σ from 0.05 to 2 and 9 to 12 points: all 2^n training sets are fitted, and degree 7 needs eight points",
        ko="σ는 0.05에서 2, 점은 9개에서 12개 사이여야 한다. 2^n개의 학습 집합을 모두 맞추며, 7차식에는 점이 8개 "
        "필요하다",
    )
    x = np.cos(np.pi * (np.arange(points) + 0.5) / points)  # spread so that no polynomial swings between them
    at = np.linspace(-0.9, 0.9, 19)
    noise, test_noise = every_noise(points, sigma), np.full((2, len(at)), sigma) * [[-1], [1]]
    parts, errors, by_formula, by_point, kept = [], [], [], [], []
    for degree in DEGREES:
        predictions, weights = fits(x, at, degree, noise)
        parts.append(bias_variance(predictions, truth(at)))
        errors.append(expected_error(predictions, truth(at), test_noise))
        by_point.append(sigma**2 * np.sum(weights**2, axis=1))
        missed = np.polynomial.legendre.legfit(x, truth(x), degree)  # the fit without noise
        bias = np.mean((np.polynomial.legendre.legval(at, missed) - truth(at)) ** 2)
        by_formula.append((float(bias), float(by_point[-1].mean())))
        own, _ = fits(x, x, degree, noise)
        kept.append(
            expected_error(own, truth(x), noise[:, None]) - sum(bias_variance(own, truth(x))) - sigma**2,
        )
    measured, formula, error = np.array(parts), np.array(by_formula), np.array(errors)
    total = formula.sum(axis=1) + sigma**2
    best, last = int(np.argmin(error)), len(DEGREES) - 1
    off_bias, off_variance = np.max(abs(measured - formula), axis=0)
    unexplained = error - measured.sum(axis=1)
    rounding = "algebra; rounding of a mean over all training sets"
    controls = [
        Control(
            "largest gap of the expected error from bias² + variance alone",
            float(np.max(unexplained)),
            at_most(1e-12),
        ),
        Control(
            "least gap of the error on training labels from bias² + variance + noise",
            float(np.min(np.abs(kept))),
            at_most(1e-12),
        ),
    ]
    return Evidence(
        finding=Finding(
            "The expected error is least at degree {best:.0f}, {least:.3g}; at degree {last} it is {full:.3g}, of "
            "which {variance:.3g} is variance",
            best="degree of the least expected error",
            least="least expected error",
            full="expected error at the highest degree",
            variance="variance at the highest degree",
        ),
        caption="The parts of the expected error over the degree of the polynomial, averaged over test points, with "
        "every training set that noise of ±σ can make.",
        fields={"last": last},
        measurements=[
            Measurement(
                "largest gap of the expected error from bias² + variance + noise",
                float(np.max(abs(unexplained - sigma**2))),
                at_most(1e-12, because=rounding),
            ),
            Measurement(
                "largest gap of bias² from the error of a fit without noise",
                off_bias,
                at_most(1e-12, because="the mean of linear fits is the fit to the mean; rounding"),
            ),
            Measurement(
                "largest gap of the variance from σ²Σw²",
                off_variance,
                at_most(1e-12, because="a prediction is a sum of labels with the weights w; rounding"),
            ),
            Measurement(
                "least growth of the variance with the degree at any point",
                float(np.min(np.diff(by_point, axis=0))),
                at_least(-1e-12, because="each degree adds a column, and with it a square; rounding"),
            ),
            Measurement(
                "degree of the least expected error",
                best,
                within(float(np.argmin(total)), 0, because="bias² of a fit without noise + σ²Σw² + σ²"),
            ),
            Measurement("least expected error", error[best], within(total[best], 1e-12, because=rounding)),
            Measurement("expected error at the highest degree", error[-1], within(total[-1], 1e-12, because=rounding)),
            Measurement(
                "variance at the highest degree",
                measured[-1, 1],
                within(formula[-1, 1], 1e-12, because="σ²Σw²; rounding"),
            ),
            Measurement(
                "largest gap of the error on training labels from that sum less 2σ²p/n",
                float(np.max(abs(kept + 2 * sigma**2 * np.arange(1, last + 2) / points))),
                at_most(1e-12, because="their noise moves the prediction: twice the covariance; rounding"),
            ),
            Measurement(
                "test points that are training points",
                int(np.sum(abs(at[:, None] - x) < 1e-12)),
                at_most(1, because="they lie between; the middle may be both"),
                check=True,
            ),
            Measurement(
                "different training sets",
                len(np.unique(noise, axis=0)),
                within(2**points, 0, because="every vector of ±σ once"),
                check=True,
            ),
            Measurement(
                "largest mean of a noise over all training sets",
                float(max(np.max(abs(one.mean(axis=0))) for one in (noise, test_noise))),
                at_most(1e-12, because="σ as often as -σ; rounding"),
                check=True,
            ),
            Measurement(
                "largest error of σ² as the mean square of a noise",
                float(max(np.max(abs(np.mean(one**2, axis=0) / sigma**2 - 1)) for one in (noise, test_noise))),
                at_most(1e-12, because="all are ±σ; rounding"),
                check=True,
            ),
            check_controls(
                controls[0].value - sigma**2,
                controls[1].value - 2 * sigma**2 / points,
            ),
        ],
        controls=controls,
        curves=[
            Curve("expected error", floats(error), x=list(DEGREES), role="subject"),
            Curve("bias²", floats(measured[:, 0]), x=list(DEGREES)),
            Curve("variance", floats(measured[:, 1]), x=list(DEGREES)),
            Curve("noise", [sigma**2] * len(DEGREES), x=list(DEGREES), role="bound"),
        ],
        axes=Axes(
            x="degree of the polynomial",
            y="squared error",
            marks=[
                Mark(of="least expected error", x=best),
                Mark(of="expected error at the highest degree", x=last),
                Mark(of="variance at the highest degree", x=last),
            ],
        ),
    )


mutant(
    "takes the variance over the points",
    "predictions - mean) ** 2",
    "predictions - predictions.mean(axis=1, keepdims=True)) ** 2",
    program="bias_variance",
)
mutant(
    "divides the variance by one set too few",
    "float(np.mean((predictions - mean) ** 2))",
    "float(np.mean(predictions.var(axis=0, ddof=1)))",
    program="bias_variance",
)
mutant(
    "adds up the bias without a square",
    "np.mean((mean - truth) ** 2)",
    "np.mean(abs(mean - truth))",
    program="bias_variance",
)
mutant(
    "leaves out the noise of the test labels", "np.full((2, len(at)), sigma) * [[-1], [1]]", "np.zeros((2, len(at)))"
)
