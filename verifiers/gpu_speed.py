"""What makes a GPU fast, and when it is not: lanes, work that is independent, bytes, and an honest stopwatch.

Notation: a lane does one multiply-add (FMA) a clock cycle, which is two FLOP; n are lanes or the width of a matrix,
p the parallel share of a program, B the batch size. Arithmetic intensity is FLOP per byte moved between memory and
chip. Roofline: FLOP/s ≤ min(peak, intensity · bandwidth); the two meet at the ridge (Williams 2009). All numbers
are float32 unless stated. On the CPU everything runs on one thread. `programs/lanes.py` counts the steps of programs.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode

from quizdl.lab.statistics import median_interval
from quizdl.lab.timing import alternate
from quizdl.verify import (
    Axes,
    Bound,
    Control,
    Curve,
    Evidence,
    Measurement,
    Unavailable,
    Undecided,
    at_least,
    at_most,
    between,
    claim,
    mutant,
    within,
)

from .programs.lanes import Program, recurrence, scan, serial_then_parallel, tree_sum

Array = np.ndarray
Run = Callable[[], object]

DATA_SHEETS = {  # name: multiprocessors, lanes of each, boost clock in GHz, float32 peak in TFLOP/s by the vendor
    "V100 SXM2": (80, 64, 1.53, 15.7),
    "A100": (108, 64, 1.41, 19.5),
    "H100 SXM": (132, 128, 1.98, 66.9),
    "RTX 4090": (128, 128, 2.52, 82.6),
}
H100 = DATA_SHEETS["H100 SXM"][:3]


def require(holds: bool, *, en: str, ko: str) -> None:
    """Raise Undecided with this reason where the settings leave the sentence without meaning."""
    if not holds:
        raise Undecided(en=en, ko=ko)


def peak(multiprocessors: int, lanes: int, clock: float, fma: bool = True) -> float:
    """TFLOP/s of lanes that each start one operation a cycle; `clock` in GHz."""
    return multiprocessors * lanes * clock * (2 if fma else 1) / 1000


@dataclass(frozen=True)
class Work:
    """What an operation computes and what it has to move at least, every operand once."""

    flop: float
    bytes: float

    @property
    def intensity(self) -> float:
        return self.flop / self.bytes


def matmul(rows: int, inner: int, columns: int, size: int = 4) -> Work:
    """(rows, inner) @ (inner, columns), numbers of `size` bytes; a multiply-add counts as two FLOP."""
    return Work(2 * rows * inner * columns, size * (rows * inner + inner * columns + rows * columns))


def elementwise(numbers: int, flop: int = 1, operands: int = 3, size: int = 4) -> Work:
    """`flop` operations for each number; an addition has three operands: two read, one written."""
    return Work(flop * numbers, operands * size * numbers)


def roof(work: Work, peak: Any, bandwidth: Any) -> Any:
    """The FLOP/s that the roofline allows."""
    return np.minimum(peak, work.intensity * bandwidth)


def ridge_of(peak: Any, bandwidth: Any) -> Any:
    """The intensity at which both limits allow the same."""
    return peak / bandwidth


def crossing(ridge: float, inputs: int, outputs: int, size: int = 4) -> float:
    """The batch size at which the intensity of a layer, 2Bio / size(Bi + io + Bo), is the ridge; inf if never."""
    weights, moved = inputs * outputs, size / 2 * ridge
    room = weights - moved * (inputs + outputs)
    return moved * weights / room if room > 0 else np.inf


def amdahl(p: float, n: float) -> float:
    """The speedup on n lanes of a program whose share p is parallel (Amdahl 1967)."""
    return 1 / ((1 - p) + p / n)


def need(device: str, rounds: int, *, en: str = "", ko: str = "") -> None:
    """Raises Unavailable where there is no such device, or too little memory on it; Undecided for too few rounds.

    `en` and `ko` say what the claim does on the device.
    """
    require(
        rounds >= 8,
        en=f"rounds = {rounds}: a 99 % interval of a median needs eight rounds or more",
        ko=f"rounds = {rounds}: 중앙값의 99% 신뢰구간을 구하려면 8회 이상 재야 한다",
    )
    if device == "cuda" and not torch.cuda.is_available():
        raise Unavailable(
            en=f"needs a CUDA device: it would have {en}",
            ko=f"CUDA 장치가 필요하다. 있으면 {ko}",
        )
    if device == "cuda" and torch.cuda.mem_get_info()[0] < 3e9:
        raise Unavailable(
            en=f"needs 3 GB that nobody uses on the CUDA device: it would have {en}",
            ko=f"CUDA 장치에 빈 메모리 3 GB가 필요하다. 있으면 {ko}",
        )
    torch.set_num_threads(1)  # more of them disturb a timing
    torch.set_float32_matmul_precision("highest")  # TF32 multiplies on other, much faster units


QUEUE = ThreadPoolExecutor(1)  # stands for a device where there is none: it takes orders, and the caller goes on


def stopwatch(run: Run) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def launch(device: str, run: Run) -> Callable[[], float]:
    """Orders the work. What comes back waits for its end, and tells its seconds by the device's own clock."""
    if device == "cpu":
        return QUEUE.submit(stopwatch, run).result
    begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    begin.record()
    run()
    end.record()

    def wait() -> float:
        torch.cuda.synchronize()
        return begin.elapsed_time(end) / 1000  # it tells milliseconds

    return wait


def timed(device: str, runs: dict[str, Run], rounds: int) -> dict[str, Array]:
    """Seconds of each run in each round: by the host's clock on the CPU, by events in the stream on CUDA."""
    if device == "cpu":
        return alternate(runs, rounds)
    seconds = {name: np.empty(rounds) for name in runs}
    for turn in range(-1, rounds):  # the first one warms up, and the next overwrites it
        for name, run in runs.items():
            seconds[name][max(turn, 0)] = launch(device, run)()
    return seconds


def by_three_clocks(device: str, run: Run, rounds: int, blocking: bool = False) -> tuple[Array, Array, Array]:
    """Seconds until a launch returns, until its end has been awaited, and of the work itself; shape (rounds,) each.

    A blocking launch returns when the work is done.
    """
    launched, finished, itself = np.empty((3, rounds))
    for turn in range(-1, rounds):
        at = max(turn, 0)
        begin = time.perf_counter()
        wait = launch(device, run)
        if blocking:
            wait()
        launched[at] = time.perf_counter() - begin
        itself[at] = wait()
        finished[at] = time.perf_counter() - begin
    return launched, finished, itself


