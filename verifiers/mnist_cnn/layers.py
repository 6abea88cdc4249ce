"""The backward passes of conv2d and maxpool2d: as adjoints of what runs forward, and put together to a network."""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import torch
from torch.nn.functional import conv2d as torch_conv2d
from torch.nn.functional import max_pool2d

from quizdl.lab.checks import check_draws, check_oddities
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
    at_least,
    claim,
    mutant,
    within,
)

from ..programs import conv2d as convolution
from ..programs import maxpool2d as pooling
from .common import EXACT, SMALLEST, Array, Arrays, error_of, naive_pooling
from .convolution import overwritten, reference, reference_gradients, reference_turned

Layer = Callable[[torch.Tensor], torch.Tensor]
SHAPES = [(1, 1, 1, 5, 5, 3), (1, 3, 2, 4, 7, 2), (3, 1, 4, 11, 3, 3), (2, 2, 1, 6, 6, 1), (4, 3, 5, 9, 8, 5)]
CASES = [(*shape, s, p) for shape, s, p in product(SHAPES, range(1, 5), range(4))]  # N, C, F, H, W, k, s, p


def maps_of(x: Array, w: Array, s: int, p: int) -> Array:
    """What torch's convolution makes of images x, without a bias: linear in x and in w."""
    return reference(x, w, np.zeros(len(w)), s, p)


def products_apart(one: Array, other: Array, same: Array, as_this: Array) -> float:
    """How far ⟨one, other⟩ is from ⟨same, as_this⟩, relative to the sum of the absolute products of the first."""
    return float(abs((one * other).sum() - (same * as_this).sum()) / abs(one * other).sum())


def differences(case: tuple[int, ...], rng: np.random.Generator) -> list[float]:
    """How far ⟨dout, what a change adds to the maps⟩ is from ⟨gradient, change⟩: changed images, filters, biases.

    Then how far the changed images and filters are from those at hand, and how odd all that was drawn looks.
    """
    n, c, f, height, width, k, s, p = case
    x, images = rng.normal(size=(2, n, c, height, width))
    w, filters = rng.normal(size=(2, f, c, k, k))
    biases, dout = rng.normal(size=f), rng.normal(size=maps_of(x, w, s, p).shape)
    dx, dw, db = convolution.conv2d_backward(dout, x, w, s, p)
    return [
        products_apart(dout, maps_of(images, w, s, p), dx, images),
        products_apart(dout, maps_of(x, filters, s, p), dw, filters),
        products_apart(dout, np.broadcast_to(biases[:, None, None], dout.shape), db, biases),
        relative_error(images, x),
        relative_error(filters, w),
        oddity_of_normal(np.concatenate([drawn.ravel() for drawn in (x, images, w, filters, biases, dout)])),
    ]


def differences_by_stride(backward: Callable[..., Any], rng: np.random.Generator) -> list[float]:
    """The first of them at strides 1 to 4, for filters of 3×3 without padding."""
    found = []
    for s in range(1, 5):
        x, images = rng.normal(size=(2, 4, 3, 9, 8))
        w = rng.normal(size=(5, 3, 3, 3))
        dout = rng.normal(size=maps_of(x, w, s, 0).shape)
        found.append(products_apart(dout, maps_of(images, w, s, 0), backward(dout, x, w, s)[0], images))
    return found


