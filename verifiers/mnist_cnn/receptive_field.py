"""The receptive field: how many pixels a unit sees behind convolutions and pooling."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch.nn.functional import conv2d, max_pool2d

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.samples import oddity_of_uniform
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, claim, mutant, within

from ..programs import conv2d as convolution
from ..programs import maxpool2d as pooling
from .common import Array

Layer = Callable[[Array], Array]


def field_side(layers: Sequence[tuple[int, int]]) -> int:
    """The side of the square that one unit sees behind layers of (size, stride), the lowest first."""
    side = jump = 1  # jump: how many pixels of the image two neighbours of this layer are apart
    for size, stride in layers:
        side += (size - 1) * jump
        jump *= stride
    return side


def seen_by_one(layers: Sequence[Layer], side: int) -> int:
    """How many pixels of an image of that side reach the unit in the middle of the last map, each pixel alone lit."""
    dots: Array = np.eye(side * side).reshape(side * side, 1, side, side)
    for layer in layers:
        dots = layer(dots)
    rows, columns = dots.shape[2:]
    return int((dots[:, 0, rows // 2, columns // 2] > 0).sum())


def positive_weights(size: int, rng: np.random.Generator, filters: int = 1, dilation: int = 1) -> Array:
    """Filters of positive weights, so that no pixel cancels another; zeros between them if dilated."""
    side = dilation * (size - 1) + 1
    weights = np.zeros((filters, 1, side, side))
    weights[:, :, ::dilation, ::dilation] = 0.5 + rng.random((filters, 1, size, size))
    return weights


def convolved(weights: Array) -> Layer:
    """The convolution by these weights."""
    return lambda x: convolution.conv2d(x, weights, np.zeros(len(weights)))


def pooled(x: Array) -> Array:
    """Max pooling of 2×2."""
    return pooling.maxpool2d(x, 2, 2)


def convolved_by_torch(weights: Array) -> Layer:
    """The same by torch."""
    return lambda x: conv2d(torch.tensor(x), torch.tensor(weights)).numpy()


def pooled_at_stride_1(x: Array) -> Array:
    """Max pooling of 2×2 whose windows overlap, by torch."""
    return max_pool2d(torch.tensor(x), 2, 1).numpy()


@claim(
    en="A unit sees 1 + Σ (k - 1)·(product of the strides before) pixels a side: 16 behind two 5×5 convolutions that "
    "a 2×2 pooling follows each time, 9 behind the convolutions alone. Two 3×3 convolutions see what one of 5×5 sees, "
    "with 18 weights instead of 25.",
    ko="유닛 하나가 보는 영역의 한 변은 1 + Σ (k - 1)·(앞선 스트라이드의 곱)픽셀이다. 5×5 합성곱과 2×2 풀링을 두 번 "
    "번갈아 쌓으면 16이고, 합성곱만 두 번 쌓으면 9이다. 3×3 합성곱 두 층은 5×5 한 층과 같은 영역을 보면서 가중치는 "
    "25개가 아니라 18개이다.",
    short="What a unit sees of the image",
    seconds=0.5,
    literature="Dumoulin & Visin 2016; Simonyan & Zisserman 2015",
)
def receptive_field(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    five, five_more, three, three_more = (positive_weights(size, rng) for size in (5, 5, 3, 3))
    eight, dilated = positive_weights(5, rng, filters=8), positive_weights(3, rng, dilation=2)
    after_two = seen_by_one([convolved(five), pooled, convolved(five_more), pooled], 28)
    by_torch = convolved_by_torch(five), convolved_by_torch(five_more)
    alone = seen_by_one(by_torch, 28)
    overlapping = seen_by_one([by_torch[0], pooled_at_stride_1, by_torch[1], pooled_at_stride_1], 28)
    law = "(1 + Σ (k - 1)·jump)², where jump is the product of the strides before (Dumoulin & Visin 2016)"
    pairs = range(6)
    return Evidence(
        finding=Finding(
            "A unit behind two pairs of 5×5 convolution and 2×2 pooling sees a square of side {side:.3g}, and one "
            "behind the two convolutions alone a square of side {alone:.3g}",
            side="side of the receptive field after two pairs",
            alone="side of the square seen by the two convolutions alone",
        ),
        caption="Side of the receptive field by the number of layers. Each pooling doubles what later filters add.",
        measurements=[
            Measurement(
                "side of the receptive field after two pairs",
                float(np.sqrt(after_two)),
                within(16, 0, because="5 + 1 + 4·2 + 1·2 = 16"),
            ),
            Measurement(
                "pixels seen after one pair",
                seen_by_one([convolved(five), pooled], 28),
                within(field_side([(5, 1), (2, 2)]) ** 2, 0, because=law),
            ),
            Measurement(
                "pixels seen after two pairs",
                after_two,
                within(field_side([(5, 1), (2, 2), (5, 1), (2, 2)]) ** 2, 0, because=law),
            ),
            Measurement(
                "pixels seen by two convolutions of 5×5",
                seen_by_one([convolved(five), convolved(five_more)], 13),
                within(81, 0, because="a square of side 1 + 4 + 4"),
            ),
            Measurement(
                "pixels seen by two convolutions of 3×3",
                seen_by_one([convolved(three), convolved(three_more)], 13),
                within(25, 0, because="a square of side 1 + 2 + 2"),
            ),
            Measurement(
                "pixels seen by 5×5 with eight filters",
                seen_by_one([convolved(eight)], 13),
                within(25, 0, because="more filters look at the same pixels"),
            ),
            Measurement(
                "pixels seen by 3×3 behind 3×3 dilated by 2",
                seen_by_one([convolved(dilated), convolved(three)], 13),
                within(
                    49, 0, because="a dilated kernel spans 2·(3 - 1) + 1 = 5 pixels, and 3×3 behind it fills the gaps"
                ),
            ),
            Measurement(
                "weights of two filters of 3×3",
                three.size + three_more.size,
                within(18, 0, because="2·3²; one of 5×5 has 25"),
            ),
            check_draws(*(oddity_of_uniform(w, 0.5, 1.5) for w in ([five, five_more], eight))),
            check_controls(alone - 9**2, overlapping - field_side([(5, 1), (2, 1), (5, 1), (2, 1)]) ** 2),
        ],
        controls=[
            Control("side of the square seen by the two convolutions alone", float(np.sqrt(alone)), within(16, 0)),
            Control("side of the square seen where pooling has stride 1", float(np.sqrt(overlapping)), within(16, 0)),
        ],
        curves=[
            Curve(
                "5×5 and pooling in turn",
                [field_side([(5, 1), (2, 2)] * n) for n in pairs],
                points=True,
                role="subject",
            ),
            Curve("5×5 alone", [field_side([(5, 1)] * n) for n in pairs], points=True, role="reference"),
        ],
        axes=Axes(
            x="pairs of layers",
            y="side of the receptive field",
            marks=[
                Mark(of="side of the receptive field after two pairs", x=2),
                Mark(of="side of the square seen by the two convolutions alone", x=2),
            ],
        ),
    )


mutant("windows that ignore the strides before them", "jump *= stride", "jump = stride")
mutant("pools at stride 1", "pooling.maxpool2d(x, 2, 2)", "pooling.maxpool2d(x, 2, 1)")
