"""How long RMSprop's steps are: on gradients of any size, and beside AdaGrad's, which shrink for ever."""

import numpy as np
from torch import optim

from quizdl.lab.checks import check_controls
from quizdl.lab.descent import descent_path, max_distance, movements, torch_path
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

from ..programs.adagrad import Adagrad
from ..programs.rmsprop import RMSprop
from .common import MOST_LR, ROUNDING, SIZES, START, control_rule, require, settled_steps, waves

RARE = "one step of 100 in 2500"


@claim(
    en="On steady gradients far above ε, once v has settled, every parameter moves by η a step, whether its gradient "
    "is 1e-4 or 1e4: RMSprop's effective learning rate falls as 1/rms(g), its step does not fall at all.",
    ko="기울기가 일정하고 ε보다 훨씬 크면, v가 자리를 잡은 뒤에는 기울기가 1e-4든 1e4든 모든 파라미터가 스텝마다 η만큼 "
    "움직인다. RMSprop의 실질 학습률은 1/rms(g)에 비례해 줄지만 스텝 크기는 줄지 않는다.",
    short="Steps on gradients of any size",
    seconds=0.2,
    literature="Tieleman & Hinton 2012; Balles & Hennig 2018",
)
def step_is_lr(alpha: float = 0.99, eps: float = 1e-8, lr: float = 0.01) -> Evidence:
    require(lr, alpha, eps)
    slack = 1e4 * eps + np.exp(-30) + 1e-12
    if not (slack <= 0.01 and alpha <= 0.9999):
        raise Undecided(
            en=f"alpha = {alpha:g}, eps = {eps:g}: the step is η where ε is below 1 % of the smallest |g|, 1e-4, and "
            "once v has settled, after 30/(1-α) steps: too many beyond α = 0.9999",
            ko=f"alpha = {alpha:g}, eps = {eps:g}: ε이 가장 작은 |g|인 1e-4의 1%보다 작고 30/(1-α)스텝이 지나 v가 "
            "자리를 잡아야 스텝이 η이다. α = 0.9999를 넘으면 스텝이 너무 많이 든다",
        )
    steps = settled_steps(RMSprop(lr, alpha, eps).step, alpha, lr)
    descent = settled_steps(lambda theta, g: theta - lr * g, alpha, lr)
    rates = steps / SIZES
    return Evidence(
        finding=Finding(
            "Where the gradient is 1e-4 the step is {small:.4g} learning rates long, where it is 1e4 {large:.4g}; "
            "gradient descent's would be {descent:.1g} long there",
            small="step on a gradient of 1e-4",
            large="step on a gradient of 1e4",
            descent="gradient descent's step on a gradient of 1e4",
        ),
        caption="Once v has settled √v is |g|, and the step is η whatever the gradient is. Under gradient descent it "
        "grows with the gradient.",
        measurements=[
            Measurement(
                "step on a gradient of 1e-4",
                steps[0],
                within(1, slack, because="√v = |g|; ε/|g|, e⁻³⁰ of the start, rounding"),
                unit="η",
            ),
            Measurement(
                "step on a gradient of 1e4",
                steps[-1],
                within(1, 1e-4 * eps + np.exp(-30) + 1e-12, because="√v = |g|; ε/|g|, e⁻³⁰ of the start, rounding"),
                unit="η",
            ),
            Measurement(
                "effective learning rate at 1e-4 over that at 1e4",
                rates[0] / rates[-1],
                within(1e8, 2e8 * slack, because="η/|g|; ε/|g|, e⁻³⁰ of the start, rounding"),
            ),
            check_controls(float(np.max(abs(descent / SIZES - 1)))),
            Measurement(
                "largest ratio of neighbouring gradients",
                max(SIZES[1:] / SIZES[:-1]),
                within(10, 1e-12, because="a gradient for each decade; rounding"),
                check=True,
            ),
            Measurement(
                "largest difference of a step from |g|/(|g| + ε)",
                np.max(abs(steps - SIZES / (SIZES + eps))),
                at_most(1e-12, because="v is within e⁻³⁰ of g²; rounding of ten operations"),
                unit="η",
                check=True,
            ),
        ],
        controls=[
            Control(
                "gradient descent's step on a gradient of 1e4",
                descent[-1],
                within(1, 1e-4 * eps + np.exp(-30) + 1e-12),
                unit="η",
            )
        ],
        curves=[
            Curve("RMSprop", steps.tolist(), x=SIZES.tolist(), role="subject"),
            Curve("gradient descent", descent.tolist(), x=SIZES.tolist(), role="reference"),
        ],
        axes=Axes(
            x="gradient",
            y="length of the step / η",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="step on a gradient of 1e-4", x=1e-4, text="{value:.4g}"),
                Mark(of="step on a gradient of 1e4", x=1e4, text="{value:.4g}"),
                Mark(of="gradient descent's step on a gradient of 1e4", x=1e4, text="{value:.1g}"),
            ],
        ),
    )


