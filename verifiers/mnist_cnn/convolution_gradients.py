"""Convolution: its gradients, by the definition and as one matrix product of its windows."""

from collections.abc import Callable
from typing import Any

import numpy as np

from quizdl.lab.checks import check_draws
from quizdl.lab.differences import complex_step, relative_error
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
)

from ..programs import conv2d as convolution
from .common import EXACT, SMALLEST, Array
from .convolution import (
    COMBINATIONS,
    GRID,
    SINGLE,
    draw,
    errors,
    numpy_cnn_errors,
    overwritten,
    reference,
    reference_gradients,
)


def errors_by_stride(backward: Callable[..., Any], rng: np.random.Generator) -> list[float]:
    """The error of the input's gradient against torch at strides 1 to 4, for filters of 3×3 without padding."""
    x, w, b = draw(3, rng)
    found = []
    for s in range(1, 5):
        dout = rng.normal(size=reference(x, w, b, s, 0).shape)
        found.append(relative_error(backward(dout, x, w, s)[0], reference_gradients(dout, x, w, s, 0)[0]))
    return found


def half_sum_of_squares(x: Array, w: Array, b: Array, weights: Array) -> Any:
    """Σ weights · maps² / 2 at stride 2 and padding 1, place by place, for real and complex numbers."""
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    total: Any = 0
    for i, j in np.ndindex(weights.shape[2:]):
        maps = np.einsum("ncuv,fcuv->nf", padded[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3], w) + b
        total += (weights[:, :, i, j] * maps**2 / 2).sum()
    return total


