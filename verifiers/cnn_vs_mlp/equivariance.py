"""Shift the image, then convolve or pool, or the other way round: which layers give the same?

A map f is equivariant under shifts S where f(S x) = S f(x), and invariant where f(S x) = f(x).
"""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from quizdl.lab.checks import check_draws, check_relative_errors
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
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.circular_convolution import circular_convolution
from ..programs.conv2d import conv2d
from ..programs.global_pool_head import pool
from ..programs.locally_connected import locally_connected
from ..programs.shifts import circular_shift, shift
from .cnn_vs_mlp import SUMS

Array = NDArray[np.float64]
Layer = Callable[[Array], Array]

EXACT = at_most(1e-12, because=SUMS)


def parting(layer: Layer, x: Array, down: int, right: int) -> Array:
    """Where layer and shift do not commute: |f(S x) - S f(x)| / max|f(x)|, of the shape of f(x)."""
    before, after = layer(circular_shift(x, down, right)), circular_shift(layer(x), down, right)
    apart: Array = np.abs(before - after) / np.abs(after).max()
    return apart


def seen_otherwise(length: int, by: int, reach: int) -> NDArray[np.bool_]:
    """The places along an axis whose window leaves the image elsewhere after a circular shift by `by`."""
    places = np.arange(length)
    beyond = (places < reach) | (places >= length - reach)
    at_border: NDArray[np.bool_] = (beyond | np.roll(beyond, by)) & (by != 0)
    return at_border


