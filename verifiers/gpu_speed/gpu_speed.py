"""What makes a GPU fast, and when it is not: lanes, work that is independent, bytes, and an honest stopwatch.

Notation: a lane starts one multiply-add (FMA) a clock cycle, which counts as two FLOP; n are lanes or the width of a
matrix, p the parallel share of a program, B the batch size. Arithmetic intensity is FLOP per byte moved between memory
and chip. All numbers are float32 unless stated. This file holds what a lane is; the files beside it hold the rest.
"""

from typing import NamedTuple

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode

from quizdl.lab.known_tails import ranks_off_binomial
from quizdl.lab.statistics import median_interval
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
    mutant,
    within,
)

from ..programs.roofline import matmul, peak_of_lanes
from .common import H100_PEAK, Run, level, median, one_thread, ones, require, timed_rest, wrong

CUDA_CORES = 16_896  # of an H100 SXM


class DataSheet(NamedTuple):
    """What the vendor publishes of a GPU: clock in Hz to 10 MHz, and the float32 peak in FLOP/s to 0.1 TFLOP/s."""

    name: str
    multiprocessors: int
    lanes: int  # for float32, of each multiprocessor
    cuda_cores: int
    clock: float
    peak: float

    @property
    def rounding(self) -> float:
        """By what lanes · 2 · clock may miss the peak because both are rounded: half a unit of the last digit each."""
        return 0.05e12 + 2 * self.cuda_cores * 0.005e9


DATA_SHEETS = [
    DataSheet("V100 SXM2", 80, 64, 5_120, 1.53e9, 15.7e12),
    DataSheet("A100", 108, 64, 6_912, 1.41e9, 19.5e12),
    DataSheet("H100 SXM", 132, 128, CUDA_CORES, 1.98e9, H100_PEAK),
    DataSheet("RTX 4090", 128, 128, 16_384, 2.52e9, 82.6e12),
]
ROUNDED = "both are rounded: half of 0.1 TFLOP/s, and of 0.01 GHz on every lane"


@claim(
    en="Arithmetic on what NVIDIA publishes, nothing is timed: the float32 peak of a GPU without tensor cores is "
    "lanes · 2 · boost clock. A 'CUDA core' is one floating-point lane, and a multiply-add counts as two operations.",
    ko="NVIDIA가 공개한 수치로 하는 산술이며 시간을 재지는 않는다. 텐서 코어를 뺀 GPU의 float32 최대 성능은 레인 수 "
    "· 2 · 부스트 클럭이다. 'CUDA 코어' 하나는 부동소수점 레인 하나이고, 곱셈-덧셈(FMA)은 연산 두 번으로 센다.",
    short="Peak of a GPU from its lanes",
    seconds=0.1,
    literature="NVIDIA data sheets and white papers of V100, A100, H100 and RTX 4090",
)
def peak_from_lanes() -> Evidence:
    lanes = [sheet.multiprocessors * sheet.lanes for sheet in DATA_SHEETS]
    ours = [peak_of_lanes(count, sheet.clock) for count, sheet in zip(lanes, DATA_SHEETS, strict=True)]
    a, b, c = torch.ones(64, 64), torch.ones(64, 64), torch.ones(64, 64)
    with FlopCounterMode(display=False) as counter:
        torch.mm(a, b, out=c)
    multiply_adds = int(c.sum())  # a sum of products of ones counts them
    return Evidence(
        finding=Finding(
            "For an H100 SXM lanes · 2 · clock is {ours:.3g} TFLOP/s and lanes · clock is {half:.3g}; its data sheet "
            "says {sheet:.3g}",
            ours="H100 SXM: lanes · 2 · clock",
            half="H100 SXM: lanes · clock",
        ),
        caption="Peak by lanes · 2 · clock against the peak of the data sheet, and what counting a multiply-add once "
        "would give.",
        fields={"sheet": H100_PEAK / 1e12},
        measurements=[
            *(
                Measurement(
                    "{gpu}: lanes · 2 · clock",
                    peak / 1e12,
                    within(sheet.peak / 1e12, sheet.rounding / 1e12, because=ROUNDED),
                    unit="TFLOP/s",
                    fields={"gpu": sheet.name},
                )
                for sheet, peak in zip(DATA_SHEETS, ours, strict=True)
            ),
            *(
                Measurement(
                    "{gpu}: lanes of all multiprocessors",
                    count,
                    within(sheet.cuda_cores, 0, because="the CUDA cores of its data sheet"),
                    fields={"gpu": sheet.name},
                )
                for sheet, count in zip(DATA_SHEETS, lanes, strict=True)
            ),
            Measurement(
                "operations that torch counts for a multiply-add",
                counter.get_total_flops() / multiply_adds,
                within(2, 0, because="a product and a sum"),
            ),
        ],
        controls=[
            Control(
                "{gpu}: lanes · clock",
                sheet.multiprocessors * sheet.lanes * sheet.clock / 1e12,
                within(sheet.peak / 1e12, sheet.rounding / 1e12),
                fields={"gpu": sheet.name},
            )
            for sheet in DATA_SHEETS
        ],
        curves=[
            Curve(
                "lanes · 2 · clock",
                [peak / 1e12 for peak in ours],
                x=[sheet.peak / 1e12 for sheet in DATA_SHEETS],
                points=True,
                role="subject",
            ),
            Curve("data sheet", [0, 90], x=[0, 90], role="reference"),
        ],
        axes=Axes(
            x="TFLOP/s of the data sheet",
            y="TFLOP/s",
            marks=[
                Mark(of="H100 SXM: lanes · 2 · clock", x=H100_PEAK / 1e12),
                Mark(of="H100 SXM: lanes · clock", x=H100_PEAK / 1e12),
            ],
        ),
    )


