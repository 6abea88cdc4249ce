"""Sizes: how large the maps of a convolution and of a pooling are."""

import math
from itertools import product

import numpy as np
import torch
from torch.nn.functional import conv2d, max_pool2d

from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_least,
    claim,
    mutant,
    progress,
    within,
)

from ..programs import conv2d as convolution
from ..programs import im2col as unfolding
from ..programs import maxpool2d as pooling
from ..programs import mnist_cnn as program
from .common import NOTHING


@claim(
    en="One formula gives the size of what a convolution or a pooling puts out: o = ⌊(n + 2p - k)/s⌋ + 1, for every "
    "side, filter, padding and stride.",
    ko="합성곱과 풀링의 출력 크기는 공식 하나로 정해진다. 변의 길이, 필터, 패딩, 스트라이드가 무엇이든 "
    "o = ⌊(n + 2p - k)/s⌋ + 1이다.",
    short="Output size of a convolution",
    seconds=1,
    literature="Dumoulin & Visin 2016",
)
def output_size(longest: int = 12) -> Evidence:
    grid = [
        (n, k, p, s)
        for n, k, p, s in product(range(1, longest + 1), range(1, 7), range(4), range(1, 5))
        if n + 2 * p >= k
    ]
    formula = maps = columns = pooled = floor = ceiling = divisible = 0
    for n, k, p, s in progress(grid):
        x, w, b = np.zeros((2, 1, n, n + 1)), np.zeros((3, 1, k, k)), np.zeros(3)
        image, o = x.transpose(1, 2, 3, 0), conv2d(torch.tensor(x), torch.tensor(w), stride=s, padding=p).shape
        formula += (program.output_size(n, k, p, s), program.output_size(n + 1, k, p, s)) != o[2:]
        maps += program.convolve(image, w, b, p, s)[1].shape != (3, *o[2:], 2)
        if n in (1, 5, longest):  # a few hundred calls: conv2d may be a reader's, in another process
            maps += convolution.conv2d(x, w, b, s, p).shape != o
            if s == 1 and p == 0:
                maps += convolution.conv2d(x, w, b).shape != o  # by default
        columns += unfolding.im2col(x, k, s, p).shape != (2, k * k, o[2] * o[3])
        if p == 0:
            o_pooled = max_pool2d(torch.tensor(x), k, s).shape
            pooled += pooling.maxpool2d(x, k, s).shape != o_pooled
            pooled += program.pool(image, k, s).shape != (1, *o_pooled[2:], 2)
        exact = (n + 2 * p - k) / s + 1
        floor += exact != o[2]
        ceiling += math.ceil(exact) != o[2]
        divisible += (n + 2 * p - k) % s == 0 and exact != o[2]
    if len(grid) < 500:
        raise Undecided(
            en=f"only {len(grid)} combinations of side, filter, padding and stride; 'every' needs 500",
            ko=f"변의 길이, 필터, 패딩, 스트라이드의 조합이 {len(grid)}개뿐이다. '무엇이든'이라고 하려면 500개가 "
            "필요하다",
        )
    largest = conv2d(torch.zeros(1, 1, 32, 32), torch.zeros(1, 1, 5, 5), stride=2).shape[2]
    sides = range(5, 33)
    return Evidence(
        finding=Finding(
            "At k = 5 and s = 2 a side of 32 gives {largest:.3g}; with a ceiling the formula would say {ceiling:.3g}",
            largest="side that comes out for n = 32 and k = 5 and s = 2",
            ceiling="the same side with a ceiling for the floor",
        ),
        caption="Side of what a 5×5 filter without padding puts out, by the side of the image. Steps are as long as "
        "the stride.",
        measurements=[
            Measurement(
                "side that comes out for n = 32 and k = 5 and s = 2",
                program.output_size(32, 5, 0, 2),
                within(largest, 0, because="torch's convolution"),
            ),
            Measurement("convolutions of torch whose sizes are off the formula", formula, NOTHING),
            Measurement("maps whose shape is not torch's", maps, NOTHING),
            Measurement("columns that are not one for each place of torch's maps", columns, NOTHING),
            Measurement("pooled maps whose shape is not torch's", pooled, NOTHING),
            Measurement(
                "different combinations tried", len(set(grid)), at_least(500, because="no empty grid"), check=True
            ),
        ],
        controls=[
            Control("the same side with a ceiling for the floor", math.ceil((32 - 5) / 2) + 1, within(largest, 0)),
            Control("sizes off the formula without the floor", floor, NOTHING),
            Control("sizes off the formula with a ceiling", ceiling, NOTHING),
            Control(
                "sizes off the formula with a ceiling beside those without the floor",
                ceiling - floor,
                NOTHING,
                must="hold",
            ),
            Control(
                "sizes off the formula without the floor where s divides n + 2p - k", divisible, NOTHING, must="hold"
            ),
        ],
        curves=[
            Curve("s = 1", [program.output_size(n, 5, 0, 1) for n in sides], x=sides),
            Curve("s = 2", [program.output_size(n, 5, 0, 2) for n in sides], x=sides, role="subject"),
            Curve("s = 3", [program.output_size(n, 5, 0, 3) for n in sides], x=sides),
        ],
        axes=Axes(
            x="n",
            y="o",
            marks=[
                Mark(of="side that comes out for n = 32 and k = 5 and s = 2", x=32),
                Mark(of="the same side with a ceiling for the floor", x=32),
            ],
        ),
    )


mutant("pads one side only", "side + 2 * padding - size", "side + padding - size", program="mnist_cnn")
mutant(
    "pooling forgets its stride",
    "windows(x, size, stride))\n\n\ndef pool_",
    "windows(x, size, 1))\n\n\ndef pool_",
    program="mnist_cnn",
)
mutant("leaves out the last place", "[:, :, ::stride, ::stride]", "[:, :, :-1:stride, :-1:stride]", program="conv2d")
mutant(
    "a stride down and none across",
    "[:, :, ::stride, ::stride]\n    largest",
    "[:, :, ::stride]\n    largest",
    program="maxpool2d",
)
