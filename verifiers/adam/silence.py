"""Adam's longest steps: after a silence √v is small, and one gradient moves a parameter by several learning rates."""

import numpy as np

from quizdl.lab.checks import check_controls, check_draws, check_oddities
from quizdl.lab.descent import Array, max_distance, movements
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal
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
    between,
    claim,
    mutant,
    within,
)

from ..programs.adam import Adam
from ..programs.adam_uncorrected import AdamUncorrected
from .common import after_silence, require

LR = 0.001


def steady_after(silence: int, g: float, beta1: float, beta2: float) -> Array:
    """200 steps on a gradient that stays after so many of zero, in learning rates, by the formulas with ε = 1e-8."""
    t = np.arange(1, 201)
    m, v = (1 - beta1**t) * g / (1 - beta1 ** (silence + t)), (1 - beta2**t) * g**2 / (1 - beta2 ** (silence + t))
    steps: Array = m / (np.sqrt(v) + 1e-8)
    return steps


def summed_after(silence: int, gradients: Array, beta1: float, beta2: float) -> Array:
    """Steps on any gradients, shape (steps, n), after so many of zero: both means as weighted sums, none running."""
    t = np.arange(1, len(gradients) + 1)[:, None]
    ages = t - t.T
    m, v = (
        (1 - beta) * np.where(ages >= 0, beta ** np.maximum(ages, 0), 0) @ powers / (1 - beta ** (silence + t))
        for beta, powers in ((beta1, gradients), (beta2, gradients**2))
    )
    steps: Array = m / (np.sqrt(v) + 1e-8)
    return steps


