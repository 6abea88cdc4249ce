"""A dense layer on maps is a convolution."""

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
    Undecided,
    at_least,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.fully_convolutional import Array, dense, sliding
from ..programs.global_pool_head import head, head_backward
from .cnn import arrays, cnn, halved, last_maps
from .common import NOTHING, SUMS, Shown, check_batches, digits, fit, outputs


def works(maps: Array, weights: Array, bias: Array) -> bool:
    """Whether the dense layer takes maps of this shape."""
    try:
        return bool(dense(maps, weights, bias).size)
    except ValueError:  # shapes that do not fit
        return False


@claim(
    en="A dense layer on maps is a convolution with a kernel of their size: equal outputs for copied weights. On a "
    "larger image the convolution gives a map of logits, each as from a dense layer there; a dense layer fails.",
    ko="특징 맵 위의 완전 연결층은 맵과 크기가 같은 커널의 합성곱이다. 가중치를 옮기면 출력이 같다. "
    "더 큰 이미지에서 합성곱은 윈도마다 완전 연결층을 적용한 것과 같은 로짓의 맵을 내지만, "
    "완전 연결층은 아예 동작하지 않는다.",
    short="A dense layer as a convolution",
    seconds=0.3,
    literature="Sermanet 2014; Long 2015",
)
def dense_is_a_convolution(channels: int = 5, rows: int = 4, columns: int = 3, seed: int = 0) -> Evidence:
    if min(channels, rows, columns) < 1 or max(channels, rows, columns) > 50 or rows * columns == 1:
        raise Undecided(
            en="the maps must have from two to 2500 pixels, in one to 50 channels, rows and columns",
            ko="맵의 픽셀은 2개부터 2,500개까지, 채널과 행과 열은 1부터 50까지여야 한다",
        )
    rng = np.random.default_rng(seed)
    maps, bias = rng.normal(size=(6, channels, rows, columns)), rng.normal(size=10)
    weights = rng.normal(size=(10, channels * rows * columns))
    kernels = weights.reshape(10, channels, rows, columns)
    larger = rng.normal(size=(6, channels, rows + 2, columns + 3))
    logits, turned = sliding(larger, kernels, bias), sliding(larger, kernels[:, :, ::-1, ::-1], bias)
    of_windows = np.empty_like(logits)
    for i, j in np.ndindex(3, 4):
        of_windows[:, :, i, j] = dense(larger[:, :, i : i + rows, j : j + columns], weights, bias)
    apart = np.array([relative_error(logits[:, :, i, j], of_windows[:, :, i, j]) for i, j in np.ndindex(3, 4)])
    apart_turned = np.array([relative_error(turned[:, :, i, j], of_windows[:, :, i, j]) for i, j in np.ndindex(3, 4)])
    by_torch = functional.conv2d(torch.tensor(larger), torch.tensor(kernels), torch.tensor(bias)).numpy()
    plain = functional.linear(torch.tensor(maps).flatten(1), torch.tensor(weights), torch.tensor(bias)).numpy()

    w = rng.normal(size=(10, channels))
    pooled = head(larger, w, bias)
    pooled_later = sliding(larger, w[:, :, None, None], bias).mean(axis=(2, 3))
    dlogits = rng.normal(size=pooled.shape)
    drawn = (maps, bias, weights, larger, w, dlogits)
    tensors = [torch.tensor(array, requires_grad=True) for array in (larger, w, bias)]
    theirs = functional.linear(tensors[0].mean((2, 3)), tensors[1], tensors[2])
    slopes = torch.autograd.grad(theirs, tensors, torch.tensor(dlogits))
    ours = head_backward(dlogits, larger, w)

    images, labels = digits(100, rng)
    small = halved(images)
    quarters = functional.avg_pool2d(torch.tensor(images).reshape(-1, 1, 28, 28), 2).flatten(1).numpy()
    stacked = cnn(True, seed)
    shown = Shown(stacked)
    fit(stacked, small, labels, 1, 0.5, rng)
    hidden = np.maximum(dense(last_maps(stacked, small), *arrays(stacked[13])), 0)
    by_hand = dense(hidden, *arrays(stacked[15]))
    worst, worst_turned = int(np.argmax(apart)), int(np.argmax(apart_turned))
    single = "sums of up to 288 products in float32, through five layers"
    return Evidence(
        finding=Finding(
            "On a larger image the logits of every window differ from the dense layer's by {apart:.1g} of the largest; "
            "with the kernel turned about by up to {turned:.2g}",
            apart="largest relative error of a window against the dense layer",
            turned="largest relative error of a window with the kernel turned about",
        ),
        caption="Relative error of the convolution against the dense layer, window by window.",
        measurements=[
            Measurement(
                "largest relative error of a window against the dense layer",
                apart[worst],
                at_most(1e-12, because=SUMS),
            ),
            Measurement(
                "relative error of the convolution on maps of its size against the dense layer",
                relative_error(sliding(maps, kernels, bias)[:, :, 0, 0], dense(maps, weights, bias)),
                at_most(1e-12, because=SUMS),
            ),
            Measurement(
                "logits of each class on the larger image",
                logits[0, 0].size,
                within(12, 0, because="(2 + 1)·(3 + 1) places"),
            ),
            Measurement(
                "dense layer on maps of its size", works(maps, weights, bias), within(1, 0, because="it works there")
            ),
            Measurement(
                "relative error of the convolution against torch",
                relative_error(logits, by_torch),
                at_most(1e-12, because=SUMS),
                check=True,
            ),
            Measurement(
                "relative error of the kernel turned about against turning by 90° twice",
                relative_error(turned, sliding(larger, np.rot90(kernels, 2, (2, 3)), bias)),
                at_most(1e-12, because=SUMS),
                check=True,
            ),
            Measurement(
                "relative error of the dense layer against torch",
                relative_error(dense(maps, weights, bias), plain),
                at_most(1e-12, because=SUMS),
                check=True,
            ),
            Measurement(
                "relative error of pooling before the linear layer against pooling after it",
                relative_error(pooled, pooled_later),
                at_most(1e-12, because="both are linear; sums of a few hundred terms in float64"),
            ),
            Measurement(
                "relative error of the pooled head against torch",
                relative_error(pooled, theirs.detach().numpy()),
                at_most(1e-12, because=SUMS),
            ),
            Measurement(
                "largest relative error of the gradients of the pooled head against torch",
                max(relative_error(a, b.numpy()) for a, b in zip(ours, slopes, strict=True)),
                at_most(1e-12, because=SUMS),
            ),
            check_draws(*map(oddity_of_normal, (*drawn, np.hstack([part.ravel() for part in drawn])))),
            check_batches(shown.off(100, 1)),
            Measurement(
                "relative error of a CNN with two dense layers against the formula by hand",
                relative_error(outputs(stacked, small), by_hand),
                at_most(1e-4, because=single),
                check=True,
            ),
            Measurement(
                "relative error of halved images against torch",
                relative_error(small, quarters),
                at_most(1e-6, because="means of four in float32"),
                check=True,
            ),
        ],
        controls=[
            Control("dense layers that work on the larger image", works(larger, weights, bias), at_least(1)),
            Control(
                "largest relative error of a window with the kernel turned about",
                apart_turned[worst_turned],
                at_most(1e-12),
            ),
        ],
        curves=[
            Curve(
                "kernel as the dense layer's weights", np.maximum(apart, NOTHING).tolist(), points=True, role="subject"
            ),
            Curve("kernel turned about", apart_turned.tolist(), points=True, role="reference"),
        ],
        axes=Axes(
            x="window",
            y="relative error against the dense layer",
            log_y=True,
            marks=[
                Mark(of="largest relative error of a window against the dense layer", x=worst, text="{value:.1g}"),
                Mark(
                    of="largest relative error of a window with the kernel turned about",
                    x=worst_turned,
                    text="{value:.2g}",
                ),
            ],
        ),
    )


mutant("turns the kernel about", "windows, kernels,", "windows, kernels[:, :, ::-1],", program="fully_convolutional")
mutant("forgets the biases", "(inputs + 1) * outputs", "inputs * outputs", program="fully_convolutional")
mutant("forgets the mean on the way back", "dlogits @ w / (rows * columns)", "dlogits @ w", program="global_pool_head")
mutant("weighs the way back by the images", "dlogits.sum(axis=0)", "dlogits.mean(axis=0)", program="global_pool_head")
