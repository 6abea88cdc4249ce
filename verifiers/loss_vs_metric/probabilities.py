"""What the outputs of BCE and of cross-entropy are: constants, ten independent answers, and sums of rows."""

import math

import numpy as np

from quizdl.lab.checks import check_controls, check_draws
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
    at_least,
    at_most,
    claim,
    within,
)

from ..programs.metrics import accuracy
from ..programs.sigmoid import Array, sigmoid
from ..programs.sigmoid_losses import bce
from ..programs.softmax_cross_entropy import softmax
from .common import LOSSES, check_digits, cross_entropy, digits, draws_hold, require, unseen_logits


@claim(
    en="Before anything is learned the loss tells what it is: ten logits of zero cost ln 2 in BCE and ln 10 in "
    "cross-entropy, and the constant answer 'ten per cent each' costs 0.3251 in BCE.",
    ko="학습 전의 손실 값만 봐도 어떤 손실인지 알 수 있다. 로짓이 모두 0이면 BCE는 ln 2, 크로스 엔트로피는 ln "
    "10이고, 모든 클래스에 10%라고 답하는 상수 예측의 BCE는 0.3251이다.",
    short="The loss before anything is learned",
    seconds=0.2,
    literature="Bishop 2006",
)
def constant_predictors(samples: int = 1000, seed: int = 0) -> Evidence:
    require(
        samples > 0,
        en=f"samples = {samples}: there is nothing to average over",
        ko=f"samples = {samples}: 평균을 낼 샘플이 없다",
    )
    [(_, y)] = drawn = digits(np.random.default_rng(seed), samples)
    rate = np.arange(1, 100) / 100
    means = np.array([bce(np.full_like(y, np.log(q / (1 - q))), y).mean() for q in rate])
    entropy = -(0.1 * np.log(0.1) + 0.9 * np.log(0.9))
    favouring = cross_entropy(0 * y + np.eye(10)[0], y).mean()
    rounding = "one of ten entries is 1, whatever the digits; rounding of a mean"
    return Evidence(
        finding=Finding(
            "Ten logits of zero cost {zero:.3g} nat in BCE; the constant answer of ten per cent costs {tenth:.4g}",
            zero="BCE of zero logits",
            tenth="BCE of s = 0.1",
        ),
        caption="BCE of one and the same answer s to every entry. It is least at the base rate of one in ten.",
        measurements=[
            Measurement(
                "BCE of zero logits", bce(0 * y, y).mean(), within(np.log(2), 1e-12, because=rounding), unit="nat"
            ),
            Measurement("BCE of s = 0.1", means[9], within(entropy, 1e-12, because=rounding), unit="nat"),
            Measurement(
                "CE of zero logits",
                cross_entropy(0 * y, y).mean(),
                within(np.log(10), 1e-12, because=rounding),
                unit="nat",
            ),
            Measurement(
                "CE of equal logits of -3",
                cross_entropy(0 * y - 3, y).mean(),
                within(np.log(10), 1e-12, because=rounding),
                unit="nat",
            ),
            Measurement(
                "constant with the least BCE",
                rate[np.argmin(means)],
                within(0.1, 1e-9, because="the base rate; grid of 0.01"),
            ),
            check_controls(
                means[19] + 0.1 * np.log(0.2) + 0.9 * np.log(0.8), favouring - np.log(np.e + 9) + np.mean(y[:, 0])
            ),
            *check_digits(drawn, samples),
        ],
        controls=[
            Control("BCE of s = 0.2", means[19], within(entropy, 1e-12), unit="nat"),
            Control(
                "CE of logits that favour one class",
                favouring,
                within(np.log(10), 1e-12),
                unit="nat",
            ),
        ],
        curves=[Curve("BCE of a constant", means.tolist(), x=rate.tolist(), role="subject")],
        axes=Axes(
            x="the constant s",
            y="BCE, nat",
            marks=[Mark(of="BCE of zero logits", x=0.5), Mark(of="BCE of s = 0.1", x=0.1, text="{value:.4g}")],
        ),
    )