@claim(
    en="One gradient after a long silence moves a parameter by η(1-β₁)/√(1-β₂), with the default decays 3.16η, however "
    "large it is, if it is far above ε. If it stays, steps reach 6.57η; no sequence of gradients gets beyond 7.27η.",
    ko="오랫동안 0이던 기울기가 한 번 들어오면, ε보다 훨씬 크기만 하면 크기와 상관없이 파라미터는 η(1-β₁)/√(1-β₂), "
    "기본값에서 3.16η 움직인다. 그 기울기가 계속되면 스텝은 6.57η까지 커지고, 기울기가 어떤 순서로 들어오든 7.27η를 "
    "넘지 못한다.",
    short="Steps after a long silence",
    seconds=0.7,
    literature="Kingma & Ba 2015, sec. 2.1 (its 3.16η: one gradient after a silence)",
)
def long_silence(beta1: float = 0.9, beta2: float = 0.999, silence: int = 20_000, seed: int = 0) -> Evidence:
    require(beta1=beta1, beta2=beta2)
    slack = 1e-8 / np.sqrt(1 - beta2) + beta2 ** max(silence, 0) + 1e-12
    if slack > 0.01:
        raise Undecided(
            en=f"beta2 = {beta2:g}, silence = {silence}: bias correction has not yet faded to 1 %, or ε matters",
            ko=f"beta2 = {beta2:g}, silence = {silence}: 편향 보정이 아직 1%까지 사라지지 않았거나 ε의 영향이 남아 "
            "있다",
        )
    if not beta1**2 <= 0.9 * beta2 > 0:
        raise Undecided(
            en=f"beta1 = {beta1:g}, beta2 = {beta2:g}: a bound on the step needs β₁² < β₂, with room to sum it",
            ko=f"beta1 = {beta1:g}, beta2 = {beta2:g}: 스텝의 상한을 구하려면 β₁² < β₂이고, 급수를 합할 수 있을 만큼 "
            "차이가 나야 한다",
        )
    t = np.arange(1, 201)
    growing = (beta1 / beta2) ** (200 - t)
    rng = np.random.default_rng(seed)
    wild = rng.choice([-1, 1], (200, 300)) * np.exp(3 * rng.standard_normal((200, 300)))
    gradients = np.column_stack([np.ones(200), np.full(200, 1e6), growing, wild])
    moved = after_silence(Adam(LR, beta1, beta2).step, silence, gradients, LR)
    steady, loud, worst, *random = moved.T
    corrected = AdamUncorrected(LR, beta1, beta2, correct_m=True, correct_v=True)
    early = movements(corrected.step, np.ones((200, 1)), LR)[:, 0]
    one = (1 - beta1) / np.sqrt(1 - beta2)
    most = one * np.sqrt(np.sum((beta1**2 / beta2) ** np.arange(200)))
    longest = 1 + int(np.argmax(steady > (1 - 1e-6) * max(steady)))
    return Evidence(
        finding=Finding(
            "After {silence} steps of silence one gradient moves a parameter by {one:.3g} learning rates; if it stays "
            "steps reach {stays:.3g}, and the worst sequence of all {most:.3g}",
            one="one gradient of 1 after a silence",
            stays="longest step if the gradient stays",
            most="step after gradients that grew by β₂/β₁ a step",
        ),
        caption="v has forgotten everything during the silence, and m follows a new gradient faster than √v does. A "
        "gradient that grows as fast as the two memories differ gets the most out of it.",
        measurements=[
            Measurement(
                "one gradient of 1 after a silence",
                steady[0],
                within(
                    steady_after(silence, 1.0, beta1, beta2)[0],
                    1e-11 * one,
                    because="m = (1-β₁)g, v = (1-β₂)g²; ε/√v, rest of the correction, rounding",
                ),
                unit="η",
            ),
            Measurement(
                "one gradient of a million after a silence",
                loud[0],
                within(
                    steady_after(silence, 1e6, beta1, beta2)[0],
                    1e-11 * one,
                    because="g cancels in m/√v; ε/√v, rest of the correction, rounding",
                ),
                unit="η",
            ),
            Measurement(
                "longest step if the gradient stays",
                max(steady),
                within(
                    max(steady_after(silence, 1.0, beta1, beta2)),
                    1e-9,
                    because="sums of geometric series; ε/√v, rest of the correction",
                ),
                unit="η",
            ),
            Measurement(
                "step after gradients that grew by β₂/β₁ a step",
                worst[-1],
                within(most, slack * most, because="Cauchy-Schwarz: m/√v is largest; ε/√v, rest of the correction"),
                unit="η",
            ),
            Measurement(
                "longest of 60 000 steps on random gradients",
                np.max(np.abs(random)),
                between(
                    one * (1 - slack),
                    most * (1 + slack),
                    because="each first step is as long as one gradient's; by Cauchy-Schwarz none is longer than the "
                    "worst sequence's",
                ),
                unit="η",
            ),
            Measurement(
                "largest distance of a step from the weighted sums of its gradients",
                max_distance(moved, summed_after(silence, gradients, beta1, beta2)),
                at_most(1e-9, because="sums of geometric series; rounding"),
                unit="η",
                check=True,
            ),
            Measurement(
                "longest step on random gradients over that by the weighted sums of these",
                np.max(np.abs(random)) / np.max(abs(summed_after(silence, wild, beta1, beta2))),
                within(1, 1e-9, because="sums of geometric series; rounding"),
                check=True,
            ),
            check_controls(float(np.max(abs(early - 1))), most=1e-8 + 1e-12),  # ε beside |g| = 1
            check_oddities(),
            check_draws(oddity_of_normal(np.log(abs(wild)) / 3), oddity_of_integers(wild > 0, 2)),
        ],
        controls=[
            Control("one gradient of 1 with no silence before it", early[0], within(one, slack * one), unit="η"),
        ],
        curves=[
            Curve("stays after a silence", steady.tolist(), x=t.tolist(), role="subject"),
            Curve("grows after a silence", worst.tolist(), x=t.tolist()),
            Curve("stays from the start on", early.tolist(), x=t.tolist(), role="reference"),
        ],
        axes=Axes(
            x="step since the silence",
            y="length of the step / η",
            marks=[
                Mark(of="one gradient of 1 after a silence", x=1),
                Mark(of="longest step if the gradient stays", x=longest, text="{value:.3g} at step {x:.0f}"),
                Mark(of="step after gradients that grew by β₂/β₁ a step", x=200),
            ],
        ),
        fields={"silence": silence},
    )


