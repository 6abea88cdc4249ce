"""Norms in float16: which number overflows first, and what is then left of the features."""

import numpy as np
import torch

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_integers, oddity_of_uniform
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.rms_norm import rms_norm
from .common import Array, require

HALF = at_most(2.0**-9, because="a few roundings to the 11 bits of float16")


@claim(
    en="The largest float16 is 65504, so squares overflow from 256 on: RMSNorm that squares in float16 divides such "
    "features by infinity and gives 0. With its mean square in float32, as in torch, it is right to the rounding of "
    "the result.",
    ko="float16의 최댓값은 65504이므로 256부터 제곱이 오버플로된다. float16으로 제곱하는 RMSNorm은 그런 특성을 "
    "무한대로 나누어 0을 낸다. torch처럼 제곱 평균을 float32로 구하면 결과의 반올림 오차 안에서 정확하다.",
    short="Norms in half precision",
    seconds=0.2,
    literature="Zhang & Sennrich 2019",
)
def half_precision(size: float = 300.0, seed: int = 0) -> Evidence:
    require(
        260 <= size <= 15_000,
        en=f"size = {size:g}: features whose squares overflow in float16, and which themselves do not: 260 to 15 000",
        ko=f"size = {size:g}: 제곱은 float16에서 오버플로되고 자신은 그렇지 않은 260부터 15,000까지여야 한다",
    )
    rng = np.random.default_rng(seed)
    direction = rng.uniform(1, 4, (4, 16)) * rng.choice([-1, 1], (4, 16))
    gamma = np.ones(16)

    def errors(of: float) -> tuple[float, float, float]:
        x = (of * direction).astype(np.float16)
        exact = rms_norm(x.astype(float), gamma, 1e-5)
        with np.errstate(over="ignore"):
            squared_in_half = rms_norm(x, gamma.astype(np.float16), 1e-5)
        mixed = rms_norm(x.astype(np.float32), gamma.astype(np.float32), 1e-5).astype(np.float16)
        of_torch = torch.nn.functional.rms_norm(torch.tensor(x), (16,), eps=1e-5).numpy()
        results: list[Array] = [squared_in_half, mixed, of_torch]
        in_half, in_mixed, in_torch = (relative_error(y.astype(float), exact) for y in results)
        return in_half, in_mixed, in_torch

    sizes = np.geomspace(1, 10_000, 41)
    lines = np.array([errors(of) for of in sizes])
    large, small = errors(size), errors(50)
    return Evidence(
        finding=Finding(
            "At features of {size:g} RMSNorm with its squares in float16 is off by {half:.3g}, with a mean square in "
            "float32 by {mixed:.1g}",
            half="squares in float16: relative error at large features",
            mixed="mean square in float32: relative error at large features",
        ),
        caption="Relative error of the output. Where a square passes 65504 the mean square is infinite, and the whole "
        "row comes out as 0.",
        measurements=[
            Measurement(
                "squares in float16: relative error at large features",
                large[0],
                within(1, 0, because="x over infinity is 0"),
            ),
            Measurement("mean square in float32: relative error at large features", large[1], HALF),
            Measurement("torch in float16: relative error at large features", large[2], HALF),
            check_controls(small[0], *lines[sizes <= 50, 0], most=2.0**-9),
            check_draws(oddity_of_uniform(abs(direction), 1, 4), oddity_of_integers(direction > 0, 2)),
        ],
        controls=[
            Control("squares in float16: relative error at features up to 200", small[0], within(1, 0)),
        ],
        curves=[
            Curve("squares in float16", lines[:, 0].tolist(), x=sizes.tolist(), role="subject"),
            Curve("mean square in float32", lines[:, 1].tolist(), x=sizes.tolist(), role="reference"),
        ],
        axes=Axes(
            x="size of the features",
            y="relative error",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="squares in float16: relative error at large features", x=size),
                Mark(of="mean square in float32: relative error at large features", x=size, text="{value:.1g}"),
            ],
        ),
        fields={"size": size},
    )


mutant(
    "squares in float64 after all",
    "rms_norm(x, gamma.astype(np.float16), 1e-5)",
    "rms_norm(x.astype(float), gamma, 1e-5)",
)
mutant("draws features that are too large", "small = errors(size), errors(50)", "small = errors(size), errors(500)")
