"""The least time of a product of matrices: what decides it, and what it does not depend on."""

from collections.abc import Callable
from itertools import permutations

import numpy as np

from quizdl.lab.checks import check_draws, check_oddities
from quizdl.lab.samples import oddity_of_uniform
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_least,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.roofline import matmul, matmul_time, ridge, roofline_time
from .common import BFLOAT16, FLOAT32, H100_PEAK, Work, counted_product, intensity, require

DEVICES = {2: (989e12, 3.35e12), 4: (H100_PEAK, 3.35e12)}  # an H100's FLOP/s and bytes/s by the bytes of a number
TYPES = {2: BFLOAT16, 4: FLOAT32}
ROUNDED = at_most(1e-14, because="a few products and quotients in float64")


def limits(work: Work, size: int) -> tuple[float, float]:
    """Seconds of the arithmetic and of the bytes alone, on an H100."""
    peak, bandwidth = DEVICES[size]
    return work[0] / peak, work[1] / bandwidth


def off(seconds: float, right: float) -> float:
    """The relative error."""
    return abs(seconds - right) / right


@claim(
    en="The least time of a product is the longer one of its arithmetic, two FLOP a multiply-add, and of its bytes, "
    "both operands and the result once. Both go on at once, so it is not their sum.",
    ko="행렬 곱의 최소 시간은 연산 시간과 바이트 전송 시간 중 긴 쪽이다. 연산은 곱셈-덧셈(FMA)마다 2 FLOP, 바이트는 두 "
    "피연산자와 결과를 한 번씩 센다. 둘은 동시에 진행되므로 합이 아니다.",
    short="The least time of a product",
    seconds=0.5,
    literature="Williams 2009",
)
def product_times(products: int = 400, seed: int = 0) -> Evidence:
    require(
        20 <= products <= 400,
        en=f"products = {products}: from 20 to 400 random products",
        ko=f"products = {products}: 무작위 행렬 곱 20~400개를 다룬다",
    )
    rng = np.random.default_rng(seed)
    exponents = rng.uniform(0, 13, (products, 3))
    shapes = np.rint(2.0**exponents).astype(int).tolist()
    times, sums, places, bound = [], [], [], []
    for m, k, n in shapes:
        for size, dtype in TYPES.items():
            work = counted_product(m, k, n, dtype)
            arithmetic, traffic = limits(work, size)
            times.append(off(matmul_time(m, k, n, size, *DEVICES[size]), max(arithmetic, traffic)))
            sums.append(off(arithmetic + traffic, max(arithmetic, traffic)))
            places.append(intensity(work) / ridge(*DEVICES[size]))
            bound.append(arithmetic >= traffic)
    order, worst, worst_sum = np.argsort(places), int(np.argmax(times)), int(np.argmax(sums))
    ordered = [places[i] for i in order]
    return Evidence(
        finding=Finding(
            "The least times of random products are off by {times:.1g}; sums of both limits by up to {sums:.2g}",
            times="random products: largest relative error",
            sums="sum of both limits: largest relative error",
        ),
        caption="By how much the sum of both limits exceeds the longer one: most where both take equally long.",
        measurements=[
            Measurement("random products: largest relative error", max(times), ROUNDED),
            Measurement(
                "random products that are compute-bound", sum(bound), at_least(1, because="both sides"), check=True
            ),
            Measurement(
                "random products that are memory-bound",
                len(bound) - sum(bound),
                at_least(1, because="both sides"),
                check=True,
            ),
            check_draws(oddity_of_uniform(exponents, 0, 13)),
            check_oddities(),
        ],
        controls=[Control("sum of both limits: largest relative error", max(sums), ROUNDED)],
        curves=[
            Curve("least time", [times[i] for i in order], x=ordered, points=True, role="subject"),
            Curve("sum of both limits", [sums[i] for i in order], x=ordered, points=True, role="reference"),
        ],
        axes=Axes(
            x="intensity over the ridge",
            y="relative error",
            log_x=True,
            marks=[
                Mark(of="random products: largest relative error", x=places[worst], text="{value:.1g}"),
                Mark(of="sum of both limits: largest relative error", x=places[worst_sum], text="{value:.2g}"),
            ],
        ),
    )


def largest_change(time: Callable[[int, int, int], float], lengths: tuple[int, int, int]) -> float:
    """The largest relative change of a time over all orders of the three lengths."""
    return max(off(time(*order), time(*lengths)) for order in permutations(lengths))


def time_without_result(m: int, k: int, n: int) -> float:
    """The least time of a product whose result stays on the chip: not the same in all orders."""
    return roofline_time(2 * m * k * n, 4 * (m * k + k * n), *DEVICES[4])


