"""A fitted temperature: where it has a formula, and what it does not depend on."""

import numpy as np

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal, oddity_of_uniform
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
    claim,
    mutant,
    within,
)

from ..programs.calibration import loss_slopes, temperature
from ..programs.softmax_cross_entropy import Array, Labels, row_losses, softmax

SIX_DIGITS = 1e-6
TO_SIX = at_most(SIX_DIGITS, because="T to six digits, which the exercise and the sentence ask for")


def one_margin(margin: float, classes: int, right: int, wrong: int) -> tuple[Array, Labels]:
    """Rows whose label's logit, or that of the class after it, is `margin` and whose other logits are 0."""
    rows = right + wrong
    z, y = np.zeros((rows, classes)), np.arange(rows) % classes
    z[np.arange(rows), (y + (np.arange(rows) >= right)) % classes] = margin
    return z, y


def formula(margin: float, classes: int, right: int, wrong: int) -> float:
    """The T for which the confidence e^(m/T) / (e^(m/T) + K - 1) is the share of right rows."""
    return float(margin / np.log((classes - 1) * right / wrong))


@claim(
    en="If all rows have the same margin m over K - 1 equal logits and a share q of them is right, the loss is least "
    "at T = m / ln((K - 1)q / (1 - q)): there confidence is accuracy.",
    ko="모든 행에서 가장 큰 로짓이 같은 나머지 K - 1개보다 m만큼 크고 그중 비율 q가 맞았다면, 손실은 T = m / "
    "ln((K - 1)q / (1 - q))에서 최소이고 그 점에서 확신도는 정확도와 같다.",
    short="Temperatures that have a formula",
    seconds=0.3,
    literature="Guo 2017",
)
def temperature_by_formula(classes: int = 5) -> Evidence:
    if not 3 <= classes <= 100:
        raise Undecided(en=f"classes = {classes}: from 3 to 100", ko=f"classes = {classes}: 3개부터 100개까지")
    cases = [(m, k, r, w) for m in (0.05, 1.0, 30.0) for k in (2, classes) for r, w in ((3, 2), (9, 1), (40, 3))]
    fitted = [temperature(*one_margin(*case)) for case in cases]
    right = [formula(*case) for case in cases]
    off = [abs(one / other - 1) for one, other in zip(fitted, right, strict=True)]
    ones = [abs(1 / other - 1) for other in right]
    shares = [r / (r + w) for _, _, r, w in cases]
    confidences = [softmax(one_margin(*case)[0] / t).max() for case, t in zip(cases, right, strict=True)]
    told = cases.index((1.0, classes, 9, 1))
    shown = [n for n, (m, k, *_) in enumerate(cases) if (m, k) == (1.0, classes)]
    return Evidence(
        finding=Finding(
            "If all rows have the same margin the fitted temperature is that of the formula: {fitted:.3g} for a margin "
            "of 1 and nine rows of ten right",
            fitted="margin of 1 and nine rows of ten right: temperature",
        ),
        caption="Temperature by the share of right answers, if all rows have the same margin: the fitted one and the "
        "formula.",
        measurements=[
            Measurement("one margin: largest relative error of the temperature", max(off), TO_SIX),
            Measurement(
                "margin of 1 and nine rows of ten right: temperature",
                fitted[told],
                within(right[told], SIX_DIGITS * right[told], because="that of the formula, to six digits"),
            ),
            Measurement(
                "largest relative difference of share and confidence",
                max(abs(c / share - 1) for c, share in zip(confidences, shares, strict=True)),
                at_most(1e-12, because="the formula sets them equal; rounding"),
                check=True,
            ),
            check_controls(max(ones) - (np.log((classes - 1) * 40 / 3) / 0.05 - 1), most=1e-9),
        ],
        controls=[Control("temperature of one: largest relative error", max(ones), TO_SIX)],
        curves=[
            Curve("fitted", [fitted[n] for n in shown], x=[shares[n] for n in shown], points=True, role="subject"),
            Curve("formula", [right[n] for n in shown], x=[shares[n] for n in shown], role="reference"),
        ],
        axes=Axes(
            x="share of right answers",
            y="T",
            marks=[Mark(of="margin of 1 and nine rows of ten right: temperature", x=shares[told])],
        ),
    )