def likelihood(z: Array, y: Array) -> Array:
    """Of the answers y, shape (rows, n), by each row of logits z (rows, 1, 10), as BCE has it."""
    probabilities: Array = np.exp(-bce(z, y).sum(axis=-1))
    return probabilities


@claim(
    en="BCE is the negative log-likelihood of ten independent yes-or-no answers. Over all 1024 answers the "
    "probabilities sum to one; zero logits give only 10/1024 to answers with exactly one yes. Given one yes, they are "
    "those of softmax.",
    ko="BCE는 서로 독립인 예/아니요 열 개의 음의 로그 가능도이다. 1024가지 답 전체에서 확률의 합이 1이고, 로짓이 모두 "
    "0이면 '예'가 정확히 하나인 답의 확률은 10/1024뿐이다. 그런 답들만 놓고 정규화하면 소프트맥스가 된다.",
    short="BCE as ten independent answers",
    seconds=0.2,
    literature="Bishop 2006",
)
def ten_independent_answers(size: float = 2.0, seed: int = 0) -> Evidence:
    require(
        0.1 <= abs(size) <= 50,
        en=f"size = {size:g}: logits near 0, or beyond 50, leave nothing to tell apart",
        ko=f"size = {size:g}: 로짓이 0에 가깝거나 50을 넘으면 구별할 것이 남지 않는다",
    )
    z = size * np.random.default_rng(seed).standard_normal((60, 1, 10))  # a row of ten logits, sixty times
    every = (np.arange(1024)[:, None] >> np.arange(10) & 1).astype(float)  # each vector of ten yes or no
    one = np.eye(10)
    exclusive = [np.exp(-cross_entropy(np.repeat(row, 10, axis=0), one)).sum() for row in z]
    one_yes = likelihood(z, one)
    mean_one = one_yes.sum(axis=1).mean()
    by_count, of_zeros = (
        np.bincount(every.sum(axis=1).astype(int), likelihood(logits, every).mean(axis=0)) for logits in (z, 0 * z)
    )
    counts = np.array([math.comb(10, yes) for yes in range(11)])
    odds = np.exp(z[:, 0])
    by_odds = np.mean(odds.sum(axis=1) / np.prod(1 + odds, axis=1))
    rounding = "sums of up to 1024 products of ten factors"
    return Evidence(
        finding=Finding(
            "Ten sigmoids give a probability of {one:.3g} to answers with exactly one yes; of zero logits it is "
            "{zeros:.3g}",
            one="probability of exactly one yes by BCE",
            zeros="probability of exactly one yes by BCE of zero logits",
        ),
        caption="Probability of each number of yes among ten independent answers.",
        measurements=[
            Measurement("probability of all 1024 answers by BCE", by_count.sum(), within(1, 1e-12, because=rounding)),
            Measurement(
                "probability of exactly one yes by BCE of zero logits",
                of_zeros[1],
                within(10 / 1024, 1e-14, because="ten answers of 1024"),
            ),
            Measurement("probability of the ten classes by CE", np.mean(exclusive), within(1, 1e-13, because=rounding)),
            Measurement(
                "relative error of the classes given one yes against softmax",
                relative_error(one_yes / one_yes.sum(axis=1, keepdims=True), softmax(z[:, 0])),
                at_most(1e-12, because=rounding),
            ),
            Measurement(
                "distance of the mean number of yes from the sum of the sigmoids",
                abs(by_count @ np.arange(11) - sigmoid(z).sum() / len(z)),
                at_most(1e-12, because="means of independent answers add up"),
                check=True,
            ),
            Measurement(
                "zero logits: largest distance of the probability of a number of yes from a binomial one",
                np.abs(of_zeros - counts / 1024).max(),
                at_most(1e-14, because="ten fair coins"),
                check=True,
            ),
            check_draws(oddity_of_normal(z / size)),
            check_controls(mean_one - by_odds, by_count[1] - mean_one),
        ],
        controls=[Control("probability of exactly one yes by BCE", mean_one, within(1, 1e-12))],
        curves=[
            Curve("logits at random", by_count.tolist(), points=True, role="subject"),
            Curve("logits of zero", of_zeros.tolist(), points=True, role="reference"),
        ],
        axes=Axes(
            x="number of yes",
            y="probability",
            marks=[
                Mark(of="probability of exactly one yes by BCE", x=1),
                Mark(of="probability of exactly one yes by BCE of zero logits", x=1),
            ],
        ),
    )


