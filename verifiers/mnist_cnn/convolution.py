"""Convolution: its maps, by the definition and as one matrix product of its windows."""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import torch
from torch.nn.functional import conv2d

from quizdl.lab.checks import check_draws
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
    at_most,
    claim,
    mutant,
    within,
)

from ..programs import conv2d as convolution
from ..programs import mnist_cnn as program
from .common import EXACT, SMALLEST, Array, Arrays, error_of, naive_convolution

GRID = list(product(range(1, 6), range(3), range(1, 5)))  # sides of filters, paddings, strides
SINGLE = at_most(1e-6, because="float32: N roundings of 2^-24 drift by √N of them, with N up to 624")
COMBINATIONS = within(60, 0, because="five filters and three paddings and four strides")


def draw(k: int, rng: np.random.Generator, dtype: type[np.float32 | np.float64] = np.float64) -> Arrays:
    """Images (4, 3, 9, 8), filters (5, 3, k, k) and biases (5,): no two numbers of a shape are the same."""
    return [rng.normal(size=shape).astype(dtype) for shape in ((4, 3, 9, 8), (5, 3, k, k), (5,))]


def reference(x: Array, w: Array, b: Array, s: int, p: int) -> Array:
    """Maps by torch."""
    return conv2d(torch.tensor(x), torch.tensor(w), torch.tensor(b), stride=s, padding=p).numpy()


def reference_gradients(dout: Array, x: Array, w: Array, s: int, p: int) -> Arrays:
    """dx, dw and db by torch."""
    leaves = [torch.tensor(array, requires_grad=True) for array in (x, w, np.zeros(len(w), w.dtype))]
    images, filters, biases = leaves
    conv2d(images, filters, biases, stride=s, padding=p).backward(torch.tensor(dout))
    return [leaf.grad.numpy() for leaf in leaves if leaf.grad is not None]


def reference_turned(x: Array, w: Array, b: Array, s: int, p: int) -> Array:
    """Maps by torch with filters turned by 180°, as mathematics defines a convolution."""
    return reference(x, w[:, :, ::-1, ::-1].copy(), b, s, p)


def largest_errors(convolve: Callable[..., Array], rng: np.random.Generator) -> dict[int, float]:
    """The largest error of the maps against torch over all paddings and strides, by the side of the filter."""
    largest: dict[int, float] = {}
    for k, p, s in GRID:
        x, w, b = draw(k, rng)
        largest[k] = max(largest.get(k, 0), relative_error(convolve(x, w, b, s, p), reference(x, w, b, s, p)))
    return largest


def errors(ours: Any, truth: Arrays) -> Array:
    """The relative error of each array."""
    return np.array([error_of(*pair) for pair in zip(ours, truth, strict=True)])


def numpy_cnn_errors(k: int, p: int, s: int, dtype: type[np.float32 | np.float64], rng: np.random.Generator) -> Array:
    """How far the im2col of the numpy CNN, with its batch last, is from torch: maps, dx, dw, db."""
    x, w, b = draw(k, rng, dtype)
    image = np.ascontiguousarray(x.transpose(1, 2, 3, 0))
    columns, maps = program.convolve(image, w, b, p, s)
    error: Array = rng.normal(size=maps.shape).astype(dtype)
    dx = program.input_gradient(image.shape, error, w, p, s)
    dw, db = program.filter_gradients(columns, error, w)
    truth = [reference(x, w, b, s, p), *reference_gradients(error.transpose(3, 0, 1, 2), x, w, s, p)]
    return errors([maps.transpose(3, 0, 1, 2), dx.transpose(3, 0, 1, 2), dw, db], truth)


