"""The ridge: from which batch on a linear layer is limited by arithmetic and no longer by memory."""

from collections.abc import Sequence

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
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs.roofline import batch_at_the_ridge as batch_by_formula
from ..programs.roofline import matmul, matmul_time, ridge, roofline_time
from .common import BFLOAT16, FLOAT32, H100_PEAK, counted_product, intensity, require

MOST_SAMPLES = 2048


def compute_bound(batch: int, layer: tuple[int, int], dtype: torch.dtype, peak: float, bandwidth: float) -> bool:
    """Whether the arithmetic of a layer (inputs, outputs) takes no less time than its bytes, as torch counts them."""
    flop, moved = counted_product(batch, *layer, dtype)
    return flop / peak >= moved / bandwidth


def first_compute_bound(layer: tuple[int, int], dtype: torch.dtype, peak: float, bandwidth: float) -> int:
    """The least batch that makes a layer compute-bound, by bisection; at most MOST_SAMPLES."""
    below, above = 0, MOST_SAMPLES
    while above - below > 1:
        middle = (2 * below + above) // 3 if above - below > 2 else below + 1
        if compute_bound(middle, layer, dtype, peak, bandwidth):
            above = middle
        else:
            below = middle
    return above


def by_hand(ridge: float, inputs: int, outputs: int, size: int) -> float:
    """The batch at the ridge by another way: size/2 · (1/B + 1/i + 1/o) = 1/ridge."""
    return 1 / (2 / (size * ridge) - 1 / inputs - 1 / outputs)


def times_of_arithmetic(batches: Sequence[int], width: int, size: int, peak: float, bandwidth: float) -> list[float]:
    """Time of a square layer on the roofline over that of its arithmetic alone, for each batch."""
    works = [matmul(batch, width, width, size) for batch in batches]
    return [roofline_time(flop, moved, peak, bandwidth) / (flop / peak) for flop, moved in works]