@claim(
    en="Adam never moves a parameter by more than the learning rate in one step.",
    ko="Adam은 한 스텝에 파라미터를 학습률보다 많이 움직이지 않는다.",
    short="“No step is longer than η”",
    seconds=0.5,
    expects="refuted",
    literature="Kingma & Ba 2015, sec. 2.1",
)
def never_more_than_lr(beta1: float = 0.9, beta2: float = 0.999, silence: int = 10_000) -> Evidence:
    require(beta1=beta1, beta2=beta2)
    if not (beta2 > 0 and beta2 ** max(silence, 0) <= 0.01):
        raise Undecided(
            en=f"beta2 = {beta2:g}, silence = {silence}: bias correction is still at work, or v has no memory",
            ko=f"beta2 = {beta2:g}, silence = {silence}: 편향 보정이 아직 작용하거나, v가 과거를 기억하지 못한다",
        )
    growth, memory = beta2 / max(beta1, 0.5 * beta2), max(50, int(5 / (1 - beta1)))
    if not (memory <= 100_000 and memory * abs(np.log(growth)) < 300):
        raise Undecided(
            en=f"beta1 = {beta1:g}, beta2 = {beta2:g}: m remembers too long, or g² would overflow",
            ko=f"beta1 = {beta1:g}, beta2 = {beta2:g}: m이 과거를 너무 오래 기억하거나, g²이 오버플로를 일으킨다",
        )
    growing = growth ** -np.arange(memory, dtype=float)[::-1]  # the longest step of all, by Cauchy-Schwarz
    late = after_silence(Adam(LR, beta1, beta2).step, silence, np.column_stack([np.ones(memory), growing]), LR)
    after, worst = late.T
    corrected = AdamUncorrected(LR, beta1, beta2, correct_m=True, correct_v=True)
    steady = movements(corrected.step, np.ones((memory, 1)), LR)[:, 0]
    t, longest = np.arange(1, 51), 1 + int(np.argmax(after[:50]))
    ages, gone = (
        np.arange(memory, dtype=float),
        silence + memory,
    )  # the newest gradient is 1, the one before it 1/growth
    m, v = (1 - beta1) * np.sum((beta1 / growth) ** ages), (1 - beta2) * np.sum((beta2 / growth**2) ** ages)
    closed = m / (1 - beta1**gone) / (np.sqrt(v / (1 - beta2**gone)) + 1e-8)
    return Evidence(
        finding=Finding(
            "One gradient after {silence} steps of silence moves a parameter by {first:.3g} learning rates, and up to "
            "{longest:.3g} if it stays",
            first="one gradient after a silence",
            longest="longest of 50 steps after a silence",
        ),
        caption="Steps on a gradient of 1 that comes after a silence, and on one that was there from the start.",
        measurements=[
            Measurement(
                "one gradient after a silence",
                after[0],
                at_most(1, because="more than 1 is more than the learning rate"),
                unit="η",
            ),
            Measurement(
                "longest of 50 steps after a silence",
                max(after[:50]),
                at_most(1, because="more than 1 is more than the learning rate"),
                unit="η",
            ),
            Measurement(
                "step after gradients that grew by β₂/β₁ a step",
                worst[-1],
                at_most(1, because="more than 1 is more than the learning rate"),
                unit="η",
            ),
        ],
        controls=[
            Control(
                "longest step on a gradient that was there from the start",
                max(steady),
                at_most(1 + 1e-12, because="ε shortens it; rounding"),
                must="hold",
                unit="η",
            ),
            Control(
                "largest distance of a step from the weighted sums of its gradients",
                max_distance(after[:50], steady_after(silence, 1.0, beta1, beta2)[:50]),
                at_most(1e-9, because="sums of geometric series; rounding"),
                must="hold",
                unit="η",
            ),
            Control(
                "step after gradients that grew by β₂/β₁ a step over its closed form",
                worst[-1] / closed,
                within(1, 1e-9, because="sums of geometric series; rounding"),
                must="hold",
            ),
        ],
        curves=[
            Curve("after a silence", after[:50].tolist(), x=t.tolist(), role="subject"),
            Curve("from the start on", steady[:50].tolist(), x=t.tolist(), role="reference"),
        ],
        axes=Axes(
            x="step since the first gradient",
            y="length of the step / η",
            marks=[
                Mark(of="one gradient after a silence", x=1),
                Mark(of="longest of 50 steps after a silence", x=longest, text="{value:.3g} at step {x:.0f}"),
            ],
        ),
        fields={"silence": silence},
    )


mutant(
    "exchanges the moments",
    "m_hat / (np.sqrt(v_hat) + self.eps)",
    "np.sqrt(v_hat) / (abs(m_hat) + self.eps)",
    program="adam",
)
