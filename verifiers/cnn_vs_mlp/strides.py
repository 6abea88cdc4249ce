"""Strides: max pooling by two, and convolutions that leave out every second place, against shifts."""

import numpy as np
import torch
from torch.nn import functional

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

from ..programs.circular_convolution import circular_convolution
from ..programs.conv2d import conv2d
from ..programs.global_pool_head import pool
from ..programs.maxpool2d import maxpool2d
from ..programs.shifts import circular_shift
from ..programs.small_cnn import logits
from .equivariance import EXACT, Array
from .networks import SMALLEST, arrays, changes_of, cnn


def nearest(maps: Array, others: Array) -> float:
    """The relative error of maps against the nearest of all circular shifts of the others."""
    places = np.ndindex(others.shape[2:])
    return min(relative_error(maps, circular_shift(others, *place)) for place in places)


@claim(
    en="2×2 max pooling and convolutions of stride 2 commute with shifts by 2 pixels, not by 1. So a CNN with "
    "circular edges, one such pooling and global pooling behind it gives the same output for even shifts and another "
    "one for odd shifts.",
    ko="2×2 맥스 풀링과 스트라이드 2인 합성곱은 2픽셀 이동과는 교환되지만 1픽셀 이동과는 교환되지 않는다. 그래서 순환 "
    "합성곱 뒤에 맥스 풀링 하나와 전역 풀링을 둔 CNN은 짝수 픽셀 이동에는 같은 출력을, 홀수 픽셀 이동에는 다른 출력을 "
    "낸다.",
    short="Strides and shifts",
    seconds=0.5,
    literature="Zhang 2019; Azulay & Weiss 2019",
)
def pooling_by_two(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    x, w, b = rng.normal(size=(4, 2, 16, 12)), rng.normal(size=(6, 2, 3, 3)), rng.normal(size=6)
    moved = [circular_shift(x, 0, right) for right in range(13)]
    maps = [np.maximum(circular_convolution(image, w, b), 0) for image in moved]
    features = [pool(maxpool2d(one, 2, 2)) for one in maps]
    changes, unpooled = changes_of(features), changes_of([pool(one) for one in maps])

    one_down = relative_error(pool(maxpool2d(circular_shift(maps[0], 1, 0), 2, 2)), features[0])
    odd = [(1, 1), (3, -1), (-1, 5)]

    around = ((0, 0), (0, 0), (1, 1), (1, 1))
    pooled = [maxpool2d(image, 2, 2) for image in (x, circular_shift(x, 2, -4), circular_shift(x, 0, 1))]
    thinned = [
        conv2d(np.pad(image, around, "wrap"), w, b, stride=2)
        for image in (x, circular_shift(x, 2, -4), circular_shift(x, 0, 1))
    ]
    given = torch.tensor(np.pad(x, around, "wrap"))
    strided = functional.conv2d(given, torch.tensor(w), torch.tensor(b), stride=2).numpy()
    torch.manual_seed(seed)
    net, ink = cnn().double(), rng.normal(size=(5, 1, 28, 28))
    return Evidence(
        finding=Finding(
            "Behind max pooling by two, a shift by one pixel changes the features by {odd:.2g} of the largest, and a "
            "shift by two by {even:.1g}",
            odd="change of the features for a shift by 1 pixel",
            even="change of the features for a shift by 2 pixels",
        ),
        caption="Change of globally pooled features by the shift of the image. With max pooling before it odd shifts "
        "change them and even ones do not.",
        measurements=[
            Measurement("change of the features for a shift by 2 pixels", changes[2], EXACT),
            Measurement("largest change of the features for an even shift from 4 on", max(changes[4::2]), EXACT),
            Measurement("largest change of the features for any shift without max pooling", max(unpooled), EXACT),
            Measurement(
                "max pooling after a shift by 2 and -4 against its shift by 1 and -2",
                relative_error(pooled[1], circular_shift(pooled[0], 1, -2)),
                within(0, 0, because="the same blocks"),
            ),
            Measurement(
                "stride 2 after a shift by 2 and -4 against its shift by 1 and -2",
                relative_error(thinned[1], circular_shift(thinned[0], 1, -2)),
                EXACT,
            ),
            Measurement(
                "max pooling after a shift by 2 against the nearest of its shifts",
                nearest(pooled[1], pooled[0]),
                within(0, 0, because="the same blocks"),
            ),
            Measurement(
                "stride 2 after a shift by 2 against the nearest of its shifts", nearest(thinned[1], thinned[0]), EXACT
            ),
            Measurement(
                "relative error of max pooling against torch",
                relative_error(pooled[0], functional.max_pool2d(torch.tensor(x), 2).numpy()),
                within(0, 0, because="a maximum is not rounded"),
                check=True,
            ),
            Measurement(
                "windows of 3 at every second place: relative error of max pooling against torch",
                relative_error(maxpool2d(x, 3, 2), functional.max_pool2d(torch.tensor(x), 3, 2).numpy()),
                within(0, 0, because="a maximum is not rounded"),
                check=True,
            ),
            Measurement("shifts to the right tried", len(features), within(13, 0, because="a count"), check=True),
            check_draws(*map(oddity_of_normal, (x, np.append(w, b), ink))),
            Measurement(
                "relative error of the convolution of stride 2 against torch",
                relative_error(thinned[0], strided),
                EXACT,
                check=True,
            ),
            Measurement(
                "relative error of the CNN with dense layers against torch",
                relative_error(logits(arrays(net), ink), net(torch.tensor(ink)).detach().numpy()),
                EXACT,
                check=True,
            ),
        ],
        controls=[
            Control("change of the features for a shift by 1 pixel", changes[1], at_most(1e-12)),
            Control("change of the features for a shift by 1 pixel down", one_down, at_most(1e-12)),
            Control(
                "least change of the features for an odd shift down and to the right",
                min(relative_error(pool(maxpool2d(circular_shift(maps[0], *by), 2, 2)), features[0]) for by in odd),
                at_most(1e-12),
            ),
            Control(
                "max pooling after a shift by 1 against the nearest of its shifts",
                nearest(pooled[2], pooled[0]),
                at_most(0),
            ),
            Control(
                "stride 2 after a shift by 1 against the nearest of its shifts",
                nearest(thinned[2], thinned[0]),
                at_most(1e-12),
            ),
        ],
        curves=[
            Curve("max pooling before global pooling", np.maximum(changes, SMALLEST).tolist(), role="subject"),
            Curve("global pooling alone", np.maximum(unpooled, SMALLEST).tolist(), role="reference"),
        ],
        axes=Axes(
            x="shift to the right in pixels",
            y="change of the features",
            log_y=True,
            marks=[
                Mark(of="change of the features for a shift by 1 pixel", x=1, text="{value:.2g}"),
                Mark(of="change of the features for a shift by 2 pixels", x=2, text="{value:.1g}"),
            ],
        ),
    )


mutant("takes the mean of each block", "windows.max(axis=(4, 5))", "windows.mean(axis=(4, 5))", program="maxpool2d")
mutant("pools one pixel of each block", "windows.max(axis=(4, 5))", "windows[..., 0, 0]", program="maxpool2d")