@claim(
    en="A memory-bound product takes half as long with half the bytes a number or twice the bandwidth, and as long as "
    "before with twice the peak; a compute-bound one the other way round. The order of its three lengths counts for "
    "neither.",
    ko="메모리에 묶인(memory-bound) 행렬 곱은 숫자당 바이트가 절반이거나 대역폭이 두 배면 시간이 절반이 되고, 최대 "
    "연산 성능이 두 배여도 그대로다. 연산에 묶인(compute-bound) 곱은 그 반대이다. 세 변의 순서는 어느 쪽에서도 "
    "상관없다.",
    short="What shortens a product",
    seconds=0.3,
    literature="Williams 2009",
)
def product_time_scales() -> Evidence:
    peak, bandwidth = DEVICES[4]
    small, large = 5, 3467
    lengths = {"memory-bound": (small, large, large + 501), "compute-bound": (large + 77, large, large + 501)}
    measurements, bound = [], {}
    for name, (m, k, n) in lengths.items():
        before = matmul_time(m, k, n, 4, peak, bandwidth)
        by_memory = name == "memory-bound"
        ways = {
            "half the bytes a number": (matmul_time(m, k, n, 2, peak, bandwidth), by_memory),
            "twice the bandwidth": (matmul_time(m, k, n, 4, peak, 2 * bandwidth), by_memory),
            "twice the peak": (matmul_time(m, k, n, 4, 2 * peak, bandwidth), not by_memory),
        }
        for way, (after, halves) in ways.items():
            measurements.append(
                Measurement(
                    "{name}: time with {way} over that without",
                    after / before,
                    within(0.5 if halves else 1, 1e-14, because="the longer limit decides; rounding"),
                    fields={"name": name, "way": way},
                )
            )
        measurements.append(
            Measurement(
                "{name}: largest change of the time over six orders of the lengths",
                largest_change(lambda a, b, c: matmul_time(a, b, c, 4, peak, bandwidth), (m, k, n)),
                ROUNDED,
                fields={"name": name},
            )
        )
        arithmetic, traffic = limits(matmul(m, k, n), 4)
        bound[name] = arithmetic / traffic
    few, many = (m for m, _, _ in lengths.values())
    widths = sorted({few, many, large, *np.geomspace(1, many, 40).astype(int).tolist()})
    halved = []
    for width in widths:
        both = [max(limits(matmul(width, large, large + 501, size), 4)) for size in (2, 4)]
        halved.append(both[0] / both[1])
    return Evidence(
        finding=Finding(
            "Half the bytes a number shorten a memory-bound product to {memory:.3g} and a compute-bound one to "
            "{compute:.3g}",
            memory="memory-bound: time with half the bytes a number over that without",
            compute="compute-bound: time with half the bytes a number over that without",
        ),
        caption="Time with half the bytes a number over that without, on the same lanes, by the rows of a product.",
        measurements=[
            *measurements,
            Measurement(
                "memory-bound: time of the arithmetic over that of the bytes",
                bound["memory-bound"],
                at_most(0.4, because="few rows: still memory-bound with half the bytes"),
                check=True,
            ),
            Measurement(
                "compute-bound: time of the arithmetic over that of the bytes",
                bound["compute-bound"],
                at_least(3, because="thousands of rows: still compute-bound with twice the peak"),
                check=True,
            ),
        ],
        controls=[
            Control(
                "time of as many rows as columns with half the bytes over that without",
                halved[widths.index(large)],
                at_most(0.75),
            ),
            Control(
                "memory-bound: largest change over six orders if the result were not written",
                largest_change(time_without_result, lengths["memory-bound"]),
                ROUNDED,
            ),
        ],
        curves=[Curve("half the bytes a number", halved, x=widths, role="subject")],
        axes=Axes(
            x="rows",
            y="time over that before",
            log_x=True,
            marks=[
                Mark(of="memory-bound: time with half the bytes a number over that without", x=few),
                Mark(of="compute-bound: time with half the bytes a number over that without", x=many),
            ],
        ),
    )


mutant(
    "adds both limits",
    "return max(flop / peak, moved / bandwidth)",
    "return flop / peak + moved / bandwidth",
    program="roofline",
)
mutant(
    "takes four bytes whatever the size", "*matmul(m, k, n, size), peak", "*matmul(m, k, n), peak", program="roofline"
)
mutant("moves an operand twice", "size * (m * k + k * n", "size * (2 * m * k + k * n", program="roofline")
mutant("draws no length below 64", "rng.uniform(0, 13, (products, 3))", "rng.uniform(6, 13, (products, 3))")