@claim(
    en="Convolution with circular edges commutes with every circular shift: shift the image, and the maps shift along. "
    "Global pooling of such maps does not change at all. Zero padding breaks this, but only at the border.",
    ko="가장자리를 순환으로 처리한 합성곱은 모든 순환 이동과 교환된다. 이미지를 옮기면 특징 맵도 같은 만큼 옮겨진다. "
    "이 맵을 전역 풀링하면 값이 전혀 변하지 않는다. 제로 패딩은 이 성질을 깨뜨리지만 경계에서만 그렇다.",
    short="Convolutions and shifts",
    seconds=0.5,
    literature="LeCun 1989",
)
def equivariance(rows: int = 12, columns: int = 10, seed: int = 0) -> Evidence:
    if not 9 <= min(rows, columns) <= max(rows, columns) <= 40:
        raise Undecided(
            en=f"an image of {rows}×{columns} pixels; kernels of 5×5 leave an inside to shift from 9×9 on, and the "
            "experiment is made for up to 40×40",
            ko=f"{rows}×{columns} 이미지: 5×5 커널을 쓰므로 9×9부터 이동할 안쪽이 남고, 이 실험은 40×40까지 다룬다",
        )
    rng = np.random.default_rng(seed)
    x, w, b = rng.normal(size=(2, 3, rows, columns)), rng.normal(size=(4, 3, 5, 5)), rng.normal(size=4)
    own = rng.normal(size=(4, 3, rows, columns, 5, 5))
    layers: dict[str, Layer] = {
        "circular": lambda x: circular_convolution(x, w, b),
        "zeros": lambda x: conv2d(x, w, b, padding=2),
        "unshared": lambda x: locally_connected(x, own, b[:, None, None]),
    }
    shifts = [(down, right) for down in range(rows) for right in range(columns)][1:]
    circular = [float(parting(layers["circular"], x, *by).max()) for by in shifts]
    moved = [circular_shift(x, *by) for by in shifts]
    pooled = [relative_error(pool(layers["circular"](image)), pool(layers["circular"](x))) for image in moved]
    inside: dict[str, list[float]] = {"zeros": [], "unshared": []}
    misplaced = 0
    for down, right in [(down, right) for down in range(-2, 3) for right in range(-2, 3) if down or right]:
        border = seen_otherwise(rows, down, 2)[:, None] | seen_otherwise(columns, right, 2)
        apart = {name: parting(layers[name], x, down, right) for name in inside}
        for name, differences in inside.items():
            differences.append(float(apart[name][:, :, ~border].max()))
        misplaced += int(np.count_nonzero((apart["zeros"].max(axis=(0, 1)) > 1e-12) != border))
    by_column = {
        name: [float(parting(layer, x, 0, right).max()) for right in range(columns)] for name, layer in layers.items()
    }
    zeros_one = by_column["zeros"][1]

    given, kernels, biases = map(torch.tensor, (x, w, b))
    ring = functional.conv2d(functional.pad(given, (2, 2, 2, 2), mode="circular"), kernels, biases).numpy()
    padded = functional.conv2d(given, kernels, biases, padding=2).numpy()
    return Evidence(
        finding=Finding(
            "Shifted before or after a convolution, the maps differ by {circular:.1g} with circular edges, and by "
            "{zeros:.2g} with zeros around, at the border alone",
            circular="largest difference with circular edges",
            zeros="zero padding: difference for a shift by 1 pixel at the border too",
        ),
        caption="Largest difference between shifting the image and shifting the maps, relative to the largest value "
        "of a map. Circular edges leave rounding alone.",
        measurements=[
            Measurement("largest difference with circular edges", max(circular), EXACT),
            Measurement("largest change of globally pooled maps with circular edges", max(pooled), EXACT),
            Measurement("largest difference with zero padding inside", max(inside["zeros"]), EXACT),
            Measurement(
                "places that differ inside or do not at the border",
                misplaced,
                within(
                    0, 0, because="a window that reaches beyond the border sees zeros for pixels, or pixels for zeros"
                ),
            ),
            Measurement(
                "circular shifts tried",
                min(len(set(shifts)), len(circular), len(pooled)),
                within(rows * columns - 1, 0, because="all but the one that moves nothing"),
                check=True,
            ),
            check_draws(*map(oddity_of_normal, (x, np.append(w, b), own))),
            Measurement(
                "shifts to the right: largest distance of a curve from the difference over that shift",
                max(
                    abs(by_column[name][right] - float(parting(layer, x, 0, right).max()))
                    for name, layer in layers.items()
                    for right in (1, columns - 1)
                ),
                within(0, 0, because="the same operations"),
                check=True,
            ),
            check_relative_errors(),
            Measurement(
                "different images that shifts make",
                len({image.tobytes() for image in (x, *moved)}),
                within(rows * columns, 0, because="no two shifts of random numbers are alike"),
                check=True,
            ),
            Measurement(
                "relative error of circular edges against torch", relative_error(layers["circular"](x), ring), EXACT
            ),
            Measurement(
                "relative error of zero padding against torch", relative_error(layers["zeros"](x), padded), EXACT
            ),
            Measurement(
                "relative error of global pooling against torch",
                relative_error(pool(x).ravel(), given.flatten(2).mean(2).numpy().ravel())
                if pool(x).size == 6
                else np.inf,
                EXACT,
            ),
            Measurement(
                "relative error of a circular shift against torch",
                relative_error(circular_shift(x, 3, -1), given.roll((3, -1), (2, 3)).numpy()),
                within(0, 0, because="a copy"),
                check=True,
            ),
            Measurement(
                "relative error of a shift up and to the right against torch",
                relative_error(shift(x, -1, 2), functional.pad(given, (2, -2, -1, 1)).numpy()),
                within(0, 0, because="a copy"),
                check=True,
            ),
            Measurement(
                "relative error of a shift down and to the left against torch",
                relative_error(shift(x, 3, -1), functional.pad(given, (-1, 1, 3, -3)).numpy()),
                within(0, 0, because="a copy"),
                check=True,
            ),
        ],
        controls=[
            Control("zero padding: difference for a shift by 1 pixel at the border too", zeros_one, at_most(1e-12)),
            Control("least difference inside without sharing", min(inside["unshared"]), at_most(1e-12)),
            Control(
                "change of maps that are not pooled for a shift by 1 pixel",
                relative_error(layers["circular"](circular_shift(x, 0, 1)), layers["circular"](x)),
                at_most(1e-12),
            ),
        ],
        curves=[
            Curve("circular edges", by_column["circular"], role="subject"),
            Curve("zero padding", by_column["zeros"], role="reference"),
            Curve("kernels of its own for every pixel", by_column["unshared"]),
        ],
        axes=Axes(
            x="shift to the right in pixels",
            y="difference",
            marks=[
                Mark(of="largest difference with circular edges", text="{value:.1g}"),
                Mark(of="zero padding: difference for a shift by 1 pixel at the border too", x=1, text="{value:.2g}"),
            ],
        ),
    )


mutant("pools for shifts to the right alone", "for image in moved]", "for image in moved[: columns - 1]]")
mutant("lays the kernel on mirrored", "nchwij,fcij->nfhw", "nchwij,fcji->nfhw", program="circular_convolution")
mutant("swaps the two paddings", '"wrap")', '"constant")', program="circular_convolution")
mutant(
    "pads one pixel too few on one side", "(p, p), (p, p))", "(p, p), (p + 1, p - 1))", program="circular_convolution"
)
mutant(
    "forgets the bias of a convolution", "return maps + b[:, None, None]", "return maps", program="circular_convolution"
)
mutant("pools over one axis only", "np.mean(maps, axis=(2, 3))", "np.mean(maps, axis=2)", program="global_pool_head")
mutant(
    "shifts the other way",
    "abs(down) - down, abs(right) - right",
    "abs(down) + down, abs(right) + right",
    program="shifts",
)
mutant("turns rows into columns", "np.roll(x, (down, right)", "np.roll(x, (right, down)", program="shifts")
mutant("takes the border for a pixel narrower", "beyond = (places < reach)", "beyond = (places < reach - 1)")
