"""Dropout in float16: what is kept is enlarged in training, and may become infinite."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from quizdl.lab.checks import check_controls
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
    within,
)

from .common import require

Answers = NDArray[np.bool_]

LEAST, LARGEST = 2**14, 65504  # of the numbers that are handed in; the second is float16's largest
INFINITE = 65520  # halfway from 65504 to 2^16: what is rounded there is infinite
NONE = 2.0**16  # stands for the smallest of no numbers
COPIES = 128  # of each number: with p = 0.7 all of them are dropped once in 10^19


def numbers() -> torch.Tensor:
    """Every float16 from LEAST to LARGEST, 2048 of them."""
    patterns = np.arange(np.float16(LEAST).view(np.int16), np.float16(LARGEST).view(np.int16) + 1, dtype=np.int16)
    return torch.from_numpy(patterns.view(np.float16))


def overflow_by_theory(p: float) -> Answers:
    """Of each number whether it is infinite once multiplied by 1/(1-p), which itself is rounded to float16."""
    factor = float(np.float16(np.float32(1) / np.float32(1 - p)))
    return numbers().double().numpy() * factor >= INFINITE


def overflow(p: float, kind: torch.dtype, training: bool) -> tuple[Answers, float]:
    """Of each number whether torch's dropout makes a copy of it infinite; and the share of copies that were dropped."""
    out = functional.dropout(numbers().to(kind).repeat(COPIES, 1), p, training)
    return torch.isinf(out).any(0).numpy(), float((out == 0).double().mean())


@claim(
    en="On the CPU, in train mode, torch's dropout makes float16 numbers from about 65504·(1-p) on infinite where it "
    "keeps them. In eval mode, in bfloat16 and in float32 the same numbers stay finite.",
    ko="CPU에서 torch의 드롭아웃은 학습 모드일 때 약 65504·(1-p) 이상인 float16 값을 남기면서 무한대로 만든다. 평가 "
    "모드나 bfloat16, float32에서는 같은 값이 유한하게 남는다.",
    short="Dropout in half precision",
    seconds=0.1,
    literature="documentation of torch; IEEE 754",
)
def half_precision(p: float = 0.5, seed: int = 0) -> Evidence:
    require(p, most=0.7)
    torch.manual_seed(seed)
    theory = overflow_by_theory(p)
    infinite, dropped = overflow(p, torch.float16, True)
    evaluated, _ = overflow(p, torch.float16, False)
    wide, _ = overflow(p, torch.bfloat16, True)
    single, _ = overflow(p, torch.float32, True)
    x = numbers().double().numpy()
    least = float(np.min(x[infinite], initial=NONE))
    spread = 6 * np.sqrt(p * (1 - p) / (COPIES * len(x)))
    because = "x·(1/(1-p)) is rounded to infinity from 65520 on"
    shown = slice(None, None, 32)
    return Evidence(
        finding=Finding(
            "With p = {p:g} a float16 number that is kept becomes infinite from {least:.0f} on; in eval mode "
            "{evaluated:.0%} of the same numbers do",
            least="smallest number that becomes infinite",
            evaluated="share that becomes infinite in eval mode",
        ),
        fields={"p": p},
        caption="Whether a number becomes infinite where it is kept: 1 if so, over its size. float16 ends at 65504; "
        "bfloat16 and float32 go to 3e38.",
        measurements=[
            Measurement(
                "smallest number that becomes infinite",
                least,
                within(float(np.min(x[theory], initial=NONE)), 0, because=because),
            ),
            Measurement(
                "numbers that become infinite against the rounded product",
                int(np.count_nonzero(infinite != theory)),
                within(0, 0, because=because),
            ),
            Measurement(
                "share that becomes infinite in eval mode",
                float(evaluated.mean()),
                within(0, 0, because="eval mode changes nothing"),
            ),
            Measurement(
                "share that becomes infinite in bfloat16",
                float(wide.mean()),
                within(0, 0, because="bfloat16 has the exponents of float32"),
            ),
            Measurement("numbers handed in", len(np.unique(x)), within(2048, 0, because="2·2^10"), check=True),
            Measurement(
                "share of copies that are dropped",
                dropped,
                between(p - spread, p + spread, because="six standard errors of draws with probability p"),
                check=True,
            ),
            check_controls(float(single.mean())),
        ],
        controls=[
            Control("share that becomes infinite in float32", float(single.mean()), at_least(float(theory.mean()))),
        ],
        curves=[
            Curve("float16, train mode", infinite[shown].astype(float).tolist(), x=x[shown].tolist(), role="subject"),
            Curve("float32, train mode", single[shown].astype(float).tolist(), x=x[shown].tolist(), role="reference"),
        ],
        axes=Axes(
            x="number",
            y="infinite",
            marks=[
                Mark(of="share that becomes infinite in eval mode", x=LEAST, text="{value:.0%} in eval mode"),
                Mark(of="share that becomes infinite in bfloat16", x=least, text="{value:.0%} in bfloat16 at {x}"),
            ],
        ),
    )


mutant(
    "leaves train mode",
    "infinite, dropped = overflow(p, torch.float16, True)",
    "infinite, dropped = overflow(p, torch.float16, False)",
)
mutant("takes numbers that are too small", "LEAST, LARGEST = 2**14, 65504", "LEAST, LARGEST = 2**9, 1023")
mutant("takes the largest number for infinite", "INFINITE = 65520", "INFINITE = 65504")
mutant("asks a single copy of each number", "COPIES = 128", "COPIES = 1")
