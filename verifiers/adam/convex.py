"""A convex problem on which Adam goes to the worst point, and AMSGrad to the best."""

import numpy as np

from quizdl.lab.checks import check_controls
from quizdl.lab.descent import Array, Step
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    claim,
    mutant,
    within,
)

from ..programs.adam import Adam
from ..programs.adam_uncorrected import AdamUncorrected
from ..programs.amsgrad import AMSGrad


def online_play(step: Step, slopes: Array) -> Array:
    """Where a player stands before each slope, who minimises slope·x on [-1, 1] from 0 on, with steps over √t."""
    x, places = np.zeros(1), []
    for t, slope in enumerate(slopes, start=1):
        places.append(x[0])
        moved = step(x.copy(), np.array([slope]))
        x = np.clip(x + (moved - x) / np.sqrt(t), -1, 1)
    return np.array(places)


def mean_regret(places: Array, slopes: Array, late: slice) -> float:
    """How much more than at -1 a player lost there, on average."""
    return float(np.mean(slopes[late] * (places[late] + 1)))


def repeated_v(c: float, beta2: float) -> tuple[float, float, float]:
    """v once it repeats from round to round: after the slope C, and after each of the two slopes -1."""
    after_c = ((1 - beta2) * c**2 + beta2 * (1 - beta2**2)) / (1 - beta2**3)
    after_one = beta2 * after_c + 1 - beta2
    return after_c, after_one, beta2 * after_one + 1 - beta2


def corrected_v(repeated: float, before: float, beta2: float, t: Array) -> Array:
    """The corrected v of step t, where v would repeat; `before` is what it would repeat before the first step.

    What v lacks is the past before that step, and of this β₂ᵗ is left.
    """
    forgotten = beta2**t
    v: Array = (repeated - forgotten * before) / (1 - forgotten)
    return v


def risen(t: Array, lr: float, v: float | Array) -> Array:
    """How far step t moves a player on a slope of -1."""
    steps: Array = lr / np.sqrt(t * v)
    return steps


