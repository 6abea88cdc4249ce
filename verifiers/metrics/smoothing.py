"""Label smoothing: a finite optimum, a loss that does not end at zero, and what torch spreads over which classes."""

import math

import numpy as np
import torch

from quizdl.lab.checks import check_controls
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.smoothed_cross_entropy import optimal_gap, smoothed_cross_entropy, smoothed_gradient
from .common import Array, require, torch_loss

LABEL = np.array([0])


def with_gap(gap: float, classes: int) -> Array:
    """Logits of one sample of class 0, shape (1, K): the label's is so far above the others, which are 0."""
    z = np.zeros((1, classes))
    z[0, 0] = gap
    return z


def torch_slope(gap: float, classes: int, eps: float) -> float:
    """The largest slope of torch's smoothed loss by a logit, at this gap."""
    z = torch.tensor(with_gap(gap, classes), requires_grad=True)
    torch.nn.functional.cross_entropy(z, torch.tensor(LABEL), label_smoothing=eps).backward()
    assert z.grad is not None
    return float(z.grad.abs().max())


def descended(classes: int, eps: float, steps: int) -> Array:
    """The gap of one sample's logits after each step of gradient descent from 0 with η = 1, shape (steps + 1,)."""
    z = np.zeros((1, classes))
    gaps = [0.0]
    for _ in range(steps):
        z = z - smoothed_gradient(z, LABEL, eps)
        gaps.append(float(z[0, 0] - z[0, 1:].max()))
    return np.array(gaps)


def gap_after(time: float, classes: int) -> float:
    """The g with e^g + (K-1)g = Kt + 1: the gap of gradient flow without smoothing after t, by bisection."""
    low, high = -50.0, 50.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (low, middle) if math.exp(middle) + (classes - 1) * middle > classes * time + 1 else (middle, high)
    return low


def speed(gap: float, classes: int) -> float:
    """By how much gradient flow without smoothing, or a step with η = 1, raises a gap."""
    return classes / (math.exp(gap) + classes - 1)


def growth(time: float, classes: int) -> float:
    """The slope of gap_after, by a central difference."""
    return (gap_after(time + 1e-4, classes) - gap_after(time - 1e-4, classes)) / 2e-4


def gaps_by_recursion(classes: int, steps: int) -> Array:
    """The gap of descent from 0 without smoothing after each step, from the gap before."""
    gaps = [0.0]
    for _ in range(steps):
        gaps.append(gaps[-1] + speed(gaps[-1], classes))
    return np.array(gaps)


