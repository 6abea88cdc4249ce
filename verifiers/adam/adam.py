"""Adam: two running means, a correction for their start at zero, and what follows from them.

Notation, as in Kingma & Ba (2015): θ parameters, g gradient, η (lr) learning rate, t the step from 1 on; m and v the
running means of g and g² with decays β₁ and β₂; λ the strength of weight decay.
"""

import numpy as np

from quizdl.lab.checks import check_controls
from quizdl.lab.descent import movements
from quizdl.lab.trajectories import deviations
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.adam import Adam
from ..programs.adam_uncorrected import AdamUncorrected
from .common import check_deviations, last_step_beyond, longest_step, require, uncorrected_lengths


@claim(
    en="Bias correction makes Adam's first step η·sign(g). Without it every step is scaled by "
    "(1-β₁ᵗ)/√(1-β₂ᵗ): with the defaults 3.16 at first, 6.57 at step 12, within 1 % only from step 3925.",
    ko="편향 보정 덕분에 Adam의 첫 스텝은 η·sign(g)이다. 보정이 없으면 매 스텝에 (1-β₁ᵗ)/√(1-β₂ᵗ)가 곱해진다. "
    "기본값에서는 처음에 3.16배, 12번째 스텝에 6.57배이고, 3925번째 스텝부터야 오차가 1% 안으로 들어온다.",
    short="Steps without bias correction",
    seconds=0.3,
    literature="Kingma & Ba 2015, sec. 3",
)
def bias_correction(
    beta1: float = 0.9, beta2: float = 0.999, lr: float = 0.001, eps: float = 1e-8, steps: int = 5000
) -> Evidence:
    require(lr, beta1, beta2, eps)
    slack = eps / np.sqrt(1 - beta2) + 1e-12
    if not (slack <= 0.01 and 1e4 * eps <= 0.01 and steps >= 1):
        raise Undecided(
            en=f"eps = {eps:g}, {steps} steps: ε must be small beside √v and |g| >= 1e-4, and a step be made",
            ko=f"eps = {eps:g}, {steps}스텝: ε이 √v와 |g| >= 1e-4보다 훨씬 작아야 하고, 한 스텝은 가야 한다",
        )
    settings = (lr, beta1, beta2, eps)
    g = np.outer([1, -1], np.logspace(-4, 4, 9))
    first = -Adam(*settings).step(np.zeros_like(g), g) / lr
    constant = np.ones((steps, 1))
    corrected = movements(Adam(*settings).step, constant, lr)[:, 0]
    neither = movements(AdamUncorrected(*settings).step, constant, lr)[:, 0]
    only_m = movements(AdamUncorrected(*settings, correct_m=True).step, constant[:1], lr)[0, 0]
    only_v = movements(AdamUncorrected(*settings, correct_v=True).step, constant[:1], lr)[0, 0]
    alike = movements(AdamUncorrected(lr, beta1, beta1, eps).step, constant[:1], lr)[0, 0]
    before, most = uncorrected_lengths(beta1, beta2, 1)[0], max(uncorrected_lengths(beta1, beta2, steps))
    longest, settled = longest_step(neither), 1 + last_step_beyond(neither, 1.01)
    t = np.arange(1, steps + 1)
    shown = np.unique([1, longest, min(settled, steps), *np.geomspace(1, steps, 200).astype(int)]) - 1
    return Evidence(
        finding=Finding(
            "Without bias correction the first step is {first:.3g} learning rates long and step {at} is "
            "{longest:.3g}; with it the first step is {corrected:.3g}",
            first="first step without correction",
            longest="longest step without correction",
            corrected="first step with correction",
        ),
        caption="On a constant gradient every corrected step is one learning rate long. Without correction steps are "
        "longer at first, and the excess fades only as fast as the mean of g² forgets.",
        measurements=[
            Measurement(
                "first step without correction",
                neither[0],
                within(before, slack * before, because="(1-β₁)/√(1-β₂); ε/√v is largest at the first step"),
                unit="η",
            ),
            Measurement(
                "longest step without correction",
                max(neither),
                within(most, slack * most, because="sums of geometric series; ε/√v, rounding"),
                unit="η",
            ),
            Measurement(
                "number of the longest step without correction",
                longest,
                within(
                    longest_step(uncorrected_lengths(beta1, beta2, steps)),
                    0,
                    because="the largest (1-β₁ᵗ)/√(1-β₂ᵗ)",
                ),
            ),
            Measurement(
                "step from which the excess without correction is within 1 %",
                settled,
                within(
                    1 + last_step_beyond(uncorrected_lengths(beta1, beta2, steps), 1.01),
                    0,
                    because="(1-β₁ᵗ)/√(1-β₂ᵗ) <= 1.01 from there on",
                ),
            ),
            Measurement(
                "first step with correction",
                corrected[0],
                within(1, eps + 1e-12, because="both means are divided by the sum of their weights; ε/|g|, rounding"),
                unit="η",
            ),
            Measurement(
                "first step if only m is corrected",
                only_m,
                within(1 / np.sqrt(1 - beta2), slack / np.sqrt(1 - beta2), because="v = (1-β₂)g²; ε/√v"),
                unit="η",
            ),
            Measurement(
                "first step if only v is corrected",
                only_v,
                within(1 - beta1, slack * (1 - beta1), because="m = (1-β₁)g; ε/|g|"),
                unit="η",
            ),
            Measurement(
                "largest difference of a first step from g/(|g| + ε) for |g| from 1e-4 to 1e4",
                np.max(abs(first - g / (abs(g) + eps))),
                at_most(1e-14, because="m̂ = g and v̂ = g² after one step; rounding of ten operations"),
                unit="η",
                check=True,
            ),
            Measurement(
                "largest difference of any corrected step from η",
                np.max(abs(corrected - 1)),
                at_most(eps + 1e-12, because="the gradient is constant; ε/|g|, rounding"),
                unit="η",
                check=True,
            ),
            Measurement(
                "largest relative difference of an uncorrected step from (1-β₁ᵗ)/√(1-β₂ᵗ)",
                max(deviations(neither, uncorrected_lengths(beta1, beta2, steps))),
                at_most(slack, because="ε/√v is largest at the first step; rounding"),
                check=True,
            ),
            check_deviations(),
            Measurement(
                "gradients of the first steps in powers of ten: sum of their squares",
                2 * np.sum(np.log10(g[0]) * np.log10(-g[1])),
                within(120, 1e-9, because="4 to -4 of either sign: twice 2(1 + 4 + 9 + 16); rounding"),
                check=True,
            ),
            check_controls(alike / uncorrected_lengths(beta1, beta1, 1)[0] - 1, most=eps / np.sqrt(1 - beta1) + 1e-12),
        ],
        controls=[
            Control(
                "first step without correction if v forgets as fast as m",
                alike,
                within(before, slack * before),
                unit="η",
            )
        ],
        curves=[
            Curve("without correction", neither[shown].tolist(), x=t[shown].tolist(), role="subject"),
            Curve("with correction", corrected[shown].tolist(), x=t[shown].tolist(), role="reference"),
        ],
        axes=Axes(
            x="step t",
            y="length of the step / η",
            log_x=True,
            marks=[
                Mark(of="first step without correction", x=1),
                Mark(of="longest step without correction", x=longest, text="{value:.3g} at step {x:.0f}"),
                Mark(of="first step with correction", x=1),
                Mark(of="first step with correction", x=min(settled, steps), text="within 1 % from step {settled}"),
            ],
        ),
        fields={"at": longest, "settled": settled},
    )


mutant("forgets the bias correction of m", "self.m / (1 - self.beta1**self.t)", "self.m", program="adam")
mutant("forgets the bias correction of v", "self.v / (1 - self.beta2**self.t)", "self.v", program="adam")
mutant("counts t from zero", "1 - self.beta2**self.t", "1 - self.beta2 ** (self.t - 1 or 1)", program="adam")
mutant(
    "corrects v where m is meant",
    "self.v / (1 - self.beta2**self.t) if self.correct_v",
    "self.v / (1 - self.beta2**self.t) if self.correct_m",
    program="adam_uncorrected",
)
mutant("leaves out the gradients below one", "np.logspace(-4, 4, 9)", "np.logspace(0, 4, 9)")