@claim(
    en="Adam can fail on a convex problem: with β₁ = 0, β₂ = 1/(1+C²), C > 2 and rates η/√t, the losses Cx, -x, -x in "
    "turn drive it to +1, the worst point of [-1, 1], at mean regret 2(C-2)/3. AMSGrad goes to the best, -1.",
    ko="Adam은 볼록 문제에서도 실패할 수 있다. β₁ = 0, β₂ = 1/(1+C²), C > 2이고 학습률이 η/√t일 때 손실 Cx, -x, -x가 "
    "되풀이되면 [-1, 1]에서 가장 나쁜 점 +1로 가고 평균 후회(regret)는 2(C-2)/3이다. AMSGrad는 가장 좋은 점 -1로 간다.",
    short="Adam at the worst point of a line",
    seconds=0.4,
    literature="Reddi 2018, theorem 1",
)
def fails_on_convex(c: float = 3.0, lr: float = 0.5, rounds: int = 800) -> Evidence:
    if not (2 < c < 1e6 and lr > 0 and rounds >= 2):
        raise Undecided(
            en=f"c = {c:g}, lr = {lr:g}, rounds = {rounds}: the theorem needs C > 2, here below 1e6, and η > 0",
            ko=f"c = {c:g}, lr = {lr:g}, rounds = {rounds}: 정리에는 C > 2(여기서는 1e6 미만)와 η > 0이 필요하다",
        )
    beta2 = 1 / (1 + c**2)
    slopes = np.tile([c, -1.0, -1.0], rounds)
    late = slice(3 * (rounds // 2), None)  # whole rounds, after the start is forgotten
    reach = 2 * lr / np.sqrt(late.start) / np.sqrt(1 - beta2)  # what two steps can do there
    travel = lr * 2 * np.sqrt(late.start) * (c - 2) / (3 * c)  # AMSGrad's way towards -1, the slower of the two
    if reach > min((c - 2) / 3, 0.5) or travel < 1.5:
        raise Undecided(
            en=f"c = {c:g}, lr = {lr:g}, rounds = {rounds}: too few or too long steps to arrive at an end and stay "
            "there",
            ko=f"c = {c:g}, lr = {lr:g}, rounds = {rounds}: 스텝이 너무 적거나 길어서 한쪽 끝에 이르러 머물지 못한다",
        )
    adam = online_play(Adam(lr, 0, beta2).step, slopes)
    amsgrad = online_play(AMSGrad(lr, 0, beta2).step, slopes)
    patient = online_play(AdamUncorrected(lr, 0, 0.999, correct_m=True, correct_v=True).step, slopes)
    # Adam falls from 1 by `drop`, rises by `back` and reaches 1 again. AMSGrad rises from -1 by two steps over the root
    # of the largest v and falls back. So does Adam with β₂ = 0.999.
    large, small, _ = repeated_v(c, beta2)
    steep: Array = np.arange(3 * (rounds // 2) + 1.0, 3 * rounds, 3)  # the steps with the slope C
    drop, back = c * risen(steep, lr, large), risen(steep + 1, lr, small)
    rise, half_risen = risen(steep - 2, lr, large) + risen(steep - 1, lr, large), risen(steep + 1, lr, large)
    _, first, second = repeated_v(c, 0.999)
    patient_rise = sum(
        risen(t, lr, corrected_v(v, second, 0.999, t)) for t, v in ((steep - 2, first), (steep - 1, second))
    )
    patient_half_risen = risen(steep + 1, lr, corrected_v(first, second, 0.999, steep + 1))
    patient_regret = float(np.mean(c * patient_rise - patient_half_risen)) / 3
    t = np.arange(1, len(slopes) + 1)
    worst = 2 * (c - 2) / 3
    shown = np.unique([*np.geomspace(1, len(slopes), 300).astype(int), len(slopes)]) - 1
    return Evidence(
        finding=Finding(
            "In the second half of the game Adam stays above x = {lowest:.3g}, AMSGrad below x = {highest:.3g}",
            lowest="Adam's lowest x in the second half",
            highest="AMSGrad's highest x in the second half",
        ),
        caption="Adam has forgotten the one large slope when the two small ones come, so these win. AMSGrad divides by "
        "the largest v so far and does not forget it.",
        measurements=[
            Measurement(
                "Adam's lowest x in the second half",
                min(adam[late]),
                within(
                    1 - drop[0], 1e-8, because="theorem: 1 but for the step after C, with v as it repeats; ε, rounding"
                ),
            ),
            Measurement(
                "Adam's mean regret in the second half",
                mean_regret(adam, slopes, late),
                within(
                    worst + float(np.mean(2 * drop - back)) / 3,
                    1e-8 * c,
                    because="2(C-2)/3 at x = 1, and a little more where x is on its way back; ε, rounding",
                ),
            ),
            Measurement(
                "AMSGrad's highest x in the second half",
                max(amsgrad[late]),
                within(
                    rise[0] - 1, 1e-8, because="-1 but for two steps, with the largest v as it repeats; ε, rounding"
                ),
            ),
            Measurement(
                "x after the first slope with β₂ = 0.999",
                patient[1],
                within(-min(lr, 1), 1e-7, because="a corrected first step is η, up to the end; ε, rounding"),
                check=True,
            ),
            Measurement(
                "AMSGrad's mean regret in the second half",
                mean_regret(amsgrad, slopes, late),
                within(
                    float(np.mean(c * rise - half_risen)) / 3,
                    1e-8 * c,
                    because="0 at x = -1, and a little more where x is on its way back; ε, rounding",
                ),
            ),
            check_controls(mean_regret(patient, slopes, late) / patient_regret - 1, most=1e-6),
        ],
        controls=[
            Control(
                "mean regret with β₂ = 0.999 in the second half",
                mean_regret(patient, slopes, late),
                within(worst, reach),
            )
        ],
        curves=[
            Curve("Adam", adam[shown].tolist(), x=t[shown].tolist(), role="subject"),
            Curve("AMSGrad", amsgrad[shown].tolist(), x=t[shown].tolist(), role="reference"),
            Curve("Adam with β₂ = 0.999", patient[shown].tolist(), x=t[shown].tolist()),
        ],
        axes=Axes(
            x="step",
            y="x",
            log_x=True,
            marks=[
                Mark(of="Adam's lowest x in the second half", x=late.start + 1 + int(np.argmin(adam[late]))),
                Mark(of="AMSGrad's highest x in the second half", x=late.start + 1 + int(np.argmax(amsgrad[late]))),
            ],
        ),
    )


mutant("takes the newest v for the largest", "np.maximum(self.v_max, self.v)", "self.v", program="amsgrad")
mutant(
    "corrects v before it takes the largest",
    "np.maximum(self.v_max, self.v)",
    "np.maximum(self.v_max, self.v / (1 - self.beta2**self.t))",
    program="amsgrad",
)
mutant("starts the decay of the rate a step late", "np.sqrt(t), -1, 1)", "np.sqrt(t + 1), -1, 1)")
mutant(
    "goes back by the v of the next slope",
    "corrected_v(first, second, 0.999, steep + 1)",
    "corrected_v(second, second, 0.999, steep + 1)",
)
