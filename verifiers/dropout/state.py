"""Dropout's two modes and its way back: what eval mode does, and which mask the gradient goes through."""

import numpy as np

from quizdl.lab.checks import check_controls, check_draws, check_relative_errors
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_normal
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, claim, mutant, within

from ..programs.dropout import Dropout
from .common import Array, oddity_of_masks, require

SHAPES = [(40, 5), (6, 2, 3, 4)]
ROUNDING = "two products and a quotient of float64"


def changed_in_place(p: float, training: bool, rng: np.random.Generator) -> int:
    """How many numbers of the input and of the gradient that are handed over are others behind the two passes."""
    layer, lent = Dropout(p), rng.standard_normal((2, 40, 5))
    handed = lent.copy()
    layer.forward(handed[0], training, rng)
    layer.backward(handed[1])
    return int(np.count_nonzero(handed != lent))


@claim(
    en="In eval mode dropout is the identity, forward and backward, also between two training passes: no number is "
    "dropped and none is rescaled.",
    ko="평가 모드의 드롭아웃은 순전파에서도 역전파에서도 항등함수이다. 학습 모드와 번갈아 불러도 0이 되거나 "
    "크기가 바뀌는 값이 없다.",
    short="Dropout in eval mode",
    seconds=0.2,
    literature="Srivastava 2014",
)
def eval_is_identity(p: float = 0.3, calls: int = 20, seed: int = 0) -> Evidence:
    require(p)
    rng = np.random.default_rng(seed)
    layer = Dropout(p)
    by_mode: dict[bool, list[tuple[float, float]]] = {True: [], False: []}  # shares changed on the way forth and back
    scaled, drawn = [], []
    for call in range(calls):
        drawn.append(rng.standard_normal((2, *SHAPES[call % 2])))
        x, dout = 1 + abs(drawn[-1][0]), drawn[-1][1]  # no zeros in x, which would look as if they were dropped
        for training, shares in by_mode.items():
            out, dx = layer.forward(x.copy(), training, rng), layer.backward(dout.copy())
            shares.append((float(np.mean(out != x)), float(np.mean(dx != dout))))
        scaled.append(float(np.mean(x * (1 - p) != x)))
    (trained, trained_back), (evaluated, back) = (list(zip(*shares, strict=True)) for shares in by_mode.values())
    first = Dropout(p).forward(np.arange(5.0), False, rng)
    lent = [changed_in_place(p, training, rng) for training in (True, False)]
    identity = within(0, 0, because="the identity changes no bit")
    return Evidence(
        finding=Finding(
            "A training pass changes {trained:.3g} of the numbers and an eval pass {evaluated:.3g}",
            trained="least share changed by a training pass",
            evaluated="largest share changed by an eval pass",
        ),
        caption="Training and eval passes by turns: the share of numbers that come out changed. In training those kept "
        "are divided by 1-p and the others are 0, so that all change.",
        measurements=[
            Measurement("largest share changed by an eval pass", max(evaluated), identity),
            Measurement("largest share of gradients changed after an eval pass", max(back), identity),
            Measurement(
                "numbers changed by an eval pass before any training",
                int(np.count_nonzero(first != np.arange(5.0))),
                identity,
            ),
            Measurement(
                "numbers that a pass changes in the arrays handed to it",
                sum(lent),
                within(0, 0, because="the caller needs its activations and gradients again"),
            ),
            check_draws(oddity_of_normal(np.concatenate([numbers.ravel() for numbers in drawn]))),
            check_controls(*(share - 1 for share in (*trained, *trained_back, *scaled)), most=0),
            check_relative_errors(),
        ],
        controls=[
            Control("least share changed by a training pass", min(trained), within(0, 0)),
            Control("least share changed by weights scaled with 1-p in eval mode", min(scaled), within(0, 0)),
        ],
        curves=[
            Curve("training", list(trained), role="reference"),
            Curve("eval", list(evaluated), role="subject"),
        ],
        axes=Axes(
            x="pair of passes",
            y="share of numbers changed",
            marks=[
                Mark(of="largest share changed by an eval pass", x=calls - 1),
                Mark(of="least share changed by a training pass", x=calls - 1),
            ],
        ),
    )