@claim(
    en="The roofline's arithmetic with the numbers of an H100 (989 TFLOP/s dense bfloat16, 3.35 TB/s): the ridge is "
    "at 295 FLOP per byte. A 4096×4096 layer in bfloat16 is memory-bound below B = 345, where a further sample is "
    "almost free, and compute-bound from there on. In float32 without tensor cores (66.9 TFLOP/s) it is so from B = "
    "41.",
    ko="H100의 수치(bfloat16 dense 989 TFLOP/s, 3.35 TB/s)로 하는 루프라인 산술이다. 능선점(ridge point)은 바이트당 "
    "295 FLOP이다. 4096×4096 bfloat16 선형층은 B = 345 미만에서는 메모리에 묶여(memory-bound) 샘플 하나를 더해도 "
    "거의 공짜이고, 그 위에서는 연산에 묶인다(compute-bound). 텐서 코어 없는 float32(66.9 TFLOP/s)라면 B = "
    "41부터이다.",
    short="The batch that reaches the ridge",
    seconds=0.5,
    literature="Williams 2009; NVIDIA H100 data sheet and white paper",
)
def batch_at_the_ridge(tflops: float = 989.0, terabytes: float = 3.35, width: int = 4096) -> Evidence:
    require(
        min(tflops, terabytes) > 0 and 1 <= width <= 100_000,
        en="peak and bandwidth are positive, and the width is from 1 to 100,000",
        ko="최대 성능과 대역폭은 양수, 너비는 1~100,000이어야 한다",
    )
    peak, bandwidth = 1e12 * tflops, 1e12 * terabytes
    turn, slower = peak / bandwidth, H100_PEAK / bandwidth
    require(
        2 * max(turn, 2 * slower) < width / 2 and min(turn, slower) > 2 and turn < MOST_SAMPLES / 4,
        en=f"width = {width}: at a ridge of {turn:.3g} such a layer is never, or always, compute-bound",
        ko=f"width = {width}: 능선점이 {turn:.3g}이면 이 층은 늘 메모리에 묶이거나 늘 연산에 묶인다",
    )
    square, wide, few = (width, width), (width, 4 * width), int(turn / 2)
    bfloat16 = first_compute_bound(square, BFLOAT16, peak, bandwidth)
    float32 = first_compute_bound(square, FLOAT32, H100_PEAK, bandwidth)
    of_wide = first_compute_bound(wide, BFLOAT16, peak, bandwidth)
    batches = np.unique(np.geomspace(1, MOST_SAMPLES, 100).astype(int)).tolist()
    works = {b: counted_product(b, *square, BFLOAT16) for b in (1, 2, bfloat16, MOST_SAMPLES // 2, MOST_SAMPLES)}
    seconds = {b: matmul_time(b, *square, 2, peak, bandwidth) for b in (1, 2, bfloat16)}
    over = {b: seconds[b] / (works[b][0] / peak) for b in seconds}  # the arithmetic alone
    most, half = (roofline_time(*works[b], peak, bandwidth) for b in (MOST_SAMPLES, MOST_SAMPLES // 2))
    flop, moved = works[1]
    narrow = intensity(counted_product(10**9, width, few, BFLOAT16))
    almost = at_most(1.01, because="below the ridge a sample adds only its own inputs and outputs to the traffic")
    below, above = (intensity(counted_product(b, *square, BFLOAT16)) for b in (bfloat16 - 1, bfloat16))
    return Evidence(
        finding=Finding(
            "At B = 1 a sample takes {alone:.4g} times as long as its arithmetic; from B = {first:.0f} on the layer is "
            "compute-bound",
            alone="B = 1: time over that of the arithmetic",
            first="first batch at the ridge",
        ),
        caption="Time of a sample over that of its arithmetic on the roofline of an H100: the batch shares the reading "
        "of the weights, until arithmetic is the limit.",
        measurements=[
            Measurement(
                "first batch at the ridge",
                bfloat16,
                within(
                    np.ceil(by_hand(turn, *square, 2)), 0, because="1/B = 1/ridge - 1/inputs - 1/outputs, rounded up"
                ),
            ),
            Measurement(
                "float32: first batch at the ridge",
                float32,
                within(
                    np.ceil(by_hand(slower, *square, 4)),
                    0,
                    because="1/B = 1/(2 · ridge) - 1/inputs - 1/outputs, rounded up",
                ),
            ),
            Measurement(
                "B = 1: time over that of the arithmetic",
                over[1],
                within((moved / bandwidth) / (flop / peak), 1e-9, because="its bytes decide, as torch counts them"),
            ),
            Measurement(
                "first batch at the ridge: time over that of the arithmetic",
                over[bfloat16],
                within(1, 1e-12, because="the arithmetic decides; rounding"),
            ),
            Measurement("time of two samples over that of one", seconds[2] / seconds[1], almost),
            Measurement(
                "ridge",
                ridge(peak, bandwidth),
                between(below, above, because="intensities of the last batch below and of the first one from there on"),
                unit="FLOP/byte",
            ),
            Measurement(
                "formula rounded up beside the count: square layer",
                np.ceil(batch_by_formula(turn, *square, size=2)) - bfloat16,
                within(0, 0, because="the same batch"),
            ),
            Measurement(
                "formula rounded up beside the count: square layer in float32",
                np.ceil(batch_by_formula(slower, *square)) - float32,
                within(0, 0, because="the same batch"),
            ),
            Measurement(
                "formula rounded up beside the count: four times as many outputs",
                np.ceil(batch_by_formula(turn, *wide, size=2)) - of_wide,
                within(0, 0, because="the same batch"),
            ),
            Measurement(
                "as many outputs as half the ridge: most FLOP per byte",
                narrow,
                at_most(few, because="io / (i + o) < o, however large the batch"),
            ),
            Measurement(
                "as many outputs as half the ridge: inverse of the batch by formula",
                1 / batch_by_formula(turn, width, few, size=2),
                within(0, 0, because="no batch gets there"),
            ),
        ],
        controls=[
            Control(
                "time of 2048 samples over that of 1024",
                most / half,
                at_most(1.01),
            ),
            Control(
                "first batch if only the weights moved",
                np.ceil(turn),
                within(np.ceil(by_hand(turn, *square, 2)), 0),
            ),
            Control(
                "FLOP per byte of one sample more than the first batch at the ridge",
                intensity(counted_product(bfloat16 + 1, *square, BFLOAT16)),
                between(below, above),
            ),
        ],
        curves=[
            Curve("bfloat16", times_of_arithmetic(batches, width, 2, peak, bandwidth), x=batches, role="subject"),
            Curve(
                "float32 without tensor cores",
                times_of_arithmetic(batches, width, 4, H100_PEAK, bandwidth),
                x=batches,
                role="reference",
            ),
        ],
        axes=Axes(
            x="batch size B",
            y="time over that of the arithmetic",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="B = 1: time over that of the arithmetic", x=1, text="{value:.4g}"),
                Mark(of="first batch at the ridge: time over that of the arithmetic", x=bfloat16, text="B = {x:.0f}"),
            ],
        ),
    )


mutant("lets memory raise the roof", "max(flop / peak", "min(flop / peak", program="roofline")
mutant("turns the ridge over", "return peak / bandwidth", "return bandwidth / peak", program="roofline")
mutant("leaves the samples out of the crossing", "weights - half * (inputs + outputs)", "weights", program="roofline")
mutant("moves the outputs of a layer twice", "(inputs + outputs)", "(inputs + 2 * outputs)", program="roofline")
mutant("takes the last batch below the ridge", "    return above\n", "    return below\n")