@claim(
    en="A temperature sees differences within rows and the mean over rows alone: constants added to rows, however "
    "large, other orders of rows or classes and copies of all rows leave it as it is.",
    ko="온도는 행 안의 차이와 행에 대한 평균만 본다. 행마다 아무리 큰 상수를 더해도, 행이나 클래스의 순서를 바꿔도, "
    "모든 행을 복제해도 온도는 그대로이다.",
    short="What a temperature does not see",
    seconds=0.4,
    literature="Guo 2017",
)
def temperature_does_not_see(samples: int = 1000, seed: int = 0) -> Evidence:
    if not 100 <= samples <= 5000:
        raise Undecided(en=f"samples = {samples}: from 100 to 5000", ko=f"samples = {samples}: 100개부터 5,000개까지")
    rng = np.random.default_rng(seed)
    z = 3 * rng.normal(size=(samples, 6))
    guessed = rng.integers(6, size=samples)
    y = np.where(rng.random(samples) < 0.6, z.argmax(axis=1), guessed)
    t, rows, order = temperature(z, y), rng.permutation(samples), np.roll(np.arange(6), rng.integers(1, 6))
    constants = np.broadcast_to(rng.uniform(-1e4, 1e4, (samples, 1)), (samples, 1))
    others = [
        (z + constants, y),
        (z[rows], y[rows]),
        (z[:, order], np.argsort(order)[y]),
        (np.concatenate([z, z]), np.concatenate([y, y])),
    ]
    kept = [int(np.sum(np.all(logits[:samples] == z, axis=1))) for logits, _ in others]
    hits = [float(np.mean(logits.argmax(axis=1) == labels)) for logits, labels in others]
    right = float(np.mean(z.argmax(axis=1) == y))
    times = np.exp(np.linspace(-0.5, 0.5, 101))
    shifted = z + np.array([2.0, 0, 0, 0, 0, 0])
    losses, shifted_losses = (
        np.array([row_losses(logits / (t * factor), y).mean() for factor in times]) for logits in (z, shifted)
    )
    curvature = float(np.mean(loss_slopes(z, y, 1.001 / t) - loss_slopes(z, y, 0.999 / t))) / (0.002 / t)
    flat = within(0, 1.1 * SIX_DIGITS / t * curvature + 1e-12, because="least there; T to six digits")
    above = shifted_losses - shifted_losses.min()
    slope_with_one_shifted = float(loss_slopes(shifted, y, 1 / t).mean())
    powers = np.exp(z / t) * np.exp([2 / t, 0, 0, 0, 0, 0])
    in_theory = (powers * shifted).sum(axis=1) / powers.sum(axis=1) - np.choose(y, z.T) - 2 * (y == 0)
    return Evidence(
        finding=Finding(
            "Shifts of whole rows by up to ten thousand, other orders and copies leave the fitted temperature as it "
            "is to six digits; with one class shifted its loss is {above:.2g} nat above the least",
            above="one class shifted: loss at that temperature above the least",
        ),
        caption="Mean loss by temperature, less its least value: the fitted temperature stands at the bottom, but not "
        "for logits with one class shifted.",
        measurements=[
            Measurement(
                "largest relative change of the temperature",
                max(abs(temperature(*other) / t - 1) for other in others),
                at_most(
                    2 * SIX_DIGITS,
                    because="only differences within a row and the mean over rows count; both to six digits",
                ),
            ),
            Measurement(
                "slope of the loss in 1/T at the fitted temperature", float(loss_slopes(z, y, 1 / t).mean()), flat
            ),
            Measurement(
                "rows with a constant of their own",
                len(np.unique(constants)),
                within(samples, 0, because="drawn from a continuous distribution"),
                check=True,
            ),
            Measurement(
                "rows that stay as they are with constants and in other orders of rows and classes",
                sum(kept[:3]),
                at_most(12, because="one in the mean (Poisson); more than 12 once in 10^10 orders"),
                check=True,
            ),
            Measurement(
                "rows of the copies beside twice as many",
                len(others[3][0]) + len(others[3][1]) - 4 * kept[3],
                within(0, 0, because="every row twice"),
                check=True,
            ),
            Measurement(
                "share of right rows",
                right,
                within(
                    2 / 3, 5 * np.sqrt(2 / 9 / samples), because="0.6 and a sixth of the rest; five standard errors"
                ),
                check=True,
            ),
            Measurement(
                "largest change of the share of right rows",
                max(abs(hit - right) for hit in hits),
                at_most(1e-12, because="each row keeps its label"),
                check=True,
            ),
            check_draws(
                oddity_of_normal(z / 3), oddity_of_integers(guessed, 6), oddity_of_uniform(constants, -1e4, 1e4)
            ),
            Measurement(
                "rows that are labelled neither by their largest logit nor by a guess",
                int(np.sum((y != z.argmax(axis=1)) & (y != guessed))),
                within(0, 0, because="a label is one of the two"),
                check=True,
            ),
            check_controls(slope_with_one_shifted - float(in_theory.mean())),
            Measurement(
                "loss at the fitted temperature over the least around it",
                float(losses[50] / losses.min()),
                at_most(1 + 1e-12, because="least there; rounding of a mean"),
            ),
        ],
        controls=[
            Control(
                "slope of the loss in 1/T there with one class shifted",
                slope_with_one_shifted,
                flat,
            ),
            Control(
                "one class shifted: loss at that temperature above the least",
                float(above[50]),
                at_most(1e-12),
                unit="nat",
            ),
        ],
        curves=[
            Curve("loss", (losses - losses.min()).tolist(), x=(t * times).tolist(), role="subject"),
            Curve("one class shifted", above.tolist(), x=(t * times).tolist(), role="reference"),
        ],
        axes=Axes(
            x="T",
            y="loss less the least",
            marks=[
                Mark(of="one class shifted: loss at that temperature above the least", x=float(t), text="{value:.2g}")
            ],
        ),
    )


mutant(
    "fits T to the largest logits alone",
    "slopes: Array = np.sum(p * z, axis=1)",
    "slopes: Array = z.max(axis=1) * p.max(axis=1)",
    program="calibration",
)
mutant(
    "sums the logits without their probabilities", "np.sum(p * z, axis=1)", "np.sum(z, axis=1)", program="calibration"
)