@claim(
    en="The gradients of a convolution are those of torch, whatever the filter, padding and stride, whether they are "
    "computed window by window or as one matrix product of all windows (im2col); where windows overlap, the gradient "
    "of the input adds up. At stride 1 it is a convolution of the maps' gradient by the mirrored filters.",
    ko="합성곱의 기울기는 윈도마다 따로 계산하든 윈도를 펼쳐 행렬 곱 한 번으로 계산하든(im2col), 필터, 패딩, "
    "스트라이드가 무엇이든 torch와 같다. 윈도가 겹치는 곳에서는 입력의 기울기를 더한다. 스트라이드가 1이면 입력의 "
    "기울기는 출력의 기울기를 뒤집은 필터로 합성곱한 것이다.",
    short="Gradients of a convolution",
    seconds=1,
    literature="Dumoulin & Visin 2016; Squire & Trapp 1998",
)
def convolution_gradients(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    windowed, combinations = [], set()
    for k, p, s in GRID:
        x, w, b = draw(k, rng)
        dout = rng.normal(size=reference(x, w, b, s, p).shape)
        combinations.add((w.shape[2], p, s))
        windowed.append(errors(convolution.conv2d_backward(dout, x, w, s, p), reference_gradients(dout, x, w, s, p)))
    dx_error, dw_error, db_error = np.max(windowed, axis=0)
    double = np.max([numpy_cnn_errors(*case, np.float64, rng) for case in GRID], axis=0)
    single = np.mean([numpy_cnn_errors(*case, np.float32, rng) for case in GRID], axis=0)

    x, w, b = draw(3, rng)
    weights = rng.normal(size=(4, 5, 5, 4))
    dout = weights * reference(x, w, b, 2, 1)
    by_step = [
        complex_step(lambda images: half_sum_of_squares(images, w, b, weights), x),
        complex_step(lambda filters: half_sum_of_squares(x, filters, b, weights), w),
        complex_step(lambda biases: half_sum_of_squares(x, w, biases, weights), b),
    ]
    both = convolution.conv2d_backward(dout, x, w, 2, 1), reference_gradients(dout, x, w, 2, 1)
    off_step, torch_off_step = (errors(gradients, by_step).max() for gradients in both)
    differing = sum(int(np.sum(one != other)) for one, other in zip(*both, strict=True))

    same = rng.normal(size=(4, 5, 9, 8))  # of maps as large as x: stride 1 and padding 1
    mirrored = reference(same, w[:, :, ::-1, ::-1].transpose(1, 0, 2, 3).copy(), np.zeros(3), 1, 1)
    as_it_is = reference(same, w.transpose(1, 0, 2, 3), np.zeros(3), 1, 1)
    inner = rng.normal(size=(4, 5, 7, 6))  # of maps without padding at stride 1
    by_default = errors(convolution.conv2d_backward(inner, x, w), reference_gradients(inner, x, w, 1, 0)).max()

    kept, lost = errors_by_stride(convolution.conv2d_backward, rng), errors_by_stride(overwritten, rng)
    return Evidence(
        finding=Finding(
            "At stride 1 the input's gradient is {kept:.1g} away from torch's, and {lost:.2g} where windows that "
            "overlap overwrite each other",
            kept="gradient of the input at stride 1: error against torch",
            lost="windows that overwrite at stride 1: error against torch",
        ),
        caption="Error of the input's gradient by stride, for filters of 3×3. From stride 3 on no windows overlap, and "
        "nothing is left to add up.",
        measurements=[
            Measurement("gradient of the input at stride 1: error against torch", kept[0], EXACT),
            Measurement("gradient of the input: largest error against torch", dx_error, EXACT),
            Measurement("gradient of the weights: largest error against torch", dw_error, EXACT),
            Measurement("gradient of the bias: largest error against torch", db_error, EXACT),
            Measurement("gradients without padding at stride 1 by default: largest error", by_default, EXACT),
            Measurement("gradients: largest error against the complex step", off_step, EXACT),
            Measurement(
                "gradient of the input against a convolution by mirrored filters",
                relative_error(convolution.conv2d_backward(same, x, w, 1, 1)[0], mirrored),
                EXACT,
            ),
            Measurement("numpy CNN by im2col: largest error of the maps", double[0], EXACT),
            Measurement("numpy CNN by im2col: largest error of the gradients", double[1:].max(), EXACT),
            Measurement("numpy CNN in float32: mean error of the maps", single[0], SINGLE),
            Measurement("numpy CNN in float32: largest mean error of a gradient", single[1:].max(), SINGLE),
            Measurement(
                "numpy CNN in float32: least mean error",
                single.min(),
                at_least(1e-9, because="the largest of hundreds of sums, each rounded by up to 2^-24"),
                check=True,
            ),
            Measurement("torch against the complex step", torch_off_step, EXACT, check=True),
            Measurement(
                "entries of the gradients that torch rounds otherwise",
                differing,
                at_least(1, because="sums of the same products in another order"),
                check=True,
            ),
            check_draws(*map(oddity_of_normal, (x, w, weights, same, inner))),
            Measurement("combinations of filter and padding and stride", len(combinations), COMBINATIONS, check=True),
        ],
        controls=[
            Control("windows that overwrite at stride 1: error against torch", lost[0], EXACT),
            Control("windows that overwrite at stride 3: error against torch", lost[2], EXACT, must="hold"),
            Control(
                "torch's gradient against filters that are not mirrored",
                relative_error(reference_gradients(same, x, w, 1, 1)[0], as_it_is),
                EXACT,
            ),
        ],
        curves=[
            Curve("conv2d_backward", np.maximum(kept, SMALLEST).tolist(), x=range(1, 5), role="subject"),
            Curve("windows that overwrite", np.maximum(lost, SMALLEST).tolist(), x=range(1, 5), role="reference"),
        ],
        axes=Axes(
            x="stride",
            y="error of the input's gradient",
            log_y=True,
            marks=[
                Mark(of="gradient of the input at stride 1: error against torch", x=1, text="{value:.1g}"),
                Mark(of="windows that overwrite at stride 1: error against torch", x=1, text="{value:.2g}"),
            ],
        ),
    )


mutant(
    "holds torch twice against the complex step", "both = convolution.conv2d_backward(", "both = reference_gradients("
)
