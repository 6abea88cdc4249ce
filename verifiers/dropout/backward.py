"""The gradient through dropout, by hand: exact for its mask, and on average the gradient of the averaged loss."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizdl.lab.checks import check_controls, check_draws, check_relative_errors
from quizdl.lab.differences import complex_step, relative_error
from quizdl.lab.samples import oddity_of_uniform
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, claim, mutant, within

from ..programs.dropout import Dropout
from ..programs.dropout_masks import all_masks, mask_probabilities
from .common import Array, Given, oddity_of_masks, oddity_of_normals, require

INPUTS, HIDDEN, EXAMPLES = 3, 8, 40
Numbers = NDArray[Any]  # real, or complex where the complex step passes through


def loss(w: Numbers, v: Array, x: Array, y: Array, factors: Array) -> Any:
    """Mean of ½(tanh(factors∘tanh(xWᵀ)·v) - y)² over examples, written without Dropout, so that it can judge it.

    factors  shape (..., 40, 8): one loss for each mask
    """
    hidden = np.tanh(x @ w.T) * factors
    return 0.5 * np.mean((np.tanh(hidden @ v) - y) ** 2, axis=-1)


def gradient(w: Array, v: Array, x: Array, y: Array, layer: Dropout, draws: Array) -> tuple[Array, Array]:
    """The gradient by W, shape (8, 3), and that by the layer's output, with these draws for its mask."""
    hidden = np.tanh(x @ w.T)
    out = np.tanh(layer.forward(hidden.copy(), True, Given(draws)) @ v)
    dout = np.outer((out - y) * (1 - out**2) / len(y), v)
    return by_weights(layer.backward(dout.copy()), hidden, x), dout


def by_weights(dhidden: Array, hidden: Array, x: Array) -> Array:
    """The gradient by W from that by the hidden units tanh(xWᵀ)."""
    product: Array = (dhidden * (1 - hidden**2)).T @ x
    return product


def by_loops(w: Array, v: Array, x: Array, y: Array) -> Array:
    """The gradient by W of the network with all units, weight by weight."""
    total = np.zeros_like(w)
    for row, right in zip(x, y, strict=True):
        hidden = [float(np.tanh(row @ weights)) for weights in w]
        out = float(np.tanh(sum(h * one for h, one in zip(hidden, v, strict=True))))
        for (unit, place), _ in np.ndenumerate(total):
            slope = (out - right) * (1 - out**2) * v[unit] * (1 - hidden[unit] ** 2) * row[place]
            total[unit, place] += slope / len(y)
    return total


