"""The chain rule: what multiplies along the layers, and from which end."""

from functools import reduce
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import torch

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_normal
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

from ..programs.jvp import jvp
from ..programs.mlp import Array, Layers, forward
from ..programs.vjp import vjp
from .common import EXACT, NO_COLUMN, Work, beside, draw, in_torch, work_of


def jacobian(layers: Layers, x: Array) -> Array:
    """∂z_L/∂x for one sample, shape (n_L, n_0): W_L diag(σ′(z_{L-1})) W_{L-1} … diag(σ′(z_1)) W_1, multiplied out."""
    chained, h = layers[0][0], x[0]
    for (W, b), (W_next, _) in pairwise(layers):
        h = np.tanh(W @ h + b)
        chained = W_next @ np.diag(1 - h**2) @ chained
    return chained


def product_of_weights(layers: Layers) -> Array:
    """W_L … W_1, shape (n_L, n_0)."""
    return reduce(lambda chained, layer: layer[0] @ chained, layers[1:], layers[0][0])


@claim(
    en="What multiplies along the chain are Jacobians, diag(σ′)W layer by layer; the product of the weights alone is "
    "the derivative of a linear network only.",
    ko="연쇄적으로 곱해지는 것은 층마다의 야코비안 diag(σ′)W이다. 가중치만 곱한 것은 선형 신경망의 미분일 뿐이다.",
    short="Jacobians multiply, not weights alone",
    seconds=0.2,
    literature="Linnainmaa 1970",
)
def jacobians_multiply(deepest: int = 6, seed: int = 0) -> Evidence:
    if not 2 <= deepest <= 20:
        raise Undecided(
            en="from 2 to 20 layers: one layer has no chain, and rounding adds up with the depth",
            ko="2층부터 20층까지만 다룬다. 한 층이면 연쇄가 없고, 깊어질수록 반올림 오차가 쌓인다",
        )
    depths = range(2, deepest + 1)
    us = beside(seed).standard_normal((len(depths), 1, 40))  # weights of the outputs
    jacobians, tangents, outputs, pulled_back, linear, weights = [], [], [], [], [], []
    for depth, u in zip(depths, us, strict=True):
        layers, x, y = draw((5,) * depth + (40,), 1, seed)
        leaf = torch.tensor(x, requires_grad=True)
        z = in_torch(layers, leaf, y)[1]
        (reference,) = torch.autograd.grad(z, leaf, torch.tensor(u))
        (without_tanh,) = torch.autograd.grad(
            in_torch(layers, leaf, y, sigma=torch.nn.Identity())[1], leaf, torch.tensor(u)
        )
        columns = [jvp(layers, x, v[None]) for v in np.eye(5)]
        jacobians.append(relative_error(u @ jacobian(layers, x), reference))
        tangents.append(relative_error(u @ np.concatenate([z_dot for _, z_dot in columns]).T, reference))
        outputs.append(max(relative_error(ours, z.detach().numpy()) for ours, _ in columns))
        pulled_back.append(relative_error(vjp(layers, x, u), reference))
        product = u @ product_of_weights(layers)
        linear.append(relative_error(product, without_tanh))
        weights.append(relative_error(product, reference))
    worst, nearest = int(np.argmax(jacobians)), int(np.argmin(weights))
    return Evidence(
        finding=Finding(
            "The product of Jacobians is {jacobians:.2g} away from autograd; that of the weights alone {weights:.2g} "
            "or more",
            jacobians="product of Jacobians: largest distance from autograd",
            weights="product of weights: least distance from autograd",
        ),
        caption="Distance of the derivative of the output from autograd's, by depth.",
        measurements=[
            Measurement("product of Jacobians: largest distance from autograd", max(jacobians), EXACT),
            Measurement("δ sent back layer by layer: largest distance from autograd", max(pulled_back), EXACT),
            Measurement("tangents sent forward: largest distance from autograd", max(tangents), EXACT),
            Measurement("output beside the tangents: largest distance from torch's", max(outputs), EXACT, check=True),
            Measurement("linear network: distance of the product of weights from autograd", max(linear), EXACT),
            check_draws(oddity_of_normal(us)),
        ],
        controls=[Control("product of weights: least distance from autograd", min(weights), EXACT)],
        curves=[
            Curve("product of Jacobians", list(np.maximum(jacobians, NO_COLUMN)), x=depths, role="subject"),
            Curve("product of the weights alone", weights, x=depths, role="reference"),
        ],
        axes=Axes(
            x="layers",
            y="distance from autograd",
            log_y=True,
            marks=[
                Mark(of="product of Jacobians: largest distance from autograd", x=depths[worst], text="{value:.2g}"),
                Mark(of="product of weights: least distance from autograd", x=depths[nearest], text="{value:.2g}"),
            ],
        ),
    )


