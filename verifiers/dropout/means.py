"""Dropout as an ensemble: which mean of its 2^d networks the one network with all units gives."""

import math

import numpy as np

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.samples import oddity_of_uniform
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

from ..programs.dropout import Dropout
from ..programs.ensemble_means import arithmetic_mean, geometric_mean, softmax
from .common import Array, oddity_of_normals, require, with_every_mask

CLASSES = 6
ROUNDING = "probabilities of 2^d networks; rounding of their sum"


def least_gap(one: Array, other: Array) -> float:
    """The largest distance of two predictions."""
    return float(np.max(abs(one - other)))


def far_apart() -> float:
    """How far the geometric mean of networks with logits hundreds apart is off, in logarithms of odds.

    Their weights are uneven and each network's logits have a constant of their own, from -2000 to 2000.
    """
    logits = np.array([[0.0, -30.0, -200.0], [-60.0, 0.0, 20.0], [10.0, -300.0, 0.0]])
    weights, constants = np.array([0.5, 0.3, 0.2]), np.array([[-2000.0], [0.0], [2000.0]])
    mean, right = geometric_mean(softmax(logits + constants), weights), weights @ logits
    return float(np.max(abs(np.diff(np.log(mean)) - np.diff(right))))


def ranks_of(drawn: Array, values: Array, chances: Array) -> Array:
    """Where each draw stands among values of these chances, from 0 to 1, at random within the share of its value."""
    order = np.argsort(values)
    places = np.argmin(abs(values[order] - drawn[:, None]), axis=1)
    below = np.append(0, np.cumsum(chances[order]))[places]
    ranks: Array = below + chances[order][places] * np.random.default_rng(len(drawn)).random(len(drawn))
    return ranks


def two_linear_layers(p: float, drawn: Array) -> tuple[float, float]:
    """How far softmax behind two linear layers is from the geometric mean, with masks on 6 inputs and 6 units.

    drawn  the inputs, the weights to the units and those to the classes, shape (6, 1 + 6 + CLASSES)

    And the largest relative error of the variance of an output over all masks, against its formula: a hidden unit has
    a second moment from the masks of the inputs, to which its own mask adds p/q of its mean square.
    """
    inputs, hidden, last = drawn[:, 0], drawn[:, 1:-CLASSES], drawn[:, -CLASSES:]
    dropped, chances = with_every_mask(inputs, p)
    predictions, weights, logits = [], [], []
    for units, chance in zip(dropped @ hidden, chances, strict=True):
        outputs, inner = with_every_mask(units, p)
        predictions.append(softmax(outputs @ last))
        logits.append(outputs @ last)
        weights.append(chance * inner)
    mean = geometric_mean(np.concatenate(predictions), np.concatenate(weights))
    out, chances = np.concatenate(logits), np.concatenate(weights)
    variance = chances @ (out - chances @ out) ** 2
    by_inputs = hidden.T @ np.diag(p / (1 - p) * inputs**2) @ hidden
    moments = by_inputs + np.diag(p / (1 - p) * (np.diag(by_inputs) + (inputs @ hidden) ** 2))
    expected = np.diag(last.T @ moments @ last)
    return least_gap(mean, softmax(inputs @ hidden @ last)), float(np.max(abs(variance / expected - 1)))


def passes(h: Array, w: Array, p: float, count: int, rng: np.random.Generator) -> Array:
    """Predictions of networks with masks drawn at random, shape (count, classes)."""
    drawn = Dropout(p).forward(np.broadcast_to(h, (count, len(h))).copy(), True, rng)
    return softmax(drawn @ w)


def check_units(units: int, scale: float) -> None:
    if not (4 <= units <= 12 and 0.5 <= scale <= 3):
        raise Undecided(
            en="4 to 12 units and weights from 0.5 to 3: all 2^d networks are added up, and they must differ",
            ko="유닛은 4개에서 12개, 가중치의 크기는 0.5에서 3 사이여야 한다. 2^d개의 망을 모두 더하며 망이 서로 "
            "달라야 한다",
        )


def network(units: int, scale: float, seed: int) -> tuple[Array, Array, np.random.Generator]:
    """Activations of a last hidden layer, weights to the classes, and the generator that they came from."""
    rng = np.random.default_rng(seed)
    drawn = rng.standard_normal((units, 1 + CLASSES))
    return drawn[:, 0], scale * drawn[:, 1:] / math.sqrt(units), rng


