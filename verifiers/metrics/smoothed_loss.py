"""The smoothed loss itself: against torch, and the floor that it does not fall below."""

import itertools
import math

import numpy as np
import torch

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.samples import oddity_of_normal, oddity_of_uniform
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

from ..programs.smoothed_cross_entropy import smoothed_cross_entropy
from .common import Array, Labels, require, torch_loss


def own_and_mean(z: Array, y: Labels) -> tuple[float, float]:
    """The mean loss of the labels, and that of all classes, row by row."""
    losses = np.array([np.logaddexp.reduce(row) - row for row in z])
    return float(np.mean([row[label] for row, label in zip(losses, y, strict=True)])), float(losses.mean())


def smoothed_too_far(z: Array, y: Labels, eps: float) -> float:
    """By how much smoothing moves the loss, relative to the loss of the labels where that is above 1."""
    own, mean = own_and_mean(z, y)
    return eps * abs(mean - own) / max(1.0, own)


def spread_too_far(z: Array, y: Labels, eps: float) -> float:
    """The same of smoothing by εK/(K-1) in place of ε, relative to the loss smoothed by ε."""
    own, mean = own_and_mean(z, y)
    return float(eps / (z.shape[1] - 1) * abs(mean - own) / max(1.0, own + eps * (mean - own)))


@claim(
    en="Smoothed cross-entropy is (1-ε) times the loss of the label plus ε times the mean loss of all K classes, the "
    "label among them, averaged over the batch: torch's label_smoothing. With ε = 0 it is plain cross-entropy, and "
    "logits in the thousands do not overflow.",
    ko="스무딩한 크로스 엔트로피는 레이블의 손실에 (1-ε)을, 레이블을 포함한 K개 클래스 전체의 평균 손실에 ε을 곱해 "
    "더한 뒤 배치에서 평균한 것이며 torch의 label_smoothing과 같다. ε = 0이면 보통의 크로스 엔트로피이고, 로짓이 "
    "수천이어도 오버플로가 나지 않는다.",
    short="Smoothed loss against torch",
    seconds=0.2,
    literature="Szegedy 2016",
)
def smoothed_by_torch(eps: float = 0.1, seed: int = 0) -> Evidence:
    require(
        0.01 <= eps <= 0.9,
        en=f"ε = {eps:g}: from 0.01 to 0.9 it smooths, and leaves the label the most likely class",
        ko=f"ε = {eps:g}: 스무딩이 되고 레이블이 가장 그럴듯한 클래스로 남으려면 0.01에서 0.9여야 한다",
    )
    rng = np.random.default_rng(seed)
    kinds = list(itertools.product((0.5, 3.0, 1000.0), (1, 10, 30), (2, 3, 4, 6, 7)))  # scale, samples and classes
    draws = [(scale * rng.standard_normal((rows, k)), rng.integers(k, size=rows)) for scale, rows, k in kinds]
    logits = np.concatenate([z.ravel() / scale for (z, _), (scale, _, _) in zip(draws, kinds, strict=True)])
    labels = np.concatenate([(y + rng.random(len(y))) / z.shape[1] for z, y in draws])  # evenly in each label's share

    def off(others: bool, eps_torch: float) -> float:
        """The largest distance of our loss from torch's, relative where that is above 1.

        others  spread ε over the other classes only, which is torch's spread of εK/(K-1)
        """
        pairs = []
        for z, y in draws:
            spread = eps * z.shape[1] / (z.shape[1] - 1) if others else eps
            pairs.append((smoothed_cross_entropy(z, y, spread), torch_loss(z, y, eps_torch)))
        return max(abs(a - b) / max(1.0, abs(b)) for a, b in pairs)

    z, y = draws[20]
    shares = np.linspace(0, 0.9, 10)
    losses = [smoothed_cross_entropy(z, y, share) for share in shares]
    ends = [torch_loss(z, y, share) for share in (0.0, 1.0)]
    mixed = smoothed_cross_entropy(z, y, 0.5)
    rounding = at_most(1e-12, because="the same sums in another order; rounding")
    controls = [
        Control("largest distance with ε spread over the other classes", off(True, eps), at_most(1e-12)),
        Control("largest distance from torch's loss without smoothing", off(False, 0.0), at_most(1e-12)),
    ]
    return Evidence(
        finding=Finding(
            "At ε = 0.5 the loss is {mixed:.4g}, half-way from {plain:.4g} of the labels to the mean of all classes",
            mixed="loss at half smoothing",
            plain="loss without smoothing",
        ),
        caption="The loss of one batch over ε: a straight line from the loss of the labels to the mean loss of all "
        "classes.",
        measurements=[
            Measurement(
                "loss at half smoothing",
                mixed,
                within(sum(ends) / 2, 1e-12 * max(1.0, *ends), because="linear in ε; rounding"),
            ),
            Measurement(
                "loss without smoothing",
                losses[0],
                within(ends[0], 1e-12 * max(1.0, ends[0]), because="plain cross-entropy; rounding"),
            ),
            Measurement("largest distance from torch", off(False, eps), rounding),
            Measurement(
                "largest logit of all batches",
                max(float(abs(one).max()) for one, _ in draws),
                at_least(1000, because="or nothing would overflow"),
                check=True,
            ),
            check_draws(oddity_of_normal(logits), oddity_of_uniform(labels, 0, 1)),
            check_controls(
                controls[0].value - max(spread_too_far(z, y, eps) for z, y in draws),
                controls[1].value - max(smoothed_too_far(z, y, eps) for z, y in draws),
            ),
        ],
        controls=controls,
        curves=[Curve("loss", losses, x=list(shares), role="subject")],
        axes=Axes(
            x="ε",
            y="loss",
            marks=[
                Mark(of="loss at half smoothing", x=0.5, text="{value:.4g}"),
                Mark(of="loss without smoothing", x=0, text="{value:.4g}"),
            ],
        ),
    )


