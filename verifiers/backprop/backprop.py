"""Backpropagation: the chain rule from the last layer to the first, what it costs, and what it does not do.

The programs under test, with their notation: programs/mlp.py, mlp_backward.py, jvp.py, vjp.py, gradient_check.py.
θ is all W and b in one vector of P numbers, f the mean cross-entropy, g = ∂f/∂θ, η the learning rate, ε the gap after
1 in float64.
"""

from collections.abc import Callable
from itertools import chain

import numpy as np
import torch

from quizdl.lab.checks import check_controls, check_relative_errors
from quizdl.lab.differences import complex_step, relative_error
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

from ..programs.backward_variants import Activation, backward_with, relu, relu_slope, tanh_slope
from ..programs.mlp import Array, forward, loss
from ..programs.mlp_backward import backward
from .common import (
    COUNTED,
    EXACT,
    NO_COLUMN,
    autograd,
    check_numbers,
    check_order,
    check_sample,
    draw,
    flat,
    in_torch,
    unpack,
)

SLOPE_FORGOTTEN = Activation(np.tanh, np.ones_like)
SLOPE_MISPLACED = Activation(np.tanh, lambda z: tanh_slope(np.tanh(z)))


@claim(
    en="The chain rule gives the gradient exactly: by hand it equals the complex step and autograd to rounding.",
    ko="연쇄 법칙은 정확한 기울기를 준다. 손으로 쓴 역전파는 반올림 오차 안에서 복소 스텝, autograd와 같다.",
    short="Backpropagation by hand is exact",
    seconds=0.2,
    literature="Squire & Trapp 1998; Martins, Sturdza & Alonso 2003",
)
def exact_gradient(batch: int = 8, seed: int = 0) -> Evidence:
    widths = (4, 6, 5, 3)
    layers, x, y = draw(widths, batch, seed)
    g, reference = flat(backward(layers, x, y)), flat(autograd(layers, x, y))
    stepped = complex_step(lambda theta: loss(unpack(theta, widths), x, y), flat(chain(*layers)))
    rectified = flat(backward_with(Activation(relu, relu_slope), layers, x, y))
    forgotten, misplaced = (flat(backward_with(wrong, layers, x, y)) for wrong in (SLOPE_FORGOTTEN, SLOPE_MISPLACED))
    summed = flat(autograd(layers, x, y, reduction="sum"))
    _, logits, mean_loss = in_torch(layers, x, y)
    delta = torch.autograd.grad(mean_loss, logits)[0].numpy()
    W, b = layers[-1]
    loud = [*layers[:-1], (3000 * W, 3000 * b)]  # logits whose exponentials no float64 can hold
    _, loud_logits, loud_loss = in_torch(loud, x, y)
    steep, height = flat(backward(loud, x, y)), loss(loud, x, y)
    lost = int(np.count_nonzero(~np.isfinite([*steep, height])))
    large = at_most(1e-11, because="logits near 1e3, each rounded by ε: its exponential by 1e3·ε, summed")

    def errors(gradient: Array) -> Array:
        return np.array(np.maximum(abs(gradient - stepped) / abs(stepped).max(), NO_COLUMN))

    def first_layer(slope: Callable[[Array], Array]) -> Array:
        """The gradient of W_1 where σ′ is the slope at h."""
        back, hidden = delta, forward(layers, x)[0][1:]
        for (W, _), h in zip(layers[:0:-1], hidden[::-1], strict=True):
            back = back @ W * slope(h)
        return np.array(back.T @ x)

    return Evidence(
        finding=Finding(
            "By hand the largest error is {error:.2g} of the largest derivative; without σ′ it is {forgotten:.2g}",
            error="largest error of backpropagation against the complex step",
            forgotten="largest error without σ′",
        ),
        caption="Error of each derivative over the largest derivative; errors of zero are drawn at 1e-17.",
        measurements=[
            Measurement("largest error of backpropagation against the complex step", errors(g).max(), EXACT),
            Measurement("largest distance from autograd", relative_error(g, reference), EXACT),
            Measurement(
                "distance of the loss from torch's",
                relative_error(loss(layers, x, y), in_torch(layers, x, y)[2].item()),
                EXACT,
                check=True,
            ),
            Measurement(
                "ReLU: largest distance from autograd",
                relative_error(rectified, flat(autograd(layers, x, y, sigma=torch.relu))),
                EXACT,
            ),
            Measurement("logits × 3000: numbers that overflow", lost, within(0, 0, because=COUNTED)),
            Measurement(
                "logits × 3000: distance of the loss from torch's",
                relative_error(height, loud_loss.item()),
                large,
            ),
            Measurement(
                "logits × 3000: largest distance from autograd",
                relative_error(steep, flat(autograd(loud, x, y))),
                large,
            ),
            Measurement(
                "error of twice the derivatives",
                errors(2 * stepped).max(),
                within(1, 1e-12, because="the largest derivative is off by itself; rounding"),
                check=True,
            ),
            check_controls(
                errors(summed).max() - (batch - 1),
                relative_error(forgotten[:24].reshape(6, 4), first_layer(np.ones_like)),
                relative_error(misplaced[:24].reshape(6, 4), first_layer(tanh_slope)),
                relative_error(loud_logits.detach(), 3000 * logits.detach()),
            ),
            *check_sample(x, y, batch, widths[-1]),
            check_order(),
            check_numbers(),
            check_relative_errors(),
        ],
        controls=[
            Control("largest error without σ′", errors(forgotten).max(), EXACT),
            Control("largest error with σ′ taken at h", errors(misplaced).max(), EXACT),
            Control("largest error without 1/B", errors(summed).max(), EXACT),
        ],
        curves=[
            Curve("by hand", list(errors(g)), points=True, role="subject"),
            Curve("σ′ forgotten", list(errors(forgotten)), points=True, role="reference"),
            Curve("σ′ taken at h", list(errors(misplaced)), points=True, role="reference"),
        ],
        axes=Axes(
            x="parameter",
            y="error over the largest derivative",
            log_y=True,
            marks=[
                Mark(of="largest error of backpropagation against the complex step", x=int(errors(g).argmax())),
                Mark(of="largest error without σ′", x=int(errors(forgotten).argmax())),
            ],
        ),
    )


