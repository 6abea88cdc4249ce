"""Scores of probabilities: MSE and Brier score, and properness."""

import numpy as np
import torch
import torch.nn.functional as F

from quizdl.lab.checks import check_controls, check_draws
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

from ..programs.metrics import brier
from ..programs.sigmoid import sigmoid
from ..programs.sigmoid_losses import bce, squared_error
from ..programs.softmax_cross_entropy import softmax
from .common import check_digits, digits, require


@claim(
    en="Arithmetic, checked on torch: mse_loss averages over samples and classes, so on probabilities of ten classes "
    "it is a tenth of the Brier score summed over classes. On raw logits against one-hot targets it punishes "
    "certainty: a perfect classifier with logits of ±10 gets 98.1.",
    ko="산술이며 torch로 확인한다. mse_loss는 샘플과 클래스 모두에 대해 평균을 내므로, 열 클래스의 확률에 쓰면 "
    "클래스에 대해 합하는 Brier 점수의 10분의 1이다. 로짓과 원-핫 정답 사이에 그대로 쓰면 확신을 벌한다. 로짓이 "
    "±10인 완벽한 분류기의 값이 98.1이다.",
    short="MSE and the Brier score",
    seconds=0.2,
    literature="Brier 1950",
)
def tenth_of_brier(samples: int = 500, seed: int = 0) -> Evidence:
    require(
        samples > 0,
        en=f"samples = {samples}: there is nothing to average over",
        ko=f"samples = {samples}: 평균을 낼 샘플이 없다",
    )
    rng = np.random.default_rng(seed)
    [(_, y)] = drawn = digits(rng, samples)
    logits = rng.standard_normal(y.shape)
    p = softmax(logits)
    theirs = F.mse_loss(torch.tensor(p), torch.tensor(y)).item()
    sizes = np.linspace(0, 12, 61)  # of the logits of a perfect classifier
    raw = np.array([F.mse_loss(torch.tensor(size * (2 * y - 1)), torch.tensor(y)).item() for size in sizes])
    perfect = 20 * y - 10
    certain, missed = brier(sigmoid(perfect), y), 10 / (1 + np.exp(10)) ** 2
    of_two = brier(p[:, :2], y[:, :2]) / F.mse_loss(torch.tensor(p[:, :2]), torch.tensor(y[:, :2])).item()
    return Evidence(
        finding=Finding(
            "A perfect classifier with logits of ±10 gets {raw:.3g} from mse_loss on its logits",
            raw="mse_loss of perfect logits",
        ),
        caption="mse_loss between one-hot targets and the logits ±z of a classifier that is always right: the surer, "
        "the worse. On its sigmoids it falls.",
        measurements=[
            Measurement("mse_loss of perfect logits", raw[50], within(98.1, 1e-10, because="0.1·9² + 0.9·10²")),
            Measurement(
                "Brier score over mse_loss",
                brier(p, y) / theirs,
                within(10, 1e-11, because="two sums of the same squares"),
            ),
            Measurement(
                "Brier score of perfect logits",
                certain,
                within(missed, 1e-19, because="ten of s(-10); 1 - s keeps 11 digits"),
            ),
            Measurement(
                "Brier score of ten per cent each",
                brier(0 * p + 0.1, y),
                within(0.9, 1e-12, because="0.9² + 9·0.1²"),
            ),
            check_draws(oddity_of_normal(logits)),
            check_controls(of_two - 2),
            *check_digits(drawn, samples),
        ],
        controls=[Control("Brier score over mse_loss of two classes", of_two, within(10, 1e-11))],
        curves=[
            Curve("mse_loss of logits", raw.tolist(), x=sizes.tolist(), role="subject"),
            Curve(
                "mse_loss of sigmoids",
                [float(squared_error(size * (2 * y - 1), y).mean()) for size in sizes],
                x=sizes.tolist(),
                role="reference",
            ),
        ],
        axes=Axes(x="size of the logits", y="mse_loss", marks=[Mark(of="mse_loss of perfect logits", x=10)]),
    )


