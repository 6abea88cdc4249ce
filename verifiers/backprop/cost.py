"""What a gradient costs: forward passes, and propagations of δ."""

from collections.abc import Callable
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from quizdl.lab.checks import check_controls
from quizdl.lab.differences import central_difference, complex_step, forward_difference, relative_error
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    between,
    claim,
    mutant,
    within,
)

from ..programs.backward_variants import backward_anew
from ..programs.mlp import Array, Layers, forward, loss
from ..programs.mlp_backward import backward
from .common import COUNTED, EXACT, Work, autograd, draw, flat, unpack, work_of

Method = Callable[[Callable[[Array], Any], Array], Array]


def gradient_by(method: Method, theta: Array, widths: tuple[int, ...], x: Array, y: Array) -> tuple[Array, int]:
    """The gradient of the loss at θ by differences, and the FLOP of all its forward passes."""
    work = Work()
    gradient = method(lambda near: loss(work.watch_layers(unpack(near, widths)), x, y), theta)
    return gradient, work.flop


@claim(
    en="In an MLP a gradient of P numbers costs P + 1 forward passes by forward differences, 2P by central ones, and "
    "by backpropagation a small multiple of one pass, whatever P is.",
    ko="MLP에서 파라미터 P개의 기울기에 전진 차분은 순전파 P + 1번, 중앙 차분은 2P번이 든다. 역전파의 비용은 P와 "
    "상관없이 순전파의 몇 배뿐이다.",
    short="What a gradient costs",
    seconds=0.3,
    literature="Baur & Strassen 1983; Griewank & Walther 2008",
)
def cost_of_a_gradient(batch: int = 4, seed: int = 0) -> Evidence:
    if batch < 1:
        raise Undecided(en="a batch needs a sample", ko="배치에는 샘플이 하나는 있어야 한다")
    sizes, forward_cost, central_cost, complex_cost, backward_cost, distances = [], [], [], [], [], []
    passes, units = [], (2, 4, 8, 16)
    for width in units:
        widths = (width, width, width)
        layers, x, y = draw(widths, batch, seed)
        theta, g = flat(chain(*layers)), backward(layers, x, y)
        one_pass = work_of(forward, layers, x).flop
        _, ahead = gradient_by(forward_difference, theta, widths, x, y)
        estimate, central = gradient_by(central_difference, theta, widths, x, y)
        _, aside = gradient_by(complex_step, theta, widths, x, y)
        sizes.append(theta.size)
        passes.append(one_pass)
        forward_cost.append(ahead / one_pass)
        central_cost.append(central / one_pass)
        complex_cost.append(aside / one_pass)
        backward_cost.append(work_of(backward, layers, x, y).flop / one_pass)
        distances.append(relative_error(estimate, flat(g)))
    P = np.array(sizes)
    each_weight = "two layers: each W is used forward, for its gradient and, but for W_1, for δ; counted"
    error = "h²f‴/6 + ε|f|/h at h = ε^(1/3), over g"
    return Evidence(
        finding=Finding(
            "For {P} parameters backpropagation costs {backward:.3g} forward passes, central differences {central:.0f}",
            backward="backpropagation: most forward passes",
            central="central differences: forward passes at the largest P",
        ),
        caption="Cost of a gradient in forward passes, counted in FLOP, by the number of parameters.",
        fields={"P": P[-1]},
        measurements=[
            Measurement(
                "backpropagation: most forward passes", max(backward_cost), within(3 - 1 / 2, 0, because=each_weight)
            ),
            Measurement(
                "backpropagation: least forward passes", min(backward_cost), within(3 - 1 / 2, 0, because=each_weight)
            ),
            Measurement(
                "central differences: forward passes at the largest P",
                central_cost[-1],
                within(2 * P[-1], 0, because=COUNTED),
            ),
            Measurement(
                "forward differences: largest distance of the passes from P + 1",
                abs(forward_cost - P - 1).max(),
                within(0, 0, because=COUNTED),
            ),
            Measurement(
                "central differences: largest distance of the passes from 2P",
                abs(central_cost - 2 * P).max(),
                within(0, 0, because=COUNTED),
            ),
            Measurement(
                "largest distance of central differences from backpropagation",
                max(distances),
                between(1e-13, 1e-7, because=error),
            ),
            check_controls(abs(complex_cost - P).max(), *(passes - 4 * batch * np.square(units))),
            Measurement(
                "largest distance of P from the sum of the sizes of both layers",
                abs(P - [2 * n * (n + 1) for n in units]).max(),
                within(0, 0, because=COUNTED),
                check=True,
            ),
        ],
        controls=[Control("complex step: forward passes at the largest P", complex_cost[-1], within(3 - 1 / 2, 0))],
        curves=[
            Curve("backpropagation", backward_cost, x=sizes, role="subject"),
            Curve("forward differences", forward_cost, x=sizes, role="reference"),
            Curve("central differences", central_cost, x=sizes, role="reference"),
        ],
        axes=Axes(
            x="parameters",
            y="cost in forward passes",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="backpropagation: most forward passes", x=P[-1]),
                Mark(of="central differences: forward passes at the largest P", x=P[-1], text="{value:.0f}"),
            ],
        ),
    )