@claim(
    en="Backpropagation is exact for every parameter, from one layer to eight, whatever the widths and the batch size, "
    "and it leaves its arguments as they are.",
    ko="역전파는 1층부터 8층까지, 폭과 배치 크기에 관계없이 모든 파라미터에서 정확하며 인자를 바꾸지 않는다.",
    short="Backpropagation at every depth",
    seconds=0.3,
    literature="Linnainmaa 1970; Rumelhart, Hinton & Williams 1986",
)
def depths(deepest: int = 8, seed: int = 0) -> Evidence:
    if not 2 <= deepest <= 8:
        raise Undecided(
            en="from 2 to 8 layers: a network of one layer needs no σ′, and there are widths for eight",
            ko="2층부터 8층까지만 다룬다. 한 층이면 σ′이 필요 없고, 폭은 여덟 층까지 정해 두었다",
        )
    sizes, batches = (5, 4, 7, 3, 6, 2, 5, 4, 3), (1, 2, 9)
    layer_counts = range(1, deepest + 1)
    errors, unscaled, every_error, changed, classes_missed = [], [], [], 0, 0
    for depth in layer_counts:
        widths = sizes[: depth + 1]
        by_hand, without_slope = [], []
        for batch in batches:
            layers, x, y = draw(widths, batch, seed)
            gradients, references = backward(layers, x, y), autograd(layers, x, y)
            as_drawn, drawn_x, drawn_y = draw(widths, batch, seed)
            before = flat([drawn_x, drawn_y, *chain(*as_drawn)])
            changed += int(np.count_nonzero(flat([x, y, *chain(*layers)]) != before))
            classes_missed += min(batch, widths[-1]) - len(set(y))
            by_hand += [relative_error(*pair) for pair in zip(gradients, references, strict=True)]
            mistaken = backward_with(SLOPE_FORGOTTEN, layers, x, y)
            without_slope += [relative_error(*pair) for pair in zip(mistaken, references, strict=True)]
        errors.append(max(by_hand))
        every_error += by_hand
        unscaled.append(max(without_slope))
    worst = int(np.argmax(errors))
    every = at_most(
        1e-12, because="rounding of ten sums of products a layer; small derivatives count on their own scale"
    )
    return Evidence(
        finding=Finding(
            "Over all depths derivatives are off by {error:.2g} of the largest of their array at most",
            error="largest error of any array",
        ),
        caption="The largest error over all arrays and three batch sizes, by the number of layers. Without σ′ one "
        "layer "
        "is right and no other.",
        measurements=[
            Measurement("largest error of any array", max(every_error), every),
            Measurement(
                "arrays that were compared",
                len(every_error),
                within(3 * deepest * (deepest + 1), 0, because="a W and a b for each layer of each network"),
                check=True,
            ),
            Measurement("numbers of the arguments that changed", changed, within(0, 0, because=COUNTED)),
            Measurement("one layer: largest error without σ′", unscaled[0], every, check=True),
            Measurement(
                "classes without a label in a batch that has room for all",
                classes_missed,
                within(0, 0, because=COUNTED),
                check=True,
            ),
        ],
        controls=[Control("least error without σ′ from two layers on", min(unscaled[1:]), every)],
        curves=[
            Curve("by hand", list(np.maximum(errors, NO_COLUMN)), x=layer_counts, role="subject"),
            Curve("σ′ forgotten", list(np.maximum(unscaled, NO_COLUMN)), x=layer_counts, role="reference"),
        ],
        axes=Axes(
            x="layers",
            y="error over the largest derivative",
            log_y=True,
            marks=[Mark(of="largest error of any array", x=layer_counts[worst], text="{value:.2g}")],
        ),
    )