@claim(
    en="Under RMSprop, parameters with large steady gradients move less than parameters with small ones.",
    ko="기울기가 일정할 때 RMSprop은 기울기가 큰 파라미터를 기울기가 작은 파라미터보다 적게 움직인다.",
    short="“Large gradients move less”",
    seconds=0.2,
    expects="refuted",
    literature="Balles & Hennig 2018",
)
def large_gradients_move_less(alpha: float = 0.99, eps: float = 1e-8, lr: float = 0.01) -> Evidence:
    require(lr, alpha, eps)
    if not (eps <= 1e-6 and alpha <= 0.9999):
        raise Undecided(
            en=f"alpha = {alpha:g}, eps = {eps:g}: the smaller step is ε's doing, or v has not settled",
            ko=f"alpha = {alpha:g}, eps = {eps:g}: 스텝이 작은 것이 ε 때문이거나, v가 아직 자리를 잡지 못했다",
        )
    steps = settled_steps(RMSprop(lr, alpha, eps).step, alpha, lr)
    rates = settled_steps(control_rule(lr, alpha, eps), alpha, lr) / SIZES
    return Evidence(
        finding=Finding(
            "The step on a gradient of 1e4 is {ratio:.4g} times as long as on one of 1e-4; only the effective learning "
            "rate is smaller, by a factor of {rate:.1g}",
            ratio="step at g = 1e4 over that at g = 1e-4",
            rate="effective learning rate at g = 1e4 over that at g = 1e-4",
        ),
        caption="Relative to a gradient of 1e-4. The effective learning rate η/√v falls as gradients grow; the step, "
        "its product with the gradient, does not.",
        measurements=[
            Measurement(
                "step at g = 1e4 over that at g = 1e-4",
                steps[-1] / steps[0],
                at_most(1 - 1e-12, because="less means below 1 by more than rounding"),
            )
        ],
        controls=[
            Control(
                "effective learning rate at g = 1e4 over that at g = 1e-4",
                rates[-1] / rates[0],
                at_most(1 - 1e-12, because="less means below 1 by more than rounding"),
                must="hold",
            ),
            Control(
                "largest difference of a step from |g|/(|g| + ε)",
                max(float(np.max(abs(lengths - SIZES / (SIZES + eps)))) for lengths in (steps, rates * SIZES)),
                at_most(1e-12, because="v is within e⁻³⁰ of g²; rounding of ten operations"),
                must="hold",
            ),
        ],
        curves=[
            Curve("step", (steps / steps[0]).tolist(), x=SIZES.tolist(), role="subject"),
            Curve("effective learning rate", (rates / rates[0]).tolist(), x=SIZES.tolist(), role="reference"),
        ],
        axes=Axes(
            x="gradient",
            y="relative to a gradient of 1e-4",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="step at g = 1e4 over that at g = 1e-4", x=1e4, text="{value:.4g}"),
                Mark(of="effective learning rate at g = 1e4 over that at g = 1e-4", x=1e4, text="{value:.1g}"),
            ],
        ),
    )