@claim(
    en="The output of a network is the product of the weights that its input passed.",
    ko="신경망의 출력은 입력이 지나온 가중치들을 연쇄적으로 곱한 것이다.",
    short="Folklore: the output is a product",
    seconds=0.1,
    expects="refuted",
    literature="Linnainmaa 1970",
)
def output_is_a_product(size: float = 2.0, seed: int = 0) -> Evidence:
    if not 0.05 <= abs(size) <= 1e6:
        raise Undecided(
            en="on inputs near zero tanh is all but linear, and the sentence all but right; beyond 1e6 every unit is "
            "saturated",
            ko="0에 가까운 입력에서는 tanh가 거의 선형이므로 문장이 거의 옳고, 1e6을 넘으면 모든 유닛이 포화된다",
        )
    drawn, x, y = draw((5, 6, 4, 3), 1, seed)
    layers = [(W, np.zeros_like(b)) for W, b in drawn]
    product, output = x @ product_of_weights(layers).T, forward(layers, size * x)[1]
    linear = reduce(lambda h, layer: h @ layer[0].T + layer[1], layers, size * x)
    off, off_linear = (relative_error(one, size * product) for one in (output, linear))
    scales = np.linspace(0.05, max(3, abs(size)), 60)
    distances = [relative_error(forward(layers, scale * x)[1], scale * product) for scale in scales]
    return Evidence(
        finding=Finding(
            "At inputs of size {size:.3g} the output is off the product of the weights by {off:.2g}",
            off="tanh: distance of the output from the product",
        ),
        caption="Distance of the output of a network of three layers from the product of its weights with the input.",
        fields={"size": abs(size)},
        measurements=[Measurement("tanh: distance of the output from the product", off, EXACT)],
        controls=[
            Control("linear network: distance of the output from the product", off_linear, EXACT, must="hold"),
            Control(
                "tanh: distance of the output from torch's",
                relative_error(output, in_torch(layers, size * x, y)[1].detach()),
                EXACT,
                must="hold",
            ),
        ],
        curves=[Curve("tanh", distances, x=list(scales))],
        axes=Axes(
            x="size of the input",
            y="distance over the larger of the two",
            marks=[Mark(of="tanh: distance of the output from the product", x=abs(size), text="{value:.2g}")],
        ),
    )


class JacobianCosts(NamedTuple):
    """A Jacobian by both modes: FLOP of reverse over forward mode, passes of each, distance of both from autograd."""

    ratio: float
    forward_passes: float
    reverse_passes: float
    distance: float


def jacobian_costs(n: int, m: int, seed: int) -> JacobianCosts:
    """The Jacobian of m outputs by n inputs: a column a pass forward, a row a pass back; two forward passes a pass."""
    layers, x, y = draw((n, 8, 7, m), 1, seed)
    ahead, back = Work(), Work()
    watched = ahead.watch_layers(layers)
    columns = np.concatenate([jvp(watched, ahead.watch(x), ahead.watch(v[None]))[1] for v in np.eye(n)]).T
    watched = back.watch_layers(layers)
    rows = np.concatenate([vjp(watched, back.watch(x), back.watch(u[None])) for u in np.eye(m)])
    leaf = torch.tensor(x, requires_grad=True)
    outputs = in_torch(layers, leaf, y)[1][0]
    reference = torch.cat([torch.autograd.grad(z, leaf, retain_graph=True)[0] for z in outputs])
    distance = max(relative_error(np.asarray(matrix), reference) for matrix in (columns, rows))
    two_passes = 2 * work_of(forward, layers, x).flop
    return JacobianCosts(back.flop / ahead.flop, ahead.flop / two_passes, back.flop / two_passes, distance)


