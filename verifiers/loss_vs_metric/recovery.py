"""How long it takes to come back from a sure mistake."""

from itertools import product

import numpy as np

from quizdl.lab.checks import check_controls
from quizdl.lab.differences import relative_error
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

from ..programs.linear_classifier import Gradient
from ..programs.metrics import binary_accuracy
from ..programs.sigmoid import Array, sigmoid
from ..programs.sigmoid_losses import bce_gradient, squared_error_gradient
from .common import LOSSES, check_digits, digits, require, unseen_logits


def half_squares(z: Array, y: Array) -> Array:
    """Derivative of ½(s-y)² by the logit."""
    return squared_error_gradient(z, y) / 2


def raw_squares(z: Array, y: Array) -> Array:
    """Derivative of ½(z-y)² by the logit."""
    return z - y


def steady_squares(z: Array, y: Array) -> Array:
    """That of ½(s-y)² if the sigmoid were as steep everywhere as at 0."""
    return (sigmoid(z) - y) / 4


def steps_to_recover(gradient: Gradient, z: float, lr: float, most: int = 500_000) -> int:
    """Steps of gradient descent on one logit z < 0 whose target is 1, until it is no longer wrong."""
    place, one, steps = np.array([z]), np.ones(1), 0
    while place[0] < 0 and steps < most:
        place = place - lr * gradient(place, one)
        steps += 1
    return steps


