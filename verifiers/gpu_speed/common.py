"""What the claims on the speed of GPUs share: when they apply, their tensors, and times on a CPU or on a GPU.

Every number that is timed is a ratio of two times of one round, and is told by its median over the rounds and the 99 %
interval of that median. On the CPU everything runs on one thread.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch.utils.flop_counter import FlopCounterMode

from quizdl.lab.statistics import Interval, median_interval
from quizdl.lab.timing import alternate
from quizdl.verify import Unavailable, Undecided, between, mutant

from ..programs.roofline import elementwise, matmul, roofline_time

Array = NDArray[np.float64]
Run = Callable[[], object]
Work = tuple[int, int]  # FLOP and bytes

TWICE = between(0.5, 2, because="roofline, up to a factor of 2 (Williams 2009); 99 % interval of the median")
FLOAT32, BFLOAT16 = torch.float32, torch.bfloat16
LANES = [2**k for k in range(11)]
H100_PEAK = 66.9e12  # FLOP/s in float32 without tensor cores (NVIDIA H100 white paper)


class Median(NamedTuple):
    """The median over rounds, and its 99 % interval."""

    value: float
    interval: Interval


def median(samples: ArrayLike) -> Median:
    """Of one ratio from each round, shape (rounds,)."""
    return Median(*median_interval(samples))


def require(holds: bool, *, en: str, ko: str) -> None:
    """Raise Undecided with this reason where the settings leave the sentence without meaning."""
    if not holds:
        raise Undecided(en=en, ko=ko)


def one_thread(rounds: int) -> None:
    """Time on one thread from now on, in float32 throughout. Raises Undecided for too few rounds."""
    require(
        8 <= rounds <= 1000,
        en=f"rounds = {rounds}: a 99 % interval of a median needs eight rounds, and a chart holds a thousand",
        ko=f"rounds = {rounds}: 중앙값의 99% 신뢰구간에는 8회 이상이 필요하고 차트에는 1,000회까지 담는다",
    )
    torch.set_num_threads(1)  # more of them disturb a timing
    torch.set_float32_matmul_precision("highest")  # TF32 multiplies on other, much faster units


def need_gpu(rounds: int, *, en: str, ko: str) -> None:
    """As `one_thread`, and raises Unavailable without a CUDA device or 3 GB on it; the texts say what it would do."""
    one_thread(rounds)
    if not torch.cuda.is_available():
        raise Unavailable(
            en=f"needs a CUDA device: it would have {en}",
            ko=f"CUDA 장치가 필요하다. 있으면 {ko}",
        )
    if torch.cuda.mem_get_info()[0] < 3e9:
        raise Unavailable(
            en=f"needs 3 GB of free memory on the CUDA device: it would have {en}",
            ko=f"CUDA 장치에 빈 메모리 3 GB가 필요하다. 있으면 {ko}",
        )


def ones(device: str, *shape: int) -> torch.Tensor:
    """What is computed does not matter to the clock; that the memory is written beforehand does."""
    return torch.ones(*shape, device=device)


def wrong(result: torch.Tensor, right: float) -> int:
    """How many entries of a result on the CPU are not this; on a GPU none is looked at."""
    return int((result != right).sum()) if result.device.type == "cpu" else 0


def moved_bytes(*tensors: torch.Tensor) -> int:
    """Bytes of all these tensors."""
    return sum(tensor.nbytes for tensor in tensors)


def cuda_event() -> Any:
    """A moment in what the GPU is given to do, which it notes by its own clock."""
    return torch.cuda.Event(enable_timing=True)


def timed(device: str, runs: dict[str, Run], rounds: int) -> dict[str, Array]:
    """Seconds of each run in each round, shape (rounds,): by the host's clock on the CPU, by events on a GPU."""
    if device == "cpu":
        return alternate(runs, rounds)
    for run in runs.values():
        run()  # to warm up
    seconds = {name: np.empty(rounds) for name in runs}
    for turn in range(rounds):
        for name in runs if turn % 2 == 0 else reversed(runs):
            begin, end = cuda_event(), cuda_event()
            begin.record()
            runs[name]()
            end.record()
            torch.cuda.synchronize()
            seconds[name][turn] = begin.elapsed_time(end) / 1000  # it tells milliseconds
    return seconds


def timed_rest() -> tuple[float, str]:
    """The shortest of four rests of 10 ms by `alternate`, in seconds, and who rested in which order, warm-up first."""
    order: list[str] = []

    def rest(name: str) -> None:
        order.append(name)
        time.sleep(0.01)

    seconds = alternate({name: partial(rest, name) for name in "ab"}, 2)
    return float(min(map(min, seconds.values()))), "".join(order)


class Limits(NamedTuple):
    """The two limits of a device in each round, shape (rounds,): FLOP/s and bytes/s."""

    peak: Array
    bandwidth: Array

    def least_seconds(self, work: Work) -> Array:
        """What the roofline of each round allows for FLOP and bytes."""
        limits = zip(self.peak, self.bandwidth, strict=True)
        return np.array([roofline_time(*work, peak, bandwidth) for peak, bandwidth in limits])


def limit_runs(device: str, n: int, elements: int) -> tuple[dict[str, Run], list[torch.Tensor]]:
    """What meets one limit each, and their results: the product of two matrices, and the triad a + 3b of two arrays."""
    x, y, z = (ones(device, n, n) for _ in range(3))
    a, b, c = (ones(device, elements) for _ in range(3))
    return {"product": lambda: torch.mm(x, y, out=z), "triad": lambda: torch.add(a, b, alpha=3, out=c)}, [z, c]


def limits_of(seconds: dict[str, Array], n: int, elements: int) -> Limits:
    """The limits that those runs show."""
    flop, _ = matmul(n, n, n)
    _, moved = elementwise(elements, flop=2)
    return Limits(flop / seconds["product"], moved / seconds["triad"])


def level(value: float, rounds: int) -> Sequence[float]:
    """A level across a chart of rounds."""
    return [value] * rounds


def counted_product(m: int, k: int, n: int, dtype: torch.dtype = FLOAT32) -> Work:
    """torch's own count of operations of a product, and the bytes of its tensors, which hold no memory ("meta")."""
    a = torch.empty(m, k, dtype=dtype, device="meta")
    b = torch.empty(k, n, dtype=dtype, device="meta")
    with FlopCounterMode(display=False) as counter:
        c = torch.mm(a, b)
    return counter.get_total_flops(), a.nbytes + b.nbytes + c.nbytes


def intensity(work: Work) -> float:
    """FLOP per byte."""
    return work[0] / work[1]


mutant("counts bytes of float32 whatever the type", "b = torch.empty(k, n, dtype=dtype,", "b = torch.empty(k, n,")