@claim(
    en="The backward pass of dropout multiplies by the very factors of the forward pass, 0 or 1/(1-p): the gradient of "
    "a dropped number is 0, and a later pass or another layer does not change it.",
    ko="드롭아웃의 역전파는 순전파에서 곱한 바로 그 값(0 또는 1/(1-p))을 다시 곱한다. 드롭된 값의 기울기는 0이고, 다른 "
    "층의 패스가 그 사이에 끼어도 달라지지 않는다.",
    short="One mask for both passes of dropout",
    seconds=0.2,
    literature="Srivastava 2014",
)
def mask_shared(p: float = 0.3, calls: int = 20, seed: int = 0) -> Evidence:
    require(p)
    rng = np.random.default_rng(seed)
    layer, other = Dropout(p), Dropout(p / 2)
    slope_error, leaks = [], 0
    error: list[float] = []
    anew: list[float] = []
    bare: list[float] = []
    masks: list[Array] = []
    drawn: list[Array] = []
    for call in range(calls):
        drawn.append(rng.standard_normal((3, *(SHAPES[call % 2] if call else (500,)))))
        x, (dout, way) = 1 + abs(drawn[-1][0]), drawn[-1][1:]
        draws = int(rng.integers(2**31))
        out = layer.forward(x.copy(), True, np.random.default_rng(draws))
        other.forward(x.copy(), True, rng)  # a layer of its own must not disturb the first one
        dx = layer.backward(dout.copy())
        factors = out / x
        masks.append(factors.ravel() != 0)
        leaks += int(np.count_nonzero((out == 0) != (dx == 0)))
        moved = Dropout(p).forward(x + way, True, np.random.default_rng(draws))  # the same draws: a linear function
        slope, scale = float(np.sum(dout * (moved - out))), float(np.sum(abs(dout * moved)))
        slope_error.append(abs(slope - float(np.sum(dx * way))) / scale)
        again = layer.forward(x.copy(), True, rng) / x
        ways = zip((error, anew, bare), (dx, dout * again, dout * (factors != 0)), strict=True)
        for errors, one in ways:
            errors.append(max(relative_error(one, dout * factors), 1e-17))
    return Evidence(
        finding=Finding(
            "With the mask of the forward pass the gradient is exact; with a new one it is off by {anew:.3g} of its "
            "size, without 1/(1-p) by {bare:.3g}",
            anew="least error with a mask drawn anew",
            bare="least error without the factor",
        ),
        caption="Error of the gradient in each of several calls, relative to its largest number.",
        measurements=[
            Measurement("largest error of a gradient", max(error), at_most(1e-12, because=ROUNDING)),
            Measurement(
                "dropped numbers with a gradient or kept ones without",
                leaks,
                within(0, 0, because="one mask for both passes"),
            ),
            Measurement(
                "largest error of a slope against a pass with the same draws",
                max(slope_error),
                at_most(1e-12, because="for given draws dropout is linear: its difference is its slope; rounding"),
            ),
            check_draws(
                oddity_of_masks(np.concatenate(masks), p),
                oddity_of_normal(np.concatenate([numbers.ravel() for numbers in drawn])),
            ),
            check_controls(*(one - p for one in bare)),
        ],
        controls=[
            Control("least error with a mask drawn anew", min(anew), at_most(1e-12)),
            Control("least error without the factor", min(bare), at_most(1e-12)),
        ],
        curves=[
            Curve("the same mask", error, role="subject"),
            Curve("mask drawn anew", anew, role="reference"),
            Curve("without the factor", bare, role="reference"),
        ],
        axes=Axes(
            x="call",
            y="error of the gradient",
            log_y=True,
            marks=[
                Mark(of="least error with a mask drawn anew", x=int(np.argmin(anew))),
                Mark(of="least error without the factor", x=int(np.argmin(bare))),
            ],
        ),
    )


mutant("drops in eval mode too", "if training:", "if True:", program="dropout")
mutant("keeps the mask of the last training pass", "self.factors = np.ones_like(x)", "return x", program="dropout")
mutant(
    "draws a new mask in the backward pass",
    "return dout * self.factors",
    "return dout * (np.random.default_rng(1).random(dout.shape) >= self.p) / (1 - self.p)",
    program="dropout",
)
mutant(
    "forgets the factor in the backward pass",
    "return dout * self.factors",
    "return dout * (np.asarray(self.factors) != 0)",
    program="dropout",
)
mutant(
    "overwrites the activations", "return x * self.factors", "x *= self.factors\n        return x", program="dropout"
)