@claim(
    en="What deep learning calls a convolution lays its filters on as they are: conv2d written by the definition gives "
    "torch's maps, for every filter, padding and stride. With filters turned by 180°, as mathematics has it, it does "
    "not, unless they are 1×1.",
    ko="딥러닝에서 말하는 합성곱은 필터를 뒤집지 않고 그대로 댄다. 정의대로 구현한 conv2d는 필터, 패딩, 스트라이드가 "
    "무엇이든 torch와 같은 특징 맵을 낸다. 수학의 정의대로 필터를 180° 돌리면 1×1 필터가 아닌 한 결과가 달라진다.",
    short="Convolution by its definition",
    seconds=0.5,
    literature="Dumoulin & Visin 2016; Goodfellow 2016",
)
def against_torch(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    worst, turned = largest_errors(convolution.conv2d, rng), largest_errors(reference_turned, rng)
    x, w, b = draw(3, rng)
    loops = naive_convolution(x[0], w, b, 1, 2)
    by_defaults = relative_error(convolution.conv2d(x, w, b), reference(x, w, b, 1, 0))
    without_bias = relative_error(reference(x, w, np.zeros(5), 2, 1), reference(x, w, b, 2, 1))
    sides = list(worst)
    return Evidence(
        finding=Finding(
            "With filters of 5×5 the maps are {ours:.1g} away from torch's; with filters turned by 180° they are "
            "{turned:.2g} away",
            ours="filters of 5×5: largest error of the maps against torch",
            turned="filters of 5×5 turned by 180°: largest error of the maps",
        ),
        caption="Largest error of the maps by the side of the filter, over three paddings and four strides. A filter "
        "of one pixel has nothing to turn.",
        measurements=[
            Measurement("filters of 5×5: largest error of the maps against torch", worst[5], EXACT),
            Measurement("all filters: largest error of the maps against torch", max(worst.values()), EXACT),
            Measurement("maps without padding at stride 1 by default: error against torch", by_defaults, EXACT),
            Measurement(
                "maps against the loops of the definition",
                relative_error(convolution.conv2d(x[:1], w, b, 2, 1)[0], loops),
                EXACT,
            ),
            Measurement(
                "filters turned by 180°: error of their maps against turning by 90° twice",
                relative_error(reference_turned(x, w, b, 2, 1), reference(x, np.rot90(w, 2, (2, 3)).copy(), b, 2, 1)),
                EXACT,
                check=True,
            ),
            Measurement("loops against torch", relative_error(loops, reference(x, w, b, 2, 1)[0]), EXACT, check=True),
            check_draws(oddity_of_normal(x), oddity_of_normal(np.append(w, b))),
            Measurement("combinations of filter and padding and stride", len(set(GRID)), COMBINATIONS, check=True),
        ],
        controls=[
            Control("filters of 5×5 turned by 180°: largest error of the maps", turned[5], EXACT),
            Control("filters of 1×1 turned by 180°: largest error of the maps", turned[1], EXACT, must="hold"),
            Control("maps without the bias: error against torch", without_bias, EXACT),
        ],
        curves=[
            Curve("conv2d", np.maximum([*worst.values()], SMALLEST).tolist(), x=sides, role="subject"),
            Curve("filters turned", np.maximum([*turned.values()], SMALLEST).tolist(), x=sides, role="reference"),
        ],
        axes=Axes(
            x="side of the filter",
            y="error of the maps",
            log_y=True,
            marks=[
                Mark(of="filters of 5×5: largest error of the maps against torch", x=5, text="{value:.1g}"),
                Mark(of="filters of 5×5 turned by 180°: largest error of the maps", x=5, text="{value:.2g}"),
            ],
        ),
    )


def overwritten(dout: Array, x: Array, w: Array, s: int) -> tuple[Array]:
    """The gradient of images x without padding if each window overwrote what those before it sent."""
    dx, k = np.zeros(x.shape), w.shape[-1]
    for i, j in np.ndindex(dout.shape[2:]):
        dx[:, :, s * i : s * i + k, s * j : s * j + k] = np.einsum("nf,fcuv->ncuv", dout[:, :, i, j], w)
    return (dx,)


mutant("col2im overwrites", "view += columns[:, pixel]", "view[...] = columns[:, pixel]", program="mnist_cnn")
mutant("crops the wrong corner", "padding : padding + height", ":height", program="mnist_cnn")
mutant(
    "columns turned by a quarter",
    "yield x[:, i : i + stride * rows : stride, j : j + stride * columns : stride]",
    "yield x[:, j : j + stride * rows : stride, i : i + stride * columns : stride]",
    program="mnist_cnn",
)
mutant("flips the filters", "maps = weights.reshape", "maps = weights[..., ::-1, ::-1].reshape", program="mnist_cnn")
mutant("bias gets a mean", "error.sum(axis=1)\n\n\ndef input", "error.mean(axis=1)\n\n\ndef input", program="mnist_cnn")
mutant(
    "repeats the border instead of zeros",
    "(padding, padding), (0, 0)))",
    '(padding, padding), (0, 0)), "edge")',
    program="mnist_cnn",
)
mutant(
    "leaves out the strides from 2 on",
    "product(range(1, 6), range(3), range(1, 5))",
    "product(range(1, 6), range(3), range(1, 2))",
)
mutant("turns the kernel by 180°", "padding), w, optimize", "padding), w[..., ::-1, ::-1], optimize", program="conv2d")
mutant("forgets the bias", "maps + b[:, None, None]", "maps", program="conv2d")
mutant(
    "windows overwrite each other", "top + k, left : left + k] += ", "top + k, left : left + k] = ", program="conv2d"
)
mutant(
    "takes the mean of the bias's gradient over places",
    "dout.sum(axis=(0, 2, 3))",
    "dout.sum(axis=0).mean(axis=(1, 2))",
    program="conv2d",
)
mutant(
    "gradient of the weights of the wrong padding",
    "dout, windows(x, k, stride, padding)",
    "dout, windows(np.roll(x, padding, 2), k, stride, padding)",
    program="conv2d",
)
