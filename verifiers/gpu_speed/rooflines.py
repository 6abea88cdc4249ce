"""The roofline, timed: products of matrices at the peak, additions at the bandwidth, on this CPU and on a GPU."""

import numpy as np
import torch

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
    between,
    claim,
    mutant,
    within,
)

from ..programs.roofline import elementwise, matmul
from .common import (
    TWICE,
    counted_product,
    intensity,
    limit_runs,
    limits_of,
    median,
    moved_bytes,
    need_gpu,
    one_thread,
    ones,
    require,
    timed,
    wrong,
)

BELOW = "intensity over the ridge, up to a factor of 2 (Williams 2009); 99 % interval of the median"
IN_CACHE, AGAIN = 2**14, 2048  # three arrays of 64 KiB stay in a core's second cache


def roofline_evidence(device: str, n: int, width: int, elements: int, rounds: int) -> Evidence:
    """Times of five operations against the limits that two of them show.

    n: of the product that shows the peak, the other one being 7/8 as wide; width: of the matrix that multiplies a
    vector; elements: of each array.
    """
    less = 7 * n // 8
    runs, results = limit_runs(device, n, elements)
    x, y, z = (ones(device, less, less) for _ in range(3))
    a, b, c = (ones(device, elements) for _ in range(3))
    matrix, vector, out = ones(device, width, width), ones(device, width), ones(device, width)
    runs["smaller product"] = lambda: torch.mm(x, y, out=z)
    runs["addition"] = lambda: torch.add(a, b, out=c)
    runs["matrix times vector"] = lambda: torch.mv(matrix, vector, out=out)
    works = {
        "product": matmul(n, n, n),
        "triad": elementwise(elements, flop=2),
        "smaller product": matmul(less, less, less),
        "addition": elementwise(elements),
        "matrix times vector": matmul(width, width, 1),
    }
    tensors = {"smaller product": (x, y, z), "addition": (a, b, c), "matrix times vector": (matrix, vector, out)}
    miscounted = sum(abs(works[name][1] - moved_bytes(*used)) for name, used in tensors.items())
    if device == "cpu":  # a GPU's second cache is hardly faster than its memory
        p, q, r = (ones(device, IN_CACHE) for _ in range(3))
        works["addition in cache"] = elementwise(AGAIN * IN_CACHE)
        runs["addition in cache"] = lambda: [torch.add(p, q, out=r) for _ in range(AGAIN)]
    seconds = timed(device, runs, rounds)
    limits = limits_of(seconds, n, elements)
    of_roof = {name: median(limits.least_seconds(work) / seconds[name]) for name, work in works.items()}
    of_peak = {name: median(work[0] / seconds[name] / limits.peak) for name, work in works.items()}
    counted = {  # FLOP per byte, as torch counts them
        "product": intensity(counted_product(n, n, n)),
        "smaller product": intensity(counted_product(less, less, less)),
        "matrix times vector": intensity(counted_product(width, width, 1)),
        "addition": 1 / 12,
    }
    by_memory = median(limits.peak / (counted["product"] * limits.bandwidth))
    ridge = float(np.median(limits.peak / limits.bandwidth))
    own_roof = max(abs(of_roof[name].value - 1) for name in ("product", "triad"))
    wrongs = sum(map(wrong, [*results, z, c, out], [n, 4, less, 2, width]))
    controls = [
        Control(
            "product of matrices: speed over what memory alone allows",
            by_memory.value,
            at_least(0.5),
            interval=by_memory.interval,
        )
    ]
    if device == "cpu":
        cached = of_roof["addition in cache"]
        controls.append(
            Control(
                "addition in cache: share of the roof of memory", cached.value, at_most(1), interval=cached.interval
            )
        )
    drawn = np.logspace(-2, 3, 101)
    return Evidence(
        finding=Finding(
            "Of a peak of {peak:.3g} GFLOP/s the smaller product reaches {product:.2g}, a matrix times a vector "
            "{vector:.2g} and an addition {addition:.2g}",
            product="smaller product: share of the roof",
            vector="matrix times vector: speed over the peak",
            addition="addition: speed over the peak",
        ),
        caption="Speed over the peak of this device, by FLOP per byte. The roof is the smaller of peak and intensity "
        "times bandwidth, which is {bandwidth:.3g} GB/s here.",
        fields={"peak": np.median(limits.peak) / 1e9, "bandwidth": np.median(limits.bandwidth) / 1e9},
        measurements=[
            Measurement(
                "smaller product: share of the roof",
                of_roof["smaller product"].value,
                TWICE,
                interval=of_roof["smaller product"].interval,
            ),
            Measurement(
                "addition: share of the roof", of_roof["addition"].value, TWICE, interval=of_roof["addition"].interval
            ),
            Measurement(
                "matrix times vector: share of the roof",
                of_roof["matrix times vector"].value,
                TWICE,
                interval=of_roof["matrix times vector"].interval,
            ),
            Measurement(
                "addition: speed over the peak",
                of_peak["addition"].value,
                between(0.5 * counted["addition"] / ridge, 2 * counted["addition"] / ridge, because=BELOW),
                interval=of_peak["addition"].interval,
            ),
            Measurement(
                "matrix times vector: speed over the peak",
                of_peak["matrix times vector"].value,
                between(
                    0.5 * counted["matrix times vector"] / ridge,
                    2 * counted["matrix times vector"] / ridge,
                    because=BELOW,
                ),
                interval=of_peak["matrix times vector"].interval,
            ),
            Measurement(
                "product and triad: distance from their own roof",
                own_roof,
                at_most(1e-12, because="it is made of them; rounding"),
                check=True,
            ),
            Measurement(
                "bytes of the operations beside those of their tensors",
                miscounted,
                within(0, 0, because="every tensor once"),
                check=True,
            ),
            Measurement("wrong entries of the results", wrongs, within(0, 0, because="sums of ones"), check=True),
        ],
        controls=controls,
        curves=[
            Curve("roof", np.minimum(1, drawn / ridge).tolist(), x=drawn.tolist(), role="bound"),
            *(
                Curve(name, [of_peak[name].value], x=[counted[name]], points=True, role="subject")
                for name in ("smaller product", "matrix times vector", "addition")
            ),
        ],
        axes=Axes(
            x="FLOP per byte",
            y="speed over the peak",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="smaller product: share of the roof", x=counted["smaller product"], text="{value:.2g}"),
                Mark(
                    of="matrix times vector: speed over the peak",
                    x=counted["matrix times vector"],
                    text="{value:.2g}",
                ),
                Mark(of="addition: speed over the peak", x=counted["addition"], text="{value:.2g}"),
            ],
        ),
    )