@claim(
    en="The network with all units is the arithmetic mean of all dropout networks where outputs are linear in the "
    "mask; with softmax of such outputs it is their renormalised geometric mean, through any number of linear layers. "
    "With a non-linearity between, it is in general neither.",
    ko="출력이 마스크에 대해 선형이면 모든 유닛을 쓰는 망은 드롭아웃으로 생기는 모든 망의 산술평균이다. 그런 출력에 "
    "소프트맥스를 씌우면 다시 정규화한 기하평균이 되며, 선형층이 몇 개이든 그렇다. 사이에 비선형 함수가 있으면 "
    "일반적으로 둘 다 아니다.",
    short="Which mean dropout's test pass gives",
    seconds=0.4,
    literature="Hinton 2012; Baldi & Sadowski 2013; Goodfellow 2016 sec. 7.12",
)
def three_means(p: float = 0.3, units: int = 10, scale: float = 2.5, seed: int = 0) -> Evidence:
    require(p)
    check_units(units, scale)
    h, w, rng = network(units, scale, seed)
    dropped, chances = with_every_mask(h, p)
    outputs, each = dropped @ w, softmax(dropped @ w)
    full = softmax(h @ w)
    geometric, arithmetic = geometric_mean(each, chances), arithmetic_mean(each, chances)
    best = int(np.argmax(abs(full - arithmetic)))
    hidden = rng.standard_normal((units, units)) / math.sqrt(units)
    straight, bent = (
        least_gap(geometric_mean(softmax(act(dropped @ hidden) @ w), chances), softmax(act(h @ hidden) @ w))
        for act in (np.asarray, np.tanh)
    )
    drawn = passes(h, w, p, 4000, rng)[:, best]
    drawn_for_two = rng.standard_normal((6, 1 + 6 + CLASSES))
    behind_two, variance_of_two = two_linear_layers(p, drawn_for_two)
    running = np.cumsum(drawn) / np.arange(1, len(drawn) + 1)
    shown = np.unique(np.geomspace(10, len(drawn), 300).astype(int))
    error = math.sqrt(chances @ (each[:, best] - arithmetic[best]) ** 2 / len(drawn))
    x = [float(shown[0]), float(shown[-1])]
    exact = at_most(1e-12, because=ROUNDING)
    return Evidence(
        finding=Finding(
            "All units together give a class {full:.3g}, as does the geometric mean of all {networks} networks; their "
            "arithmetic mean gives {mean:.3g}",
            full="probability of the class from all units",
            mean="arithmetic mean of the probability",
        ),
        caption="The probability of one class: the network with all units, the arithmetic mean of all masked networks, "
        "and the running mean of passes with masks drawn at random, which goes to the arithmetic one.",
        fields={"networks": 2**units},
        measurements=[
            Measurement(
                "probability of the class from all units",
                float(full[best]),
                within(float(geometric[best]), 1e-12, because="the geometric mean over all masks; rounding"),
            ),
            Measurement(
                "distance of linear outputs from their arithmetic mean",
                least_gap(arithmetic_mean(outputs, chances), h @ w),
                exact,
            ),
            Measurement("distance of softmax from the geometric mean", least_gap(geometric, full), exact),
            Measurement(
                "distance of softmax behind two linear layers from the geometric mean",
                behind_two,
                exact,
            ),
            Measurement(
                "largest relative error of the variance behind two linear layers",
                variance_of_two,
                at_most(1e-11, because="masks of inputs and of units add p/q of each mean square; rounding"),
                check=True,
            ),
            Measurement(
                "largest error of the geometric mean of networks hundreds of logits apart in logarithms of odds",
                far_apart(),
                at_most(1e-10, because="weighted means of logits, whatever constant each network adds; rounding"),
            ),
            check_draws(
                oddity_of_uniform(ranks_of(drawn, each[:, best], chances), 0, 1),
                oddity_of_normals(h[:, None], math.sqrt(units) / scale * w, math.sqrt(units) * hidden, drawn_for_two),
            ),
            check_controls(
                float(arithmetic[best])
                - math.fsum(c * one for c, one in zip(chances.tolist(), each[:, best].tolist(), strict=True)),
                straight,
            ),
            Measurement(
                "mean of 4000 passes with random masks less the arithmetic mean",
                float(abs(running[-1] - arithmetic[best]) / error),
                at_most(5, because="5 standard errors of a mean of independent passes"),
                unit="standard errors",
            ),
        ],
        controls=[
            Control(
                "arithmetic mean of the probability", float(arithmetic[best]), within(float(geometric[best]), 1e-6)
            ),
            Control(
                "distance of a network with tanh from the geometric mean",
                bent,
                at_most(1e-6),
            ),
        ],
        curves=[
            Curve("all units", [float(full[best])] * 2, x=x, role="subject"),
            Curve("arithmetic mean", [float(arithmetic[best])] * 2, x=x, role="bound"),
            Curve("random masks so far", list(running[shown - 1]), x=list(shown), role="reference"),
        ],
        axes=Axes(
            x="passes with random masks",
            y="probability",
            log_x=True,
            marks=[
                Mark(of="probability of the class from all units", x=x[1]),
                Mark(of="arithmetic mean of the probability", x=x[1]),
            ],
        ),
    )


