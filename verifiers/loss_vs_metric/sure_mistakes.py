"""What a mistake costs that was made with certainty."""

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
    within,
)

from ..programs.sigmoid import Array
from ..programs.sigmoid_losses import bce, losses
from ..programs.softmax_cross_entropy import softmax_cross_entropy
from .common import require


def costs(given: Array) -> tuple[float, float]:
    """Mean BCE and MSE where each truth was given that probability."""
    of_bce, _, of_mse, _ = losses(np.log(given / (1 - given)), np.ones_like(given))
    return of_bce, of_mse


@claim(
    en="BCE has no upper limit (a truth given 10⁻⁶ costs 13.8), a squared error ends at 1; so a model that is sure, "
    "and wrong once in a hundred, can be worse by BCE and better by MSE than one that is never sure.",
    ko="BCE에는 상한이 없고(정답에 10⁻⁶을 주면 13.8) 제곱 오차는 1을 넘지 않는다. 그래서 백 번에 한 번 확신을 갖고 "
    "틀리는 모델이, 한 번도 확신하지 않는 모델보다 BCE로는 나쁘고 MSE로는 좋을 수 있다.",
    short="The cost of a sure mistake",
    seconds=0.1,
    literature="Gneiting & Raftery 2007",
)
def sure_mistakes(cautious: float = 0.85, sure: float = 0.99, mistaken: float = 1e-9) -> Evidence:
    require(
        0 < mistaken < 0.5 < cautious < sure < 1,
        en="the sentence needs 0 < mistaken < 0.5 < cautious < sure < 1",
        ko="문장에는 0 < mistaken < 0.5 < cautious < sure < 1이 필요하다",
    )
    never, rarely = np.full(100, cautious), np.append(np.full(99, sure), mistaken)
    bce_never, mse_never = costs(never)
    bce_rarely, mse_rarely = costs(rarely)
    all_right, _ = costs(np.full(100, sure))
    given = np.logspace(-9, -0.01, 200)
    given[np.argmin(np.abs(given - 1e-6))] = 1e-6
    z = np.log(given / (1 - given))
    alone = np.array([costs(given[i : i + 1]) for i in range(len(given))])
    two_logits = np.stack([0 * never, np.log(rarely / (1 - rarely))], axis=1)
    of_two, slope = softmax_cross_entropy(two_logits, np.ones(100, dtype=np.int64))
    closed = "closed form: the sum of a hundred logarithms or squares"
    return Evidence(
        finding=Finding(
            "A truth that was given 10⁻⁶ costs {bce:.3g} nat in BCE and {squares:.3g} in squared error",
            bce="BCE of 10⁻⁶",
            squares="squared error of 10⁻⁶",
        ),
        caption="Cost of a truth by the probability that it was given: BCE grows without end, the squared error stops "
        "at one.",
        measurements=[
            Measurement(
                "BCE of 10⁻⁶",
                costs(np.array([1e-6]))[0],
                within(6 * np.log(10), 1e-9, because="-ln 10⁻⁶; rounding"),
                unit="nat",
            ),
            Measurement(
                "squared error of 10⁻⁶",
                costs(np.array([1e-6]))[1],
                within((1 - 1e-6) ** 2, 1e-9, because="(1 - 10⁻⁶)²; rounding"),
            ),
            Measurement("largest squared error", alone[:, 1].max(), at_most(1, because="s and y lie between 0 and 1")),
            Measurement(
                "BCE of being sure and once wrong less that of never being sure",
                bce_rarely - bce_never,
                at_least(0, because=closed),
                unit="nat",
            ),
            Measurement(
                "MSE of being sure and once wrong less that of never being sure",
                mse_rarely - mse_never,
                at_most(0, because=closed),
            ),
            Measurement(
                "BCE of never being sure", bce_never, within(-np.log(cautious), 1e-12, because="-ln s"), unit="nat"
            ),
            Measurement(
                "BCE of being sure and once wrong",
                bce_rarely,
                within(-0.99 * np.log(sure) - 0.01 * np.log(mistaken), 1e-9, because="-ln s of each; rounding of s"),
                unit="nat",
            ),
            Measurement(
                "MSE of being sure and once wrong",
                mse_rarely,
                within(0.99 * (1 - sure) ** 2 + 0.01 * (1 - mistaken) ** 2, 1e-12, because="(1-s)² of each"),
            ),
            check_controls(all_right + np.log(sure)),
            Measurement("MSE of never being sure", mse_never, within((1 - cautious) ** 2, 1e-12, because="(1-s)²")),
            Measurement(
                "distance of BCE from the cross-entropy of two logits",
                abs(of_two - bce_rarely),
                at_most(1e-12, because="softmax of 0 and z is the sigmoid of z"),
                unit="nat",
            ),
            Measurement(
                "largest gradient of that cross-entropy",
                100 * np.abs(slope).max(),
                within(1 - mistaken, 1e-12, because="1 - p of the mistake; a hundredth of it in the mean"),
            ),
        ],
        controls=[
            Control(
                "BCE of being sure and right less that of never being sure",
                all_right - bce_never,
                at_least(0),
                unit="nat",
            )
        ],
        curves=[
            Curve("BCE", bce(z, np.ones_like(z)).tolist(), x=given.tolist(), role="subject"),
            Curve("squared error", alone[:, 1].tolist(), x=given.tolist(), role="reference"),
        ],
        axes=Axes(
            x="probability given to the truth",
            y="cost",
            log_x=True,
            marks=[Mark(of="BCE of 10⁻⁶", x=1e-6), Mark(of="squared error of 10⁻⁶", x=1e-6)],
        ),
    )