@claim(
    en="BCE and the Brier score are strictly proper: if the truth is 1 with probability q = 0.3, saying 0.3 costs "
    "least; saying s costs KL(q‖s) or (s-q)² more. The absolute error is not: it pays to say 0.",
    ko="BCE와 Brier 점수는 strictly proper한 점수이다. 정답이 확률 q = 0.3으로 1이라면 0.3이라고 답할 때 "
    "손실이 가장 작고, s라고 답하면 KL(q‖s)나 (s-q)²만큼 손해이다. 절대 오차는 그렇지 않아 0이라고 답하는 것이 "
    "유리하다.",
    short="Scores that reward the truth",
    seconds=0.2,
    literature="Brier 1950; Gneiting & Raftery 2007",
)
def properness(q: float = 0.3) -> Evidence:
    require(
        0.001 <= q <= 0.999 and q != 0.5,
        en=f"q = {q:g}: the sentence is about a probability that is uneven",
        ko=f"q = {q:g}: 문장은 한쪽으로 치우쳤지만 0이나 1은 아닌 확률에 대한 것이다",
    )
    s = np.arange(1, 1000) / 1000
    z = np.log(s / (1 - s))
    ones, zeros = np.ones_like(z), np.zeros_like(z)
    of_bce = q * bce(z, ones) + (1 - q) * bce(z, zeros)
    of_brier = q * squared_error(z, ones) + (1 - q) * squared_error(z, zeros)
    of_absolute = q * (1 - s) + (1 - q) * s
    mistakes = np.where(z > 0, 1 - q, q)  # the expected error rate of the answer that s stands for
    divergence = q * np.log(q / s) + (1 - q) * np.log((1 - q) / (1 - s))
    entropy = -q * np.log(q) - (1 - q) * np.log(1 - q)
    least_absolute, equally_good = s[np.argmin(of_absolute)], np.sum(mistakes == mistakes.min())
    grid, rounding = "strictly proper; grid of 0.001", "closed form; rounding of ten operations"
    shown = np.unique([*range(0, 999, 5), int(np.argmin(of_bce)), int(np.argmin(of_brier))])
    return Evidence(
        finding=Finding(
            "If the truth is 1 with probability {q:.3g}, BCE is least with {bce:.3g} nat and the Brier score with "
            "{brier:.3g}, both for the answer {answer:.3g}",
            bce="least expected BCE",
            brier="least expected Brier score",
        ),
        caption="Expected cost of the answer s. The absolute error has no minimum inside.",
        fields={"q": q, "answer": float(s[np.argmin(of_bce)])},
        measurements=[
            Measurement(
                "least expected BCE",
                of_bce.min(),
                between(
                    entropy - 1e-12,
                    entropy + 0.0005**2 / (2 * q * (1 - q)) * 4 + 1e-12,
                    because="entropy of q; grid of 0.001",
                ),
                unit="nat",
            ),
            Measurement(
                "least expected Brier score",
                of_brier.min(),
                between(q * (1 - q) - 1e-12, q * (1 - q) + 0.0005**2 + 1e-12, because="q(1-q); grid of 0.001"),
            ),
            Measurement("answer with the least BCE", s[np.argmin(of_bce)], within(q, 0.0005, because=grid)),
            Measurement("answer with the least Brier score", s[np.argmin(of_brier)], within(q, 0.0005, because=grid)),
            Measurement(
                "largest distance of BCE above its least from KL(q‖s)",
                np.abs(of_bce - entropy - divergence).max(),
                at_most(1e-13, because=rounding),
                unit="nat",
            ),
            Measurement(
                "largest distance of the Brier score above its least from (s-q)²",
                np.abs(of_brier - q * (1 - q) - (s - q) ** 2).max(),
                at_most(1e-13, because=rounding),
            ),
            check_controls(
                least_absolute - (0.001 if q < 0.5 else 0.999), equally_good - (500 if q < 0.5 else 499), most=1e-12
            ),
        ],
        controls=[
            Control("answer with the least absolute error", least_absolute, within(q, 0.0005)),
            Control("answers of 999 with the least error rate", equally_good, within(1, 0)),
        ],
        curves=[
            Curve("BCE", of_bce[shown].tolist(), x=s[shown].tolist(), role="subject"),
            Curve("Brier score", of_brier[shown].tolist(), x=s[shown].tolist(), role="subject"),
            Curve("absolute error", of_absolute[shown].tolist(), x=s[shown].tolist(), role="reference"),
        ],
        axes=Axes(
            x="answer s",
            y="expected cost",
            marks=[
                Mark(of="least expected BCE", x=float(s[np.argmin(of_bce)])),
                Mark(of="least expected Brier score", x=float(s[np.argmin(of_brier)])),
            ],
        ),
    )


mutant(
    "averages the Brier score over classes",
    "np.mean(np.sum((p - y) ** 2, axis=1))",
    "np.mean((p - y) ** 2)",
    program="metrics",
)
