"""Weight decay under Adam: through the averages as an L2 penalty, or past them as in AdamW."""

from collections.abc import Callable
from functools import partial

import numpy as np
from torch import optim

from quizdl.lab.checks import check_controls
from quizdl.lab.descent import Array, Gradient, descent_path, max_distance, torch_path
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

from ..programs.adam import Adam
from ..programs.adamw import AdamW
from .common import ROUNDING, noisy_valley, with_l2

WEIGHT = 5.0  # of a parameter that the loss does not depend on


def decoupled_descent(gradient: Gradient, start: Array, lr: float, decay: float, beta: float) -> Array:
    """The path of 100 steps of v ← βv + g, θ ← θ - ηλθ - ηv: weight decay that goes past the buffer."""
    theta, v, path = start, np.zeros_like(start), [start]
    for t in range(1, 101):
        v = beta * v + gradient(theta, t)
        theta = theta - lr * decay * theta - lr * v
        path.append(theta)
    return np.array(path)


def no_loss(theta: Array, t: int) -> Array:
    """The gradient for a weight that the loss does not depend on."""
    del t
    return np.zeros_like(theta)


def left_by_adamw(lr: float, decay: float) -> Array:
    """Share of an unused weight that AdamW leaves, at the start and after each of 100 steps."""
    return descent_path(AdamW(lr, decay=decay).step, no_loss, [WEIGHT])[:, 0] / WEIGHT


def left_by_torch(lr: float, decay: float) -> Array:
    """The same by torch's AdamW."""
    return torch_path(partial(optim.AdamW, lr=lr, weight_decay=decay), no_loss, [WEIGHT])[:, 0] / WEIGHT


def left_by_l2(lr: float, decay: float) -> Array:
    """The same by Adam with an L2 penalty; ε is nothing beside √v."""
    return descent_path(Adam(lr, eps=1e-300).step, with_l2(no_loss, decay), [WEIGHT])[:, 0] / WEIGHT


def torch_sgd(lr: float, decay: float, beta: float) -> Callable[..., optim.Optimizer]:
    """torch's SGD with momentum and an L2 penalty, to be given parameters."""
    return partial(optim.SGD, lr=lr, momentum=beta, weight_decay=decay)


def sgd_from_l2(gradient: Gradient, start: Array, lr: float, decay: float, beta: float) -> float:
    """How far SGD with weight decay gets from torch's with an L2 penalty, both with this momentum."""
    return max_distance(
        decoupled_descent(gradient, start, lr, decay, beta), torch_path(torch_sgd(lr, decay, beta), gradient, start)
    )


def adamw_from_l2(gradient: Gradient, start: Array, lr: float, decay: float) -> float:
    """How far torch's AdamW gets from its Adam with an L2 penalty."""
    decoupled, penalised = (
        torch_path(partial(rule, lr=lr, weight_decay=decay), gradient, start) for rule in (optim.AdamW, optim.Adam)
    )
    return max_distance(decoupled, penalised)