@claim(
    en="A Jacobian of m outputs by n inputs takes n passes in forward mode or m in reverse mode. So reverse mode, "
    "which starts at the loss, is cheaper for many inputs and one output, and dearer for one input and many outputs.",
    ko="출력 m개, 입력 n개의 야코비안에는 forward mode로 n번, reverse mode로 m번의 패스가 든다. 그래서 손실에서 "
    "시작하는 reverse mode는 입력이 많고 출력이 하나일 때 비용이 적고, 입력이 하나이고 출력이 많으면 비용이 많다.",
    short="Forward mode or reverse mode",
    seconds=0.3,
    literature="Wengert 1964; Griewank & Walther 2008",
)
def forward_or_reverse(many: int = 12, seed: int = 0) -> Evidence:
    if not 2 <= many <= 200:
        raise Undecided(
            en="many inputs or outputs are 2 to 200 here: with one there is nothing to compare",
            ko="여기서 '많은' 입력이나 출력은 2개부터 200개까지이다. 하나뿐이면 비교할 것이 없다",
        )
    inputs, outputs = jacobian_costs(many, 1, seed), jacobian_costs(1, many, seed)
    each = "m/n: a pass of either mode multiplies by each W twice"
    twice = "a pass of either mode costs two forward passes: it multiplies by each W twice"
    sizes = sorted({1, 2, 4, 8, 16, 32, many})
    return Evidence(
        finding=Finding(
            "Reverse mode costs {inputs:.3g} of forward mode for {many} inputs and one output, and {outputs:.3g} "
            "times as much "
            "for one input and {many} outputs",
            inputs="many inputs and one output: reverse over forward mode",
            outputs="one input and many outputs: reverse over forward mode",
        ),
        caption="FLOP of a Jacobian by reverse mode over those by forward mode: the modes are level where there are "
        "as many "
        "inputs as outputs.",
        fields={"many": many},
        measurements=[
            Measurement(
                "many inputs and one output: reverse over forward mode",
                inputs.ratio,
                within(1 / many, 1e-12, because=each),
            ),
            Measurement(
                "many inputs: passes forward for each input",
                inputs.forward_passes / many,
                within(1, 1e-12, because=twice),
            ),
            Measurement("one output: passes back", inputs.reverse_passes, within(1, 1e-12, because=twice)),
            Measurement("many inputs: largest distance of both Jacobians from autograd", inputs.distance, EXACT),
            check_controls(
                abs(outputs.ratio / many - 1), abs(outputs.forward_passes - 1), abs(outputs.reverse_passes - many)
            ),
            Measurement("many outputs: largest distance of both Jacobians from autograd", outputs.distance, EXACT),
        ],
        controls=[Control("one input and many outputs: reverse over forward mode", outputs.ratio, at_most(1))],
        curves=[
            Curve(
                "outputs: {m}",
                [jacobian_costs(n, m, seed).ratio for n in sizes],
                x=sizes,
                fields={"m": m},
            )
            for m in sorted({1, 4, many})
        ],
        axes=Axes(
            x="inputs",
            y="cost of reverse over forward mode",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="many inputs and one output: reverse over forward mode", x=many),
                Mark(of="one input and many outputs: reverse over forward mode", x=1),
            ],
        ),
    )


mutant("forgets σ′ in forward mode", "(1 - h**2) * z_dot", "z_dot", program="jvp")
mutant("sends the bias along with the tangent", "h_dot @ W.T\n", "h_dot @ W.T + b\n", program="jvp")
mutant("takes σ′ of the tangent", "h_dot = (1 - h**2)", "h_dot = (1 - np.tanh(z_dot) ** 2)", program="jvp")
mutant(
    "forgets σ′ in reverse mode",
    "u @ layers[layer][0] * (1 - inputs[layer] ** 2)",
    "u @ layers[layer][0]",
    program="vjp",
)
mutant("multiplies the weights alone", "W_next @ np.diag(1 - h**2) @ chained", "W_next @ chained")
mutant("pulls the outputs back in reverse order", "for u in np.eye(m)]", "for u in np.eye(m)[::-1]]")