@claim(
    en="On one thread of this machine's CPU the roofline holds within a factor of two: products of matrices some "
    "hundreds wide run at the peak; addition and matrix times vector, on data larger than the caches, at intensity · "
    "bandwidth. Arrays in cache are faster.",
    ko="이 컴퓨터의 CPU 스레드 하나에서 루프라인 모델은 2배 이내로 맞는다. 너비가 수백인 행렬의 곱은 최대 연산 "
    "성능으로, 캐시보다 큰 데이터의 덧셈과 행렬-벡터 곱은 연산 강도 · 대역폭으로 돈다. 캐시에 있는 배열은 그보다 "
    "빠르다.",
    short="The roofline of this CPU",
    seconds=4.0,
    literature="Williams 2009",
    alone=True,
)
def roofline(n: int = 768, width: int = 6144, elements: int = 16_777_216, rounds: int = 31) -> Evidence:
    require(
        256 <= n <= 4096 and 4096 <= width <= 16_384 and 2**22 <= elements <= 2**26,
        en="the sentence is about products from 256 on, and matrices and arrays larger than the caches; up to 1 GiB",
        ko="문장은 크기 256 이상의 행렬 곱과, 캐시보다 크고 1 GiB 이하인 행렬과 배열에 대한 것이다",
    )
    one_thread(rounds)
    return roofline_evidence("cpu", n, width, elements, rounds)


@claim(
    en="On this GPU the roofline holds within a factor of two, timed by events on the device: matrix products at the "
    "peak, addition and matrix times vector at intensity · bandwidth.",
    ko="이 GPU에서도 디바이스 이벤트로 재면 루프라인 모델이 2배 이내로 맞는다. 행렬 곱은 최대 연산 성능으로, 덧셈과 "
    "행렬-벡터 곱은 연산 강도 · 대역폭으로 돈다.",
    short="The roofline of this GPU",
    seconds=10.0,
    literature="Williams 2009",
    alone=True,
)
def cuda_roofline(n: int = 4096, width: int = 12_288, elements: int = 67_108_864, rounds: int = 15) -> Evidence:
    need_gpu(
        rounds,
        en="timed products, additions and a matrix times a vector by events, and held them against its roofline",
        ko="행렬 곱, 덧셈, 행렬-벡터 곱의 시간을 디바이스 이벤트로 재어 루프라인과 비교한다",
    )
    return roofline_evidence("cuda", n, width, elements, rounds)


mutant(
    "times a matrix a fourth as large",
    "torch.mv(matrix, vector, out=out)",
    "torch.mv(matrix[: width // 4], vector, out=out[: width // 4])",
)
mutant("adds the same array twice", "torch.add(a, b, out=c)", "torch.add(c, c, out=c)")
mutant("takes bytes for FLOP", "work[0] / seconds[name] / limits", "work[1] / seconds[name] / limits")
