"""Max pooling: where the gradient goes, and what becomes of ties."""

from collections.abc import Callable
from itertools import product

import numpy as np
import torch
from torch.nn.functional import max_pool2d

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
    between,
    claim,
    mutant,
    within,
)

from ..programs import maxpool2d as pooling
from ..programs import mnist_cnn as program
from .common import EXACT, Array

LEVELS = (2, 4, 8, 16, 64, 256, 1024, 10**15)  # of the values: ties nearly everywhere, to nowhere


def draw(n: int, k: int, s: int, levels: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Images (4, 3, n, n + 1) of values rounded to so many levels, and a gradient for each of their windows."""
    x = np.round(levels * rng.random((4, 3, n, n + 1))) / levels
    return x, rng.normal(size=(4, 3, (n - k) // s + 1, (n + 1 - k) // s + 1))


def reference(x: Array, dout: Array, k: int, s: int) -> tuple[Array, Array]:
    """Pooled maps by torch, and the gradient of what was pooled."""
    leaf = torch.tensor(x, requires_grad=True)
    largest = max_pool2d(leaf, k, s)
    largest.backward(torch.tensor(dout))
    assert leaf.grad is not None
    return largest.detach().numpy(), leaf.grad.numpy()


def numpy_cnn(x: Array, dout: Array, k: int, s: int) -> tuple[Array, Array]:
    """The same by the numpy CNN, which keeps the batch last."""
    image, error = x.transpose(1, 2, 3, 0), dout.transpose(1, 2, 3, 0)
    largest = program.pool(image, k, s)
    dx = program.pool_gradient(image, largest, error, k, s)
    return largest.transpose(3, 0, 1, 2), dx.transpose(3, 0, 1, 2)


def to_every_tie(dout: Array, x: Array, k: int, s: int) -> Array:
    """The gradient if each of equal largest values got all of it."""
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dout.shape[2:]):
        window = x[:, :, s * i : s * i + k, s * j : s * j + k]
        found = window == window.max(axis=(2, 3), keepdims=True)
        dx[:, :, s * i : s * i + k, s * j : s * j + k] += dout[:, :, i, j, None, None] * found
    return dx


def errors_by_levels(backward: Callable[..., Array], rng: np.random.Generator) -> list[float]:
    """The error of the gradient against torch by levels of the values, for windows of 3×3 at stride 2."""
    drawn = [draw(8, 3, 2, levels, rng) for levels in LEVELS]
    return [relative_error(backward(dout, x, 3, 2), reference(x, dout, 3, 2)[1]) for x, dout in drawn]


def share_of_ties(x: Array, k: int, s: int) -> float:
    """How many windows have two or more largest values, as a share."""
    windows = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))[:, :, ::s, ::s]
    return float(((windows == windows.max(axis=(-2, -1), keepdims=True)).sum(axis=(-2, -1)) > 1).mean())


def largest_share(pooled: Callable[[torch.Tensor], torch.Tensor]) -> float:
    """The largest share of the gradient that one of four equal values gets."""
    window = torch.ones(2, 2, requires_grad=True)
    pooled(window).backward()
    assert window.grad is not None
    return float(window.grad.max())


@claim(
    en="Max pooling sends each gradient to the largest value of its window alone, of equal ones to the first by rows, "
    "as torch does on the CPU. torch.amax shares the gradient evenly among equal values.",
    ko="맥스 풀링은 기울기를 윈도에서 가장 큰 값 하나에만 보내고, 최댓값이 여럿이면 CPU의 torch처럼 행 순서로 "
    "첫 번째에 보낸다. 반면 torch.amax는 같은 값끼리 기울기를 똑같이 나눈다.",
    short="Where max pooling sends the gradient",
    seconds=0.5,
)
def pooling_ties(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    off, ties, pixels = [], [], 0
    for n, k, s in product((6, 7, 8), (2, 3), (1, 2, 3)):
        x, dout = draw(n, k, s, 2, rng)
        largest, truth = reference(x, dout, k, s)
        rules = pooling.maxpool2d(x, k, s), pooling.maxpool2d_backward(dout, x, k, s), *numpy_cnn(x, dout, k, s)
        found = zip((*rules, to_every_tie(dout, x, k, s)), (largest, truth, largest, truth, truth), strict=True)
        off.append([relative_error(*pair) for pair in found])
        ties.append(share_of_ties(x, k, s))
        pixels += x.size
    ours, theirs = errors_by_levels(pooling.maxpool2d_backward, rng), errors_by_levels(to_every_tie, rng)
    cnn = errors_by_levels(lambda dout, x, k, s: numpy_cnn(x, dout, k, s)[1], rng)
    tied, distinct = (share_of_ties(draw(8, 3, 2, levels, rng)[0], 3, 2) for levels in (LEVELS[0], LEVELS[-1]))
    square, dout = draw(8, 2, 2, 2, rng)[0][..., :8], rng.normal(size=(4, 3, 4, 4))
    first = reference(square, dout, 2, 2)[1]
    last = reference(square[..., ::-1, ::-1].copy(), dout[..., ::-1, ::-1].copy(), 2, 2)[1][..., ::-1, ::-1]
    by_rounding = 1 + np.finfo(float).eps * draw(8, 3, 2, 8, rng)[0] * 8  # values that differ in their last bits alone
    dout_of_these = rng.normal(size=(4, 3, 3, 4))
    nearly_tied = relative_error(
        pooling.maxpool2d_backward(dout_of_these, by_rounding, 3, 2), reference(by_rounding, dout_of_these, 3, 2)[1]
    )
    quarter = within(0.25, 0, because="four equal values with a quarter each: a power of two")
    numbers = range(1, len(LEVELS) + 1)
    return Evidence(
        finding=Finding(
            "Where values tie the gradient is {ours:.1g} away from torch's; one that goes to every tie is "
            "{theirs:.2g} away",
            ours="two levels of values: error of the gradient against torch",
            theirs="two levels of values: error of a gradient to every tie",
        ),
        caption="Error of the gradient by the number of levels that values are rounded to. With many levels nothing "
        "ties, and both rules are one.",
        measurements=[
            Measurement("two levels of values: error of the gradient against torch", ours[0], EXACT),
            *(
                Measurement(name, largest_error, EXACT)
                for name, largest_error in zip(
                    (
                        "pooled maps: largest error against torch",
                        "gradient with ties: largest error against torch",
                        "numpy CNN: largest error of the pooled maps",
                        "numpy CNN: largest error of the gradient with ties",
                    ),
                    np.max(off, axis=0)[:4],
                    strict=True,
                )
            ),
            Measurement("gradient without ties: error against torch", ours[-1], EXACT),
            Measurement("values that differ by rounding alone: error against torch", nearly_tied, EXACT),
            Measurement("numpy CNN: largest error of the gradient", max(cnn), EXACT),
            Measurement("torch.amax: largest share of four equal values", largest_share(torch.amax), quarter),
            Measurement(
                "smallest share of windows with a tie",
                min(tied, *ties),
                between(0.1, 1, because="ties must occur"),
                check=True,
            ),
            Measurement(
                "pixels of the images tried",
                pixels,
                within(12 * (6 * 7 + 7 * 8 + 8 * 9) * 6, 0, because="six windows and strides on images of each size"),
                check=True,
            ),
            check_draws(oddity_of_normal(dout)),
            Measurement(
                "share of windows with a tie among 10^15 levels",
                distinct,
                at_most(0, because="864 values of 10^15: two are equal once in 10^9 draws"),
                check=True,
            ),
        ],
        controls=[
            Control("two levels of values: error of a gradient to every tie", theirs[0], EXACT),
            Control("gradient to every tie of any size: smallest error against torch", np.min(off, axis=0)[4], EXACT),
            Control("gradient to every tie among 10^15 levels", theirs[-1], EXACT, must="hold"),
            Control("gradient to the last of equal values: error against torch", relative_error(last, first), EXACT),
            Control(
                "max pooling: largest share of four equal values",
                largest_share(lambda window: max_pool2d(window[None], 2).sum()),
                quarter,
            ),
        ],
        curves=[
            Curve("maxpool2d_backward", ours, x=numbers, role="subject"),
            Curve("to every tie", theirs, x=numbers, role="reference"),
        ],
        axes=Axes(
            x="from 2 to 10^15 levels of values",
            y="error of the gradient",
            marks=[
                Mark(of="two levels of values: error of the gradient against torch", x=1, text="{value:.1g}"),
                Mark(of="two levels of values: error of a gradient to every tie", x=1, text="{value:.2g}"),
            ],
        ),
    )


mutant("every tie gets the gradient", "error = error - found", "error = error - 0", program="mnist_cnn")
mutant("the last of equal values wins", ".argmax(axis=-1)", "[..., ::-1].argmax(axis=-1)", program="maxpool2d")
mutant("looks for the largest of the absolute values", "window.reshape(", "abs(window).reshape(", program="maxpool2d")
mutant(
    "takes values that agree to eight decimals for equal",
    "window.reshape(",
    "window.round(8).reshape(",
    program="maxpool2d",
)