@claim(
    en="AdaGrad divides by the root of the sum of all squared gradients: on a steady gradient its t-th step is η/√t "
    "and shrinks for ever, and a parameter seen in one step of 100 moves, each time it is seen, ten times as far as "
    "one seen in every step. RMSprop's mean forgets, so its step settles at η.",
    ko="AdaGrad는 지금까지의 기울기 제곱을 모두 더한 값의 제곱근으로 나눈다. 그래서 기울기가 일정하면 t번째 스텝이 "
    "η/√t로 끝없이 줄고, 100스텝에 한 번 나타나는 파라미터는 나타날 때마다 매번 나타나는 파라미터보다 열 배 멀리 "
    "움직인다. RMSprop의 평균은 과거를 잊으므로 스텝이 η로 수렴한다.",
    short="AdaGrad's steps shrink",
    seconds=0.4,
    literature="Duchi, Hazan & Singer 2011; Tieleman & Hinton 2012",
)
def adagrad_slows(alpha: float = 0.99, lr: float = 0.01) -> Evidence:
    require(lr, alpha)
    if not (alpha <= 0.993 and lr <= MOST_LR):
        raise Undecided(
            en=f"alpha = {alpha:g}, lr = {lr:g}: v does not settle in 2500 steps, or steps leave the bumps",
            ko=f"alpha = {alpha:g}, lr = {lr:g}: v가 2,500스텝 안에 자리를 잡지 못하거나, 스텝이 굴곡을 벗어난다",
        )
    t = np.arange(1, 2501)
    rare = t % 100 == 0
    gradients = np.column_stack([np.ones(len(t)), rare])
    always, seldom = movements(Adagrad(lr).step, gradients, lr).T
    steady = movements(RMSprop(lr, alpha).step, gradients[:, :1], lr)[:, 0]
    forgetting, seldom_forgetting = movements(control_rule(lr, alpha), gradients, lr).T
    forgetting_ratio = seldom_forgetting[-1] / forgetting[-1]
    ours = descent_path(Adagrad().step, waves, START)
    shown = np.unique(np.geomspace(1, len(t), 200).astype(int)) - 1
    return Evidence(
        finding=Finding(
            "After 2500 steps on a constant gradient AdaGrad's step is {always:.3g} learning rates long and "
            "RMSprop's {steady:.3g}; a parameter seen in one step of 100 still moves {seldom:.3g} under AdaGrad",
            always="AdaGrad's step number 2500",
            steady="RMSprop's step number 2500",
            seldom="AdaGrad's last step of a parameter seen in one step of 100",
        ),
        caption="AdaGrad's sum only grows, so its steps fall as 1/√t. RMSprop's mean forgets, and its steps settle at "
        "one learning rate.",
        measurements=[
            Measurement(
                "AdaGrad's step number 2500",
                always[-1],
                within(0.02, 1e-11, because="η/√t; ε = 1e-10 beside |g| = 1 and 2500 roundings"),
                unit="η",
            ),
            Measurement(
                "RMSprop's step number 2500",
                steady[-1],
                within(1, 1e-7, because="√v = |g| within e⁻¹⁷; ε = 1e-8 beside |g| = 1"),
                unit="η",
            ),
            Measurement(
                "AdaGrad's last step of a parameter seen in one step of 100",
                seldom[-1],
                within(0.2, 1e-10, because="η/√25; ε = 1e-10 beside |g| = 1 and 25 roundings"),
                unit="η",
            ),
            Measurement(
                "step seen in one step of 100 over one seen always",
                seldom[-1] / always[-1],
                within(10, 1e-8, because="√(2500/25); ε and rounding"),
            ),
            Measurement(
                "largest difference of AdaGrad's t-th step times √t from η",
                np.max(abs(always * np.sqrt(t) - 1)),
                at_most(1e-9, because="G = t·g²; ε = 1e-10 beside |g| = 1 and 2500 roundings"),
                unit="η",
                check=True,
            ),
            Measurement(
                "distance of AdaGrad's path from torch's",
                max_distance(ours, torch_path(optim.Adagrad, waves, START)),
                at_most(1e-12, because=ROUNDING),
                check=True,
            ),
            check_controls(
                abs(forgetting[99] * np.sqrt(1 - alpha**100) - 1),
                abs(forgetting_ratio * np.sqrt((1 - alpha) / (1 - alpha**100)) - 1),
                most=1e-6,  # ε beside √v >= √(1-α)
            ),
            Measurement(
                "steps in which the rare parameter is seen", sum(rare), within(25, 0, because=RARE), check=True
            ),
        ],
        controls=[
            Control("step number 100 if v forgets", forgetting[99], within(0.1, 1e-11), unit="η"),
            Control(
                "step seen in one step of 100 over one seen always if v forgets",
                forgetting_ratio,
                within(10, 1e-8),
            ),
        ],
        curves=[
            Curve("AdaGrad", always[shown].tolist(), x=t[shown].tolist(), role="subject"),
            Curve("AdaGrad, seen in one step of 100", seldom[rare].tolist(), x=t[rare].tolist(), points=True),
            Curve("RMSprop", steady[shown].tolist(), x=t[shown].tolist(), role="reference"),
        ],
        axes=Axes(
            x="step t",
            y="length of the step / η",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="AdaGrad's step number 2500", x=2500),
                Mark(of="RMSprop's step number 2500", x=2500),
                Mark(of="AdaGrad's last step of a parameter seen in one step of 100", x=2500),
            ],
        ),
    )


mutant(
    "lets AdaGrad forget", "self.total = self.total + g**2", "self.total = 0.99 * self.total + g**2", program="adagrad"
)
mutant("forgets AdaGrad's root", "np.sqrt(self.total) + self.eps", "self.total + self.eps", program="adagrad")
mutant("sees the rare parameter once more", "t % 100 == 0", "t % 99 == 0")