@claim(
    en="Label smoothing makes the best logit gap finite: ln(K(1-ε)/ε + 1), 4.511 for K = 10 and ε = 0.1, where "
    "softmax is the smoothed target. The loss ends at the entropy of the target, 0.5003, not at 0, and rises for "
    "larger gaps. Without smoothing the gap grows for ever, by about ln 10 per tenfold steps.",
    ko="레이블 스무딩을 쓰면 최적의 로짓 차가 유한하다. 값은 ln(K(1-ε)/ε + 1)로 K = 10, ε = 0.1이면 4.511이고, 그때 "
    "소프트맥스는 스무딩한 타깃과 같다. 손실은 0이 아니라 타깃의 엔트로피 0.5003에서 끝나고, 로짓 차가 더 커지면 다시 "
    "오른다. 스무딩이 없으면 로짓 차는 스텝이 열 배가 될 때마다 ln 10쯤씩 끝없이 커진다.",
    short="Where label smoothing ends",
    seconds=0.6,
    literature="Szegedy 2016; Müller 2019",
)
def label_smoothing(classes: int = 10, eps: float = 0.1) -> Evidence:
    require(
        2 <= classes <= 50 and 0.02 <= eps <= 0.5,
        en="2 to 50 classes and ε of 0.02 to 0.5: descent must arrive in 10 000 steps",
        ko="10,000스텝 안에 수렴하려면 클래스는 2개에서 50개, ε은 0.02에서 0.5여야 한다",
    )
    gap = optimal_gap(classes, eps)
    target = np.full(classes, eps / classes)
    target[0] += 1 - eps
    entropy = float(-np.sum(target * np.log(target)))
    others = math.log((1 - eps) * (classes - 1) / eps)  # where ε is spread over the other classes only
    slope = torch_slope(others, classes, eps)
    smoothed, plain = descended(classes, eps, 10_000), descended(classes, 0.0, 10_000)
    gaps = np.linspace(0, 2 * gap, 60)
    losses = {e: [smoothed_cross_entropy(with_gap(g, classes), LABEL, e) for g in gaps] for e in (0.0, eps, 2 * eps)}
    least = smoothed_cross_entropy(with_gap(gap, classes), LABEL, eps)
    return Evidence(
        finding=Finding(
            "With ε = {eps:g} and {classes} classes the loss is least, {least:.4g}, at a logit gap of {gap:.4g}",
            least="loss at the best gap",
            gap="best gap",
        ),
        caption="The loss of one sample over the gap between the label's logit and the others. Smoothed, it has a "
        "minimum; without smoothing it falls for ever.",
        fields={"eps": eps, "classes": classes},
        measurements=[
            Measurement(
                "best gap",
                gap,
                within(
                    math.log(target[0] / target[1]),
                    1e-12,
                    because="softmax is the target: ln of a ratio of its entries",
                ),
            ),
            Measurement(
                "slope of torch's loss at the best gap",
                torch_slope(gap, classes, eps),
                at_most(1e-13, because="the loss is convex and flat at its minimum only; rounding"),
            ),
            Measurement(
                "loss at the best gap", least, within(entropy, 1e-12, because="the entropy of the target; rounding")
            ),
            Measurement(
                "gap that descent with smoothing arrives at",
                smoothed[-1],
                within(gap, 1e-6, because="the only minimum; 10 000 steps against a curvature of ε/K at least"),
            ),
            Measurement(
                "rise of the loss at twice the best gap",
                losses[eps][-1] - least,
                within(
                    torch_loss(with_gap(2 * gap, classes), LABEL, eps) - entropy,
                    1e-12,
                    because="torch's loss there less the entropy; rounding",
                ),
            ),
            Measurement(
                "gap after 10 000 steps without smoothing",
                plain[10_000],
                within(
                    gap_after(10_000, classes),
                    0.01,
                    because="e^g + (K-1)g = Kt + 1 of the flow; steps of 1 lead by less",
                ),
            ),
            Measurement(
                "growth of the gap from 1000 to 10 000 steps without smoothing",
                plain[10_000] - plain[1000],
                within(
                    gap_after(10_000, classes) - gap_after(1000, classes),
                    0.02,
                    because="about ln 10, exactly as the flow's; steps of 1 lead by less",
                ),
            ),
            Measurement(
                "largest relative error of the flow's growth against K/(e^g + K - 1)",
                max(
                    abs(growth(time, classes) / speed(gap_after(time, classes), classes) - 1)
                    for time in (0.0, 1.0, 30.0)
                ),
                at_most(1e-6, because="K times the softmax of the others; a central difference"),
                check=True,
            ),
            Measurement(
                "largest distance of the gap from its own recursion",
                float(np.max(abs(plain - gaps_by_recursion(classes, 10_000)))),
                at_most(1e-9, because="g + K/(e^g + K - 1) a step; rounding of 10 000 steps"),
            ),
            check_controls(slope - eps / classes),
            Measurement("steps of descent", len(plain) - 1, within(10_000, 0, because="as many as asked"), check=True),
        ],
        controls=[
            Control(
                "slope of torch's loss at the gap for other classes only",
                slope,
                at_most(1e-13),
            ),
        ],
        curves=[
            Curve(
                "ε = {value:g}", values, x=list(gaps), role="subject" if e == eps else "reference", fields={"value": e}
            )
            for e, values in losses.items()
        ],
        axes=Axes(
            x="gap between logits",
            y="loss",
            marks=[
                Mark(of="loss at the best gap", x=gap, text="{value:.4g}"),
                Mark(of="best gap", x=gap, text="gap {value:.4g}"),
            ],
        ),
    )


mutant(
    "spreads ε over the other classes only",
    "eps / classes + (1 - eps) *",
    "eps / (classes - 1) + (1 - eps - eps / (classes - 1)) *",
    program="smoothed_cross_entropy",
)
mutant(
    "counts all classes in the gap of the other convention",
    "classes * (1 - eps) / eps + 1",
    "classes * (1 - eps) / eps",
    program="smoothed_cross_entropy",
)
mutant(
    "does not take the largest logit off",
    "z - z.max(axis=1, keepdims=True)",
    "1.0 * z",
    program="smoothed_cross_entropy",
)
mutant(
    "averages over classes as well",
    "log_softmax(z)) / len(y))",
    "log_softmax(z)) / z.size)",
    program="smoothed_cross_entropy",
)
mutant(
    "descends without smoothing", "z = z - smoothed_gradient(z, LABEL, eps)", "z = z - smoothed_gradient(z, LABEL, 0.0)"
)
mutant("counts the label among the others in the flow", "(classes - 1) * middle", "classes * middle")
