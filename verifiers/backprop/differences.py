"""Gradients by differences: how exact they are, where they fail, and what a gradient check finds."""

from collections.abc import Callable
from itertools import chain
from typing import Any

import numpy as np
import torch

from quizdl.lab.checks import check_controls, check_oddities
from quizdl.lab.differences import (
    CENTRAL_STEP,
    FORWARD_STEP,
    central_difference,
    complex_step,
    forward_difference,
)
from quizdl.lab.statistics import log_log_slope
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
    progress,
    within,
)

from ..programs.backward_variants import relu, relu_slope
from ..programs.gradient_check import gradient_check
from ..programs.mlp import Array, loss
from ..programs.mlp_backward import backward
from .common import check_sample, draw, flat, unpack


@claim(
    en="The error of differences over h is a V: truncation falls like h² (central) or h (forward), rounding grows "
    "like 1/h. For values and derivatives near one the best h is near ε^(1/3) (central) or ε^(1/2) (forward).",
    ko="수치 미분의 오차를 h에 대해 그리면 V자이다. 절단 오차는 h²(중앙 차분)나 h(전진 차분)에 비례해 줄고 반올림 "
    "오차는 1/h에 비례해 는다. 함숫값과 도함수의 크기가 1 정도이면 가장 좋은 h는 중앙 차분에서 ε^(1/3), 전진 "
    "차분에서 ε^(1/2) 부근이다.",
    short="The error of differences over h",
    seconds=0.7,
    literature="Nocedal & Wright 2006, sec. 8.1; Squire & Trapp 1998",
)
def v_shaped_error(batch: int = 8, seed: int = 0) -> Evidence:
    widths = (4, 5, 3)
    layers, x, y = draw(widths, batch, seed)
    theta, g = flat(chain(*layers)), flat(backward(layers, x, y))
    h = 10.0 ** np.arange(-12, -1.4, 0.25)

    def f(near: Array) -> Any:
        return loss(unpack(near, widths), x, y)

    def errors(method: Callable[..., Array]) -> Array:
        found = [method(f, theta, step) for step in progress(h)]
        distances = np.linalg.norm(np.array(found) - g, axis=1)
        return np.asarray(distances / np.linalg.norm(g))

    def slope(error: Array, low: float, high: float) -> float:
        inside = (low < h) & (h < high)
        return log_log_slope(h[inside], error[inside])[0]

    central, forwards, stepped = errors(central_difference), errors(forward_difference), errors(complex_step)
    best, best_forward = int(central.argmin()), int(forwards.argmin())
    taylor = "Taylor: at both ends the next term and rounding are below 10 %"
    noise = within(-1, 0.1, because="ε/h; the norm of P roundings scatters by 1/√2P, its slope by far less")
    decade = "where both parts are equal; a decade is 100-fold in f over its derivative"
    least = "ε^(2/3), times f and f‴ over g: two decades either way"
    least_forward = "ε^(1/2), times f and f″ over g: two decades either way"
    return Evidence(
        finding=Finding(
            "The least error of central differences is {central:.2g}, at h = {h:.1g}; of forward differences "
            "{forward:.2g}, at "
            "h = {h_forward:.1g}",
            central="central differences: least error",
            forward="forward differences: least error",
        ),
        caption="Error of the gradient over its length, by the step h: rounding on the left, truncation on the right.",
        fields={"h": h[best], "h_forward": h[best_forward]},
        measurements=[
            Measurement(
                "central differences: least error",
                central[best],
                between(CENTRAL_STEP**2 / 100, CENTRAL_STEP**2 * 100, because=least),
            ),
            Measurement(
                "forward differences: least error",
                forwards[best_forward],
                between(FORWARD_STEP / 100, FORWARD_STEP * 100, because=least_forward),
            ),
            Measurement(
                "central differences: power of h at large h", slope(central, 8e-4, 4e-2), within(2, 0.1, because=taylor)
            ),
            Measurement("central differences: power of h at small h", slope(central, 0, 2e-7), noise),
            Measurement(
                "central differences: log₁₀ of the best h",
                np.log10(h[best]),
                within(np.log10(CENTRAL_STEP), 1, because=decade),
            ),
            Measurement(
                "forward differences: power of h at large h",
                slope(forwards, 8e-7, 2e-2),
                within(1, 0.1, because=taylor),
            ),
            Measurement("forward differences: power of h at small h", slope(forwards, 0, 2e-9), noise),
            Measurement(
                "forward differences: log₁₀ of the best h",
                np.log10(h[best_forward]),
                within(np.log10(FORWARD_STEP), 1, because=decade),
            ),
            check_controls(stepped[h < 2e-7].max(), most=1e-12),
            Measurement(
                "error of twice the gradient",
                errors(lambda *_: 2 * g).max(),
                within(1, 1e-12, because="it is off by the gradient itself; rounding"),
                check=True,
            ),
            Measurement(
                "exponent of a power law of 3/2",
                log_log_slope([1, 2, 4, 9], [2.0, 2 * 2**1.5, 16, 54])[0],
                within(1.5, 1e-12, because="2·x^(3/2) at four points; rounding"),
                check=True,
            ),
            check_oddities(),
            *check_sample(x, y, batch, widths[-1]),
            Measurement(
                "error that a gradient check reports of this gradient",
                gradient_check(f, lambda near: flat(backward(unpack(near, widths), x, y)), theta),
                at_most(1e-6, because="central differences at their best h: ε^(2/3), times f and f‴ over g"),
            ),
        ],
        controls=[Control("complex step: power of h at small h", slope(stepped, 0, 2e-7), noise)],
        curves=[
            Curve("central", list(central), x=list(h), role="subject"),
            Curve("forward", list(forwards), x=list(h), role="reference"),
            Curve("complex step", list(stepped), x=list(h), role="reference"),
        ],
        axes=Axes(
            x="h",
            y="relative error of the gradient",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="central differences: least error", x=h[best], text="{value:.2g} at h = {x:.1g}"),
                Mark(of="forward differences: least error", x=h[best_forward], text="{value:.2g} at h = {x:.1g}"),
            ],
        ),
    )