def median(kind: Any, name: str, samples: Array, bound: Bound, **options: Any) -> Any:
    """A Measurement or Control of the median over rounds, decided only where its whole 99 % interval is."""
    value, interval = median_interval(samples)
    level = f"99 % interval of the median of {len(samples)} rounds"
    because = f"{bound.because}; {level}" if bound.because else level
    return kind(name, value, replace(bound, because=because), interval=interval, **options)


def like(name: str, value: float, right: float, because: str, unit: str = "", share: float = 0.0) -> Measurement:
    """A number that must be right within a share of itself."""
    return Measurement(name, value, within(right, share * abs(right), because=because), unit=unit)


def ones(device: str, *shape: int) -> torch.Tensor:
    """What is computed does not matter to the clock; that the memory is written beforehand does."""
    return torch.ones(*shape, device=device)


TWICE = between(0.5, 2, because="roofline, up to a factor of 2 (Williams 2009)")


def limit_runs(squares: Sequence[torch.Tensor], arrays: Sequence[torch.Tensor]) -> dict[str, Run]:
    """What meets one limit each: a product of two matrices, and a + 3b; the third of each takes the result."""
    x, y, z = squares
    a, b, c = arrays
    return {"GEMM": lambda: torch.mm(x, y, out=z), "triad": lambda: torch.add(a, b, alpha=3, out=c)}


def limits(seconds: dict[str, Array], n: int, elements: int) -> tuple[Array, Array]:
    """Peak in FLOP/s and bandwidth in bytes/s, round by round, from the seconds of those runs."""
    return matmul(n, n, n).flop / seconds["GEMM"], elementwise(elements).bytes / seconds["triad"]


def roofline_evidence(device: str, n: int, width: int, elements: int, rounds: int) -> Evidence:
    less, cached, again = 7 * n // 8, 2**14, 2048  # three arrays of 64 KiB stay in a core's second cache
    big, small = ([ones(device, size, size) for _ in range(3)] for size in (n, less))
    long, short = ([ones(device, size) for _ in range(3)] for size in (elements, cached))
    matrix, vector, result = ones(device, width, width), ones(device, width), ones(device, width)
    works = {
        "GEMM": matmul(n, n, n),
        "smaller GEMM": matmul(less, less, less),
        "triad": elementwise(elements, flop=2),
        "add": elementwise(elements),
        "GEMV": matmul(width, width, 1),
    }
    runs = limit_runs(big, long)
    runs["smaller GEMM"] = lambda: torch.mm(small[0], small[1], out=small[2])
    runs["add"] = lambda: torch.add(long[0], long[1], out=long[2])
    runs["GEMV"] = lambda: torch.mv(matrix, vector, out=result)
    if device == "cpu":  # a GPU's second cache is hardly faster than its memory
        works["add in cache"] = elementwise(again * cached)
        runs["add in cache"] = lambda: [torch.add(short[0], short[1], out=short[2]) for _ in range(again)]
    seconds = timed(device, runs, rounds)
    best, bandwidth = limits(seconds, n, elements)
    rates = {name: work.flop / seconds[name] for name, work in works.items()}
    shares = {name: rates[name] / roof(work, best, bandwidth) for name, work in works.items()}  # of what is allowed
    slope = best / (works["GEMM"].intensity * bandwidth)
    controls = [median(Control, "GEMM / intensity · bandwidth", slope, at_least(0.5))]
    if device == "cpu":
        controls.append(median(Control, "add in cache / DRAM's roof", shares["add in cache"], at_most(1)))
    intensity = np.logspace(-2, 3, 101)
    roofs = np.minimum(np.median(best), intensity * np.median(bandwidth)) / 1e9
    itself = max(np.max(np.abs(shares[name] - 1)) for name in ("GEMM", "triad"))
    return Evidence(
        measurements=[
            *(median(Measurement, f"{name} / roof", shares[name], TWICE) for name in ("smaller GEMM", "add", "GEMV")),
            Measurement("GEMM and triad, off the roof", itself, at_most(1e-12, because="it is theirs; rounding")),
        ],
        controls=controls,
        curves=[
            Curve("roof", roofs, x=intensity),
            *(
                Curve(name, [np.median(rates[name]) / 1e9], x=[work.intensity], points=True)
                for name, work in works.items()
            ),
        ],
        axes=Axes(x="FLOP per byte", y="GFLOP/s", log_x=True, log_y=True),
    )


