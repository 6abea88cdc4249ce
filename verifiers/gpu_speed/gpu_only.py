"""Where a GPU wins and where it does not: small work, dependent work, and data that has to cross the bus."""

from collections.abc import Mapping

import numpy as np
import torch

from quizdl.lab.timing import alternate
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
)

from .common import Array, Run, level, median, need_gpu, ones, require, timed


def product_runs(n: int, times: int) -> dict[str, Run]:
    """The same product on the CPU, on the GPU, and on the GPU with its data fetched and brought back."""
    here, there = ([ones(device, n, n) for _ in range(3)] for device in ("cpu", "cuda"))

    def on_cpu() -> None:
        for _ in range(times):
            torch.mm(here[0], here[1], out=here[2])

    def on_gpu() -> None:
        for _ in range(times):
            torch.mm(there[0], there[1], out=there[2])
            torch.cuda.synchronize()  # the host waits for every result, as it must where it uses them

    def there_and_back() -> None:
        for _ in range(times):
            there[0].copy_(here[0])
            there[1].copy_(here[1])
            torch.mm(there[0], there[1], out=there[2])
            here[2].copy_(there[2])  # waits for the product

    return {"CPU": on_cpu, "GPU": on_gpu, "there and back": there_and_back}


def chain_run(device: str, width: int, length: int) -> Run:
    """h ← W·h, each step waiting for the one before; the host waits for the end."""
    matrix, states = ones(device, width, width) / width, [ones(device, width), ones(device, width)]

    def run() -> None:
        for step in range(length):
            torch.mv(matrix, states[step % 2], out=states[1 - step % 2])
        if device == "cuda":
            torch.cuda.synchronize()

    return run


def overtakes(lead: Mapping[int, Array]) -> tuple[float, float, float]:
    """The least n with a median lead above 1: at the earliest, most likely, and at the latest (99 % intervals)."""
    medians = {n: median(samples) for n, samples in lead.items()}
    earliest = min((n for n, found in medians.items() if found.interval[1] > 1), default=np.inf)
    likely = min((n for n, found in medians.items() if found.value > 1), default=np.inf)
    latest = min((n for n, found in medians.items() if found.interval[0] > 1), default=np.inf)
    return earliest, likely, latest