class Reuse(NamedTuple):
    """How often a backward pass multiplies a δ by a W, and how far its gradient is from autograd's."""

    propagations: int
    distance: float


def reuse_of(run: Callable[..., list[Array]], layers: Layers, x: Array, y: Array) -> Reuse:
    """Its products less those of the forward pass and of ∂f/∂W are those of δ."""
    products = work_of(run, layers, x, y).products - work_of(forward, layers, x).products - len(layers)
    return Reuse(products, relative_error(flat(run(layers, x, y)), flat(autograd(layers, x, y))))


@claim(
    en="With reuse, L layers take L - 1 propagations of δ; fetched anew for each layer they take L(L-1)/2, for the "
    "same gradient.",
    ko="δ를 재사용하면 L층에서 δ를 L - 1번만 전파한다. 층마다 처음부터 다시 구하면 같은 기울기에 L(L-1)/2번이 든다.",
    short="What reusing δ saves",
    seconds=0.2,
    literature="Baur & Strassen 1983; Griewank & Walther 2008",
)
def reuse_saves(width: int = 3, batch: int = 2, seed: int = 0) -> Evidence:
    if not (1 <= width <= 100 and 1 <= batch <= 1000):
        raise Undecided(
            en="a network needs a unit in each layer, and a batch a sample; 100 units and 1000 samples are the most "
            "here",
            ko="신경망에는 층마다 유닛이, 배치에는 샘플이 하나는 있어야 한다. 여기서는 유닛 100개, 샘플 1000개까지이다",
        )
    depths, once, anew, distances = np.array([2, 8, 16, 32, 64]), [], [], []
    for depth in depths:
        layers, x, y = draw((width,) * (depth + 1), batch, seed)
        reusing, fetching = (reuse_of(run, layers, x, y) for run in (backward, backward_anew))
        once.append(reusing.propagations)
        anew.append(fetching.propagations)
        distances += [reusing.distance, fetching.distance]
    deep = depths[-1]
    half = "L(L-1)/2 over L - 1 is L/2; counted"
    return Evidence(
        finding=Finding(
            "{deep} layers take {once:.0f} propagations of δ with reuse and {anew:.0f} without",
            once="with reuse: propagations in the deepest network",
            anew="without reuse: propagations in the deepest network",
        ),
        caption="Propagations of δ in a gradient, by the number of layers.",
        fields={"deep": deep},
        measurements=[
            Measurement(
                "with reuse: propagations in the deepest network", once[-1], within(deep - 1, 0, because=COUNTED)
            ),
            Measurement(
                "without reuse: propagations in the deepest network",
                anew[-1],
                within(deep * (deep - 1) / 2, 0, because=COUNTED),
            ),
            Measurement(
                "deepest network: propagations without reuse over those with it",
                anew[-1] / once[-1],
                within(deep / 2, 0, because=half),
            ),
            Measurement(
                "with reuse: largest distance from L - 1", abs(once - depths + 1).max(), within(0, 0, because=COUNTED)
            ),
            Measurement(
                "without reuse: largest distance from L(L-1)/2",
                abs(anew - depths * (depths - 1) / 2).max(),
                within(0, 0, because=COUNTED),
            ),
            Measurement("largest distance of both gradients from autograd", max(distances), EXACT),
        ],
        controls=[
            Control("two layers: propagations without reuse over those with it", anew[0] / once[0], within(deep / 2, 0))
        ],
        curves=[
            Curve("with reuse", once, x=list(depths), role="subject"),
            Curve("without reuse", anew, x=list(depths), role="reference"),
        ],
        axes=Axes(
            x="layers",
            y="propagations of δ",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="with reuse: propagations in the deepest network", x=deep, text="{value:.0f}"),
                Mark(of="without reuse: propagations in the deepest network", x=deep, text="{value:.0f}"),
            ],
        ),
    )


mutant(
    "fetches δ once more than it must",
    "range(len(layers) - 1, layer, -1)",
    "range(len(layers) - 1, max(layer, 1) - 1, -1)",
    program="backward_variants",
)
