"""An honest stopwatch: what a clock on the host shows of work that a device does later."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, Protocol

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
    between,
    claim,
    mutant,
    progress,
    within,
)

from ..programs.launch_queue import LaunchQueue
from .common import Array, cuda_event, level, median, need_gpu, one_thread, ones, require, wrong

MANY = 21  # launches whose order is looked at


class Device(Protocol):
    """What is launched on it is done later, in order; an event is a moment in that order."""

    def launch(self, kernel: Callable[[], object]) -> None: ...
    def record(self) -> Any: ...
    def synchronize(self) -> None: ...
    def elapsed(self, begin: Any, end: Any) -> float: ...


class Gpu:
    """The current CUDA device; a blocking launch waits for the end of its kernel."""

    def __init__(self, blocking: bool = False) -> None:
        self.blocking = blocking

    def launch(self, kernel: Callable[[], object]) -> None:
        kernel()
        if self.blocking:
            self.synchronize()

    def record(self) -> Any:
        event = cuda_event()
        event.record()
        return event

    def synchronize(self) -> None:
        torch.cuda.synchronize()

    def elapsed(self, begin: Any, end: Any) -> float:
        return float(begin.elapsed_time(end)) / 1000  # it tells milliseconds


class Host:
    """No device at all: a launch does the work itself."""

    def launch(self, kernel: Callable[[], object]) -> None:
        kernel()

    def record(self) -> float:
        return time.perf_counter()

    def synchronize(self) -> None:
        return

    def elapsed(self, begin: float, end: float) -> float:
        return end - begin


class Clocks(NamedTuple):
    """Seconds in each round, shape (rounds,): until all launches return, until their end, and by the device's clock."""

    launched: Array
    finished: Array
    itself: Array


def read_clocks(device: Device, kernel: Callable[[], object], launches: int) -> tuple[float, float, float]:
    """Launch a kernel so many times, and read all three clocks."""
    device.synchronize()
    begin = time.perf_counter()
    first = device.record()
    for _ in range(launches):
        device.launch(kernel)
    last = device.record()
    launched = time.perf_counter() - begin
    device.synchronize()
    finished = time.perf_counter() - begin
    return launched, finished, device.elapsed(first, last)


def out_of_order(device: Device, launches: int) -> int:
    """How many launches came at another place than theirs, or not before synchronising; every other one takes 5 ms."""
    done: list[int] = []

    def kernel(i: int) -> None:
        time.sleep(0.005 if i % 2 == 0 else 0)
        done.append(i)

    for i in range(launches):
        device.launch(partial(kernel, i))
    device.synchronize()
    return sum(i != place for place, i in enumerate(done)) + launches - len(done)