@claim(
    en="Gradient descent on one logit whose target is 1: from -z, ½(s-y)² behind a sigmoid needs about eᶻ/η steps back "
    "to zero, BCE about z/η. At η = 0.5 and z = 10 that is 44 000 against 22. ½(z-y)² on the raw logit does not "
    "saturate: 4 steps.",
    ko="정답이 1인 로짓 하나를 경사 하강법으로 학습한다. -z에서 0까지 돌아오는 데 시그모이드 뒤의 ½(s-y)²은 약 eᶻ/η "
    "스텝, BCE는 약 z/η 스텝이 든다. η = 0.5, z = 10이면 44,000 대 22이다. 로짓에 바로 쓴 ½(z-y)²은 포화되지 않아 "
    "4스텝이면 된다.",
    short="Steps back from a sure mistake",
    seconds=0.8,
    literature="Golik 2013; Hui & Belkin 2021",
)
def recovery(lr: float = 0.5) -> Evidence:
    require(
        lr > 0,
        en=f"lr = {lr:g} takes no step downhill",
        ko=f"lr = {lr:g}: 손실이 줄어드는 스텝이 없다",
    )
    loose_mse, loose_bce = np.expm1(4 * lr / 27), np.expm1(lr / 2)  # d ln|gradient|/dz ≤ 1 and 1/2, steps of 4η/27, η
    require(
        loose_bce < 1,
        en=f"lr = {lr:g}: steps this long stray from the gradient flow by more than a factor of 2",
        ko=f"lr = {lr:g}: 스텝이 이렇게 길면 gradient flow에서 2배 넘게 벗어난다",
    )
    require(
        lr > 0.05,
        en=f"lr = {lr:g}: the slowest way back takes {np.exp(10) / lr:.0f} steps, more than are counted",
        ko=f"lr = {lr:g}: 가장 느린 손실이 돌아오는 데 {np.exp(10) / lr:.0f}스텝이 들어, 세는 스텝 수를 넘는다",
    )
    starts = np.arange(2.0, 11)
    mse = np.array([steps_to_recover(half_squares, -float(z), lr) for z in starts])
    of_bce = np.array([steps_to_recover(bce_gradient, -float(z), lr) for z in starts])
    raw = np.array([steps_to_recover(raw_squares, -float(z), lr) for z in starts])
    # time of the gradient flow dz/dt = -gradient, integrated in closed form from -z to 0
    flow_mse = (np.exp(starts) - 1 + 3 * starts + 3 * (1 - np.exp(-starts)) + (1 - np.exp(-2 * starts)) / 2) / lr
    flow_bce = (starts + 1 - np.exp(-starts)) / lr
    middles = -starts * (np.arange(10_000)[:, None] + 0.5) / 10_000
    of_bce_by_sums, of_mse_by_sums = (
        starts / 10_000 * np.sum(-1 / gradient(middles, np.ones_like(middles)), axis=0) / lr
        for gradient in (bce_gradient, half_squares)
    )
    off = max(np.abs(of_bce_by_sums / flow_bce - 1).max(), np.abs(of_mse_by_sums / flow_mse - 1).max())
    halvings = 1 if lr >= 10 / 11 else np.ceil(np.log(1 / 11) / np.log(1 - lr))
    steady, flow_steady = steps_to_recover(steady_squares, -10.0, lr), 4 * flow_bce[8]  # the gradient of BCE over 4
    of_mse_bound = "gradient flow, integrated; a step changes the gradient by at most e^(4η/27); one step"
    of_bce_bound = "gradient flow, integrated; a step changes the gradient by at most e^(η/2); one step"
    measurements = []
    for at in (8, 4, 0):
        measurements += [
            Measurement(
                "MSE: steps from z = {start:.0f}",
                mse[at],
                within(flow_mse[at], loose_mse * flow_mse[at] + 1, because=of_mse_bound),
                fields={"start": starts[at]},
            ),
            Measurement(
                "BCE: steps from z = {start:.0f}",
                of_bce[at],
                within(flow_bce[at], loose_bce * flow_bce[at] + 1, because=of_bce_bound),
                fields={"start": starts[at]},
            ),
        ]
    return Evidence(
        finding=Finding(
            "From z = -10 the squared error behind a sigmoid takes {mse:.0f} steps back to zero, BCE takes {bce:.0f}",
            mse="MSE: steps from z = 10",
            bce="BCE: steps from z = 10",
        ),
        caption="Steps back to zero by how wrong the logit was. Behind a sigmoid those of the squared error grow like "
        "e to the z.",
        measurements=[
            *measurements,
            Measurement(
                "largest relative distance of a flow in closed form from its sum",
                float(off),
                at_most(1e-6, because="the middles of strips of a thousandth: their error is about h²/24 of the whole"),
                check=True,
            ),
            Measurement(
                "steps of a half from z = 10 on a slope of 1",
                steps_to_recover(lambda z, _: -np.ones_like(z), -10.0, 0.5),
                within(20, 0, because="10 over a half; exact"),
                check=True,
            ),
            check_controls(steady / flow_steady - 1, most=np.expm1(lr / 8) + 1 / flow_steady),
            Measurement(
                "MSE on the raw logit: steps from z = 10",
                raw[8],
                within(halvings, 0, because="the distance 11 shrinks by 1 - η a step"),
            ),
        ],
        controls=[
            Control(
                "MSE behind a sigmoid of the same slope everywhere: steps from z = 10",
                steady,
                within(flow_mse[8], loose_mse * flow_mse[8] + 1),
            )
        ],
        curves=[
            Curve("½(s-y)² behind a sigmoid", mse.tolist(), x=starts.tolist(), role="subject"),
            Curve("BCE", of_bce.tolist(), x=starts.tolist(), role="reference"),
            Curve("½(z-y)² on the raw logit", raw.tolist(), x=starts.tolist()),
        ],
        axes=Axes(
            x="z, at a start of -z",
            y="steps back to zero",
            log_y=True,
            marks=[
                Mark(of="MSE: steps from z = 10", x=10, text="{value:.0f}"),
                Mark(of="BCE: steps from z = 10", x=10, text="{value:.0f}"),
            ],
        ),
    )


