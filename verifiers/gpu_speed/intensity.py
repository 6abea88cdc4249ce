"""Arithmetic intensity: how many FLOP an operation does for each byte that it moves, as torch counts them."""

from itertools import cycle

import numpy as np
import torch

from quizdl.lab.checks import check_draws
from quizdl.lab.samples import oddity_of_integers
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_least,
    claim,
    mutant,
    within,
)

from ..programs.roofline import elementwise, matmul
from .common import BFLOAT16, FLOAT32, Work, counted_product, intensity, require

COUNTED = "counts of the same operations and bytes"


def counted_sum(numbers: int) -> Work:
    """One operation for each number of a sum of two arrays, and the bytes of all three."""
    a, b = torch.empty(numbers, device="meta"), torch.empty(numbers, device="meta")
    c = a + b
    return c.numel(), a.nbytes + b.nbytes + c.nbytes


def counted_pass(numbers: int, arrays: int, dtype: torch.dtype) -> Work:
    """A pass that combines all arrays but the last into that one: its operations, and the bytes of all."""
    all_of_them = [torch.empty(numbers, dtype=dtype, device="meta") for _ in range(arrays)]
    return (arrays - 2) * numbers, sum(array.nbytes for array in all_of_them)


def difference(ours: Work, theirs: Work) -> int:
    """FLOP and bytes by which two counts differ."""
    return abs(ours[0] - theirs[0]) + abs(ours[1] - theirs[1])


