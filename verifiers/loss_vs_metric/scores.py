"""Scores of probabilities: MSE and Brier score, properness, and a mistake that was made with certainty."""

import numpy as np
import torch
import torch.nn.functional as F

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
    between,
    claim,
    mutant,
    within,
)

from ..programs.metrics import brier
from ..programs.sigmoid import Array, sigmoid
from ..programs.sigmoid_losses import bce, losses, squared_error
from ..programs.softmax_cross_entropy import softmax, softmax_cross_entropy
from .common import digits, require


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
    y = digits(seed, samples)[0][1]
    p = softmax(np.random.default_rng(seed).standard_normal(y.shape))
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
        ],
        controls=[
            Control("answer with the least absolute error", s[np.argmin(of_absolute)], within(q, 0.0005)),
            Control("answers of 999 with the least error rate", np.sum(mistakes == mistakes.min()), within(1, 0)),
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


mutant(
    "averages the Brier score over classes",
    "np.mean(np.sum((p - y) ** 2, axis=1))",
    "np.mean((p - y) ** 2)",
    program="metrics",
)
