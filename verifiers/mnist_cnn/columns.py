"""What stands where in the columns of im2col."""

import numpy as np
import torch
from torch.nn.functional import pad

from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, claim, mutant, within

from ..programs import im2col as program
from .common import NOTHING, Array

CASES = [(1, 1, 0), (2, 1, 0), (3, 2, 1), (2, 3, 0), (4, 3, 2), (3, 1, 1), (5, 4, 3)]  # windows, strides, paddings
USUAL = CASES.index((3, 1, 1))


def numbered(images: int, channels: int, rows: int, columns: int) -> Array:
    """Images whose pixels are numbered from 1 on, so that a zero is padding."""
    count = images * channels * rows * columns
    return np.arange(1.0, count + 1).reshape(images, channels, rows, columns)


def window(x: Array, k: int, stride: int, padding: int, place: int) -> Array:
    """The window at a place in reading order, cut out of torch's padded images: shape (N, C, k, k)."""
    padded = pad(torch.tensor(x), (padding,) * 4).numpy()
    across = (padded.shape[3] - k) // stride + 1
    top, left = stride * (place // across), stride * (place % across)
    return np.asarray(padded[:, :, top : top + k, left : left + k])


def looks(x: Array, k: int, stride: int, padding: int) -> Array:
    """How many windows see each pixel of a numbered image, by the windows that start at each row and column."""

    def along(side: int) -> Array:
        starts = range(-padding, side + padding - k + 1, stride)
        return np.array([sum(start <= i < start + k for start in starts) for i in range(side)])

    down, across = along(x.shape[2]), along(x.shape[3])
    return np.broadcast_to(np.outer(down, across), x.shape)


@claim(
    en="Each column of im2col is one window, channel after channel and row after row; the windows stand in reading "
    "order, and a pixel occurs once for every window that sees it.",
    ko="im2col의 열 하나는 윈도 하나이다. 채널 순으로, 그 안에서는 행 순으로 놓인다. 윈도는 읽는 순서로 늘어서고, "
    "픽셀은 그것을 보는 윈도마다 한 번씩 나온다.",
    short="What stands in a column of im2col",
    seconds=0.2,
    literature="Chellapilla 2006",
)
def columns_are_windows(images: int = 2, channels: int = 3) -> Evidence:
    wrong, miscounted, by_square, copies = 0, 0, 0, []
    x = numbered(images, channels, 7, 6)
    for k, stride, padding in CASES:
        columns = program.im2col(x, k, stride, padding)
        for place in range(columns.shape[2]):
            cut = window(x, k, stride, padding, place)
            wrong += not np.array_equal(columns[:, :, place], cut.reshape(images, -1))
        counted = np.bincount(columns.astype(int).ravel(), minlength=x.size + 1)[1:].reshape(x.shape)
        right = looks(x, k, stride, padding)
        miscounted += int(np.sum(counted != right))
        by_square += int(np.sum(right != k * k))
        copies.append(float(counted.mean()))
    padded = window(x, 3, 1, 1, 0)
    return Evidence(
        finding=Finding(
            "With windows of 3×3, stride 1 and padding 1 a pixel stands in {copies:.3g} columns on average",
            copies="windows of 3×3 at stride 1: mean copies of a pixel",
        ),
        caption="Mean number of copies of a pixel, by the case. Small strides copy every pixel many times.",
        measurements=[
            Measurement("columns that are not the window at their place", wrong, NOTHING),
            Measurement("pixels that do not occur once for every window that sees them", miscounted, NOTHING),
            Measurement(
                "windows of 3×3 at stride 1: mean copies of a pixel",
                copies[USUAL],
                within(19 * 16 / 42, 1e-12, because="along 7 and 6 pixels 3 windows see each, but 2 at each end"),
            ),
            Measurement(
                "zeros in the first of padded windows",
                int(np.sum(padded == 0)),
                within(5 * images * channels, 0, because="a row and a column of three, which share a corner"),
                check=True,
            ),
        ],
        controls=[Control("pixels that k·k windows do not see", by_square, NOTHING)],
        curves=[Curve("copies of a pixel", copies, x=range(1, len(CASES) + 1), points=True, role="subject")],
        axes=Axes(
            x="case",
            y="copies of a pixel",
            marks=[Mark(of="windows of 3×3 at stride 1: mean copies of a pixel", x=USUAL + 1)],
        ),
    )


mutant(
    "puts the pixels of a window before the channels",
    "windows.transpose(0, 1, 4, 5, 2, 3)",
    "windows.transpose(0, 4, 5, 1, 2, 3)",
    program="im2col",
)
mutant(
    "lets the windows run column by column",
    "windows.transpose(0, 1, 4, 5, 2, 3)",
    "windows.transpose(0, 1, 4, 5, 3, 2)",
    program="im2col",
)
