"""Momentum under a schedule: the learning rate changes between steps, and the buffer knows nothing of it."""

from functools import partial

import numpy as np
import torch

from quizdl.lab.checks import check_controls
from quizdl.lab.descent import Array, max_distance, torch_path
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
    within,
)

from .common import EPSILON, ROUNDING, Gradient, heavy_ball, path_and_buffers, require_limit, valley


@claim(
    en="The learning rate may change between steps, because the buffer does not hold it: where η falls tenfold, so "
    "does the next step. A buffer of ηg takes the same path while η is constant, and is nearly as fast when η falls.",
    ko="버퍼에는 학습률이 들어 있지 않으므로 스텝 사이에 학습률을 바꾸어도 된다. η를 10분의 1로 낮추면 바로 다음 "
    "스텝도 10분의 1이 된다. 버퍼에 ηg를 쌓으면 η가 그대로인 동안은 같은 경로를 가지만, η를 낮춘 뒤에도 거의 "
    "예전 속도로 움직인다.",
    short="Momentum under a learning rate schedule",
    seconds=0.3,
    literature="Sutskever 2013; torch.optim.SGD",
)
def schedule(lr: float = 0.05, beta: float = 0.9, fall: float = 0.1, seed: int = 0) -> Evidence:
    require_limit(lr, beta, 400)
    if not 0 < fall <= 0.9:
        raise Undecided(
            en=f"fall = {fall:g}: the rate falls to a share of itself, above 0 and at most 0.9",
            ko=f"fall = {fall:g}: 학습률이 떨어진 뒤의 비율은 0보다 크고 0.9 이하여야 한다",
        )
    gradient, start = valley(seed)
    factors = 0.55 + 0.45 * np.cos(2 * np.pi * np.arange(101) / 25)  # from 1 to 0.1 and back, four times

    def scheduled(theta: list[torch.Tensor]) -> torch.optim.Optimizer:
        optimizer = torch.optim.SGD(theta, lr=lr, momentum=beta, foreach=False)
        scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: float(factors[step]))
        optimizer.register_step_post_hook(lambda *_: scheduler.step())
        return optimizer

    def rate_in_buffer(gradient: Gradient, theta: Array, v: Array, lr: float) -> tuple[Array, Array]:
        v = beta * v + lr * gradient(theta)
        return theta - v, v

    rates = [float(lr * factor) for factor in factors[:100]]
    ours, _ = path_and_buffers(heavy_ball(gradient, beta), start, rates)
    theirs = torch_path(scheduled, lambda theta, _: gradient(theta), start)
    held, _ = path_and_buffers(partial(rate_in_buffer, gradient), start, rates)
    constant, _ = path_and_buffers(partial(rate_in_buffer, gradient), start, [lr] * 100)
    sgd = partial(torch.optim.SGD, lr=lr, momentum=beta, foreach=False)
    constant_theirs = torch_path(sgd, lambda theta, _: gradient(theta), start)

    falling = [lr] * 400 + [fall * lr] * 40  # on a gradient of one
    steps = -np.diff(path_and_buffers(heavy_ball(np.ones_like, beta), np.zeros(1), falling)[0][:, 0])
    steps_held = -np.diff(path_and_buffers(partial(rate_in_buffer, np.ones_like), np.zeros(1), falling)[0][:, 0])
    next_step, next_held = (of[400] / of[399] for of in (steps, steps_held))
    near = beta**400 + 2000 * EPSILON / min(fall, 1 - beta)
    x = np.arange(-20, 40)
    return Evidence(
        finding=Finding(
            "When the learning rate falls to {fall:g} of itself the next step is {ours:.3g} of the one before; with "
            "the rate inside the buffer it is {held:.3g}",
            ours="next step after the fall",
            held="next step after the fall with the rate in the buffer",
        ),
        caption="Length of the steps on a constant gradient, as a share of the last one before the learning rate "
        "falls.",
        fields={"fall": fall},
        measurements=[
            Measurement(
                "next step after the fall",
                next_step,
                within(fall, near, because="θ moves by ηv and v is at its limit; rounding"),
                unit="of the last one",
            ),
            Measurement(
                "largest distance from torch under a schedule",
                max_distance(ours, theirs),
                at_most(1e-12, because=ROUNDING),
            ),
            Measurement(
                "distance from torch at a constant rate with the rate in the buffer",
                max_distance(constant, constant_theirs),
                at_most(1e-12, because=ROUNDING),
            ),
            Measurement(
                "share of the limit that the buffer lacks before the fall",
                near,
                at_most(0.001, because="400 steps of β, and rounding"),
                check=True,
            ),
            check_controls(abs(next_held - beta - (1 - beta) * fall), most=near),
        ],
        controls=[
            Control(
                "next step after the fall with the rate in the buffer",
                next_held,
                within(fall, near),
                unit="of the last one",
            ),
            Control(
                "distance from torch under a schedule with the rate in the buffer",
                max_distance(held, theirs),
                at_most(1e-12),
            ),
        ],
        curves=[
            Curve("rate outside the buffer", steps[380:] / steps[399], x=list(x + 1), role="subject"),
            Curve("rate in the buffer", steps_held[380:] / steps_held[399], x=list(x + 1), role="reference"),
        ],
        axes=Axes(
            x="steps after the fall",
            y="step / last one before",
            marks=[
                Mark(of="next step after the fall", x=1, text="{value:.3g}"),
                Mark(of="next step after the fall with the rate in the buffer", x=1, text="{value:.3g}"),
            ],
        ),
    )
