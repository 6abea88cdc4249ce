"""Windows as columns (im2col) and back (col2im): a linear map and its transpose."""

from collections.abc import Callable
from itertools import product

import numpy as np
import torch
from torch.nn.functional import conv2d, fold, unfold

from quizdl.lab.checks import check_draws, check_relative_errors
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_normal
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, claim, mutant, within

from ..programs import im2col as program
from .common import EXACT, NOTHING, Array, error_of

GRID = list(product(range(1, 6), range(3), range(1, 5)))  # sides of filters, paddings, strides


def difference(one: Array, other: Array, x: Array, y: Array) -> float:
    """How far ⟨one, y⟩ and ⟨x, other⟩ are apart, relative to the norms in the first of them."""
    products = np.sum(one * y) - np.sum(x * other)
    return float(abs(products) / (np.linalg.norm(one) * np.linalg.norm(y)))


def overwritten(y: Array, shape: tuple[int, ...], k: int, s: int, _padding: int) -> Array:
    """Images of that shape, without padding, where a pixel keeps the copy of the last window that has it."""
    images = np.zeros(shape)
    across = (shape[3] - k) // s + 1
    for place in range(y.shape[2]):
        top, left = s * (place // across), s * (place % across)
        images[:, :, top : top + k, left : left + k] = y[:, :, place].reshape(*shape[:2], k, k)
    return images


def differences(forth: Callable[..., Array], back: Callable[..., Array], rng: np.random.Generator) -> list[float]:
    """The differences of ⟨forth(x), y⟩ and ⟨x, back(y)⟩ at strides 1 to 4, for windows of 3×3 without padding."""
    x, found = rng.normal(size=(4, 3, 9, 8)), []
    for s in range(1, 5):
        columns = forth(x, 3, s, 0)
        y = rng.normal(size=columns.shape)
        found.append(difference(columns, back(y, x.shape, 3, s, 0), x, y))
    return found


def unfolded(x: Array, k: int, s: int, p: int) -> Array:
    """Columns by torch."""
    return unfold(torch.tensor(x), k, padding=p, stride=s).numpy()


def by_columns(x: Array, k: int, s: int, p: int) -> Array:
    """The same with the pixels of a window column by column."""
    columns = unfolded(x, k, s, p)
    windows = columns.reshape(*x.shape[:2], k, k, -1)
    return windows.transpose(0, 1, 3, 2, 4).reshape(columns.shape)


def unlike_torch(forth: Callable[..., Array], rng: np.random.Generator) -> int:
    """For how many combinations the columns are not exactly those of torch."""
    x = rng.normal(size=(4, 3, 9, 8))
    return sum(not np.array_equal(forth(x, k, s, p), unfolded(x, k, s, p)) for k, p, s in GRID)


@claim(
    en="col2im is the transpose of im2col, ⟨im2col(x), y⟩ = ⟨x, col2im(y)⟩, for every filter, padding and stride, if "
    "windows that overlap add up. It is not the inverse: col2im(im2col(x)) is x times the number of windows that see "
    "the pixel.",
    ko="겹치는 윈도의 값을 더하면 필터, 패딩, 스트라이드가 무엇이든 col2im은 im2col의 전치, 곧 "
    "⟨im2col(x), y⟩ = ⟨x, col2im(y)⟩이다. 역함수는 아니다. col2im(im2col(x))는 x에 그 픽셀을 보는 윈도의 수를 곱한 "
    "값이다.",
    short="im2col and its transpose",
    seconds=0.3,
    literature="Chellapilla 2006",
)
def adjoint(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    unlike = unlike_torch(program.im2col, rng)
    off, odd, alike = [], [], []
    for k, p, s in GRID:
        x, w = rng.normal(size=(4, 3, 9, 8)), rng.normal(size=(5, 3, k, k))
        columns = program.im2col(x, k, s, p)
        y = rng.normal(size=unfolded(x, k, s, p).shape)
        odd += [oddity_of_normal(x), oddity_of_normal(y), oddity_of_normal(w)]
        alike.append(abs(float((y * unfolded(x, k, s, p)).sum())) / np.sqrt(y.size))
        images = program.col2im(y, x.shape, k, s, p)
        maps = conv2d(torch.tensor(x), torch.tensor(w), stride=s, padding=p).numpy()
        row = {
            "all windows: largest difference of the two products": (
                difference(columns, images, x, y) if images.shape == x.shape else np.inf
            ),
            "col2im: largest error against torch's fold": error_of(
                images, fold(torch.tensor(y), (9, 8), k, padding=p, stride=s).numpy()
            ),
            "filters times columns: largest error against torch's maps": relative_error(
                w.reshape(5, -1) @ columns, maps.reshape(4, 5, -1)
            ),
        }
        off.append(row)

    kept, lost = differences(program.im2col, program.col2im, rng), differences(unfolded, overwritten, rng)
    x, strides = rng.normal(size=(4, 3, 9, 8)), range(1, 5)
    again = program.col2im(program.im2col(x, 3, 1, 1), x.shape, 3, 1, 1)
    times = np.outer([2, *[3] * 7, 2], [2, *[3] * 6, 2])  # windows that see a pixel: 2 down at an edge, 3 within
    return Evidence(
        finding=Finding(
            "With overlapping windows ⟨im2col x, y⟩ and ⟨x, col2im y⟩ differ by {kept:.1g} of their norms; if windows "
            "overwrite each other, by {lost:.2g}",
            kept="stride 1: difference of the two products",
            lost="stride 1 with windows that overwrite: difference of the two products",
        ),
        caption="Difference of the two products by stride, for windows of 3×3. From stride 3 on nothing overlaps.",
        measurements=[
            Measurement("stride 1: difference of the two products", kept[0], EXACT),
            *(Measurement(name, max(row[name] for row in off), EXACT) for name in off[0]),
            Measurement("combinations whose columns are not those of torch's unfold", unlike, NOTHING),
            Measurement(
                "y beside the columns of x: largest sum of products over that of independent numbers",
                max(alike),
                at_most(7, because="drawn apart: a normal number of variance about 1, beyond 7 once in 10^10"),
                check=True,
            ),
            check_draws(*odd),
            Measurement(
                "there and back: error against x times the windows that see each pixel",
                error_of(again, x * times),
                EXACT,
            ),
            check_relative_errors(),
            Measurement(
                "combinations of filter and padding and stride",
                len(set(GRID)),
                within(60, 0, because="five filters and three paddings and four strides"),
                check=True,
            ),
        ],
        controls=[
            Control("stride 1 with windows that overwrite: difference of the two products", lost[0], EXACT),
            Control(
                "stride 3 with windows that overwrite: difference of the two products", lost[2], EXACT, must="hold"
            ),
            Control("combinations whose columns by columns are not torch's", unlike_torch(by_columns, rng), NOTHING),
            Control("x times the windows that see each pixel: error against x", relative_error(x * times, x), EXACT),
        ],
        curves=[
            Curve("col2im", kept, x=strides, role="subject"),
            Curve("windows that overwrite", lost, x=strides, role="reference"),
        ],
        axes=Axes(
            x="stride",
            y="difference of the two products",
            marks=[
                Mark(of="stride 1: difference of the two products", x=1, text="{value:.1g}"),
                Mark(
                    of="stride 1 with windows that overwrite: difference of the two products", x=1, text="{value:.2g}"
                ),
            ],
        ),
    )


mutant("overwrites copies", "stride * across : stride] += ", "stride * across : stride] = ", program="im2col")
mutant("columns of another order", "transpose(0, 1, 4, 5, 2, 3)", "transpose(0, 1, 5, 4, 2, 3)", program="im2col")
mutant("transposes the windows", "windows[:, :, u, v]", "windows[:, :, v, u]", program="im2col")
mutant("takes the corner of the padded image", "padding : padding + height,", ":height,", program="im2col")
mutant("divides by the copies", "+= windows[:, :, u, v]", "+= windows[:, :, u, v] / k**2", program="im2col")