@claim(
    en="Behind softmax the test pass with all units gives the average prediction of all dropout networks.",
    ko="소프트맥스를 쓰는 망에서, 모든 유닛을 쓰는 평가 패스의 예측은 드롭아웃으로 생기는 모든 망의 예측을 평균한 "
    "것이다.",
    short="The test pass as the average prediction",
    seconds=0.2,
    expects="refuted",
    literature="Hinton 2012; Baldi & Sadowski 2013; Gal & Ghahramani 2016",
)
def average_prediction(p: float = 0.3, units: int = 10, scale: float = 2.5, seed: int = 0) -> Evidence:
    require(p)
    check_units(units, scale)
    h, w, _ = network(units, scale, seed)
    sizes = np.linspace(0, 1, 11) * scale
    gaps = []
    for size in sizes:
        dropped, chances = with_every_mask(h, p)
        logits = size / scale * w
        gaps.append(least_gap(arithmetic_mean(softmax(dropped @ logits), chances), softmax(h @ logits)))
    outputs, chances = with_every_mask(h, p)
    paired, chances_of_pairs = with_every_mask(np.repeat(h[: units // 2], 2), p)
    against = np.tile([scale, -scale], units // 2)  # twins pull apart: the logit is as often above 0 as below
    halves = softmax(np.stack([paired @ against, -(paired @ against)], axis=1))
    return Evidence(
        finding=Finding(
            "The test pass is off the average prediction of all networks by {gap:.2g} in the probability of a class",
            gap="distance of the test pass from the average prediction",
        ),
        caption="How far the probabilities of the network with all units are from the average over all masked "
        "networks, over the size of the weights. Small weights make softmax nearly linear.",
        measurements=[
            Measurement(
                "distance of the test pass from the average prediction",
                gaps[-1],
                at_most(1e-6, because="the average itself; far above the rounding of 2^d terms"),
            ),
            Measurement(
                "distance at full size less that of the weights as they were drawn",
                gaps[-1] - least_gap(arithmetic_mean(softmax(outputs @ w), chances), softmax(h @ w)),
                within(0, 1e-12, because="the same weights; rounding"),
                check=True,
            ),
        ],
        controls=[
            Control(
                "distance of linear outputs from their average",
                least_gap(arithmetic_mean(outputs @ w, chances), h @ w),
                at_most(1e-6),
                must="hold",
            ),
            Control(
                "distance for two classes with logits symmetric about 0",
                least_gap(arithmetic_mean(halves, chances_of_pairs), np.full(2, 0.5)),
                at_most(1e-6),
                must="hold",
            ),
        ],
        curves=[Curve("distance from the average", gaps, x=list(sizes), role="subject")],
        axes=Axes(
            x="size of the weights",
            y="distance in probability",
            marks=[Mark(of="distance of the test pass from the average prediction", x=scale, text="{value:.2g}")],
        ),
    )


mutant(
    "weights every network alike in the geometric mean",
    "np.exp(weights @ np.log(probabilities))",
    "np.exp(np.log(probabilities).mean(axis=0))",
    program="ensemble_means",
)
mutant("forgets to renormalise the geometric mean", "product / product.sum()", "product", program="ensemble_means")
mutant("takes the mask itself for the activations", "drawn @ w", "(drawn != 0) @ w")
mutant(
    "clips probabilities", "np.log(probabilities)", "np.log(np.maximum(probabilities, 1e-6))", program="ensemble_means"
)
mutant("gives the hidden units no mask", "with_every_mask(units, p)", "with_every_mask(units, 0.0)")