@claim(
    en="A convolution is linear in its images and in its filters, and its gradients are the adjoints of that: "
    "⟨dout, conv(v)⟩ = ⟨dx, v⟩ for any images v, and likewise for filters and biases. So dx depends on the filters "
    "alone and not on the images. Nothing has to be differentiated to check it.",
    ko="합성곱은 이미지에 대해서도 필터에 대해서도 선형이고, 그 기울기는 수반(adjoint) 연산이다. 어떤 이미지 v에 "
    "대해서도 ⟨dout, conv(v)⟩ = ⟨dx, v⟩이며 필터와 편향도 마찬가지이다. 따라서 dx는 이미지와 무관하고 필터에만 "
    "의존한다. 이것을 확인하는 데 미분은 필요 없다.",
    short="Backward convolution as an adjoint",
    seconds=0.5,
    literature="Dumoulin & Visin 2016",
)
def gradients_are_adjoints(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    found = np.array([differences(case, rng) for case in CASES])
    kept, lost = (differences_by_stride(backward, rng) for backward in (convolution.conv2d_backward, overwritten))
    x, other = rng.normal(size=(2, 4, 3, 9, 8))
    w, dout = rng.normal(size=(5, 3, 3, 3)), rng.normal(size=(4, 5, 5, 4))
    (here, maps), (elsewhere, maps_elsewhere) = (
        (convolution.conv2d_backward(dout, images, w, 2, 1), maps_of(images, w, 2, 1)) for images in (x, other)
    )
    dx, dx_elsewhere = here[0], elsewhere[0]
    strides = range(1, 5)
    turned_maps, truth = reference_turned(other, w, np.zeros(5), 2, 1), reference_gradients(dout, x, w, 2, 1)
    turned = products_apart(dout, turned_maps, truth[0], other)
    return Evidence(
        finding=Finding(
            "⟨dout, conv(v)⟩ and ⟨dx, v⟩ differ by at most {ours:.1g}; at stride 1 by {spoilt:.2g} where windows that "
            "overlap overwrite each other",
            ours="images: largest difference of the two products",
            spoilt="windows that overwrite at stride 1: difference of the two products",
        ),
        caption="Difference of ⟨dout, conv(v)⟩ from ⟨dx, v⟩ by stride, for filters of 3×3. From stride 3 on no windows "
        "overlap.",
        measurements=[
            Measurement("images at stride 1: difference of the two products", kept[0], EXACT),
            *(
                Measurement("{of}: largest difference of the two products", largest, EXACT, fields={"of": of})
                for of, largest in zip(("images", "filter weights", "biases"), found[:, :3].max(axis=0), strict=True)
            ),
            Measurement("change of dx where the images are others", relative_error(dx_elsewhere, dx), EXACT),
            Measurement(
                "dx and dw where the images are others: largest error against torch",
                max(map(relative_error, elsewhere[:2], reference_gradients(dout, other, w, 2, 1)[:2])),
                EXACT,
            ),
            check_draws(found[:, 5].max(), *map(oddity_of_normal, (x, other, w, dout))),
            check_oddities(),
            Measurement(
                "least change of images or filters relative to the largest number",
                found[:, 3:5].min(),
                at_least(0.01, because="drawn anew: a change of another direction"),
                check=True,
            ),
            Measurement(
                "combinations of sizes and stride and padding",
                len(set(CASES)),
                within(80, 0, because="five shapes and four strides and four paddings"),
                check=True,
            ),
        ],
        controls=[
            Control("windows that overwrite at stride 1: difference of the two products", lost[0], EXACT),
            Control(
                "windows that overwrite at stride 3: difference of the two products",
                lost[2],
                EXACT,
                must="hold",
            ),
            Control("images convolved by turned filters: difference of the two products", turned, EXACT),
            Control("change of the maps where the images are others", relative_error(maps_elsewhere, maps), EXACT),
        ],
        curves=[
            Curve("conv2d_backward", np.maximum(kept, SMALLEST).tolist(), x=strides, role="subject"),
            Curve("windows that overwrite", np.maximum(lost, SMALLEST).tolist(), x=strides, role="reference"),
        ],
        axes=Axes(
            x="stride",
            y="difference of the products",
            log_y=True,
            marks=[
                Mark(of="images: largest difference of the two products", text="at most {value:.1g}"),
                Mark(of="windows that overwrite at stride 1: difference of the two products", x=1, text="{value:.2g}"),
            ],
        ),
    )


def small_network(seed: int) -> tuple[Array, Arrays, Array]:
    """Images (3, 2, 12, 11), of which one is blank and one striped, two layers of filters, targets (3, 5, 2, 2)."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(3, 2, 12, 11))
    x[0] = 0
    x[1] = x[1, :, :, :1]  # maps of equal columns: their windows have ties
    parameters = [rng.normal(size=shape) for shape in ((4, 2, 3, 3), (4,), (5, 4, 2, 2), (5,))]
    parameters[1] = -abs(parameters[1])  # the ReLU closes over the blank image
    return x, parameters, rng.normal(size=(3, 5, 2, 2))


def layerwise_gradients(x: Array, parameters: Arrays, targets: Array) -> Arrays:
    """Gradients of the images and of all parameters for half the squared error, by the backward pass of each layer.

    The network: filters of 3×3 (stride 2, padding 1), pooling of 3×3 (stride 1), ReLU, filters of 2×2 (padding 1),
    pooling of 2×2 (stride 2). Its maps are 6×6, 4×4, 5×5 and 2×2.
    """
    w1, b1, w2, b2 = parameters
    maps1 = reference(x, w1, b1, 2, 1)
    pooled1 = naive_pooling(maps1, 3, 1)
    hidden = np.maximum(pooled1, 0)
    maps2 = reference(hidden, w2, b2, 1, 1)
    error = naive_pooling(maps2, 2, 2) - targets
    dmaps2 = pooling.maxpool2d_backward(error, maps2, 2, 2)
    dhidden, dw2, db2 = convolution.conv2d_backward(dmaps2, hidden, w2, padding=1)
    dmaps1 = pooling.maxpool2d_backward(dhidden * (pooled1 > 0), maps1, 3, 1)
    return [*convolution.conv2d_backward(dmaps1, x, w1, 2, 1), dw2, db2]


def torch_gradients(x: Array, parameters: Arrays, targets: Array, lower: Layer, relu: Layer = torch.relu) -> Arrays:
    """The same by automatic differentiation, with that lower pooling and that ReLU."""
    leaves = [torch.tensor(array, requires_grad=True) for array in (x, *parameters)]
    images, w1, b1, w2, b2 = leaves
    hidden = relu(lower(torch_conv2d(images, w1, b1, 2, 1)))
    error = max_pool2d(torch_conv2d(hidden, w2, b2, padding=1), 2, 2) - torch.tensor(targets)
    return [gradient.numpy() for gradient in torch.autograd.grad((error**2).sum() / 2, leaves)]


def pooled(maps: torch.Tensor) -> torch.Tensor:
    """Max pooling of 3×3 at stride 1."""
    return max_pool2d(maps, 3, 1)


def pooled_evenly(maps: torch.Tensor) -> torch.Tensor:
    """The same, but equal largest values share the gradient."""
    return maps.unfold(2, 3, 1).unfold(3, 3, 1).amax(dim=(-2, -1))


def unmasked_relu(maps: torch.Tensor) -> torch.Tensor:
    """The values of a ReLU, the gradient of none."""
    return maps + (maps.relu() - maps).detach()


@claim(
    en="Backward passes of layers fit together: each hands the gradient of its input to the layer below, and through "
    "two convolutions, two poolings and a ReLU the gradients of all parameters and of the images are torch's. One "
    "layer that sends it elsewhere spoils all below it and none above.",
    ko="층마다의 역전파는 서로 이어진다. 각 층은 입력의 기울기를 아래층에 넘기고, 합성곱 둘, 풀링 둘, ReLU 하나를 지나 "
    "얻은 모든 파라미터와 이미지의 기울기는 torch와 같다. 한 층이 기울기를 엉뚱한 곳에 보내면 그 아래층만 모두 "
    "틀리고 위층은 그대로이다.",
    short="Backward passes put together",
    seconds=0.3,
    literature="Rumelhart, Hinton & Williams 1986",
)
def layer_by_layer(seed: int = 0) -> Evidence:
    network = small_network(seed)
    truth = torch_gradients(*network, pooled)

    def errors(gradients: Arrays) -> list[float]:
        return [error_of(*pair) for pair in zip(gradients, truth, strict=True)]

    ours = errors(layerwise_gradients(*network))
    shared = errors(torch_gradients(*network, pooled_evenly))
    unmasked = errors(torch_gradients(*network, pooled, unmasked_relu))
    arrays = range(1, 6)
    return Evidence(
        finding=Finding(
            "Layer by layer the gradients are {ours:.1g} away from torch's; without the mask of the ReLU those below "
            "it are {unmasked:.2g} away",
            ours="all layers: largest error against torch",
            unmasked="no mask of the ReLU: largest error below",
        ),
        caption="Relative error of the gradient of each array: images, then weights and biases, layer after layer.",
        measurements=[
            Measurement("all layers: largest error against torch", max(ours), EXACT),
            Measurement("gradient of the images: error against torch", ours[0], EXACT),
            check_draws(*map(oddity_of_normal, (network[0][2], *network[1][::2], network[2]))),
        ],
        controls=[
            Control("no mask of the ReLU: largest error below", max(unmasked[:3]), EXACT),
            Control("no mask of the ReLU: largest error above", max(unmasked[3:]), EXACT, must="hold"),
            Control("pooling that shares among ties: largest error below", max(shared[:3]), EXACT),
        ],
        curves=[
            Curve("conv2d and maxpool2d", np.maximum(ours, SMALLEST).tolist(), x=arrays, role="subject"),
            Curve("no mask of the ReLU", np.maximum(unmasked, SMALLEST).tolist(), x=arrays, role="reference"),
        ],
        axes=Axes(
            x="array",
            y="relative error",
            log_y=True,
            marks=[
                Mark(of="all layers: largest error against torch", x=1 + int(np.argmax(ours)), text="{value:.1g}"),
                Mark(
                    of="no mask of the ReLU: largest error below",
                    x=1 + int(np.argmax(unmasked[:3])),
                    text="{value:.2g}",
                ),
            ],
        ),
    )


mutant(
    "crops dx at the corner of the padding",
    "padded[:, :, padding : padding + height, padding : padding + width], dw",
    "padded[:, :, :height, :width], dw",
    program="conv2d",
)
mutant(
    "forgets the stride on the way back",
    "stride * i, stride * j\n        padded",
    "i, j\n        padded",
    program="conv2d",
)
mutant("leaves out the ReLU on the way back", "dhidden * (pooled1 > 0)", "dhidden")
mutant(
    "convolves by turned filters on the way there",
    "reference(x, w, np.zeros(len(w)), s, p)",
    "reference_turned(x, w, np.zeros(len(w)), s, p)",
)