def asynchronous_evidence(where: str, devices: dict[str, Device], n: int, products: int, rounds: int) -> Evidence:
    """The three clocks for products of (n, n) matrices on each device; "queued" and "blocking" are among them."""
    a, b, c = (ones(where, n, n) for _ in range(3))
    x, y, z = (ones(where, n // 2, n // 2) for _ in range(3))
    for device in devices.values():
        device.launch(partial(torch.set_num_threads, 1))  # a thread that stands for a device has a number of its own
    works = {name: (device, partial(torch.mm, a, b, out=c)) for name, device in devices.items()}
    works["half"] = (devices["queued"], partial(torch.mm, x, y, out=z))
    table = np.empty((rounds, len(works), 3))
    for turn in progress(range(-1, rounds)):  # the first one warms up, and is overwritten
        order = list(enumerate(works.values()))
        for i, (device, kernel) in order if turn % 2 == 0 else reversed(order):
            table[max(turn, 0), i] = read_clocks(device, kernel, products)
    times = {name: Clocks(*table[:, i].T) for i, name in enumerate(works)}
    queued, blocking, half = times["queued"], times["blocking"], times["half"]
    checks, controls = [], []
    if where == "cpu":
        alone = times["host"]
        direct, same = median(alone.itself / alone.launched), median(queued.itself / alone.itself)
        controls = [
            Control(
                "no queue: rate over the true rate by a clock read when the calls return",
                direct.value,
                at_least(2),
                interval=direct.interval,
            )
        ]
        checks = [
            Measurement(
                "time by the device's own clock over that of the same products without a queue",
                same.value,
                between(0.5, 2, because="the same work, up to a factor of 2; 99 % interval of the median"),
                interval=same.interval,
                check=True,
            ),
            Measurement(
                "launches out of order",
                out_of_order(devices["queued"], MANY),
                within(0, 0, because="a queue, which synchronising empties"),
                check=True,
            ),
            Measurement("wrong entries of the results", wrong(c, n), within(0, 0, because="sums of ones"), check=True),
        ]
    early, late = median(queued.itself / queued.launched), median(queued.itself / queued.finished)
    waiting = median(blocking.itself / blocking.launched)
    launch, whole = median(half.launched / queued.launched), median(half.finished / queued.finished)
    more = "a factor of 2, more than noise, from the rate by the device's own clock; 99 % interval of the median"
    spans = between(
        0.5, 1.01, because="it spans all of the work, but for 1 % between clocks; 99 % interval of the median"
    )
    return Evidence(
        finding=Finding(
            "A clock read when the launches return shows {early:.3g} times the true rate, one read after synchronising "
            "{late:.3g} times",
            early="clock read when the launches return: rate over the true rate",
            late="clock read after synchronising: rate over the true rate",
        ),
        caption="Rate of matrix products by the host's clock over that by the device's own, round by round.",
        measurements=[
            Measurement(
                "clock read when the launches return: rate over the true rate",
                early.value,
                at_least(2, because=more),
                interval=early.interval,
            ),
            Measurement(
                "clock read after synchronising: rate over the true rate",
                late.value,
                spans,
                interval=late.interval,
            ),
            Measurement(
                "launches that block: rate over the true rate by a clock read when they return",
                waiting.value,
                between(0.9, 1.01, because="the host waits for each; 99 % interval of the median"),
                interval=waiting.interval,
            ),
            Measurement(
                "products of half the width: time until the launches return over that for the whole width",
                launch.value,
                at_least(0.25, because="an eighth of the work, and no sign of it; 99 % interval of the median"),
                interval=launch.interval,
            ),
            *checks,
        ],
        controls=[
            *controls,
            Control(
                "products of half the width: time until their end over that for the whole width",
                whole.value,
                at_least(0.25),
                interval=whole.interval,
            ),
        ],
        curves=[
            Curve("when the launches return", (queued.itself / queued.launched).tolist(), points=True, role="subject"),
            Curve("after synchronising", (queued.itself / queued.finished).tolist(), points=True),
            Curve("launches that block", (blocking.itself / blocking.launched).tolist(), points=True, role="reference"),
            Curve("true rate", level(1, rounds), role="bound"),
        ],
        axes=Axes(
            x="round",
            y="rate over the true rate",
            log_y=True,
            marks=[
                Mark(of="clock read when the launches return: rate over the true rate"),
                Mark(of="clock read after synchronising: rate over the true rate"),
            ],
        ),
    )


@claim(
    en="A model of asynchronous launches, in which a worker thread stands for the device: a clock that is read when "
    "the launch returns reports more than twice the true rate of the work, and one that waits for the end does not. "
    "If launches block, the first clock is right too.",
    ko="작업 스레드 하나가 디바이스를 대신하는 비동기 실행의 모형이다. 호출이 반환될 때 읽은 시계는 실제 속도의 두 "
    "배가 넘는 값을 내고, 끝나기를 기다린 시계는 그렇지 않다. 호출이 끝날 때까지 기다린다면(blocking) 앞의 시계도 "
    "맞다.",
    short="A clock read before the work is done",
    seconds=3.0,
    literature="Williams 2009; PyTorch documentation, CUDA semantics",
    alone=True,
)
def asynchronous_launches(n: int = 512, products: int = 8, rounds: int = 15) -> Evidence:
    require(
        256 <= n <= 2048 and 1 <= products <= 100,
        en=f"n = {n} and products = {products}: the work takes no longer than its launch, or far too long",
        ko=f"n = {n}, products = {products}: 연산에 걸리는 시간이 호출보다 길지 않거나 지나치게 길다",
    )
    one_thread(rounds)
    devices: dict[str, Device] = {"queued": LaunchQueue(), "blocking": LaunchQueue(blocking=True), "host": Host()}
    return asynchronous_evidence("cpu", devices, n, products, rounds)


@claim(
    en="Kernels are launched, not awaited: without synchronising, a clock on the host finds matrix products on this "
    "GPU more than twice as fast as they are by the device's own clock; with torch.cuda.synchronize() it does not.",
    ko="커널은 호출만 할 뿐 끝나기를 기다리지 않는다. 동기화하지 않은 호스트의 시계로 재면 이 GPU의 행렬 곱은 디바이스 "
    "시계로 잰 속도의 두 배보다 빠르게 나오고, torch.cuda.synchronize()를 부르면 그렇지 않다.",
    short="A clock read before the GPU is done",
    seconds=10.0,
    literature="PyTorch documentation, CUDA semantics",
    alone=True,
)
def cuda_asynchronous(n: int = 4096, products: int = 20, rounds: int = 15) -> Evidence:
    need_gpu(
        rounds,
        en="read a stopwatch after the launch of matrix products and after their end, and held both to events",
        ko="행렬 곱을 호출한 직후와 끝난 뒤에 호스트의 시계를 읽어, 둘을 디바이스 이벤트와 비교한다",
    )
    return asynchronous_evidence("cuda", {"queued": Gpu(), "blocking": Gpu(blocking=True)}, n, products, rounds)


mutant(
    "stops the clock before the work is done",
    "    device.synchronize()\n    finished = time.perf_counter() - begin",
    "    finished = time.perf_counter() - begin\n    device.synchronize()",
)
mutant("stops the clock of a launch when it is done", "if self.blocking:", "if True:", program="launch_queue")
mutant("lets two threads share the queue", "max_workers=1", "max_workers=2", program="launch_queue")
mutant("synchronises with the first of the queue", "self.record().result()", "self.record()", program="launch_queue")
mutant(
    "starts the device's clock after the first product",
    "    first = device.record()\n    for _ in range(launches):",
    "    device.launch(kernel)\n    first = device.record()\n    for _ in range(launches - 1):",
)