@claim(
    en="L2 and weight decay coincide for SGD without momentum, but neither with momentum nor for Adam: AdamW shrinks a "
    "weight whose loss gradient is 0 by the factor 1-ηλ a step, Adam with L2 at first by η a step, whatever λ > 0 is.",
    ko="L2와 가중치 감쇠는 모멘텀 없는 SGD에서는 같지만, 모멘텀을 쓰거나 Adam을 쓰면 다르다. 손실의 기울기가 0인 "
    "가중치를 AdamW는 스텝마다 1-ηλ배로 줄이고, L2를 쓴 Adam은 λ > 0이 얼마든 처음에는 스텝마다 η만큼 줄인다.",
    short="L2 penalty against weight decay",
    seconds=0.4,
    literature="Loshchilov & Hutter 2019",
)
def decoupled_decay(lr: float = 0.01, decay: float = 0.1, seed: int = 0) -> Evidence:
    if not (1e-9 <= lr <= 0.02 and decay > 1e-100 and 0 < lr * 10 * decay < 1):
        raise Undecided(
            en=f"lr = {lr:g}, decay = {decay:g}: weights decay where 0 < ηλ < 1, here for λ and for 10 λ, and 100 "
            "steps of η keep a weight of 5 above 3 where η <= 0.02",
            ko=f"lr = {lr:g}, decay = {decay:g}: 가중치가 감쇠하려면 0 < ηλ < 1이어야 하며, 여기서는 λ와 10λ 모두 "
            "그래야 한다. 또한 η <= 0.02여야 100스텝 뒤에도 5였던 가중치가 3보다 크다",
        )
    gradient, start = noisy_valley(seed)
    (adamw, adamw_10), (l2, l2_10), (by_torch, by_torch_10) = (
        [left(lr, factor * decay) for factor in (1, 10)] for left in (left_by_adamw, left_by_l2, left_by_torch)
    )
    sgd, sgd_with_momentum = (sgd_from_l2(gradient, start, lr, decay, beta) for beta in (0.0, 0.9))
    stranger = adamw_from_l2(gradient, start, lr, decay)
    ours = descent_path(AdamW(lr, decay=decay).step, gradient, start)
    penalised = descent_path(Adam(lr).step, with_l2(gradient, decay), start)
    penalty, penalty_10 = with_l2(no_loss, decay), with_l2(no_loss, 10 * decay)
    weight, ball = np.array([WEIGHT]), torch_sgd(lr, 0.0, 0.9)
    travelled = 100 * lr / WEIGHT  # of a weight in 100 steps of η
    return Evidence(
        finding=Finding(
            "After 100 steps AdamW has {adamw:.3g} of an unused weight left, or {more:.3g} with ten times the λ; Adam "
            "with an L2 penalty has {l2:.3g} left with either",
            adamw="share of the weight left by AdamW",
            more="share of the weight left by AdamW with 10 λ",
            l2="share of the weight left by Adam with an L2 penalty",
        ),
        caption="A weight that the loss does not depend on. Under AdamW it decays geometrically, the faster the larger "
        "λ is. Under Adam with an L2 penalty λ cancels in m/√v, and the weight falls by about η a step.",
        measurements=[
            Measurement(
                "share of the weight left by AdamW",
                adamw[-1],
                within((1 - lr * decay) ** 100, 1e-12, because="no gradient: (1-ηλ)¹⁰⁰; rounding"),
            ),
            Measurement(
                "share of the weight left by AdamW with 10 λ",
                adamw_10[-1],
                within((1 - 10 * lr * decay) ** 100, 1e-12, because="no gradient: (1-10ηλ)¹⁰⁰; rounding"),
            ),
            Measurement(
                "share of the weight left by Adam with an L2 penalty",
                l2[-1],
                between(
                    1 - travelled - 1e-12,
                    1 / (1 + travelled) + 1e-12,
                    because="g shrinks, so no step is longer than η (Jensen), and none shorter than η times the share "
                    "left; rounding",
                ),
            ),
            Measurement(
                "first step of Adam with an L2 penalty",
                WEIGHT * (1 - l2[1]) / lr,
                within(1, 1e-15 / lr + 1e-12, because="η·sign(λθ); rounding of 5 - η"),
                unit="η",
            ),
            Measurement(
                "Adam with an L2 penalty: difference between λ and 10 λ",
                max_distance(l2, l2_10),
                at_most(1e-12, because="λ cancels in m/√v; 100 steps of about twenty float64 operations"),
            ),
            Measurement(
                "SGD: distance of weight decay from an L2 penalty",
                sgd,
                at_most(1e-12, because=ROUNDING),
            ),
            check_controls(
                max_distance(decoupled_descent(gradient, start, lr, 0.0, 0.9), torch_path(ball, gradient, start)),
                max_distance(by_torch, adamw),
                max_distance(by_torch_10, adamw_10),
                stranger - max_distance(ours, penalised),
            ),
            Measurement(
                "gradient of the penalty with 10 λ over that with λ",
                penalty_10(weight, 1)[0] / penalty(weight, 1)[0],
                within(10, 1e-14, because="λθ; rounding of two products"),
                check=True,
            ),
        ],
        controls=[
            Control(
                "SGD with momentum 0.9: distance of weight decay from an L2 penalty",
                sgd_with_momentum,
                at_most(1e-12),
            ),
            Control(
                "torch's Adam: distance of weight decay from an L2 penalty",
                stranger,
                at_most(1e-12),
            ),
            Control(
                "torch's AdamW: difference between λ and 10 λ",
                max_distance(by_torch, by_torch_10),
                at_most(1e-12),
            ),
        ],
        curves=[
            Curve("AdamW, λ", adamw.tolist(), role="subject"),
            Curve("AdamW, 10 λ", adamw_10.tolist()),
            Curve("Adam with L2, λ or 10 λ", l2.tolist(), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="share of the weight left",
            marks=[
                Mark(of="share of the weight left by AdamW", x=100),
                Mark(of="share of the weight left by AdamW with 10 λ", x=100),
                Mark(of="share of the weight left by Adam with an L2 penalty", x=100),
            ],
        ),
    )


mutant(
    "lets the decay go through the moments",
    "self.lr * self.decay * theta",
    "self.lr * self.decay * m_hat",
    program="adamw",
)
mutant(
    "decays by λ without the learning rate",
    "theta - self.lr * self.decay * theta",
    "theta - self.decay * theta",
    program="adamw",
)
mutant(
    "decays after the step",
    "decayed - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)",
    "(1 - self.lr * self.decay) * (theta - self.lr * m_hat / (np.sqrt(v_hat) + self.eps))",
    program="adamw",
)
mutant(
    "lets the penalty pull at the gradient",
    "beta * v + gradient(theta, t)",
    "beta * v + gradient(theta - lr * decay * theta, t)",
)
