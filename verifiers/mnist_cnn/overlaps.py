"""Max pooling with windows that overlap."""

from collections.abc import Callable
from itertools import product

import numpy as np

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_normal, oddity_of_uniform
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, between, claim, mutant, within

from ..programs import maxpool2d as pooling
from .common import EXACT, Array, naive_pooling
from .pooling import draw, numpy_cnn, reference


def overwritten(dout: Array, x: Array, k: int, s: int) -> Array:
    """The gradient if each window overwrote what its largest value got from those before it."""
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        window = x[n, c, s * i : s * i + k, s * j : s * j + k]
        row, column = divmod(int(window.argmax()), k)
        dx[n, c, s * i + row, s * j + column] = dout[n, c, i, j]
    return dx


OVERLAPS = list(product((8, 9), (1, 2, 3, 4), (1, 2, 3, 4)))  # sides of images, sides of windows, strides


def signed(n: int, k: int, s: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Images and gradients of all signs, without ties: no zeros around an image, and no largest absolute value."""
    x, dout = draw(n, k, s, 1e15, rng)
    return x - 0.5, dout


def largest_error(backward: Callable[..., Array], rng: np.random.Generator) -> float:
    """The largest error of the gradient against torch over all of OVERLAPS."""
    drawn = [(signed(n, k, s, rng), k, s) for n, k, s in OVERLAPS]
    return max(relative_error(backward(dout, x, k, s), reference(x, dout, k, s)[1]) for (x, dout), k, s in drawn)


@claim(
    en="Where the windows of a max pooling overlap, a value collects the gradients of all windows of which it is the "
    "largest: a lone peak under windows of 3×3 gets nine at stride 1, four at stride 2, one at stride 3. Nothing is "
    "lost on the way: the gradient of the input adds up to that of the output.",
    ko="맥스 풀링의 윈도가 겹치면, 값 하나는 자신이 최댓값인 모든 윈도의 기울기를 더해 받는다. 3×3 윈도에서 홀로 솟은 "
    "값은 스트라이드가 1이면 윈도 아홉 개, 2이면 네 개, 3이면 한 개의 기울기를 받는다. 도중에 사라지는 것은 없어서, "
    "입력의 기울기를 모두 더하면 출력의 기울기를 모두 더한 값과 같다.",
    short="Max pooling with overlapping windows",
    seconds=0.5,
)
def overlaps(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    ours_error, spoilt = largest_error(pooling.maxpool2d_backward, rng), largest_error(overwritten, rng)
    cnn_error = largest_error(lambda dout, x, k, s: numpy_cnn(x, dout, k, s)[1], rng)
    maps, lost, drawn, collected = [], [], [], 0
    for n, k, s in OVERLAPS:
        x, dout = signed(n, k, s, rng)
        largest, truth = reference(x, dout, k, s)
        drawn.append((x.ravel(), dout.ravel()))
        dx = pooling.maxpool2d_backward(dout, x, k, s)
        maps.append(relative_error(pooling.maxpool2d(x, k, s), naive_pooling(x, k, s)))
        maps.append(relative_error(pooling.maxpool2d(x, k, s), largest))
        lost.append(abs(dx.sum() - dout.sum()) / np.abs(dout).sum())
        collected += int((np.count_nonzero(truth, axis=(2, 3)) < dout[0, 0].size).sum())

    values, gradients = map(np.concatenate, zip(*drawn, strict=True))
    peak = np.zeros((1, 1, 13, 13))
    peak[0, 0, 6, 6] = 1
    strides = range(1, 5)
    one_each = [np.ones((1, 1, (13 - 3) // s + 1, (13 - 3) // s + 1)) for s in strides]
    ours = [pooling.maxpool2d_backward(each, peak, 3, s)[0, 0, 6, 6] for s, each in zip(strides, one_each, strict=True)]
    theirs = [overwritten(each, peak, 3, s)[0, 0, 6, 6] for s, each in zip(strides, one_each, strict=True)]
    counted = "windows at stride s that hold the place: ⌈3/s⌉ down and across, since 6 is a multiple of 1, 2 and 3"
    return Evidence(
        finding=Finding(
            "At stride 1 a lone peak collects the gradients of {ours:.3g} windows; if windows overwrite each other it "
            "keeps {theirs:.3g}",
            ours="gradients that a peak collects at stride 1",
            theirs="gradients that a peak keeps at stride 1 if windows overwrite",
        ),
        caption="Gradients that arrive at a lone peak, one from each window of 3×3, by stride.",
        measurements=[
            Measurement("gradients that a peak collects at stride 1", ours[0], within(9, 0, because=counted)),
            Measurement("gradients that a peak collects at stride 2", ours[1], within(4, 0, because=counted)),
            Measurement("gradients that a peak collects at stride 3", ours[2], within(1, 0, because=counted)),
            Measurement("gradient of the input: largest error against torch", ours_error, EXACT),
            Measurement("numpy CNN: largest error of the gradient", cnn_error, EXACT),
            Measurement("pooled maps: largest error against torch and the definition", max(maps), EXACT),
            Measurement("sum of the input's gradient: largest difference from the output's", max(lost), EXACT),
            check_draws(oddity_of_uniform(values, -0.5, 0.5), oddity_of_normal(gradients)),
            check_controls(theirs[0] - 1),
            Measurement(
                "combinations of image and window and stride",
                len(set(OVERLAPS)),
                within(32, 0, because="two images and four windows and four strides"),
                check=True,
            ),
            Measurement(
                "images where a value is the largest of several windows",
                collected,
                between(72, 144, because="all 72 at stride 1, and of 144 whose windows overlap"),
                check=True,
            ),
        ],
        controls=[
            Control("gradients that a peak keeps at stride 1 if windows overwrite", theirs[0], within(9, 0)),
            Control(
                "gradients that a peak keeps at stride 3 if windows overwrite", theirs[2], within(1, 0), must="hold"
            ),
            Control("gradient of windows that overwrite: largest error against torch", spoilt, EXACT),
        ],
        curves=[
            Curve("maxpool2d_backward", [float(number) for number in ours], x=strides, role="subject", points=True),
            Curve(
                "windows that overwrite", [float(number) for number in theirs], x=strides, role="reference", points=True
            ),
        ],
        axes=Axes(
            x="stride",
            y="gradients that arrive",
            marks=[
                Mark(of="gradients that a peak collects at stride 1", x=1),
                Mark(of="gradients that a peak keeps at stride 1 if windows overwrite", x=1),
            ],
        ),
    )


mutant("overlapping pools overwrite", "view += found", "view[...] = found", program="mnist_cnn")
mutant("a later window overwrites", "first % size] += ", "first % size] = ", program="maxpool2d")