@claim(
    en="A difference across a kink rejects a correct gradient: 1e-7 beside it, h = 1e-5 gives ReLU the slope 0.505 "
    "instead of 1. At z = 0 itself the slope is a convention, 0 in torch.",
    ko="꺾인 점을 걸친 수치 미분은 올바른 기울기를 틀린 것으로 판정한다. ReLU에서 z = 1e-7, h = 1e-5이면 기울기가 "
    "1이 아니라 0.505로 나온다. z = 0에서의 기울기는 정하기 나름이며 torch에서는 0이다.",
    short="A difference across a kink",
    seconds=0.1,
    literature="Karpathy 2015, CS231n",
)
def kink(z: float = 1e-7, h: float = 1e-5) -> Evidence:
    if z == 0:
        raise Undecided(
            en="at z = 0 ReLU has no derivative: what a backward pass gives there is a convention",
            ko="z = 0에서 ReLU는 미분할 수 없다. 역전파가 그곳에서 내는 값은 정하기 나름이다",
        )
    if not 0 < abs(z) < h:
        raise Undecided(
            en=f"from z = {z:g} a step of h = {h:g} does not cross the kink at 0",
            ko=f"z = {z:g}에서 h = {h:g}만큼 움직여도 0에 있는 꺾인 점을 지나지 않는다",
        )
    points = np.linspace(-2 * h, 2 * h, 81)
    across = within((z + h) / (2 * h), 1e-12, because="(z + h - 0)/2h; rounding")
    one_side = within(z > 0, 1e-12, because="σ(z) = z for z > 0 and 0 for z < 0; rounding")
    corner = torch.zeros((), dtype=torch.float64, requires_grad=True)
    (convention,) = torch.autograd.grad(torch.relu(corner), corner)
    choice = "any slope from 0 to 1 will do there (a subgradient); torch's is taken"
    return Evidence(
        finding=Finding(
            "At z = {z:.2g} a central difference with h = {h:.2g} gives {difference:.3g}, the backward pass "
            "{slope:.3g}",
            difference="central difference across the kink",
            slope="slope of the backward pass",
        ),
        caption="The slope of ReLU near its kink, by the backward pass and by a central difference that crosses it.",
        fields={"z": z, "h": h},
        measurements=[
            Measurement("central difference across the kink", central_difference(relu, z, h).item(), across),
            Measurement("slope of the backward pass", relu_slope(np.array(z)).item(), one_side),
            Measurement(
                "central difference on one side with h = |z|/2",
                central_difference(relu, z, abs(z) / 2).item(),
                one_side,
            ),
            check_controls(abs(central_difference(relu, z + 2 * h, h).item() - 1)),
            Measurement(
                "differences of 2x at 1000/3 with h = 1e-9: largest distance from 2",
                max(
                    abs(method(lambda x: 2 * x, 1000 / 3, 1e-9).item() - 2)
                    for method in (central_difference, forward_difference)
                ),
                within(0, 0, because="doubling is exact, over the step that x + h really makes"),
                check=True,
            ),
            Measurement(
                "slope of the backward pass at z = 0",
                relu_slope(np.array(0)).item(),
                within(convention.item(), 0, because=choice),
            ),
        ],
        controls=[Control("central difference at z + 2h", central_difference(relu, z + 2 * h, h).item(), across)],
        curves=[
            Curve(
                "central difference",
                [central_difference(relu, point, h).item() for point in points],
                x=list(points),
                role="subject",
            ),
            Curve("backward pass", list(relu_slope(points)), x=list(points), role="reference"),
        ],
        axes=Axes(
            x="z",
            y="slope",
            marks=[
                Mark(of="central difference across the kink", x=z),
                Mark(of="slope of the backward pass", x=z),
            ],
        ),
    )


mutant(
    "gives ReLU a slope of one half everywhere it bends",
    "(z > 0).astype(float)",
    "(1 + np.sign(z)) / 2",
    program="backward_variants",
)
