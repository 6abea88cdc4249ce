"""Separable convolutions: what they save, and which filters they can be."""

import numpy as np
import torch
from torch import nn
from torch.nn.functional import conv2d
from torch.utils.flop_counter import FlopCounterMode

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
    claim,
    mutant,
    within,
)

from ..programs import conv2d as program
from .common import EXACT, Array


def beside_multiples(weights: Array) -> float:
    """What multiples of one kernel for each channel leave of filters (F, C, k, k) at best, as a share of their size."""
    by_channel = [weights[:, c].reshape(len(weights), -1) for c in range(weights.shape[1])]
    sizes = [np.linalg.svd(kernels, compute_uv=False) for kernels in by_channel]
    return float(np.sqrt(sum((s[1:] ** 2).sum() for s in sizes) / sum((s**2).sum() for s in sizes)))


def multiply_adds(net: nn.Module, x: torch.Tensor) -> float:
    """The multiply-adds of a forward pass, by torch's counter."""
    with FlopCounterMode(display=False) as counter:
        net(x)
    return float(counter.get_total_flops() / 2)


@claim(
    en="A 1×1 convolution is one dense layer over the channels, used at every pixel. A depthwise k×k convolution and a "
    "1×1 one behind it take 1/filters + 1/k² of the weights and multiply-adds of a full k×k convolution; together they "
    "are a full one whose filters are multiples of one kernel for each channel.",
    ko="1×1 합성곱은 채널에 대한 완전 연결층 하나를 모든 픽셀에 쓰는 것이다. 깊이별(depthwise) k×k 합성곱 뒤에 1×1 "
    "합성곱을 두면 가중치와 곱셈-누산(MAC)이 일반 k×k 합성곱의 1/필터 수 + 1/k²이다. 둘을 합치면, 필터마다 채널별 커널 "
    "하나의 상수배만 쓰는 일반 합성곱과 같다.",
    short="What a separable convolution saves",
    seconds=0.5,
    literature="Lin 2014; Howard 2017",
)
def separable_convolution(channels: int = 8, filters: int = 32, size: int = 3, seed: int = 0) -> Evidence:
    if channels < 1 or filters < 2 or size < 3 or size % 2 == 0:
        raise Undecided(
            en="one filter or a 1×1 kernel leaves nothing to separate, and an even kernel has no centre",
            ko="필터가 하나이거나 커널이 1×1이면 분리할 것이 없고, 크기가 짝수인 커널에는 중심이 없다",
        )
    rng = np.random.default_rng(seed)
    x, edge = rng.normal(size=(4, channels, 9, 8)), size // 2
    mix, bias = rng.normal(size=(filters, channels)), rng.normal(size=filters)
    kernels = rng.normal(size=(channels, size, size))
    each = [program.conv2d(x[:, [c]], kernels[c][None, None], np.zeros(1), 1, edge) for c in range(channels)]
    pointwise = program.conv2d(x, mix[:, :, None, None], bias)
    separable = program.conv2d(np.concatenate(each, axis=1), mix[:, :, None, None], bias)
    by_pixel = (x.transpose(0, 2, 3, 1) @ mix.T + bias).transpose(0, 3, 1, 2)
    made = mix[:, :, None, None] * kernels
    full = conv2d(torch.tensor(x), torch.tensor(made), torch.tensor(bias), padding=edge).numpy()
    random = rng.normal(size=made.shape)

    layer = nn.Conv2d(channels, filters, size, padding=edge)
    depthwise = nn.Conv2d(channels, channels, size, padding=edge, groups=channels)
    mixing = nn.Conv2d(channels, filters, 1)
    image = torch.zeros(4, channels, 9, 8)
    work = multiply_adds(nn.Sequential(depthwise, mixing), image) / multiply_adds(layer, image)
    weights = (depthwise.weight.numel() + mixing.weight.numel()) / layer.weight.numel()
    ungrouped = nn.Conv2d(channels, channels, size, padding=edge)
    not_separated = (ungrouped.weight.numel() + mixing.weight.numel()) / layer.weight.numel()
    ratio = within(1 / filters + 1 / size**2, 1e-12, because="(c·k² + f·c) / (f·c·k²), a division")
    numbers = range(2, 129)
    return Evidence(
        finding=Finding(
            "A depthwise and a 1×1 convolution of {filters} filters take {weights:.3g} of the weights of a full one, "
            "and {work:.3g} of its multiply-adds",
            weights="share of the weights of a full convolution",
            work="share of the multiply-adds of a full convolution",
        ),
        caption="Share of the weights by the number of filters. It falls towards 1/k², the share of the 1×1 "
        "convolution alone.",
        measurements=[
            Measurement("share of the weights of a full convolution", weights, ratio),
            Measurement("share of the multiply-adds of a full convolution", work, ratio),
            Measurement(
                "1×1 convolution against a dense layer at every pixel", relative_error(pointwise, by_pixel), EXACT
            ),
            Measurement(
                "depthwise and 1×1 against the full convolution they make", relative_error(separable, full), EXACT
            ),
            Measurement("its filters against multiples of one kernel a channel", beside_multiples(made), EXACT),
            check_draws(*map(oddity_of_normal, (x, np.column_stack([mix, bias]), kernels, random))),
            check_controls(not_separated - channels / filters - 1 / size**2),
        ],
        controls=[
            Control("random filters against multiples of one kernel a channel", beside_multiples(random), EXACT),
            Control("share of the weights where channels are mixed twice", not_separated, ratio),
        ],
        curves=[
            Curve("depthwise and 1×1", [1 / f + 1 / size**2 for f in numbers], x=numbers, role="subject"),
            Curve("1×1 alone", [1 / size**2 for _ in numbers], x=numbers, role="reference"),
        ],
        axes=Axes(
            x="filters",
            y="share of a full convolution",
            marks=[
                Mark(of="share of the weights of a full convolution", x=filters),
                Mark(of="share of the multiply-adds of a full convolution", x=filters),
            ],
        ),
        fields={"filters": filters},
    )


mutant("counts a kernel for every filter", "padding=edge, groups=channels)", "padding=edge)")