def batching_evidence(device: str, width: int, batches: Sequence[int], n: int, elements: int, rounds: int) -> Evidence:
    weights = ones(device, width, width)
    others = [ones(device, width, width) for _ in range(4)]
    # a busy machine slows long runs more than short ones: small batches run several times
    matrices = {batch: [weights] * max(1, 16 // batch) for batch in batches}

    def layer(batch: int, matrices: Sequence[torch.Tensor]) -> Run:
        inputs, outputs = ones(device, batch, width), ones(device, batch, width)
        return lambda: [torch.mm(inputs, matrix.T, out=outputs) for matrix in matrices]

    runs = limit_runs([ones(device, n, n) for _ in range(3)], [ones(device, elements) for _ in range(3)])
    runs |= {str(batch): layer(batch, same) for batch, same in matrices.items()}
    runs["weights of their own"] = layer(1, others)
    seconds = timed(device, runs, rounds)
    best, bandwidth = limits(seconds, n, elements)
    ridge = float(np.median(ridge_of(best, bandwidth)))
    cost = {batch: seconds[str(batch)] / (batch * len(same)) for batch, same in matrices.items()}  # of a sample
    share = {batch: matmul(1, width, width).flop / cost[batch] / best for batch in batches}
    own = cost[1] / (seconds["weights of their own"] / len(others))
    roofs = [matmul(1, width, width).flop / roof(matmul(b, width, width), best, bandwidth) for b in batches]
    *_, before, last = batches
    far = f"far below the ridge, at B = {crossing(ridge, width, width):.3g} here: waits for weights"
    flat = between(0.5, 2, because="beyond the ridge the peak decides, up to a factor of 2")
    gain = cost[1] / cost[last]
    return Evidence(
        measurements=[
            median(Measurement, "B = 1 / peak", share[1], at_most(0.5, because=far)),
            median(Measurement, f"B = {last} / peak", share[last], TWICE),
            median(Measurement, f"a sample at B = 1 / at B = {last}", gain, at_least(2, because="half the cost")),
            median(Measurement, f"a sample at B = {before} / at B = {last}", cost[before] / cost[last], flat),
        ],
        controls=[median(Control, "a sample at B = 1 / with weights of its own", own, at_least(2))],
        curves=[
            Curve("measured", [1e6 * np.median(cost[batch]) for batch in batches], x=batches),
            Curve("roofline", [1e6 * np.median(each) for each in roofs], x=batches),
        ],
        axes=Axes(x="batch size B", y="µs a sample", log_x=True, log_y=True),
    )


def asynchronous_evidence(device: str, n: int, products: int, rounds: int) -> Evidence:
    a, b, c = (ones(device, n, n) for _ in range(3))

    def work() -> None:
        for _ in range(products):
            torch.mm(a, b, out=c)

    launched, finished, itself = by_three_clocks(device, work, rounds)
    returned, _, its = by_three_clocks(device, work, rounds, blocking=True)
    twice = "a factor of 2, more than noise, from the rate by the device's own clock"
    read = "clock read when the launch returns"
    return Evidence(
        measurements=[
            median(Measurement, f"{read}: rate / true rate", itself / launched, at_least(2, because=twice)),
            median(
                Measurement, "clock read at the end: rate / true rate", itself / finished, at_most(2, because=twice)
            ),
        ],
        controls=[median(Control, f"launches that block, {read}: rate / true rate", its / returned, at_least(2))],
        curves=[Curve("launched", 1000 * launched), Curve("finished", 1000 * finished)],
        axes=Axes(x="round", y="ms", log_y=True),
    )


@claim(
    en="Arithmetic on what NVIDIA publishes, nothing is timed: the float32 peak of a GPU without tensor cores is "
    "lanes · 2 · boost clock. A 'CUDA core' is one floating-point lane, and a multiply-add counts as two operations.",
    ko="NVIDIA가 공개한 수치로 하는 산술이며 시간을 재지는 않는다. 텐서 코어를 뺀 GPU의 float32 최대 성능은 레인 수 "
    "· 2 · 부스트 클럭이다. 'CUDA 코어' 하나는 부동소수점 레인 하나이고, 곱셈-덧셈(FMA)은 연산 두 번으로 센다.",
    seconds=0.1,
    entry="E1",
    literature="NVIDIA data sheets and white papers of V100, A100, H100 and RTX 4090",
)
def peak_from_lanes(percent: float = 2.0) -> Evidence:
    require(
        0 <= percent <= 10,
        en=f"percent = {percent:g}: data sheets round by 10 % at the most",
        ko=f"percent = {percent:g}: 데이터 시트의 반올림은 10%를 넘지 않는다",
    )
    share = percent / 100
    rounded = f"{percent:g} %: a data sheet rounds clock and peak to two or three digits"
    ours = [peak(*specification) for *specification, _ in DATA_SHEETS.values()]
    without = [peak(*specification, fma=False) for *specification, _ in DATA_SHEETS.values()]
    sheet = [specified for *_, specified in DATA_SHEETS.values()]
    lane = 1000 * peak(1, 1, H100[2])
    return Evidence(
        measurements=[
            *(like(*row, rounded, "TFLOP/s", share) for row in zip(DATA_SHEETS, ours, sheet, strict=True)),
            like("one lane of an H100", lane, 3.96, "2 · 1.98 GHz", "GFLOP/s", 1e-12),
        ],
        controls=[
            Control(f"{name} without FMA", half, within(specified, share * specified))
            for name, half, specified in zip(DATA_SHEETS, without, sheet, strict=True)
        ],
        curves=[Curve("data sheet", ours, x=sheet, points=True)],
        axes=Axes(x="specified TFLOP/s", y="lanes · 2 · clock"),
    )


@claim(
    en="A GPU with 16 896 CUDA cores (H100) has the float32 peak of 16 896 CPU cores, of cores like this machine's.",
    ko="CUDA 코어가 16,896개인 GPU(H100)의 float32 최대 성능은 이 컴퓨터의 CPU 코어 16,896개와 같다.",
    seconds=1.5,
    expects="refuted",
    entry="E1",
    literature="NVIDIA H100 white paper",
    alone=True,
)
def as_many_cpu_cores(n: int = 768, rounds: int = 15) -> Evidence:
    require(
        n >= 256,
        en=f"n = {n}: a product this small times the call, not the core",
        ko=f"n = {n}: 이렇게 작은 곱에서는 코어의 속도가 아니라 호출에 드는 시간을 재게 된다",
    )
    need("cpu", rounds)
    a, b, c = (ones("cpu", n, n) for _ in range(3))
    terms = np.ones(2**22, np.float32)
    sums = np.empty_like(terms)
    seconds = timed("cpu", {"GEMM": lambda: torch.mm(a, b, out=c), "chain": lambda: np.cumsum(terms, out=sums)}, rounds)
    core = matmul(n, n, n).flop / seconds["GEMM"]
    chain = terms.size / seconds["chain"]  # each addition waits for the one before: one lane at work
    all_of_them = 16_896 / (1e12 * peak(*H100))
    less = at_most(1, because="as much as an H100, or less")
    return Evidence(
        measurements=[median(Measurement, "16 896 cores like this one / H100", all_of_them * core, less)],
        controls=[median(Control, "16 896 chains of additions / H100", all_of_them * chain, less, must="hold")],
        curves=[Curve("GEMM", core / 1e9), Curve("chain of additions", chain / 1e9)],
        axes=Axes(x="round", y="GFLOP/s of one CPU core", log_y=True),
    )


@claim(
    en="256 operations take ⌈256/lanes⌉ steps if they are independent, and 256 on any number of lanes if each needs "
    "the one before. A scan computes the same recurrence in log₂ 256 = 8 steps, with seven times the work. Steps are "
    "counted on an ideal machine: one operation a lane and step, composing two maps counts as one, and communication "
    "is free.",
    ko="서로 독립인 연산 256개는 ⌈256/레인 수⌉ 스텝이 걸리지만, 각 연산이 바로 앞의 결과를 필요로 하면 레인이 몇 "
    "개든 256 스텝이 걸린다. 같은 점화식을 스캔(prefix scan)으로 바꾸면 연산량은 7배가 되지만 log₂ 256 = 8 스텝이면 "
    "된다. 레인은 스텝마다 연산 하나를 하고, 사상 둘의 합성도 연산 하나로 세며, 통신에는 시간이 들지 않는 이상적인 "
    "기계에서 스텝을 센다.",
    seconds=1.0,
    entry="E2",
    literature="Graham 1966; Hillis & Steele 1986",
)
def serial_chain(length: int = 256, seed: int = 0) -> Evidence:
    powers = [2**k for k in range(2, 11)]
    require(
        length in powers,
        en=f"length = {length}: a tree needs a power of two, and 1024 lanes hold up to 1024",
        ko=f"length = {length}: 트리에는 2의 거듭제곱이 필요하고, 레인은 1024개이므로 1024까지만 다룬다",
    )
    rng = np.random.default_rng(seed)
    maps = list(zip(rng.uniform(-1, 1, length), rng.standard_normal(length), strict=True))
    chain, seen = recurrence(maps)
    shallow, prefixes = scan(maps)
    tree, total = tree_sum([b for _, b in maps])
    programs = {"independent": serial_then_parallel(0, length), "chain": chain, "scan": shallow, "tree sum": tree}
    lanes = [2**k for k in range(11)]
    steps = {name: {n: program.steps(n) for n in lanes} for name, program in programs.items()}
    depth = int(np.ceil(np.log2(length)))
    levels = [length // 2**k for k in range(1, depth + 1)]  # additions of a tree, level by level
    direct = [
        sum(b * np.prod([a for a, _ in maps[i + 1 : t + 1]]) for i, (_, b) in enumerate(maps[: t + 1]))
        for t in range(0, length, 15)
    ]
    apart = np.max(np.abs(np.subtract(prefixes, seen)))
    off = np.max(np.abs(np.subtract(seen[::15], direct)))
    sums = "sums of products of factors below 1, a few hundred of each"
    sixteens = sum(-(-width // 16) for width in levels)
    return Evidence(
        measurements=[
            like("independent, 64 lanes", steps["independent"][64], -(-length // 64), "⌈length/64⌉", "steps"),
            like("chain, 1 lane", steps["chain"][1], length, "one operation a step", "steps"),
            like("chain, 1024 lanes", steps["chain"][1024], length, "its depth", "steps"),
            like("scan, 1024 lanes", steps["scan"][1024], depth, "distances 1, 2, 4, …", "steps"),
            like("scan, 1 lane", steps["scan"][1], length * depth - (2**depth - 1), "Σ (length - distance)", "steps"),
            like("tree sum, 16 lanes", steps["tree sum"][16], sixteens, "its levels, in sixteens", "steps"),
            like("tree sum, 1024 lanes", steps["tree sum"][1024], depth, "its depth", "steps"),
            Measurement("scan, off the recurrence", apart, at_most(1e-12, because=sums)),
            Measurement("recurrence, off its sum", off, at_most(1e-12, because=sums)),
            like("tree sum", total, sum(b for _, b in maps), "the same additions in another order", share=1e-11),
        ],
        controls=[
            Control("chain, 64 lanes, if it could be shared", steps["chain"][64], within(-(-length // 64), 0)),
            Control("scan, 1 lane, if it were no more work", steps["scan"][1], at_most(length)),
        ],
        curves=[Curve(name, list(counts.values()), x=lanes) for name, counts in steps.items()],
        axes=Axes(x="lanes", y="steps", log_x=True, log_y=True),
    )


@claim(
    en="Arithmetic, counted in the steps of an ideal machine where communication is free: if 95 % of a program of "
    "fixed size can be shared among lanes, 64 of them make it 15.4 times as fast and no number makes it twenty "
    "times: 1 / ((1-p) + p/n).",
    ko="통신에 시간이 들지 않는 이상적인 기계에서 스텝을 세는 산술이다. 크기가 정해진 프로그램의 95%를 병렬화할 수 "
    "있을 때 레인 64개면 15.4배 빨라지고, 아무리 많아도 20배에는 이르지 못한다. 속도 향상은 1 / ((1-p) + p/n)이다.",
    seconds=0.5,
    entry="E2",
    literature="Amdahl 1967",
)
def amdahls_law(serial: int = 32, parallel: int = 608) -> Evidence:
    require(
        0 < serial < parallel,
        en=f"serial = {serial} and parallel = {parallel}: the sentence needs some of the first",
        ko=f"serial = {serial}, parallel = {parallel}: 문장에는 직렬 부분이 있어야 하고 병렬 부분보다 작아야 한다",
    )
    require(
        parallel <= 10_000,
        en=f"parallel = {parallel}: counting the steps of so many operations takes too long",
        ko=f"parallel = {parallel}: 연산이 이렇게 많으면 스텝을 세는 데 너무 오래 걸린다",
    )
    program, free = serial_then_parallel(serial, parallel), serial_then_parallel(0, serial + parallel)
    total, p = serial + parallel, parallel / (serial + parallel)
    lanes = [2**k for k in range(11)]
    faster = {n: total / program.steps(n) for n in lanes}
    off = max(abs(faster[n] / amdahl(p, n) - 1) for n in lanes if parallel % n == 0)
    not_full = total / (serial + -(-parallel // 64))
    return Evidence(
        measurements=[
            Measurement("lanes that divide the work, off Amdahl", off, at_most(1e-14, because="exact there; rounding")),
            like("64 lanes", faster[64], not_full, "the last step is not full", share=1e-14),
            like(
                "64 lanes, by the law",
                amdahl(p, 64),
                total / (serial + parallel / 64),
                "64 share the rest",
                share=1e-14,
            ),
            Measurement("1024 lanes", faster[1024], at_most(1 / (1 - p), because="the serial share remains")),
        ],
        controls=[Control("nothing serial: 1024 lanes", total / free.steps(1024), at_most(1 / (1 - p)))],
        curves=[
            Curve("counted", list(faster.values()), x=lanes, points=True),
            Curve("Amdahl", [amdahl(p, n) for n in lanes], x=lanes),
            Curve("as many times as lanes", lanes, x=lanes),
        ],
        axes=Axes(x="lanes", y="times as fast", log_x=True, log_y=True),
    )


@claim(
    en="Twice the lanes, half the time: a program that is 95 % parallel halves its steps with every doubling.",
    ko="레인이 두 배면 시간은 절반이다. 95%가 병렬인 프로그램은 레인을 두 배로 늘릴 때마다 스텝이 절반으로 준다.",
    seconds=0.4,
    expects="refuted",
    entry="E2",
    literature="Amdahl 1967",
)
def twice_the_lanes(serial: int = 32, parallel: int = 608) -> Evidence:
    require(
        0 < serial < parallel,
        en=f"serial = {serial} and parallel = {parallel}: the sentence needs some of the first",
        ko=f"serial = {serial}, parallel = {parallel}: 문장에는 직렬 부분이 있어야 하고 병렬 부분보다 작아야 한다",
    )
    require(
        parallel <= 10_000,
        en=f"parallel = {parallel}: counting the steps of so many operations takes too long",
        ko=f"parallel = {parallel}: 연산이 이렇게 많으면 스텝을 세는 데 너무 오래 걸린다",
    )
    lanes = [2**k for k in range(6)]

    def halvings(program: Program) -> list[float]:
        return [more / fewer for fewer, more in pairwise(program.steps(n) for n in lanes)]

    shared = halvings(serial_then_parallel(serial, parallel))
    free = halvings(serial_then_parallel(0, serial + parallel))
    half = "half the steps"
    return Evidence(
        measurements=[
            like("steps on 2 lanes / on 1", shared[0], 0.5, half),
            like("steps on 32 lanes / on 16", shared[4], 0.5, half),
        ],
        controls=[Control("nothing serial: 32 lanes / 16", free[4], within(0.5, 0, because=half), must="hold")],
        curves=[Curve("95 % parallel", shared, x=lanes[1:]), Curve("all parallel", free, x=lanes[1:])],
        axes=Axes(x="lanes", y="steps / steps on half the lanes", log_x=True),
    )


@claim(
    en="If each operand moves once, an n×n matrix product in float32 does n/6 FLOP per byte, a matrix times a vector "
    "less than 1/2, an addition 1/12; so a large product can be compute-bound, and an addition is memory-bound. Half "
    "the bytes a number, twice the intensity.",
    ko="피연산자를 한 번씩만 옮긴다면 float32에서 n×n 행렬 곱은 바이트당 n/6 FLOP, 행렬-벡터 곱은 1/2 미만, 덧셈은 "
    "1/12 FLOP을 한다. 그래서 큰 행렬 곱은 연산에 묶일(compute-bound) 수 있고 덧셈은 메모리에 묶인다(memory-bound). "
    "숫자 하나의 바이트가 절반이면 연산 강도는 두 배이다.",
    seconds=2.0,
    entry="E3",
    literature="Williams 2009",
)
def arithmetic_intensity(n: int = 240) -> Evidence:
    require(
        2 <= n <= 4096,
        en=f"n = {n}: torch counts the operations of products from 2×2 to 4096×4096 here",
        ko=f"n = {n}: 여기서는 2×2부터 4096×4096까지의 곱에서 torch가 연산 수를 센다",
    )

    def miscounted(ours: Work, theirs: Work) -> float:
        return abs(ours.flop - theirs.flop) + abs(ours.bytes - theirs.bytes)

    def by_torch(rows: int, inner: int, columns: int, dtype: torch.dtype = torch.float32) -> Work:
        """torch's own count of operations, and the bytes of its tensors."""
        a, b = torch.ones(rows, inner, dtype=dtype), torch.ones(inner, columns, dtype=dtype)
        with FlopCounterMode(display=False) as counter:
            c = torch.mm(a, b)
        return Work(counter.get_total_flops(), a.nbytes + b.nbytes + c.nbytes)

    x = torch.ones(n)
    added = x + x
    counted = {
        "product": (matmul(n, n, n), by_torch(n, n, n)),
        "vector": (matmul(n, n, 1), by_torch(n, n, 1)),
        "layer": (matmul(7, n, n // 2), by_torch(7, n, n // 2)),
        "bfloat16": (matmul(n, n, n, size=2), by_torch(n, n, n, torch.bfloat16)),
        "addition": (elementwise(n), Work(added.numel(), x.nbytes + x.nbytes + added.nbytes)),
    }
    closed, exact = "closed form; rounding", "counts of the same operations and bytes"
    product, vector = matmul(1024, 1024, 1024).intensity, matmul(1024, 1024, 1).intensity
    intensities = {
        "product of two 1024×1024": (product, 1024 / 6),
        "matrix times vector, n = 1024": (vector, 1024 / 2 / 1026),
        "addition": (elementwise(n).intensity, 1 / 12),
        "triad, a + 3b": (elementwise(n, flop=2).intensity, 1 / 6),
        "product in bfloat16": (matmul(n, n, n, size=2).intensity, n / 3),
    }
    sizes = np.array([2**k for k in range(3, 15)])
    return Evidence(
        measurements=[
            *(like(name, *pair, closed, "FLOP/byte", 1e-14) for name, pair in intensities.items()),
            *(like(f"{name}, off torch's count", miscounted(*pair), 0, exact) for name, pair in counted.items()),
        ],
        controls=[
            Control("product in float32, if it were bfloat16's", matmul(n, n, n).intensity, within(n / 3, 1e-9)),
            Control("matrix times vector, if it grew with n", vector, at_least(1024 / 6)),
        ],
        curves=[
            Curve("n×n product", [matmul(k, k, k).intensity for k in sizes], x=sizes),
            Curve("matrix times vector", [matmul(k, k, 1).intensity for k in sizes], x=sizes),
            Curve("addition", [elementwise(k).intensity for k in sizes], x=sizes),
        ],
        axes=Axes(x="n", y="FLOP per byte", log_x=True, log_y=True),
    )


@claim(
    en="The roofline's arithmetic with the numbers of an H100 (989 TFLOP/s dense bfloat16, 3.35 TB/s): the ridge is "
    "at 295 FLOP per byte. A 4096×4096 layer in bfloat16 is memory-bound below B = 345, where a further sample is "
    "almost free, and compute-bound from there on. In float32 without tensor cores (66.9 TFLOP/s) it is so from B = "
    "41.",
    ko="H100의 수치(bfloat16 dense 989 TFLOP/s, 3.35 TB/s)로 하는 루프라인 산술이다. 능선점(ridge point)은 바이트당 "
    "295 FLOP이다. 4096×4096 bfloat16 선형층은 B = 345 미만에서는 메모리에 묶여(memory-bound) 샘플 하나를 더해도 "
    "거의 공짜이고, 그 위에서는 연산에 묶인다(compute-bound). 텐서 코어 없는 float32(66.9 TFLOP/s)라면 B = "
    "41부터이다.",
    seconds=0.1,
    entry="E2 E3",
    literature="Williams 2009; NVIDIA H100 data sheet and white paper",
)
def batch_at_the_ridge(tflops: float = 989.0, terabytes: float = 3.35, width: int = 4096) -> Evidence:
    require(
        min(tflops, terabytes, width) > 0,
        en="peak, bandwidth and width are positive",
        ko="최대 성능, 대역폭, 너비는 양수여야 한다",
    )
    ratio, ridge = tflops / terabytes, ridge_of(tflops, terabytes)
    batch = crossing(ratio, width, width, size=2)
    require(
        2 <= batch <= 2000,
        en=f"the layer reaches the ridge at B = {batch:.3g}: not among the batches up to 2048",
        ko=f"이 층은 B = {batch:.3g}에서 능선점에 이른다. 2048까지의 배치 크기 안에 들지 않는다",
    )
    least, most = 0.0, 4 * ratio  # of intensity: below the peak, at the peak
    for _ in range(100):
        middle = (least + most) / 2
        least, most = (least, middle) if roof(Work(middle, 1), tflops, terabytes) >= tflops else (middle, most)
    batches = np.arange(1, 2049)

    def by_batch(tflops: float, size: int) -> tuple[Array, Array]:
        """The intensity of the layer at each batch size, and what a sample costs on the roofline, in seconds."""
        layers = [matmul(int(batch), width, width, size) for batch in batches]
        allowed = np.array([roof(layer, 1e12 * tflops, 1e12 * terabytes) for layer in layers])
        return np.array([layer.intensity for layer in layers]), 2 * width**2 / allowed

    intensities, cost = by_batch(tflops, 2)
    in_float32, cost_in_float32 = by_batch(66.9, 4)
    first = batches[np.argmax(intensities >= ridge)]
    slower = ridge_of(66.9, terabytes)
    first_in_float32 = batches[np.argmax(in_float32 >= slower)]
    by_hand = np.ceil(1 / (1 / (2 * slower) - 2 / width))
    there = 2 * batch * width**2 / (2 * (2 * batch * width + width**2))
    few, many = max(1, int(ratio / 2)), int(4 * ratio)  # outputs
    narrower, narrow = (crossing(ridge, width, outputs, size=2) for outputs in (few, many))
    slim, wide = (matmul(10**9, width, outputs, 2).intensity for outputs in (few, many))  # of an endless batch, nearly
    inverse = "1/B = 1/R - 1/i - 1/o in bfloat16, and 1/i > 0"
    return Evidence(
        measurements=[
            like("least intensity at the peak", most, ridge, "the ridge, peak / bandwidth", "FLOP/byte", share=1e-12),
            like("first batch at the ridge", first, np.ceil(batch), "the closed form, rounded up"),
            like("float32: first batch at the ridge", first_in_float32, by_hand, "1/B = 1/2R - 2/i, rounded up"),
            like("intensity of a layer at the crossing", there, ridge, "both are the ridge; rounding", share=1e-12),
            like(
                "a sample at B = 1 / at B = 2048",
                cost[0] / cost[-1],
                ridge / intensities[0],
                "bound by bytes",
                "",
                1e-12,
            ),
            like("a sample at B = 2048", 1e12 * cost[-1], 2 * width**2 / tflops, "FLOP / peak", "ps", 1e-12),
            Measurement(
                f"{many} outputs: batch at the ridge", narrow, at_least(1 / (1 / ridge - 1 / many), because=inverse)
            ),
            Measurement(f"{few} outputs: most intensity", slim, at_most(few, because="io / (i+o) < o")),
            like(f"{few} outputs: batch at the ridge, inverse", 1 / narrower, 0, "it never gets there"),
        ],
        controls=[Control(f"{many} outputs: most intensity, if it stayed below", wide, at_most(ridge))],
        curves=[
            Curve("bfloat16", 1e6 * cost, x=batches),
            Curve("float32 without tensor cores", 1e6 * cost_in_float32, x=batches),
        ],
        axes=Axes(x="batch size B", y="µs a sample", log_x=True, log_y=True),
    )


@claim(
    en="On one thread of this machine's CPU the roofline holds within a factor of two: products of matrices some "
    "hundreds wide run at the peak; addition and matrix times vector, on data larger than the caches, at intensity · "
    "bandwidth. Arrays in cache are faster.",
    ko="이 컴퓨터의 CPU 스레드 하나에서 루프라인 모델은 2배 이내로 맞는다. 너비가 수백인 행렬의 곱은 최대 연산 "
    "성능으로, 캐시보다 큰 데이터의 덧셈과 행렬-벡터 곱은 연산 강도 · 대역폭으로 돈다. 캐시에 있는 배열은 그보다 "
    "빠르다.",
    seconds=3.0,
    entry="E3",
    literature="Williams 2009",
    alone=True,
)
def roofline(n: int = 768, width: int = 6144, elements: int = 16_777_216, rounds: int = 31) -> Evidence:
    large = n >= 256 and width >= 4096 and elements >= 2**22
    require(
        large,
        en="the sentence is about products from 256 on, and matrices and arrays larger than the caches",
        ko="문장은 크기 256 이상의 행렬 곱과, 캐시보다 큰 행렬과 배열에 대한 것이다",
    )
    need("cpu", rounds)
    return roofline_evidence("cpu", n, width, elements, rounds)


@claim(
    en="Batching a large linear layer (4096×4096 in float32) makes a sample cheaper until the ridge is crossed: on "
    "one thread of this CPU a sample at B = 128 costs less than half of one alone, which only waits for weights; "
    "from 64 to 128 the cost has settled within a factor of two.",
    ko="큰 선형층(4096×4096 float32)을 배치로 묶으면 능선점을 지날 때까지 샘플당 비용이 준다. 이 CPU의 스레드 "
    "하나에서 B = 128일 때 샘플 하나의 비용은 혼자일 때의 절반도 안 된다. 혼자일 때는 가중치를 기다릴 뿐이다. 64에서 "
    "128로 늘려도 비용은 2배 이내에서 더 변하지 않는다.",
    seconds=8.0,
    entry="E2 E3",
    literature="Williams 2009",
    alone=True,
)
def batching(width: int = 4096, rounds: int = 15) -> Evidence:
    require(
        width >= 2048,
        en=f"width = {width}: the weights of so small a layer stay in the cache",
        ko=f"width = {width}: 이렇게 작은 층의 가중치는 캐시에 남는다",
    )
    need("cpu", rounds)
    return batching_evidence("cpu", width, (1, 8, 64, 128), 1024, 16_777_216, rounds)


@claim(
    en="A model of asynchronous launches, in which a worker thread stands for the device: a clock that is read when "
    "the launch returns reports more than twice the true rate of the work, and one that waits for the end does not. "
    "If launches block, the first clock is right too.",
    ko="작업 스레드 하나가 디바이스를 대신하는 비동기 실행의 모형이다. 호출이 반환될 때 읽은 시계는 실제 속도의 두 "
    "배가 넘는 값을 내고, 끝나기를 기다린 시계는 그렇지 않다. 호출이 끝날 때까지 기다린다면(blocking) 앞의 시계도 "
    "맞다.",
    seconds=2.0,
    entry="E3",
    literature="Williams 2009; PyTorch documentation, CUDA semantics",
    alone=True,
)
def asynchronous_launches(n: int = 768, products: int = 4, rounds: int = 15) -> Evidence:
    require(
        n >= 256 and products > 0,
        en=f"n = {n} and products = {products}: the work takes no longer than its launch",
        ko=f"n = {n}, products = {products}: 연산에 걸리는 시간이 호출보다 길지 않다",
    )
    need("cpu", rounds)
    return asynchronous_evidence("cpu", n, products, rounds)


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


def overtakes(lead: dict[int, Array]) -> tuple[float, ...]:
    """The least n with a median lead above 1: at the earliest, most likely, and at the latest (99 % intervals)."""
    ends = [(high, value, low) for value, (low, high) in map(median_interval, lead.values())]
    ahead = np.array(ends) > 1  # a row for each n
    return tuple(min(np.array(list(lead))[above], default=np.inf) for above in ahead.T)


@claim(
    en="On this GPU the roofline holds within a factor of two, timed by events on the device: matrix products at the "
    "peak, addition and matrix times vector at intensity · bandwidth.",
    ko="이 GPU에서도 디바이스 이벤트로 재면 루프라인 모델이 2배 이내로 맞는다. 행렬 곱은 최대 연산 성능으로, 덧셈과 "
    "행렬-벡터 곱은 연산 강도 · 대역폭으로 돈다.",
    seconds=10.0,
    entry="E3",
    literature="Williams 2009",
    alone=True,
)
def cuda_roofline(n: int = 4096, width: int = 12_288, elements: int = 67_108_864, rounds: int = 15) -> Evidence:
    need(
        "cuda",
        rounds=rounds,
        en="timed products, additions and a matrix times a vector by events, and held them against its roofline",
        ko="행렬 곱, 덧셈, 행렬-벡터 곱의 시간을 디바이스 이벤트로 재어 루프라인과 비교한다",
    )
    return roofline_evidence("cuda", n, width, elements, rounds)


@claim(
    en="On this GPU a sample at B = 1024 costs less than half of one alone: a linear layer is bound by the bandwidth "
    "of its weights until the ridge is crossed, then by the peak.",
    ko="이 GPU에서 B = 1024일 때 샘플 하나의 비용은 혼자일 때의 절반도 안 된다. 선형층은 능선점을 지날 때까지 "
    "가중치를 읽는 대역폭에, 그 뒤로는 최대 연산 성능에 묶인다.",
    seconds=10.0,
    entry="E2 E3",
    literature="Williams 2009",
    alone=True,
)
def cuda_batching(n: int = 4096, width: int = 8192, elements: int = 67_108_864, rounds: int = 15) -> Evidence:
    need(
        "cuda",
        rounds=rounds,
        en="timed a linear layer at batch sizes from 1 to 1024 by events, and looked for the ridge",
        ko="배치 크기 1부터 1024까지 선형층의 시간을 디바이스 이벤트로 재어 능선점을 찾는다",
    )
    return batching_evidence("cuda", width, (1, 4, 16, 64, 256, 512, 1024), n, elements, rounds)


@claim(
    en="Kernels are launched, not awaited: without synchronising, a clock on the host finds matrix products on this "
    "GPU more than twice as fast as they are by the device's own clock; with torch.cuda.synchronize() it does not.",
    ko="커널은 호출만 할 뿐 끝나기를 기다리지 않는다. 동기화하지 않은 호스트의 시계로 재면 이 GPU의 행렬 곱은 디바이스 "
    "시계로 잰 속도의 두 배보다 빠르게 나오고, torch.cuda.synchronize()를 부르면 그렇지 않다.",
    seconds=10.0,
    entry="E3",
    literature="PyTorch documentation, CUDA semantics",
    alone=True,
)
def cuda_asynchronous(n: int = 4096, products: int = 20, rounds: int = 15) -> Evidence:
    need(
        "cuda",
        rounds=rounds,
        en="read a stopwatch after the launch of matrix products and after their end, and held both to events",
        ko="행렬 곱을 호출한 직후와 끝난 뒤에 호스트의 시계를 읽어, 둘을 디바이스 이벤트와 비교한다",
    )
    return asynchronous_evidence("cuda", n, products, rounds)


@claim(
    en="A GPU overtakes one CPU thread only from some size on: at 2048×2048 it multiplies faster, transfers "
    "included; at 16×16, and in a chain of small dependent steps, the CPU wins.",
    ko="GPU는 어느 크기부터 비로소 CPU 스레드 하나를 앞선다. 2048×2048 행렬 곱은 전송을 포함해도 더 빠르지만, "
    "16×16이거나 서로 의존하는 작은 스텝이 이어지면 CPU가 이긴다.",
    seconds=15.0,
    entry="E2",
    literature="Williams 2009",
    alone=True,
)
def cuda_crossover(most: int = 2048, rounds: int = 15) -> Evidence:
    need(
        "cuda",
        rounds=rounds,
        en="timed matrix products from 16×16 to 2048×2048 on it and on the CPU, with and without transfer",
        ko="16×16부터 2048×2048까지의 행렬 곱을 GPU와 CPU에서 전송을 포함할 때와 뺄 때 모두 잰다",
    )
    sizes = [2**k for k in range(4, most.bit_length())]
    times_as_fast: dict[str, dict[int, Array]] = {"GPU": {}, "there and back": {}}  # as the CPU, round by round
    for n in sizes:
        seconds = alternate(product_runs(n, times=max(1, 512 // n)), rounds)
        for name, lead in times_as_fast.items():
            lead[n] = seconds["CPU"] / seconds[name]
    chain = alternate({"CPU": chain_run("cpu", 16, 1000), "GPU": chain_run("cuda", 16, 1000)}, rounds)
    first, last = sizes[0], sizes[-1]
    lead, with_transfer = times_as_fast.values()
    earliest, likely, latest = overtakes(lead)
    inside = between(2 * first, last, because="slower at the one end, faster at the other")
    than = "faster or slower than the CPU"
    faster = at_least(1, because=than)
    return Evidence(
        measurements=[
            median(Measurement, f"n = {last}: times as fast", lead[last], faster),
            median(Measurement, f"n = {last}, there and back: times as fast", with_transfer[last], faster),
            median(Measurement, f"n = {first}: times as fast", lead[first], at_most(1, because=than)),
            Measurement("ahead from n", likely, inside, interval=(earliest, latest)),
        ],
        controls=[median(Control, "1000 dependent steps: times as fast", chain["CPU"] / chain["GPU"], at_least(1))],
        curves=[
            Curve(name, [np.median(samples) for samples in lead.values()], x=sizes)
            for name, lead in times_as_fast.items()
        ],
        axes=Axes(x="n", y="times as fast as one CPU thread", log_x=True, log_y=True),
    )


@claim(
    en="Over PCIe the transfer dominates: adding two arrays that must be fetched and brought back spends more than "
    "half of its time on the way. Fifty products of matrices that stay on the device do not.",
    ko="PCIe를 거치면 전송이 시간을 지배한다. 두 배열을 가져와 더하고 되돌려 보내면 절반이 넘는 시간을 전송에 쓴다. "
    "디바이스에 머무르는 행렬을 쉰 번 곱하는 경우는 그렇지 않다.",
    seconds=10.0,
    entry="E3",
    literature="Williams 2009",
    alone=True,
)
def cuda_transfer(elements: int = 67_108_864, n: int = 4096, rounds: int = 15) -> Evidence:
    need(
        "cuda",
        rounds=rounds,
        en="timed copies between pinned host memory and the device by events, beside work on data that stays",
        ko="페이지가 고정된(pinned) 호스트 메모리와 디바이스 사이의 복사를, 디바이스에 머무는 데이터의 연산과 함께 "
        "이벤트로 잰다",
    )
    host, back, matrix, product = (ones("cpu", *s).pin_memory() for s in [(elements,)] * 2 + [(n, n)] * 2)
    a, b, c = (ones("cuda", elements) for _ in range(3))
    x, y, z = (ones("cuda", n, n) for _ in range(3))

    def there_and_back(source: torch.Tensor, operands: Sequence[torch.Tensor], result: torch.Tensor, to: Any) -> None:
        for operand in operands:
            operand.copy_(source, non_blocking=True)  # pinned and not awaited: as fast as it can be
        to.copy_(result, non_blocking=True)

    runs: dict[str, Run] = {
        "three arrays": lambda: there_and_back(host, (a, b), c, back),
        "add": lambda: torch.add(a, b, out=c),
        "three matrices": lambda: there_and_back(matrix, (x, y), z, product),
        "products": lambda: [torch.mm(x, y, out=z) for _ in range(50)],
    }
    seconds = timed("cuda", runs, rounds)
    adding = seconds["three arrays"] / (seconds["three arrays"] + seconds["add"])
    staying = seconds["three matrices"] / (seconds["three matrices"] + seconds["products"])
    moved = elementwise(elements).bytes  # the same arrays over the bus, and between the memory and the chip
    bus, memory = moved / seconds["three arrays"], moved / seconds["add"]
    half = at_least(0.5, because="more than half the time")
    slower = at_most(1, because="the same arrays take longer on the bus")
    return Evidence(
        measurements=[
            median(Measurement, "add: share of the transfer", adding, half),
            median(Measurement, "bandwidth of the bus / of the device", bus / memory, slower),
        ],
        controls=[median(Control, "fifty products: share of the transfer", staying, at_least(0.5))],
        curves=[Curve("bus", bus / 1e9), Curve("device memory", memory / 1e9)],
        axes=Axes(x="round", y="GB/s", log_y=True),
    )


mutant("forgets that a multiply-add is two", "* (2 if fma else 1) / 1000", "/ 1000")
mutant("counts a multiply-add once", "Work(2 * rows * inner * columns", "Work(rows * inner * columns")
mutant("forgets to write the result", "+ inner * columns + rows * columns", "+ inner * columns")
mutant("lets memory raise the roof", "np.minimum(peak, work.intensity", "np.maximum(peak, work.intensity")
mutant("starts before its inputs are ready", "done.get(need, step) < step", "done.get(need, 0) < step", program="lanes")
mutant("composes maps the wrong way round", "later[0] * earlier[1] +", "earlier[0] * later[1] +", program="lanes")
mutant("divides the serial share among the lanes", "1 / ((1 - p) + p / n)", "1 / ((1 - p) / n + p)")
mutant(
    "stops the clock before the work is done",
    "itself[at] = wait()\n        finished[at] = time.perf_counter() - begin",
    "finished[at] = time.perf_counter() - begin\n        itself[at] = wait()",
)
mutant("turns the ridge over", "return peak / bandwidth", "return bandwidth / peak")
mutant("stops the clock of a launch when it is done", "if blocking:", "if True:")
mutant("leaves the samples out of the crossing", "weights - moved * (inputs + outputs)", "weights")
