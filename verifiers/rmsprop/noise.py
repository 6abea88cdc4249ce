"""What noise does to RMSprop: it is in v as well as in g, so it shortens the mean step."""

import numpy as np

from quizdl.lab.checks import NOT_ODD, check_controls, check_oddities
from quizdl.lab.samples import oddity_of_normal
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
    progress,
    within,
)

from ..programs.rmsprop import RMSprop
from .common import control_rule, require

CHAINS, STEPS = 200, 2000
SIGNALS = np.array([0.0, 0.1, 1.0, 10.0])  # means of the gradients, in standard deviations


@claim(
    en="For α near 1 and gradients with independent noise, RMSprop's mean step is η·s/√(1+s²), s being the mean over "
    "the standard deviation: noise, not size, is what shortens it.",
    ko="α가 1에 가깝고 기울기의 잡음이 스텝마다 독립이면 RMSprop의 평균 스텝은 η·s/√(1+s²)이다(s는 평균/표준편차). "
    "스텝을 줄이는 것은 기울기의 크기가 아니라 잡음이다.",
    short="Noise shortens the mean step",
    seconds=1.0,
    literature="Balles & Hennig 2018",
)
def noise_shortens(alpha: float = 0.999, scale: float = 100.0, seed: int = 0) -> Evidence:
    require(alpha=alpha)
    rng = np.random.default_rng(seed)
    run_in = int(7 / (1 - alpha))
    spread = 5 / np.sqrt(CHAINS * STEPS) + 1.5 * (1 - alpha) + np.exp(-7.0)
    if not (spread <= 0.05 and 1e-100 < scale < 1e100):
        raise Undecided(
            en=f"alpha = {alpha:g}, scale = {scale:g}: the bound of ±{spread:.2g} η tells a mean step of 0.1 η from "
            "none up to 0.05, and g² must not overflow",
            ko=f"alpha = {alpha:g}, scale = {scale:g}: 한계 ±{spread:.2g} η는 0.05까지라야 평균 스텝 0.1 η와 0을 "
            "구별하며, g²이 오버플로를 일으키지 않아야 한다",
        )
    rule, quiet = RMSprop(1.0, alpha, 0.0).step, control_rule(1.0, alpha, 1e-300)
    still = np.zeros((CHAINS, 4))
    moved, noises = np.empty((STEPS, 4)), np.empty((STEPS, CHAINS, 4))
    for t in progress(range(run_in + STEPS)):
        noise = rng.standard_normal((CHAINS, 4))
        step = -rule(still.copy(), scale * (SIGNALS + noise)).mean(axis=0)
        if t >= run_in:
            moved[t - run_in], noises[t - run_in] = step, noise
    for _ in range(run_in):
        without_noise = -quiet(np.zeros(1), np.array([scale]))[0]
    mean = moved.mean(axis=0)
    theory = SIGNALS / np.sqrt(1 + SIGNALS**2)
    nodes, weights = np.polynomial.hermite_e.hermegauss(10)  # exact for polynomials of a normal number
    weights /= weights.sum()
    mean_g, mean_square = (weights @ (SIGNALS + nodes[:, None]) ** power for power in (1, 2))
    grid = np.linspace(0, 10, 200)
    share = 5 / np.sqrt(noises.size)
    return Evidence(
        finding=Finding(
            "Where noise is as large as the mean gradient the mean step is {one:.3g} learning rates, where it is ten "
            "times as large {tenth:.2g}; without noise it is {quiet:.3g}",
            one="mean step at s = 1",
            tenth="mean step at s = 0.1",
            quiet="step at a mean of 1 without noise",
        ),
        caption="The scale of the gradient cancels, its signal-to-noise ratio s does not: the mean step follows "
        "s/√(1+s²).",
        measurements=[
            *(
                Measurement(
                    "mean step at s = {s:g}",
                    measured,
                    within(
                        expected,
                        spread,
                        because="five standard errors of steps of variance <= 1; g is itself in v: 1.5 (1-α); what is "
                        "left of the start",
                    ),
                    unit="η",
                    fields={"s": float(s)},
                )
                for s, measured, expected in zip(SIGNALS, mean, theory, strict=True)
            ),
            Measurement(
                "largest distance of s/√(1+s²) from the mean over the root mean square by quadrature",
                float(np.abs(theory - mean_g / np.sqrt(mean_square)).max()),
                at_most(1e-12, because="ten nodes are exact for squares; rounding"),
                check=True,
            ),
            check_controls(abs(without_noise - 1 / np.sqrt(1 - alpha**run_in))),
            check_oddities(),
            Measurement(
                "steps whose noise came before",
                len(noises) - len(np.unique(noises.reshape(len(noises), -1)[:, 0])),
                within(0, 0, because="drawn anew each time"),
                check=True,
            ),
            Measurement("how odd the noise of forty steps looks", oddity_of_normal(noises[-40:]), NOT_ODD, check=True),
            Measurement(
                "mean of the noise",
                float(noises.mean()),
                within(0, share, because="normal of variance 1; five standard errors"),
                check=True,
            ),
            Measurement(
                "mean square of the noise",
                float(np.mean(noises**2)),
                within(1, np.sqrt(2) * share, because="normal of variance 1; five standard errors"),
                check=True,
            ),
            Measurement(
                "mean product of the noise of neighbouring steps",
                float(np.mean(noises[1:] * noises[:-1])),
                within(0, 1.01 * share, because="independent; five standard errors"),
                check=True,
            ),
            Measurement(
                "mean product of the noise of neighbouring chains",
                float(np.mean(noises[:, 1:] * noises[:, :-1])),
                within(0, 1.01 * share, because="independent; five standard errors"),
                check=True,
            ),
        ],
        controls=[
            Control("step at a mean of 1 without noise", without_noise, within(theory[2], spread), unit="η"),
        ],
        curves=[
            Curve("measured", mean.tolist(), x=SIGNALS.tolist(), points=True, role="subject"),
            Curve("s/√(1+s²)", (grid / np.sqrt(1 + grid**2)).tolist(), x=grid.tolist(), role="reference"),
            Curve("without noise", [without_noise, without_noise], x=[0.0, 10.0]),
        ],
        axes=Axes(
            x="s = mean / standard deviation",
            y="mean step / η",
            marks=[
                Mark(of="mean step at s = 1", x=1),
                Mark(of="mean step at s = 0.1", x=0.1, text="{value:.2g}"),
                Mark(of="step at a mean of 1 without noise", x=10),
            ],
        ),
    )


mutant("gives all chains one noise", "rng.standard_normal((CHAINS, 4))", "np.tile(rng.standard_normal(4), (CHAINS, 1))")
mutant("measures before v has settled", "run_in = int(7 / (1 - alpha))", "run_in = int(2 / (1 - alpha))")
mutant(
    "takes a noise of variance 1.03",
    "theory = SIGNALS / np.sqrt(1 + SIGNALS**2)",
    "theory = SIGNALS / np.sqrt(1.03 + SIGNALS**2)",
)