@claim(
    en="A GPU overtakes one CPU thread only from some size on: at 2048×2048 it multiplies faster, transfers "
    "included; at 16×16, and in a chain of small dependent steps, the CPU wins.",
    ko="GPU는 어느 크기부터 비로소 CPU 스레드 하나를 앞선다. 2048×2048 행렬 곱은 전송을 포함해도 더 빠르지만, "
    "16×16이거나 서로 의존하는 작은 스텝이 이어지면 CPU가 이긴다.",
    short="From what size on a GPU wins",
    seconds=15.0,
    literature="Williams 2009",
    alone=True,
)
def cuda_crossover(most: int = 2048, rounds: int = 15) -> Evidence:
    require(
        512 <= most <= 8192,
        en=f"most = {most}: the largest matrix is from 512×512 to 8192×8192",
        ko=f"most = {most}: 가장 큰 행렬은 512×512부터 8192×8192까지이다",
    )
    need_gpu(
        rounds,
        en="timed matrix products from 16×16 to 2048×2048 on it and on the CPU, with and without transfer",
        ko="16×16부터 2048×2048까지의 행렬 곱을 GPU와 CPU에서 전송을 포함할 때와 뺄 때 모두 잰다",
    )
    sizes = [2**k for k in range(4, most.bit_length())]
    seconds = {n: alternate(product_runs(n, times=max(1, 512 // n)), rounds) for n in sizes}
    lead = {n: times["CPU"] / times["GPU"] for n, times in seconds.items()}
    with_transfer = {n: times["CPU"] / times["there and back"] for n, times in seconds.items()}
    chain = alternate({"CPU": chain_run("cpu", 16, 1000), "GPU": chain_run("cuda", 16, 1000)}, rounds)
    first, last = sizes[0], sizes[-1]
    earliest, likely, latest = overtakes(lead)
    small, large, transferred = median(lead[first]), median(lead[last]), median(with_transfer[last])
    dependent = median(chain["CPU"] / chain["GPU"])
    faster = at_least(1, because="faster than the CPU; 99 % interval of the median")
    return Evidence(
        finding=Finding(
            "The GPU is {large:.3g} times as fast as one CPU thread at n = {last} and {small:.2g} times at n = "
            "{first}, and ahead from n = {ahead} on",
            large="largest product: times as fast as the CPU",
            small="smallest product: times as fast as the CPU",
        ),
        caption="Products of n×n matrices: times as fast as one CPU thread, with the data in place and with its "
        "transfer.",
        fields={"first": first, "last": last, "ahead": int(likely) if np.isfinite(likely) else "∞"},
        measurements=[
            Measurement("largest product: times as fast as the CPU", large.value, faster, interval=large.interval),
            Measurement(
                "largest product with transfer: times as fast as the CPU",
                transferred.value,
                faster,
                interval=transferred.interval,
            ),
            Measurement(
                "smallest product: times as fast as the CPU",
                small.value,
                at_most(1, because="slower than the CPU; 99 % interval of the median"),
                interval=small.interval,
            ),
            Measurement(
                "least n at which the GPU is ahead",
                likely,
                between(2 * first, last, because="slower at the one end, faster at the other; 99 % intervals"),
                interval=(earliest, latest),
            ),
        ],
        controls=[
            Control(
                "1000 dependent steps: times as fast as the CPU",
                dependent.value,
                at_least(1),
                interval=dependent.interval,
            )
        ],
        curves=[
            Curve("data in place", [float(np.median(lead[n])) for n in sizes], x=sizes, role="subject"),
            Curve("with transfer", [float(np.median(with_transfer[n])) for n in sizes], x=sizes),
            Curve("one CPU thread", [1, 1], x=[first, last], role="bound"),
        ],
        axes=Axes(
            x="n",
            y="times as fast as one CPU thread",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="largest product: times as fast as the CPU", x=last),
                Mark(of="smallest product: times as fast as the CPU", x=first, text="{value:.2g}"),
            ],
        ),
    )


@claim(
    en="Over PCIe the transfer dominates: adding two arrays that must be fetched and brought back spends more than "
    "half of its time on the way. Fifty products of matrices that stay on the device do not.",
    ko="PCIe를 거치면 전송이 시간을 지배한다. 두 배열을 가져와 더하고 되돌려 보내면 절반이 넘는 시간을 전송에 쓴다. "
    "디바이스에 머무르는 행렬을 쉰 번 곱하는 경우는 그렇지 않다.",
    short="Time on the bus",
    seconds=10.0,
    literature="Williams 2009",
    alone=True,
)
def cuda_transfer(elements: int = 67_108_864, n: int = 4096, rounds: int = 15) -> Evidence:
    need_gpu(
        rounds,
        en="timed copies between pinned host memory and the device by events, beside work on data that stays",
        ko="페이지가 고정된(pinned) 호스트 메모리와 디바이스 사이의 복사를, 디바이스에 머무는 데이터의 연산과 함께 "
        "이벤트로 잰다",
    )
    array, sums = ones("cpu", elements).pin_memory(), ones("cpu", elements).pin_memory()
    matrix, product = ones("cpu", n, n).pin_memory(), ones("cpu", n, n).pin_memory()
    a, b, c = (ones("cuda", elements) for _ in range(3))
    x, y, z = (ones("cuda", n, n) for _ in range(3))

    def arrays_there_and_back() -> None:
        a.copy_(array, non_blocking=True)  # pinned and not awaited: as fast as it can be
        b.copy_(array, non_blocking=True)
        sums.copy_(c, non_blocking=True)

    def matrices_there_and_back() -> None:
        x.copy_(matrix, non_blocking=True)
        y.copy_(matrix, non_blocking=True)
        product.copy_(z, non_blocking=True)

    runs: dict[str, Run] = {
        "arrays": arrays_there_and_back,
        "addition": lambda: torch.add(a, b, out=c),
        "matrices": matrices_there_and_back,
        "products": lambda: [torch.mm(x, y, out=z) for _ in range(50)],
    }
    seconds = timed("cuda", runs, rounds)
    adding = seconds["arrays"] / (seconds["arrays"] + seconds["addition"])
    multiplying = seconds["matrices"] / (seconds["matrices"] + seconds["products"])
    share, staying = median(adding), median(multiplying)
    bus = median(seconds["addition"] / seconds["arrays"])  # the same arrays, through memory and over the bus
    return Evidence(
        finding=Finding(
            "Adding two arrays spends {share:.0%} of its time on the bus, fifty products of matrices that stay "
            "{staying:.0%}",
            share="addition: share of the time on the bus",
            staying="fifty products: share of the time on the bus",
        ),
        caption="The share of the time that goes into moving data to the device and back, round by round.",
        measurements=[
            Measurement(
                "addition: share of the time on the bus",
                share.value,
                at_least(0.5, because="more than half the time; 99 % interval of the median"),
                interval=share.interval,
            ),
            Measurement(
                "bandwidth of the bus over that of the device",
                bus.value,
                at_most(1, because="the same arrays take longer on the bus; 99 % interval of the median"),
                interval=bus.interval,
            ),
        ],
        controls=[
            Control(
                "fifty products: share of the time on the bus", staying.value, at_least(0.5), interval=staying.interval
            )
        ],
        curves=[
            Curve("addition", adding.tolist(), points=True, role="subject"),
            Curve("fifty products", multiplying.tolist(), points=True, role="reference"),
            Curve("half of the time", level(0.5, rounds), role="bound"),
        ],
        axes=Axes(
            x="round",
            y="share of the time on the bus",
            marks=[
                Mark(of="addition: share of the time on the bus", text="{value:.0%}"),
                Mark(of="fifty products: share of the time on the bus", text="{value:.0%}"),
            ],
        ),
    )
