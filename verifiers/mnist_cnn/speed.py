"""Speed: an iteration of the program beside eager PyTorch, with im2col and without."""

from collections.abc import Iterator
from itertools import islice, zip_longest
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch

from quizdl.lab import mnist
from quizdl.lab.checks import check_median_interval
from quizdl.lab.statistics import median_interval
from quizdl.lab.timing import alternate
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

from ..programs import mnist_cnn as program
from .common import Array, naive_convolution, no_looser, source, torch_network, torch_training


def windows(x: Array, k: int) -> Iterator[tuple[int, int, Array]]:
    """For each pixel (u, v) of a filter what lies under it in all windows, (C, rows, columns, B); stride 1."""
    rows, columns = x.shape[1] - k + 1, x.shape[2] - k + 1
    for u, v in np.ndindex(k, k):
        yield u, v, x[:, u : u + rows, v : v + columns]


def convolve(x: Array, weights: Array, bias: Array, padding: int, _stride: int) -> tuple[Array, Array]:
    """The padded input, and the maps as a sum of k² matrix products: one for each pixel of a filter, and no columns."""
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    maps: Any = bias[:, np.newaxis]
    for u, v, view in windows(x, weights.shape[-1]):
        maps = maps + np.ascontiguousarray(weights[:, :, u, v]) @ view.reshape(len(x), -1)
    return x, maps.reshape(len(weights), *view.shape[1:])


def filter_gradients(x: Array, error: Array, weights: Array) -> tuple[Array, Array]:
    """Gradients of the weights, pixel by pixel of a filter, and of the bias; x is padded."""
    gradient, flat = np.empty_like(weights), error.reshape(len(weights), -1)
    for u, v, view in windows(x, weights.shape[-1]):
        gradient[:, :, u, v] = flat @ view.reshape(len(x), -1).T
    return gradient, flat.sum(axis=1)


def input_gradient(shape: tuple[int, ...], error: Array, weights: Array, padding: int, _stride: int) -> Array:
    """Gradient of the input of that shape, pixel by pixel of a filter."""
    channels, height, width, batch = shape
    padded = np.zeros((channels, height + 2 * padding, width + 2 * padding, batch), error.dtype)
    for u, v, view in windows(padded, weights.shape[-1]):
        view += (np.ascontiguousarray(weights[:, :, u, v].T) @ error.reshape(len(weights), -1)).reshape(view.shape)
    return padded[:, padding : padding + height, padding : padding + width]


def without_im2col() -> Any:
    """The program with the three functions above in place of its own."""
    names: dict[str, Any] = {"__name__": "without_im2col"}
    exec(compile(source(program), "without_im2col", "exec"), names)
    names.update(convolve=convolve, filter_gradients=filter_gradients, input_gradient=input_gradient)
    return SimpleNamespace(**names)