@claim(
    en="No logits bring a smoothed loss below the entropy of the target: what lies above it is KL(target‖softmax). "
    "For ten classes and ε = 0.1 the floor is 0.5003, so such a loss is no sign of underfitting; and losses of two ε "
    "do not compare.",
    ko="어떤 로짓으로도 스무딩한 손실을 타깃의 엔트로피보다 낮출 수 없다. 그 위에 남는 부분은 "
    "KL(타깃‖소프트맥스)이다. 클래스가 열 개이고 ε = 0.1이면 바닥이 0.5003이므로 손실이 이만하다고 과소적합은 아니다. "
    "ε이 다르면 손실끼리 비교할 수 없다.",
    short="The floor of a smoothed loss",
    seconds=0.2,
    literature="Müller 2019",
)
def smoothing_floor(classes: int = 10, eps: float = 0.1, seed: int = 0) -> Evidence:
    require(
        2 <= classes <= 100 and 0.01 <= eps <= 0.5,
        en="2 to 100 classes and ε of 0.01 to 0.5: there is a floor to be seen",
        ko="바닥이 보이려면 클래스는 2개에서 100개, ε은 0.01에서 0.5여야 한다",
    )
    rng = np.random.default_rng(seed)
    rows = 40
    z, y = 3 * rng.standard_normal((rows, classes)), np.arange(rows) % classes
    target = np.full((rows, classes), eps / classes)
    target[np.arange(rows), y] += 1 - eps
    entropy = float(-np.sum(target[0] * np.log(target[0])))
    constants = rng.standard_normal((rows, 1))  # which softmax does not see
    best = np.log(target) + constants
    sure = np.zeros((rows, classes))
    sure[np.arange(rows), y] = 20.0
    moves = rng.standard_normal((20, *best.shape))
    rises = [smoothed_cross_entropy(best + 0.1 * move, y, eps) - entropy for move in moves]
    divergence = divergence_from(target, z)
    shares = np.linspace(0.01, 0.5, 50)
    floors = [floor(classes, share) for share in shares]
    at_best, at_sure, at_random = (smoothed_cross_entropy(logits, y, eps) for logits in (best, sure, z))
    return Evidence(
        finding=Finding(
            "With ε = {eps:g} the least loss of {classes} classes is {floor:.4g}; sure and right, it is {sure:.3g}",
            floor="loss where softmax is the target",
            sure="loss with the label 20 above the others",
        ),
        caption="The least loss that logits can reach, over ε: the entropy of the smoothed target.",
        fields={"eps": eps, "classes": classes},
        measurements=[
            Measurement(
                "loss where softmax is the target",
                at_best,
                within(entropy, 1e-12, because="the entropy of the target; rounding"),
            ),
            Measurement(
                "loss of random logits less the floor",
                at_random - entropy,
                within(divergence, 1e-12 * max(1.0, divergence), because="KL(target‖softmax) by torch; rounding"),
            ),
            Measurement(
                "loss without smoothing with the label 20 above the others",
                smoothed_cross_entropy(sure, y, 0.0),
                within(math.log1p((classes - 1) * math.exp(-20)), 1e-14, because="ln(1 + (K-1)e⁻²⁰); rounding"),
            ),
            Measurement(
                "most that a step away from the target lowers the loss",
                max(-rise for rise in rises),
                at_most(-1e-6, because="the floor is the minimum, and each step is about a tenth in each logit"),
            ),
            Measurement(
                "largest distance of the rise by a step from KL(target‖softmax)",
                max(abs(r - divergence_from(target, best + 0.1 * m)) for r, m in zip(rises, moves, strict=True)),
                at_most(1e-12, because="KL(target‖softmax) by torch; rounding"),
            ),
            check_draws(oddity_of_normal(z / 3), oddity_of_normal(moves), oddity_of_normal(constants)),
            check_controls(at_sure - math.log1p((classes - 1) * math.exp(-20)) - 20 * eps * (classes - 1) / classes),
        ],
        controls=[
            Control("loss with the label 20 above the others", at_sure, within(entropy, 1e-12)),
            Control("loss of random logits", at_random, within(entropy, 1e-12)),
        ],
        curves=[
            Curve("floor", floors, x=list(shares), role="subject"),
            Curve(
                "label 20 above the others",
                [smoothed_cross_entropy(sure, y, share) for share in shares],
                x=list(shares),
                role="reference",
            ),
        ],
        axes=Axes(
            x="ε",
            y="loss",
            marks=[
                Mark(of="loss where softmax is the target", x=eps, text="{value:.4g}"),
                Mark(of="loss with the label 20 above the others", x=eps),
            ],
        ),
    )


def divergence_from(target: Array, z: Array) -> float:
    """KL(target‖softmax) by torch, the mean over rows."""
    q = torch.log_softmax(torch.tensor(z), dim=1)
    return float(torch.nn.functional.kl_div(q, torch.tensor(target), reduction="batchmean"))


def floor(classes: int, eps: float) -> float:
    """The entropy of the smoothed target, in nats."""
    label, other = 1 - eps + eps / classes, eps / classes
    return -label * math.log(label) - (classes - 1) * other * math.log(other)


mutant(
    "takes the floor of unsmoothed targets", "target[np.arange(rows), y] += 1 - eps", "target[np.arange(rows), y] = 1"
)
