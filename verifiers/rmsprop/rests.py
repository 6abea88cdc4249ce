"""Where RMSprop ends: in a cycle around the minimum, unless its learning rate falls."""

import numpy as np
import torch

from quizdl.lab.descent import Array, Step, descent_path, max_distance, torch_path
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

from ..programs.rmsprop import RMSprop
from .common import control_rule, require

RATES = np.array([0.1, 0.01, 0.001])


def drawn(places: Array) -> list[float]:
    """Distances from zero for a logarithmic axis, none below 1e-6."""
    distances: list[float] = np.maximum(abs(places), 1e-6).tolist()
    return distances


def times(rates: Array | float, step: Step) -> Step:
    """The step with learning rates `rates`, of a rule with learning rate 1."""
    return lambda theta, g: theta + rates * (step(theta.copy(), g) - theta)


@claim(
    en="On a noise-free parabola, at a constant learning rate and α near 1, RMSprop does not come to rest in the "
    "minimum: it ends in a cycle of ±η/2, as long as ε over the curvature is far below η and no rounding puts θ "
    "exactly on the minimum. A decaying learning rate removes the cycle.",
    ko="잡음이 없는 포물선에서 학습률이 일정하고 α가 1에 가까우면 RMSprop은 최소점에 멈추지 않고 ±η/2를 오가는 순환에 "
    "갇힌다(ε/곡률이 η보다 훨씬 작고, 반올림으로 θ가 정확히 최소점에 놓이지 않을 때). 학습률을 줄여 가면 순환이 "
    "없어진다.",
    short="RMSprop never comes to rest",
    seconds=0.4,
    literature="Bock & Weiß 2019, for Adam",
)
def never_rests(alpha: float = 0.99, curvature: float = 3.0, eps: float = 1e-8) -> Evidence:
    require(alpha=alpha, eps=eps)
    if not (0.5 <= alpha <= 0.998 and 1e-100 < curvature < 1e100 and eps <= 0.05 * RATES[-1] * curvature):
        raise Undecided(
            en=f"alpha = {alpha:g}, curvature = {curvature:g}, eps = {eps:g}: v needs a memory, short enough that θ "
            "does not underflow here (0.5 to 0.998), and ε/λ, by which ε shifts the cycle, must be small beside η",
            ko=f"alpha = {alpha:g}, curvature = {curvature:g}, eps = {eps:g}: v가 과거를 기억하되 θ가 언더플로되지 "
            "않을 만큼만 기억해야 하고(여기서는 0.5부터 0.998까지), ε이 순환을 옮기는 양인 ε/λ는 η보다 훨씬 작아야 "
            "한다",
        )
    steps = int(2000 + 100 / (1 - alpha))  # by then the approach is over, to the last digits
    places = descent_path(times(RATES, RMSprop(1.0, alpha, eps).step), lambda x, _: curvature * x, np.ones(3), steps)
    end = places[-200:] / RATES
    x, rule = np.ones(1), control_rule(1.0, alpha, eps)
    decaying = [1.0]
    for t in range(1, steps + 1):
        x = times(0.1 / np.sqrt(t), rule)(x, curvature * x)
        decaying.append(x[0])
    descent = descent_path(lambda x, g: x - 0.3 / curvature * g, lambda x, _: curvature * x, np.ones(1), steps)

    def falling(theta: list[torch.Tensor]) -> torch.optim.Optimizer:
        optimizer = torch.optim.RMSprop(theta, lr=0.1, alpha=alpha, eps=eps)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: float(1 / np.sqrt(step + 1)))
        optimizer.register_step_post_hook(lambda *_: schedule.step())
        return optimizer

    shown = np.linspace(0, steps, 300).astype(int)
    return Evidence(
        finding=Finding(
            "At η = 0.1 RMSprop ends {large:.3g} learning rates away from the minimum, at η = 0.001 {small:.3g}; with "
            "a rate of 0.1/√t it ends {decaying:.2g} times 0.1 away",
            large="smallest |θ| at the end with η = 0.1",
            small="smallest |θ| at the end with η = 0.001",
            decaying="|θ| at the end with η/√t",
        ),
        caption="Distance from the minimum in learning rates; what comes nearer than 1e-6 is drawn there. Steps do not "
        "shrink with the gradient, so θ jumps from one side to the other for ever.",
        measurements=[
            *(
                Measurement(
                    name,
                    value,
                    within(
                        0.5 - eps / curvature / lr,
                        1e-12,
                        because="θ ← -θ needs ηλ/(√v + ε) = 2 at √v = λ|θ|: |θ| = η/2 - ε/λ; rounding",
                    ),
                    unit="η",
                    fields={"lr": float(lr)},
                )
                for lr, column in zip(RATES, abs(end).T, strict=True)
                for name, value in (
                    ("smallest |θ| at the end with η = {lr:g}", min(column)),
                    ("largest |θ| at the end with η = {lr:g}", max(column)),
                )
            ),
            Measurement(
                "gradient descent: largest distance from 0.7ᵗ",
                float(abs(descent[:, 0] - 0.7 ** np.arange(steps + 1)).max()),
                at_most(1e-14, because="1 - ηλ = 0.7; three roundings a step, and it contracts"),
                check=True,
            ),
            Measurement(
                "with η/√t: largest distance from torch in 50 steps",
                max_distance(decaying[:51], torch_path(falling, lambda x, _: curvature * x, 1.0, 50)),
                at_most(1e-9, because="the same steps but for rounding, which jumps over the minimum amplify"),
                check=True,
            ),
            Measurement(
                "changes of side in the last 200 places for three rates",
                int(np.count_nonzero(end[1:] * end[:-1] < 0)),
                within(3 * 199, 0, because="θ ← -θ at every step"),
                check=True,
            ),
        ],
        controls=[
            Control("|θ| at the end with η/√t", abs(x[0]) / 0.1, within(0.5, 1e-6), unit="η"),
            Control("|θ| at the end of gradient descent", abs(descent[-1, 0]) / 0.1, within(0.5, 1e-6), unit="η"),
        ],
        curves=[
            Curve("η = 0.1", drawn(places[shown, 0] / 0.1), x=shown.tolist(), role="subject"),
            Curve("η = 0.001", drawn(places[shown, 2] / 0.001), x=shown.tolist()),
            Curve("0.1/√t", drawn(np.array(decaying)[shown] / 0.1), x=shown.tolist(), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="|θ| / η",
            log_y=True,
            marks=[
                Mark(of="smallest |θ| at the end with η = 0.1", x=steps),
                Mark(of="smallest |θ| at the end with η = 0.001", x=steps),
                Mark(of="|θ| at the end with η/√t", x=steps, text="{value:.2g}"),
            ],
        ),
    )


mutant("shortens each step by a ten-thousandth", "theta + rates *", "theta + 0.9999 * rates *")
