"""What is commonly said of Adam without its bias correction."""

import numpy as np

from quizdl.lab.descent import movements
from quizdl.lab.trajectories import deviations
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, claim, within

from ..programs.adam_uncorrected import AdamUncorrected
from .common import require, uncorrected_lengths


@claim(
    en="Without bias correction Adam, with its default β₁ = 0.9 and β₂ = 0.999, starts too slowly, because its "
    "averages start at zero.",
    ko="기본값 β₁ = 0.9, β₂ = 0.999인 Adam은 편향 보정이 없으면 이동평균이 0에서 시작하므로 초반 스텝이 너무 작아진다.",
    short="“Uncorrected Adam starts too slowly”",
    seconds=0.1,
    expects="refuted",
    literature="Kingma & Ba 2015, sec. 3",
)
def starts_too_slowly(beta1: float = 0.9, beta2: float = 0.999) -> Evidence:
    require(beta1=beta1, beta2=beta2)
    lr, constant = 0.001, np.ones((100, 1))
    neither = movements(AdamUncorrected(lr, beta1, beta2).step, constant, lr)[:, 0]
    only_v = movements(AdamUncorrected(lr, beta1, beta2, correct_v=True).step, constant, lr)[:, 0]
    both = movements(AdamUncorrected(lr, beta1, beta2, correct_m=True, correct_v=True).step, constant, lr)[:, 0]
    t = np.arange(1, 101)
    longest = 1 + int(np.argmax(neither))
    return Evidence(
        finding=Finding(
            "Without correction the first step is {first:.3g} learning rates long, and the longest of a hundred "
            "{longest:.3g}; it would be {slow:.3g} if only m started too small",
            first="first step without correction",
            longest="longest of 100 steps without correction",
            slow="first step if only m starts too small",
        ),
        caption="m starts too small, and so does √v, by which it is divided: √(1-β₂) is smaller than 1-β₁, so steps "
        "start too long.",
        measurements=[
            Measurement(
                "first step without correction",
                neither[0],
                at_most(1, because="too slow means shorter than the learning rate"),
                unit="η",
            ),
            Measurement(
                "longest of 100 steps without correction",
                max(neither),
                at_most(1, because="too slow means shorter than the learning rate"),
                unit="η",
            ),
        ],
        controls=[
            Control(
                "first step if only m starts too small",
                only_v[0],
                within(1 - beta1, 1e-6, because="m = (1-β₁)g; ε/|g|"),
                must="hold",
                unit="η",
            ),
            Control(
                "largest relative difference of a step from its closed form",
                max(
                    max(deviations(steps, right))
                    for steps, right in (
                        (neither, uncorrected_lengths(beta1, beta2, 100)),
                        (only_v, 1 - beta1**t),
                        (both, np.ones(100)),
                    )
                ),
                at_most(1e-8 / np.sqrt(1 - beta2) + 1e-12, because="sums of geometric series; ε/√v, rounding"),
                must="hold",
            ),
        ],
        curves=[
            Curve("neither corrected", neither.tolist(), x=t.tolist(), role="subject"),
            Curve("only v corrected", only_v.tolist(), x=t.tolist()),
            Curve("both corrected", both.tolist(), x=t.tolist(), role="reference"),
        ],
        axes=Axes(
            x="step t",
            y="length of the step / η",
            marks=[
                Mark(of="first step without correction", x=1),
                Mark(of="longest of 100 steps without correction", x=longest, text="{value:.3g} at step {x:.0f}"),
                Mark(of="first step if only m starts too small", x=1),
            ],
        ),
    )