def share_off(sums: Array) -> float:
    """The share of sums that are over 1 % off one."""
    return float(np.mean(abs(sums - 1) > 0.01))


@claim(
    en="Ten sigmoids trained on BCE give the probabilities of ten exclusive classes: every row sums to one.",
    ko="BCE로 학습한 시그모이드 열 개는 서로 배타적인 열 클래스의 확률을 준다. 즉 샘플마다 출력의 합이 1이다.",
    short="Sums of ten sigmoids",
    seconds=0.3,
    expects="refuted",
    literature="Bishop 2006",
)
def sigmoid_rows_sum_to_one(lr: float = 0.1, epochs: int = 10, seed: int = 0) -> Evidence:
    require(
        lr > 0 and epochs > 0,
        en=f"lr = {lr:g} and epochs = {epochs}: nothing is trained on BCE",
        ko=f"lr = {lr:g}, epochs = {epochs}: BCE로 학습되는 것이 없다",
    )
    parts = digits(np.random.default_rng(seed), 2000, 2000)
    rows, read = {}, {}
    for loss in ("BCE", "CE"):
        z = unseen_logits(parts, loss, lr, epochs)
        rows[loss] = np.sort(LOSSES[loss][1](z).sum(axis=1))
        read[loss] = accuracy(z, parts[1][1])
    (least, most, off), softmax_ends = ((sums[0], sums[-1], share_off(sums)) for sums in rows.values())
    shown = np.unique(np.linspace(0, len(rows["BCE"]) - 1, 200).astype(int))
    rounding = "a sum of ten probabilities in float64"
    return Evidence(
        finding=Finding(
            "Ten sigmoids trained on BCE sum to between {least:.3g} and {most:.3g}",
            least="smallest sum of a row of sigmoids",
            most="largest sum of a row of sigmoids",
        ),
        caption="Sums of the ten outputs for the test images, sorted, after training on BCE and on cross-entropy.",
        measurements=[
            Measurement("smallest sum of a row of sigmoids", least, within(1, 1e-14, because=rounding)),
            Measurement("largest sum of a row of sigmoids", most, within(1, 1e-14, because=rounding)),
            Measurement(
                "share of sums that are over 1 % off",
                off,
                at_most(0, because="1 % of one"),
            ),
        ],
        controls=[
            Control(
                "smallest sum of a row of softmax", softmax_ends[0], within(1, 1e-14, because=rounding), must="hold"
            ),
            Control(
                "largest sum of a row of softmax", softmax_ends[1], within(1, 1e-14, because=rounding), must="hold"
            ),
            Control("share of sums of softmax that are over 1 % off", softmax_ends[2], at_most(0), must="hold"),
            Control(
                "least share of test images that a classifier reads",
                min(read.values()),
                at_least(0.5, because="it was trained: more right than wrong"),
                must="hold",
            ),
            *draws_hold(parts, 2000, 2000),
        ],
        curves=[
            Curve("trained on BCE", rows["BCE"][shown].tolist(), x=shown.tolist(), role="subject"),
            Curve("trained on CE", rows["CE"][shown].tolist(), x=shown.tolist(), role="reference"),
        ],
        axes=Axes(
            x="test images, sorted",
            y="sum of the row",
            marks=[
                Mark(of="smallest sum of a row of sigmoids", x=0),
                Mark(of="largest sum of a row of sigmoids", x=len(rows["BCE"]) - 1),
            ],
        ),
    )