mutant("forgets 1/B", "delta /= len(y)", "delta /= 1", program="mlp_backward")
mutant("forgets σ′", "delta @ W * (1 - inputs[layer] ** 2)", "delta @ W", program="mlp_backward")
mutant(
    "takes σ′ at the activation", "1 - inputs[layer] ** 2", "1 - np.tanh(inputs[layer]) ** 2", program="mlp_backward"
)
mutant(
    "pairs each W with the input of the layer above",
    "delta.T @ inputs[layer - 1]",
    "delta.T @ inputs[layer]",
    program="mlp_backward",
)
mutant(
    "spreads the bias gradient over the batch",
    "[delta.T @ inputs[layer - 1], delta.sum(axis=0)]",
    "[delta.T @ inputs[layer - 1], delta.mean(axis=0)]",
    program="mlp_backward",
)
mutant("takes the label off twice", "y] -= 1", "y] -= 2", program="mlp_backward")
mutant("lets the exponentials overflow", "z - z.max(axis=1, keepdims=True)", "z", program="mlp_backward")
mutant("subtracts the largest logit of the batch", "z.max(axis=1, keepdims=True)", "z.max()", program="mlp_backward")
mutant(
    "takes the first layer for the last",
    "range(len(layers) - 1, 0, -1)",
    "range(1, len(layers))",
    program="mlp_backward",
)
mutant("lets the loss overflow", "z = z - z.real.max(axis=1, keepdims=True)", "z = z - 0", program="mlp")
mutant(
    "writes the gradient over the weights",
    "    return gradients\n",
    "    layers[0][1][:] = gradients[1]\n    return gradients\n",
    program="mlp_backward",
)
mutant(
    "compares with the gradient of another batch",
    "g, reference = flat(backward(layers, x, y)), flat(autograd(layers, x, y))",
    "g, reference = flat(backward(layers, x, y)), flat(autograd(layers, x[::-1].copy(), y))",
)