@claim(
    en="On one thread of this machine's CPU an iteration of the numpy CNN, with im2col, takes at most 1.2 of the time "
    "that the same network takes in eager PyTorch. With a matrix product for each pixel of a filter in place of im2col "
    "it takes longer than that. Written as the definition's loops, the forward pass of the convolutions alone takes "
    "longer than all of PyTorch's iteration.",
    ko="이 컴퓨터의 CPU 한 스레드에서 im2col을 쓰는 numpy CNN을 한 번 반복(iteration)하는 데 걸리는 시간은 같은 "
    "신경망의 PyTorch eager 모드의 1.2배 이하이다. im2col 대신 필터의 픽셀마다 행렬 곱을 한 번씩 하면 그보다 오래 "
    "걸린다. 정의대로 반복문으로 쓰면 합성곱의 순전파만으로도 PyTorch의 반복 한 번보다 오래 걸린다.",
    short="Time of the CNN beside PyTorch",
    seconds=14,
    alone=True,
)
def keeps_up_with_torch(rounds: int = 41, bar: float = 1.2, steps: int = 8) -> Evidence:
    no_looser(bar, 1.2)
    if rounds < 8 or steps < 1:
        raise Undecided(
            en="a 99 % interval of a median needs 8 rounds, and a time at least one step",
            ko="중앙값의 99% 신뢰구간을 구하려면 8회, 시간을 재려면 한 스텝은 필요하다",
        )
    torch.set_num_threads(1)
    images, labels = mnist.load().train_images, mnist.load().train_labels
    start = program.initialise(np.random.default_rng(0))
    ours, slow = [array.copy() for array in start], [array.copy() for array in start]
    in_numpy = program.train(ours, images, labels, 5, np.random.default_rng(1))
    in_pixels = without_im2col().train(slow, images, labels, 5, np.random.default_rng(1))
    in_torch = torch_training(torch_network(start, pool_first=True), images, labels, 1)
    next(in_numpy), next(in_pixels)
    apart = max(float(np.abs(one - other).max()) for one, other in zip(ours, slow, strict=True))
    moved = max(float(np.abs(one - other).max()) for one, other in zip(ours, start, strict=True))
    w1, b1, w2, b2, _, _ = start
    one = program.pixels(images[:1])
    maps = naive_convolution(one[..., 0], w1, b1, 0, 1)
    hidden = np.maximum(program.pool(maps[..., np.newaxis], 2, 2)[..., 0], 0)
    seconds = alternate(
        {
            "im2col": lambda: list(islice(in_numpy, steps)),
            "torch": lambda: list(islice(in_torch, steps)),
            "pixels": lambda: list(islice(in_pixels, steps)),
            "loops": lambda: (naive_convolution(one[..., 0], w1, b1, 0, 1), naive_convolution(hidden, w2, b2, 1, 1)),
        },
        rounds,
    )
    done = [next(in_numpy) - 1, next(in_torch), next(in_pixels) - 1]
    images_in = {"im2col": 50 * steps, "torch": 50 * steps, "pixels": 50 * steps, "loops": len(one[0, 0, 0])}
    for_one = {name: times / images_in[name] for name, times in seconds.items()}
    im2col, pixels, loops = (for_one[name] / for_one["torch"] for name in ("im2col", "pixels", "loops"))
    calls: list[str] = []
    alternate({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, 2)
    (im2col_median, im2col_interval), (pixels_median, pixels_interval) = (
        median_interval(im2col),
        median_interval(pixels),
    )
    loops_median, loops_interval = median_interval(loops)
    return Evidence(
        finding=Finding(
            "An iteration of the program takes {im2col:.2g} of the time of eager PyTorch; without im2col, by a matrix "
            "product for each pixel of a filter, it takes {pixels:.2g}",
            im2col="time of numpy over time of torch",
            pixels="time of numpy without im2col over time of torch",
        ),
        caption="Each point is one round, in which all of them were timed one after the other.",
        measurements=[
            Measurement(
                "time of numpy over time of torch",
                im2col_median,
                at_most(bar, because="level but for a fifth; 99 % interval of the median over rounds"),
                interval=im2col_interval,
            ),
            Measurement(
                "time of the forward convolutions by loops over all of torch's",
                loops_median,
                at_least(1, because="longer than all of it; 99 % interval of the median over rounds"),
                interval=loops_interval,
            ),
            check_median_interval(),
            Measurement(
                "calls of two runs in two rounds that come otherwise than in turn",
                sum(one != other for one, other in zip_longest(calls, "ababba")),
                within(0, 0, because="one call each warms up, then there and back"),
                check=True,
            ),
            Measurement(
                "images of all calls of torch beside those of its iterations",
                images_in["torch"] * (rounds + 1) - 50 * (done[1] - 1),
                within(0, 0, because="a warm-up and all rounds, in batches of 50"),
                check=True,
            ),
            Measurement(
                "iterations that one training was timed for beyond another",
                max(done) - min(done),
                within(0, 0, because="all make the same number in a call"),
                check=True,
            ),
            Measurement(
                "difference of the weights without im2col as a share of the first step",
                apart / moved,
                at_most(1e-3, because="the same step but for float32 sums of some thousand terms"),
                check=True,
            ),
            Measurement(
                "largest difference of the loops from im2col",
                float(np.abs(maps - program.convolve(one, w1, b1, 0, 1)[1][..., 0]).max()),
                at_most(1e-5, because="float32 sums of 25 products of order one"),
                check=True,
            ),
        ],
        controls=[
            Control(
                "time of numpy without im2col over time of torch", pixels_median, at_most(bar), interval=pixels_interval
            ),
        ],
        curves=[
            Curve("with im2col", im2col.tolist(), points=True, role="subject"),
            Curve("by pixels of the filter", pixels.tolist(), points=True, role="reference"),
        ],
        axes=Axes(
            x="round",
            y="time over time of torch",
            marks=[
                Mark(of="time of numpy over time of torch", text="{value:.2g}"),
                Mark(of="time of numpy without im2col over time of torch", text="{value:.2g}"),
            ],
        ),
    )


mutant("times a single batch of torch", "list(islice(in_torch, steps))", "next(in_torch)")
mutant(
    "im2col in the control too",
    "names.update(convolve=convolve, filter_gradients=filter_gradients, input_gradient=input_gradient)",
    "pass",
)