@claim(
    en="A GPU with 16 896 CUDA cores (H100) has the float32 peak of 16 896 CPU cores, of cores like this machine's.",
    ko="CUDA 코어가 16,896개인 GPU(H100)의 float32 최대 성능은 이 컴퓨터의 CPU 코어 16,896개와 같다.",
    short="Folklore: a CUDA core is a CPU core",
    seconds=1.5,
    expects="refuted",
    literature="NVIDIA H100 white paper",
    alone=True,
)
def as_many_cpu_cores(n: int = 768, rounds: int = 21) -> Evidence:
    require(
        256 <= n <= 4096,
        en=f"n = {n}: smaller products than 256 time the call and not the core, larger ones than 4096 take too long",
        ko=f"n = {n}: 256보다 작은 곱에서는 호출에 드는 시간을 재게 되고, 4096보다 큰 곱은 너무 오래 걸린다",
    )
    one_thread(rounds)
    a, b, c = (ones("cpu", n, n) for _ in range(3))
    terms = np.ones(2**22, np.float32)
    sums = np.zeros_like(terms)
    x, z = (ones("cpu", n // 2, n) for _ in range(2))
    runs: dict[str, Run] = {
        "product": lambda: torch.mm(a, b, out=c),
        "half": lambda: torch.mm(x, b, out=z),
        "chain": lambda: np.cumsum(terms, out=sums),
    }
    seconds = alternate(runs, rounds)
    shortest, order = timed_rest()
    flop, _ = matmul(n, n, n)
    with FlopCounterMode(display=False) as counter:
        torch.mm(a, b)
    core = CUDA_CORES * flop / seconds["product"] / H100_PEAK
    chain = CUDA_CORES * terms.size / seconds["chain"] / H100_PEAK  # each addition waits for the one before
    cores, chains, lanes = median(core), median(chain), median(core / chain)
    half = median(CUDA_CORES * (flop / 2) / seconds["half"] / H100_PEAK / core)
    no_more = at_most(1, because="no more than an H100; 99 % interval of the median")
    return Evidence(
        finding=Finding(
            "16 896 cores like one of this machine have {cores:.3g} times the float32 peak of an H100; chains of "
            "additions on them, one lane each, run at {chains:.2g} of it",
            cores="peak of 16 896 cores like this one / H100",
            chains="16 896 chains of additions / H100",
        ),
        caption="Round by round: matrix products on 16 896 such cores, and chains of additions that each keep one lane "
        "busy, over the peak of an H100.",
        measurements=[
            Measurement("peak of 16 896 cores like this one / H100", cores.value, no_more, interval=cores.interval)
        ],
        controls=[
            Control(
                "16 896 chains of additions / H100",
                chains.value,
                no_more,
                interval=chains.interval,
                must="hold",
            ),
            Control(
                "product over chain of additions",
                lanes.value,
                at_least(8, because="vectors of four lanes at the least, two FLOP each; 99 % interval of the median"),
                interval=lanes.interval,
                must="hold",
            ),
            Control(
                "speed of a product of half the rows over that of the whole",
                half.value,
                between(0.5, 2, because="the same speed up to a factor of 2; 99 % interval of the median"),
                interval=half.interval,
                must="hold",
            ),
            Control(
                "interval of the median of 15 squares off the ranks 3 and 13",
                ranks_off_binomial(median_interval, 15, 0.99),
                within(0, 0, because="the third of either end: the binomial tails of 15 coins"),
                must="hold",
            ),
            Control(
                "shortest of four rests of 10 ms by the clock",
                shortest * 1000,
                at_least(10, because="the clock on the wall goes on while nothing is computed"),
                must="hold",
                unit="ms",
            ),
            Control(
                "rests out of turn",
                sum(one != other for one, other in zip(order, "ababba", strict=True)),
                within(0, 0, because="once to warm up, then by turns, every other round in reverse"),
                must="hold",
            ),
            Control(
                "operations of the product beside torch's count",
                flop - counter.get_total_flops(),
                within(0, 0, because="the same operations"),
                must="hold",
            ),
            Control(
                "wrong entries of the product",
                wrong(c, n),
                within(0, 0, because="each is a sum of n ones"),
                must="hold",
            ),
            Control(
                "last sum of the chain of additions",
                float(sums[-1]),
                within(2**22, 0, because="as many ones, and exact in float32"),
                must="hold",
            ),
        ],
        curves=[
            Curve("matrix products", core.tolist(), points=True, role="subject"),
            Curve("chains of additions", chain.tolist(), points=True, role="reference"),
            Curve("an H100", level(1, rounds), role="bound"),
        ],
        axes=Axes(
            x="round",
            y="FLOP/s of 16 896 cores / H100",
            log_y=True,
            marks=[
                Mark(of="peak of 16 896 cores like this one / H100"),
                Mark(of="16 896 chains of additions / H100"),
            ],
        ),
    )


mutant("forgets that a multiply-add is two", "return 2 * lanes * clock", "return lanes * clock", program="roofline")
mutant("times half of the chain of additions", "np.cumsum(terms, out=sums)", "np.cumsum(terms[::2], out=sums[::2])")
mutant(
    "counts the lanes of one multiprocessor less",
    "sheet.multiprocessors * sheet.lanes for",
    "(sheet.multiprocessors - 1) * sheet.lanes for",
)