@claim(
    en="If each operand moves once, an n×n matrix product in float32 does n/6 FLOP per byte, a matrix times a vector "
    "less than 1/2, an addition 1/12; so a large product can be compute-bound, and an addition is memory-bound. Half "
    "the bytes a number, twice the intensity.",
    ko="피연산자를 한 번씩만 옮긴다면 float32에서 n×n 행렬 곱은 바이트당 n/6 FLOP, 행렬-벡터 곱은 1/2 미만, 덧셈은 "
    "1/12 FLOP을 한다. 그래서 큰 행렬 곱은 연산에 묶일(compute-bound) 수 있고 덧셈은 메모리에 묶인다(memory-bound). "
    "숫자 하나의 바이트가 절반이면 연산 강도는 두 배이다.",
    short="FLOP per byte, counted",
    seconds=1.0,
    literature="Williams 2009",
)
def arithmetic_intensity(n: int = 1024, seed: int = 0) -> Evidence:
    require(
        2 <= n <= 100_000,
        en=f"n = {n}: the sentence is about matrices from 2×2 on, and counts stay exact up to 100,000",
        ko=f"n = {n}: 문장은 2×2 이상의 행렬에 대한 것이고, 100,000까지는 개수를 정확히 센다",
    )
    rng = np.random.default_rng(seed)
    drawn = rng.permutation(np.arange(1, 61)).reshape(20, 3)
    shapes = drawn.tolist()
    product, vector = intensity(counted_product(n, n, n)), intensity(counted_product(n, n, 1))
    halved = intensity(counted_product(n, n, n, BFLOAT16))
    sizes = [2**k for k in range(3, 15)]
    works = {
        dtype: [(matmul(m, k, c, size), counted_product(m, k, c, dtype)) for m, k, c in shapes]
        for dtype, size in ((FLOAT32, 4), (BFLOAT16, 2))
    }
    ours, in_bfloat16 = (sum(difference(*pair) for pair in pairs) for pairs in works.values())
    bytes_in_bfloat16 = sum(theirs[1] for _, theirs in works[BFLOAT16])
    passes = sum(
        difference(elementwise(m, arrays - 2, arrays, dtype.itemsize), counted_pass(m, arrays, dtype))
        for (m, _, _), arrays in zip(shapes, cycle(range(2, 6)))
        for dtype in (FLOAT32, BFLOAT16)
    )
    added = sum(difference(elementwise(m), counted_sum(m)) for m, _, _ in shapes)
    m, k, c = shapes[0]
    return Evidence(
        finding=Finding(
            "Per byte a product of two {n}×{n} matrices does {product:.4g} FLOP, a matrix times a vector {vector:.3g}, "
            "an addition {addition:.2g}",
            product="product of two n×n matrices: FLOP per byte",
            vector="matrix times vector: FLOP per byte",
            addition="addition: FLOP per byte",
        ),
        caption="FLOP per byte if everything moves once. Only the product of matrices uses a byte more often as it "
        "grows.",
        fields={"n": n},
        measurements=[
            Measurement(
                "product of two n×n matrices: FLOP per byte",
                product,
                within(n / 6, 1e-14 * n, because="2n³ over 3 · 4n² bytes; rounding"),
                unit="FLOP/byte",
            ),
            Measurement(
                "matrix times vector: FLOP per byte",
                vector,
                within(n / (2 * n + 4), 1e-14, because="2n² over 4(n² + 2n) bytes, below 1/2; rounding"),
                unit="FLOP/byte",
            ),
            Measurement(
                "addition: FLOP per byte",
                intensity(counted_sum(n)),
                within(1 / 12, 1e-14, because="one for three numbers of four bytes; rounding"),
                unit="FLOP/byte",
            ),
            Measurement(
                "triad a + 3b by formula: FLOP per byte",
                intensity(elementwise(n, flop=2)),
                within(1 / 6, 1e-14, because="two for three numbers of four bytes; rounding"),
                unit="FLOP/byte",
            ),
            Measurement(
                "product in bfloat16 over product in float32",
                halved / product,
                within(2, 1e-14, because="half the bytes; rounding"),
            ),
            Measurement(
                "formula in bfloat16 over formula in float32",
                intensity(matmul(n, n, n, size=2)) / intensity(matmul(n, n, n)),
                within(2, 1e-14, because="half the bytes; rounding"),
            ),
            Measurement(
                "products of 20 random shapes: difference of formula and torch", ours, within(0, 0, because=COUNTED)
            ),
            Measurement(
                "the same in bfloat16: difference of formula and torch", in_bfloat16, within(0, 0, because=COUNTED)
            ),
            Measurement(
                "additions of 20 random lengths: difference of formula and torch", added, within(0, 0, because=COUNTED)
            ),
            Measurement(
                "passes over two to five arrays: difference of formula and torch",
                passes,
                within(0, 0, because=COUNTED),
            ),
            Measurement(
                "bytes of the random products in bfloat16 over those in float32",
                bytes_in_bfloat16 / (4 * int(np.sum(drawn * np.roll(drawn, 1, axis=1)))),
                within(0.5, 0, because="half the bytes"),
                check=True,
            ),
            check_draws(oddity_of_integers(drawn - 1, drawn.size)),
        ],
        controls=[
            Control("addition over product in float32", intensity(counted_sum(n)) / product, at_least(0.5)),
            Control(
                "addition of twice as many numbers over addition",
                intensity(counted_sum(2 * n)) / intensity(counted_sum(n)),
                within(2, 1e-14),
            ),
            Control(
                "formula for one column more: difference from torch",
                difference(matmul(m, k, c + 1), counted_product(m, k, c)),
                within(0, 0),
            ),
        ],
        curves=[
            Curve("n×n product", [intensity(counted_product(k, k, k)) for k in sizes], x=sizes, role="subject"),
            Curve("matrix times vector", [intensity(counted_product(k, k, 1)) for k in sizes], x=sizes),
            Curve("addition", [intensity(counted_sum(k)) for k in sizes], x=sizes, role="reference"),
        ],
        axes=Axes(
            x="n",
            y="FLOP per byte",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="product of two n×n matrices: FLOP per byte", x=n, text="{value:.4g}"),
                Mark(of="matrix times vector: FLOP per byte", x=n),
                Mark(of="addition: FLOP per byte", x=n, text="{value:.2g}"),
            ],
        ),
    )


mutant("counts a multiply-add once", "return 2 * m * k * n,", "return m * k * n,", program="roofline")
mutant("forgets to write the result", "k * n + m * n)", "k * n)", program="roofline")
mutant("draws square shapes", ".reshape(20, 3)", "[:20, np.newaxis].repeat(3, axis=1)")
