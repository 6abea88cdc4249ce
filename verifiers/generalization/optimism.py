"""By how much a training error is too small: the covariance of a label with its own prediction."""

import numpy as np

from quizdl.lab.checks import check_controls
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, claim, mutant, within

from ..programs.smoothers import effective_parameters, hat_matrix
from .common import Array, every_noise, floats, powers, require, truth

DEGREES = range(9)
STRENGTHS = (0.01, 0.1, 1.0, 10.0, 100.0)


def errors(x: Array, h: Array, sigma: float) -> tuple[float, float]:
    """Expected squared error at the training points, by the training labels and by fresh ones, for the fit Hy.

    Over every training noise of ±σ, and for the fresh labels over every noise of a point again.
    """
    noise = every_noise(len(x), sigma)
    labels = truth(x) + noise
    fitted = labels @ h.T
    fresh = [np.mean((truth(x) + sign * sigma - fitted) ** 2) for sign in (-1, 1)]
    return float(np.mean((labels - fitted) ** 2)), float(np.mean(fresh))


def spectral_trace(x: Array, lam: float) -> float:
    """tr(H) from the singular values, Σs²/(s² + λ)."""
    squares = np.linalg.svd(x, compute_uv=False) ** 2
    return float(np.sum(squares / (squares + lam)))


@claim(
    en="For a linear fit Hy and squared error, fresh labels at the same inputs cost 2σ²tr(H)/n more than the training "
    "labels, on average: 2σ²p/n for least squares with p parameters, less for ridge, nothing for a model that does not "
    "look at the labels.",
    ko="선형 적합 Hy와 제곱 오차에서, 같은 입력에 새로 얻은 레이블의 오차는 학습 레이블의 오차보다 평균 2σ²tr(H)/n만큼 "
    "크다. 파라미터 p개의 최소제곱에서는 2σ²p/n이고, 릿지에서는 그보다 작으며, 레이블을 보지 않는 모델에서는 0이다.",
    short="How optimistic a training error is",
    seconds=0.3,
    literature="Mallows 1973; Efron 2004",
)
def optimism(sigma: float = 0.5, points: int = 10) -> Evidence:
    require(
        0.05 <= sigma <= 2 and 9 <= points <= 12,
        en="σ from 0.05 to 2 and 9 to 12 points: all 2^n training sets are fitted",
        ko="σ는 0.05에서 2, 점은 9개에서 12개 사이여야 한다. 2^n개의 학습 집합을 모두 맞춘다",
    )
    x = np.linspace(-1, 1, points)
    unit = 2 * sigma**2 / points
    training, fresh = np.transpose([errors(x, hat_matrix(powers(x, degree), 0), sigma) for degree in DEGREES])
    gaps, parameters = fresh - training, np.arange(1, len(DEGREES) + 1)
    full = powers(x, DEGREES[-1])
    ridge = np.array([np.diff(errors(x, hat_matrix(full, lam), sigma))[0] for lam in STRENGTHS])
    traces = np.array([spectral_trace(full, lam) for lam in STRENGTHS])
    blind = np.diff(errors(x, np.zeros((points, points)), sigma))[0]  # predicts 0 whatever the labels
    most, last = len(DEGREES), float(len(DEGREES))
    algebra = "twice the covariance of a label with its fitted value, summed; rounding"
    trained = sigma**2 * (1 - most / points)  # with as many parameters the truth is fitted but for 1e-3
    missed = float(np.mean((truth(x) - hat_matrix(full, 0) @ truth(x)) ** 2))
    controls = [
        Control(
            "least error of 2σ²p/n for ridge",
            float(np.min(abs(ridge / (unit * most) - 1))),
            at_most(1e-11),
        ),
        Control(
            "error of 2σ²p/n for a model that does not look at the labels",
            abs(blind / (unit * most) - 1),
            at_most(1e-11),
        ),
    ]
    return Evidence(
        finding=Finding(
            "With {most} parameters for {points} points the training error is {training:.3g} and that for fresh "
            "labels {fresh:.3g}",
            training="training error with the most parameters",
            fresh="error for fresh labels with the most parameters",
        ),
        caption="Expected squared error at the training inputs over the number of parameters. The gap between the "
        "curves is the straight line 2σ²p/n.",
        fields={"most": most, "points": points},
        measurements=[
            Measurement(
                "training error with the most parameters",
                training[-1],
                within(trained + missed, 1e-12, because="σ²(1 - p/n) + the error without noise; rounding"),
            ),
            Measurement(
                "error for fresh labels with the most parameters",
                fresh[-1],
                within(
                    sigma**2 * (1 + most / points) + missed,
                    1e-12,
                    because="σ²(1 + p/n) + the error without noise; rounding",
                ),
            ),
            Measurement(
                "largest error of 2σ²p/n for least squares",
                float(np.max(abs(gaps / (unit * parameters) - 1))),
                at_most(1e-11, because=algebra),
            ),
            Measurement(
                "largest error of 2σ²tr(H)/n for ridge",
                float(np.max(abs(ridge / (unit * traces) - 1))),
                at_most(1e-11, because=algebra),
            ),
            Measurement(
                "largest error of the effective parameters of ridge",
                max(
                    abs(effective_parameters(full, lam) / trace - 1)
                    for lam, trace in zip(STRENGTHS, traces, strict=True)
                ),
                at_most(1e-12, because="Σs²/(s² + λ) from the singular values; rounding"),
            ),
            Measurement(
                "optimism of a model that does not look at the labels",
                blind / unit,
                within(0, 1e-11, because="no covariance; rounding"),
                unit="2σ²/n",
            ),
            check_controls(controls[0].value - float(np.min(1 - traces / most)), controls[1].value - 1),
        ],
        controls=controls,
        curves=[
            Curve("fresh labels", floats(fresh), x=floats(parameters), role="subject"),
            Curve("training labels", floats(training), x=floats(parameters), role="reference"),
            Curve("gap 2σ²p/n", floats(unit * parameters), x=floats(parameters), role="bound"),
        ],
        axes=Axes(
            x="parameters",
            y="expected squared error",
            marks=[
                Mark(of="error for fresh labels with the most parameters", x=last),
                Mark(of="training error with the most parameters", x=last),
            ],
        ),
    )


mutant(
    "penalises half as much as λ says",
    "lam * np.eye(x.shape[-1])",
    "lam / 2 * np.eye(x.shape[-1])",
    program="smoothers",
)
mutant(
    "counts all columns as effective parameters",
    "float(np.trace(hat_matrix(x, lam)))",
    "float(x.shape[1])",
    program="smoothers",
)
mutant("sees the training labels twice", "(truth(x) + sign * sigma - fitted) ** 2", "(labels - fitted) ** 2")
mutant(
    "predicts by the transposed map",
    "return x @ ridge_map(x, lam)",
    "return x @ ridge_map(x, lam) @ np.diag(np.linspace(1, 1.1, len(x)))",
    program="smoothers",
)
