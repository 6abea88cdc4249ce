"""A temperature that is fitted to labels drawn with a known one."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.differences import complex_step
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
    between,
    claim,
    mutant,
    within,
)

from ..programs.calibration import ece, loss_slopes, reliability, temperature
from ..programs.softmax_cross_entropy import Array, Labels, softmax
from .common import SUMS

SIX_DIGITS = 1e-6  # what a fitted temperature may be off, relative to itself


def fisher_information(z: Array, beta: float) -> float:
    """What the labels of logits z tell of β = 1/T: the variance of the logit under p = softmax(βz), over all rows."""
    p = softmax(beta * z)
    return float(np.sum(p * z**2) - np.sum(np.sum(p * z, axis=1) ** 2))


def log_likelihood(z: NDArray[Any], y: Labels) -> Any:
    """Of the labels, from logits that do not overflow; differentiable by the complex step."""
    return np.sum(z[np.arange(len(y)), y] - np.log(np.exp(z).sum(axis=1)))


def ranks(p: Array, y: Labels) -> Array:
    """Of labels drawn from p: where each lies between 0 and 1, anywhere within its own probability."""
    rows, spread = np.arange(len(y)), np.random.default_rng(len(y)).random(len(y))
    found: Array = p.cumsum(axis=1)[rows, y] - spread * p[rows, y]
    return found


def drawn_labels(p: Array, rng: np.random.Generator) -> Labels:
    """One label from each row of probabilities."""
    return np.asarray((p.cumsum(axis=1) > rng.random((len(p), 1))).argmax(axis=1), dtype=np.int64)


@claim(
    en="Labels drawn from softmax(z / 2) give back T = 2 when T is fitted to them: the loss has no slope there, and "
    "logits three times as large have three times the T. ECE weighs each bin's gap by its share of the rows.",
    ko="softmax(z / 2)에서 뽑은 레이블에 온도를 맞추면 T = 2가 나온다. 그 점에서 손실의 기울기는 0이고, 로짓이 세 배면 "
    "T도 세 배이다. ECE는 구간마다 정확도와 확신도의 차이를 그 구간에 든 샘플의 비율로 가중한다.",
    short="A temperature that is found again",
    seconds=0.6,
    literature="Guo 2017; McDiarmid 1989",
)
def fitted_temperature(samples: int = 5000, true: float = 2.0, seed: int = 0) -> Evidence:
    if not (0.2 <= true <= 5 and 1000 <= samples <= 100_000):
        raise Undecided(
            en=f"true = {true:g}, samples = {samples}: a temperature from 0.2 to 5 is found again with 1000 to 100 000 "
            "samples",
            ko=f"true = {true:g}, samples = {samples}: 온도가 0.2부터 5까지이고 샘플이 1,000개부터 100,000개까지일 때 "
            "온도를 되찾을 수 있다",
        )
    rng = np.random.default_rng(seed)
    z = 4 * rng.normal(size=(samples, 10))
    p = softmax(z / true)
    labels = drawn_labels(p, rng)
    sizes = np.unique(np.geomspace(100, samples, 12).astype(int))
    fitted = np.array([temperature(z[:size], labels[:size]) for size in sizes])
    deviation = np.array([fisher_information(z[:size], 1 / true) ** -0.5 for size in sizes])  # of 1/T
    low, high = 1 / (1 / true + 5 * deviation), 1 / np.maximum(1 / true - 5 * deviation, 1e-3)
    t = fitted[-1]
    slope_at_t = complex_step(lambda beta: -log_likelihood(beta * z, labels), np.array(1 / t))
    slope_at_one = complex_step(lambda beta: -log_likelihood(beta * z, labels), np.array(1.0))
    ahead, behind = (
        float(complex_step(lambda beta: -log_likelihood(beta * z, labels), np.array(1 / true + h)))
        for h in (1e-5, -1e-5)
    )
    at_random = rng.integers(10, size=samples)
    blind = float(complex_step(lambda beta: -log_likelihood(beta * z, at_random), np.array(1 / t))) / samples
    q = softmax(z / t)
    blind_in_theory = float(np.mean(np.sum(q * z, axis=1)) - np.mean(np.choose(at_random, z.T)))
    flat = SIX_DIGITS / t * fisher_information(z, 1 / t) / samples * 1.01 + 1e-12

    # Bins of a tenth: 0.61, 0.61, 0.69 and 0.95, 1 share one each, in which right and wrong rows partly cancel.
    sure = np.array([0.61, 0.61, 0.69, 0.95, 0.95, 0.95, 0.95, 1, 1, 1])
    answers, wrong = np.array([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]), np.array([0, 0, 1, 0, 0, 0, 0, 0, 0, 1])
    rows = np.where(np.arange(2) == answers[:, None], sure[:, None], 1 - sure[:, None])
    by_hand = 0.3 * (2 / 3 - 1.91 / 3) + 0.7 * (6.8 / 7 - 6 / 7)
    edges = np.array([[0.5, 0.5], [0.25, 0.75], [0.75, 0.25], [0.625, 0.375], [0.125, 0.875]])
    of_edges = 0.2 * 0.5 + 0.6 * abs(1 - 2.125 / 3) + 0.2 * 0.875
    chance = "its mean is at most ½√(bins/N); more by √(ln 10⁶/2N) once in a million (McDiarmid 1989)"
    most = 0.5 * np.sqrt(15 / samples) + np.sqrt(np.log(1e6) / (2 * samples))
    return Evidence(
        finding=Finding(
            "A temperature of {true:.3g} is found again as {fitted:.4g} from {samples} labels",
            fitted="fitted temperature",
        ),
        caption="The temperature that fits the first labels drawn from softmax(z / T), and five standard errors about "
        "the true T.",
        fields={"true": true, "samples": samples},
        measurements=[
            Measurement(
                "fitted temperature",
                t,
                between(low[-1], high[-1], because="five standard errors of 1/T, of Fisher's information"),
            ),
            Measurement(
                "slope of the loss in 1/T there",
                float(slope_at_t) / samples,
                within(0, flat, because="least there, with T to six digits"),
            ),
            Measurement(
                "relative error of the slope at T = 1 against the complex step",
                abs(loss_slopes(z, labels, 1.0).mean() / (float(slope_at_one) / samples) - 1),
                at_most(1e-10, because=SUMS),
            ),
            Measurement(
                "temperature of logits three times as large over three temperatures",
                temperature(3 * z, labels) / (3 * t),
                within(1, 2 * SIX_DIGITS, because="only z / T counts; both to six digits"),
            ),
            Measurement(
                "largest relative error of temperatures of 120 and of 1/120",
                max(abs(temperature(wanted / t * z, labels) / wanted - 1) for wanted in (120, 1 / 120)),
                at_most(2 * SIX_DIGITS, because="only z / T counts; both to six digits"),
            ),
            Measurement(
                "ECE of ten rows",
                ece(rows, answers ^ wrong, 10),
                within(by_hand, 1e-14, because="0.3·|2/3 - 1.91/3| + 0.7·|6/7 - 6.8/7|; a few operations in float64"),
            ),
            Measurement(
                "ECE of five rows at the edges of four bins",
                ece(edges, np.array([1, 1, 0, 0, 0]), 4),
                within(of_edges, 1e-14, because="a bin holds its upper edge: 0.2·0.5 + 0.6·|1 - 2.125/3| + 0.2·0.875"),
            ),
            Measurement(
                "Fisher's information over the curvature of the loss in 1/T",
                fisher_information(z, 1 / true) / ((ahead - behind) / 2e-5),
                within(1, 1e-6, because="one and the same; a difference of complex steps errs by h² and ε/h"),
                check=True,
            ),
            Measurement(
                "sum of the shares of the bins",
                reliability(p, labels, 15)[0].sum(),
                within(1, 1e-12, because="every row is in one"),
                check=True,
            ),
            Measurement("ECE of the probabilities drawn from", ece(p, labels, 15), at_most(most, because=chance)),
            check_draws(
                oddity_of_normal(z / 4), oddity_of_uniform(ranks(p, labels), 0, 1), oddity_of_integers(at_random, 10)
            ),
            check_controls(blind - blind_in_theory),
        ],
        controls=[
            Control("slope of the loss in 1/T there with labels at random", blind, within(0, flat)),
            Control("ECE without the temperature", ece(softmax(z), labels, 15), at_most(most)),
        ],
        curves=[
            Curve("fitted temperature", fitted.tolist(), x=sizes.tolist(), role="subject"),
            Curve("true temperature", np.full(len(sizes), true).tolist(), x=sizes.tolist(), role="reference"),
            Curve("five standard errors below", low.tolist(), x=sizes.tolist(), role="bound"),
            Curve("five standard errors above", high.tolist(), x=sizes.tolist(), role="bound"),
        ],
        axes=Axes(
            x="labels",
            y="temperature",
            log_x=True,
            marks=[Mark(of="fitted temperature", x=samples, text="{value:.4g}")],
        ),
    )


mutant(
    "counts every bin alike",
    "share @ np.abs(accuracy - confidence)",
    "np.abs(accuracy - confidence).mean()",
    program="calibration",
)
mutant("lets bins cancel", "np.abs(accuracy - confidence))", "(accuracy - confidence))", program="calibration")
mutant("puts all rows in one bin", "np.ceil(confidence * bins)", "np.ceil(confidence)", program="calibration")
mutant("shifts the bins", "np.ceil(confidence * bins)", "np.round(confidence * bins)", program="calibration")
mutant(
    "gives the upper edge to the next bin",
    "np.ceil(confidence * bins)",
    "np.floor(confidence * bins)",
    program="calibration",
)
mutant("looks for T below seven alone", "low, high = -5.0, 5.0", "low, high = -2.0, 2.0", program="calibration")
mutant("takes the mean square for the variance", " - np.sum(np.sum(p * z, axis=1) ** 2))", ")")
mutant("scales by β where T is asked for", "np.exp(-high)", "np.exp(high)", program="calibration")
mutant("seeks the wrong side", "(low, middle) if loss_slopes", "(middle, high) if loss_slopes", program="calibration")
mutant("pulls without the label", " - z[np.arange(len(y)), y]", "", program="calibration")
mutant("stops bisecting at five digits", "high - low > 1e-13", "high - low > 1e-5", program="calibration")
mutant(
    "draws labels from the logits as they are",
    "labels = drawn_labels(p, rng)",
    "labels = drawn_labels(softmax(z), rng)",
)
