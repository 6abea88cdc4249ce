"""Cross-entropy of logits that are far apart."""

import numpy as np
import torch
from torch.nn import functional

from quizdl.lab.checks import check_controls, check_draws, check_oddities
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal
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

from ..programs.softmax_cross_entropy import (
    Array,
    Labels,
    softmax_cross_entropy,
)
from .common import FLOAT64

EPS = float(np.finfo(float).eps)


def summed_logarithm(z: Array, labels: Labels) -> Array:
    """The losses of a tired engineer, shape (N,): the logarithm of a probability, kept from -∞ by adding 1e-12."""
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    losses: Array = -np.log(powers[np.arange(len(z)), labels] / powers.sum(axis=1) + 1e-12)
    return losses


@claim(
    en="Cross-entropy from logits is right however far they are apart: a label 1000 logits below the largest costs "
    "1000, with a gradient of -1 on its logit. The logarithm of softmax with 1e-12 added stops at 27.6.",
    ko="로짓에서 바로 계산한 크로스 엔트로피는 로짓이 아무리 멀리 떨어져 있어도 정확하다. 정답이 가장 큰 로짓보다 1000 "
    "낮으면 손실은 1000이고 그 로짓의 기울기는 -1이다. 소프트맥스에 1e-12를 더해 로그를 취하면 27.6에서 멈춘다.",
    short="Cross-entropy of logits far apart",
    seconds=0.2,
    literature="Goodfellow 2016, sec. 6.2.2.3",
)
def far_rows(farthest: float = 1000.0, seed: int = 0) -> Evidence:
    if not 750 <= farthest <= 1e6:
        raise Undecided(
            en=f"farthest = {farthest:g}: e⁷⁵⁰ overflows; the claim is about logits that are 750 to a million apart",
            ko=f"farthest = {farthest:g}: e⁷⁵⁰은 오버플로이다. 문장은 750부터 100만까지 떨어진 로짓에 대한 것이다",
        )
    rng = np.random.default_rng(seed)
    distances = np.append(0, np.logspace(0, np.log10(farthest), 61))
    z, labels = np.zeros((len(distances), 2)), np.zeros(len(distances), dtype=np.int64)
    z[:, 1] = distances
    single = [softmax_cross_entropy(row[None].copy(), labels[:1]) for row in z]
    losses = np.array([loss for loss, _ in single])
    closed = distances + np.log1p(np.exp(-distances))
    # a batch of rows near 0, far up, far down and far apart, whose labels are the first and the last class too
    offset = farthest * np.repeat([[0], [1], [-1], [0]], 3, axis=0)
    size = np.repeat([[1], [farthest]], [9, 3], axis=0)
    mixed = size * rng.normal(size=(12, 7)) + offset
    answers = np.append(rng.integers(7, size=10), [0, 6])
    given = mixed.copy()
    loss, dz = softmax_cross_entropy(given, answers)
    logits = torch.tensor(mixed, requires_grad=True)
    theirs = functional.cross_entropy(logits, torch.tensor(answers))
    [slope] = torch.autograd.grad(theirs, logits)
    alone = [softmax_cross_entropy(row[None].copy(), label[None])[0] for row, label in zip(mixed, answers, strict=True)]
    added = summed_logarithm(z, labels)
    with np.errstate(over="ignore", invalid="ignore"):
        powers = np.exp(z)
        finite = np.isfinite(powers / powers.sum(axis=1, keepdims=True)).all(axis=1)
    rounding = "a few operations on numbers as large as the farthest logit, in float64"
    return Evidence(
        finding=Finding(
            "A label {farthest:.0f} logits below the largest costs {loss:.4g} nat; the logarithm of softmax with 1e-12 "
            "added gives {added:.3g}",
            loss="loss of the farthest label",
            added="loss of the farthest label with 1e-12 added to softmax",
        ),
        caption="The loss of a row grows like the distance of its label's logit from the largest. A small number "
        "inside the logarithm ends that, and the gradient with it.",
        fields={"farthest": farthest},
        measurements=[
            Measurement(
                "loss of the farthest label",
                losses[-1],
                within(farthest, 4 * EPS * farthest, because="d + ln(1 + e⁻ᵈ) at a distance of d"),
                unit="nat",
            ),
            Measurement(
                "derivative of that loss by the logit of the label",
                np.asarray(single[-1][1])[0, 0],
                within(-1, 4 * EPS, because="p - 1 with p = e⁻ᵈ"),
            ),
            Measurement(
                "largest relative error of a loss against d + ln(1 + e⁻ᵈ)",
                float(np.max(np.abs(losses / closed - 1))),
                at_most(4 * EPS, because=FLOAT64),
            ),
            Measurement(
                "distance of the loss of a mixed batch from torch",
                abs(loss - theirs.item()),
                at_most(20 * EPS * farthest, because=rounding),
                unit="nat",
            ),
            Measurement(
                "largest distance of the gradient of a mixed batch from torch",
                np.abs(dz - slope.numpy()).max(),
                at_most(20 * EPS * farthest, because=rounding),
            ),
            Measurement(
                "distance of the loss of a mixed batch from the mean over its rows",
                abs(loss - float(np.mean(alone))),
                at_most(20 * EPS * farthest, because=rounding),
                unit="nat",
            ),
            check_draws(oddity_of_normal((mixed - offset) / size), oddity_of_integers(answers[:10], 7)),
            check_oddities(),
            Measurement(
                "rows of the mixed batch that are far up or far down or far apart",
                int(np.sum(np.abs(mixed).max(axis=1) > farthest / 10)),
                within(9, 0, because="three of each; the other three are near 0"),
                check=True,
            ),
            check_controls(added[-1] + np.log(1e-12), np.mean(finite) - np.mean(distances < 709.78)),
            Measurement(
                "logits that were changed",
                np.sum(given != mixed),
                within(0, 0, because="the loss only reads them"),
                check=True,
            ),
        ],
        controls=[
            Control(
                "loss of the farthest label with 1e-12 added to softmax",
                added[-1],
                within(farthest, 4 * EPS * farthest),
                unit="nat",
            ),
            Control(
                "share of rows that softmax without a shift can compute",
                np.mean(finite),
                within(1, 0),
            ),
        ],
        curves=[
            Curve("from logits", losses.tolist(), x=distances.tolist(), role="subject"),
            Curve("logarithm of softmax + 1e-12", added.tolist(), x=distances.tolist(), role="reference"),
        ],
        axes=Axes(
            x="how far the label's logit is below the largest",
            y="loss, nat",
            marks=[
                Mark(of="loss of the farthest label", x=farthest, text="{value:.4g}"),
                Mark(of="loss of the farthest label with 1e-12 added to softmax", x=farthest),
            ],
        ),
    )


mutant(
    "does not take off the largest logit",
    "np.exp(z - z.max(axis=-1, keepdims=True))",
    "np.exp(z)",
    program="softmax_cross_entropy",
)
mutant(
    "takes off the largest of the batch",
    "shifted: Array = z - z.max(axis=-1, keepdims=True)",
    "shifted: Array = z - z.max()",
    program="softmax_cross_entropy",
)
mutant(
    "forgets the logarithm",
    "np.log(np.exp(shifted)",
    "(np.exp(shifted)",
    program="softmax_cross_entropy",
)
mutant(
    "softmax before a loss that has one",
    "return -log_softmax(z)[",
    "return -log_softmax(softmax(z))[",
    program="softmax_cross_entropy",
)