@claim(
    en="The gradient of dropout goes through the mask and the factor 1/(1-p) of the forward pass: exact for that mask, "
    "0 for weights into a dropped unit, and averaged over masks the gradient of the averaged loss, not that of the "
    "network with all units.",
    ko="드롭아웃의 기울기는 순전파의 마스크와 계수 1/(1-p)를 그대로 지난다. 그 마스크에 대해 정확하고, 드롭된 유닛으로 "
    "들어가는 가중치의 기울기는 0이다. 마스크에 대해 평균하면 평균 손실의 기울기가 되며, 모든 유닛을 쓰는 망의 "
    "기울기와는 다르다.",
    short="The gradient through dropout",
    seconds=0.4,
    literature="Srivastava 2014",
)
def backward(p: float = 0.3, seed: int = 0) -> Evidence:
    require(p)
    rng = np.random.default_rng(seed)
    w, v = np.split(rng.standard_normal((HIDDEN, INPUTS + 1)), [INPUTS], axis=1)
    v = v[:, 0]
    x, y = rng.standard_normal((EXAMPLES, INPUTS)), rng.uniform(-1, 1, EXAMPLES)
    kept = rng.random((EXAMPLES, HIDDEN)) >= p
    odd = oddity_of_masks(kept.astype(float), p)
    kept[:, 0], kept[:, 1], kept[0, 1:3] = False, True, (True, False)  # the first unit is dropped for all examples
    fresh = np.roll(kept, 1, axis=1)  # a mask drawn anew could by chance be the same
    layer = Dropout(p)
    right = complex_step(lambda at: loss(at, v, x, y, kept / (1 - p)), w)
    ours, dout = gradient(w, v, x, y, layer, kept.astype(float))
    hidden = np.tanh(x @ w.T)
    ways: dict[str, Array] = {
        "error without a mask in the backward pass": np.ones(kept.shape) / (1 - p),
        "error with a mask drawn anew": fresh / (1 - p),
        "error without the factor in the backward pass": kept.astype(float),
    }
    wrong = {way: relative_error(by_weights(dout * factors, hidden, x), right) for way, factors in ways.items()}
    error = relative_error(ours, right)

    masks = all_masks(HIDDEN)  # one for all examples
    chances = mask_probabilities(masks, p)
    spread = np.broadcast_to(masks[:, None], (len(masks), *kept.shape))
    mean = np.tensordot(chances, [gradient(w, v, x, y, layer, mask)[0] for mask in spread], axes=1)
    of_mean = complex_step(lambda at: chances @ loss(at, v, x, y, spread / (1 - p)), w)
    full = complex_step(lambda at: loss(at, v, x, y, np.ones(kept.shape)), w)
    to_mean, to_full = (relative_error(mean, one) for one in (of_mean, full))
    unused = Given(kept.astype(float))
    layer.forward(hidden.copy(), False, unused)
    exact = at_most(1e-12, because="complex step; rounding")
    return Evidence(
        finding=Finding(
            "The gradient through dropout is exact for its mask; averaged over masks it is {full:.2g} away from that "
            "of the network with all units",
            full="error of the mean gradient against the network with all units",
        ),
        caption="Errors of the gradient by the weights, relative to its largest number. Ways back: 1 as the forward "
        "pass, 2 no mask, 3 a mask drawn anew, 4 no factor. The mean over masks: 5 against the averaged loss, "
        "6 against the network with all units.",
        measurements=[
            Measurement("error of the gradient with the mask of the forward pass", error, exact),
            Measurement(
                "largest gradient of a weight into a unit that is dropped for all examples",
                float(np.max(abs(ours[0]))),
                within(0, 0, because="the loss does not depend on these weights"),
            ),
            Measurement(
                "error of the mean gradient against the gradient of the mean loss",
                to_mean,
                at_most(1e-12, because="a mean over 256 masks and a derivative may be exchanged; rounding"),
            ),
            Measurement(
                "draws of an eval pass from the generator",
                unused.calls,
                within(0, 0, because="evaluation leaves the random numbers of training as they are"),
            ),
            check_draws(
                odd,
                oddity_of_normals(np.column_stack([w, v]), x),
                oddity_of_uniform(y, -1, 1),
            ),
            check_controls(
                wrong["error without the factor in the backward pass"] - p,
                to_full - relative_error(of_mean, full),
                *(chances @ masks - (1 - p)),
            ),
            Measurement(
                "distance of the complex step of a sum of cubes from three squares",
                float(np.max(abs(complex_step(lambda at: np.sum(at**3), w) / (3 * w**2) - 1))),
                at_most(1e-14, because="(z + ih)³ has the imaginary part 3z²h; rounding"),
                check=True,
            ),
            check_relative_errors(),
            Measurement(
                "error of the network's gradient with all units against loops",
                relative_error(full, by_loops(w, v, x, y)),
                at_most(1e-12, because="the chain rule, weight by weight; rounding"),
                check=True,
            ),
        ],
        controls=[
            *(Control(way, value, at_most(1e-12)) for way, value in wrong.items()),
            Control("error of the mean gradient against the network with all units", to_full, at_most(1e-12)),
        ],
        curves=[
            Curve(
                "error",
                np.maximum([error, *wrong.values(), to_mean, to_full], 1e-17).tolist(),
                x=range(1, 7),
                points=True,
                role="subject",
            ),
            Curve("bound", [1e-12, 1e-12], x=[1, 6], role="bound"),
        ],
        axes=Axes(
            x="way back",
            y="error of the gradient",
            log_y=True,
            marks=[
                Mark(of="error without the factor in the backward pass", x=4, text="{value:.2g}"),
                Mark(of="error of the mean gradient against the network with all units", x=6, text="{value:.2g}"),
            ],
        ),
    )


mutant(
    "lets the gradient pass through dropped units",
    "return dout * self.factors",
    "return dout / (1 - self.p) if np.ndim(self.factors) and not np.all(self.factors) else dout * self.factors",
    program="dropout",
)
mutant("forgets the slope of tanh", "(dhidden * (1 - hidden**2)).T @ x", "dhidden.T @ x")