@claim(
    en="Start a linear classifier of ten sigmoids sure that nothing is there (biases -10): after 80 steps of SGD at η "
    "= 0.1, on losses summed over the ten, BCE has recovered, MSE gives no class even 0.0001. Cross-entropy does not "
    "notice: softmax ignores a common shift.",
    ko="시그모이드 열 개짜리 선형 분류기가 모두 '아니요'라고 확신하는 상태(편향 -10)에서 시작하면, 출력에 대해 합한 "
    "손실에서 η = 0.1인 SGD 80스텝 뒤에 BCE는 회복하지만 MSE는 어떤 클래스에도 0.0001조차 주지 못한다. 크로스 "
    "엔트로피는 영향을 받지 않는다. 소프트맥스는 모든 로짓에 똑같이 더한 값을 무시하기 때문이다.",
    short="A start that is sure of nothing",
    seconds=0.4,
    literature="Golik 2013; Hui & Belkin 2021",
)
def sure_start(bias: float = -10.0, lr: float = 0.1, seed: int = 0) -> Evidence:
    require(
        lr > 0,
        en=f"lr = {lr:g} takes no step downhill",
        ko=f"lr = {lr:g}: 손실이 줄어드는 스텝이 없다",
    )
    parts = digits(np.random.default_rng(seed), 4000, 1000)
    reach = 1 + max(np.max(np.sum(images**2, axis=1)) for images, _ in parts)
    limit = float(1 / max(np.exp(-bias) - 80 * 2 * lr * reach, 1))  # a step moves a logit by reach·η|gradient| at most
    require(
        limit < 0.01,
        en=f"bias = {bias:g} and lr = {lr:g}: the bound on s is {limit:.2g}, which shows no saturation",
        ko=f"bias = {bias:g}, lr = {lr:g}: s의 상한이 {limit:.2g}이므로 포화를 보여 주지 못한다",
    )
    logits = {
        (loss, start): unseen_logits(parts, loss, lr, epochs=1, bias=start)
        for loss, start in product(LOSSES, (bias, 0.0))
    }
    largest_mse, largest_bce = (np.sort(sigmoid(logits[loss, bias]).max(axis=1)) for loss in ("MSE", "BCE"))
    off_ce, off_bce = (relative_error(logits[loss, bias] - bias, logits[loss, 0.0]) for loss in ("CE", "BCE"))
    shown = np.unique(np.linspace(0, len(largest_mse) - 1, 200).astype(int))
    return Evidence(
        finding=Finding(
            "After 80 steps from biases of {bias:.3g} the largest sigmoid is {mse:.2g} on MSE and {bce:.3g} on BCE",
            mse="largest sigmoid on MSE",
            bce="largest sigmoid on BCE",
        ),
        caption="The largest of the ten sigmoids for each test image, sorted, after 80 steps from a start that says no "
        "to everything.",
        fields={"bias": bias},
        measurements=[
            Measurement(
                "largest sigmoid on MSE",
                largest_mse[-1],
                at_most(limit, because="a step takes at most 2η(1 + x·x') off e⁻ᶻ"),
            ),
            Measurement(
                "largest sigmoid on BCE", largest_bce[-1], at_least(0.5, because="a yes to anything is s > 1/2")
            ),
            Measurement(
                "binary accuracy on MSE",
                binary_accuracy(logits["MSE", bias], parts[1][1]),
                within(0.9, 1e-12, because="no to all"),
            ),
            Measurement(
                "relative error of the logits on CE less the bias",
                off_ce,
                at_most(1e-9, because="a shift of each row; 80 steps of rounding"),
            ),
            *check_digits(parts, 4000, 1000),
        ],
        controls=[
            Control("largest sigmoid on MSE from biases of 0", sigmoid(logits["MSE", 0.0]).max(), at_most(limit)),
            Control("relative error of the logits on BCE less the bias", off_bce, at_most(1e-9)),
        ],
        curves=[
            Curve("MSE", largest_mse[shown].tolist(), x=shown.tolist(), role="subject"),
            Curve("BCE", largest_bce[shown].tolist(), x=shown.tolist(), role="reference"),
        ],
        axes=Axes(
            x="test images, sorted",
            y="largest sigmoid",
            log_y=True,
            marks=[
                Mark(of="largest sigmoid on MSE", x=len(largest_mse) - 1, text="{value:.2g}"),
                Mark(of="largest sigmoid on BCE", x=len(largest_mse) - 1),
            ],
        ),
    )


mutant("counts a step beyond zero", "while place[0] < 0 and steps < most:", "while place[0] < 1e-3 and steps < most:")
mutant("turns a sign in the flow", "(starts + 1 - np.exp(-starts)) / lr", "(starts + 1 + np.exp(-starts)) / lr")
mutant(
    "starts from the wrong bias", "np.full(y.shape[1], bias)", "np.full(y.shape[1], -bias)", program="linear_classifier"
)
