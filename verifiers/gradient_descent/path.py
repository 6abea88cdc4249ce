"""The path of gradient descent, place by place.

Notation: θ parameters, here of shape (2, 3); λ curvatures of the same shape; η learning rate; t step.
"""

import numpy as np

from quizdl.lab.checks import check_controls, check_paths
from quizdl.lab.descent import Array, max_distance, torch_descent
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

from ..programs.gradient_descent import descend

CURVATURES = np.array([[0.0, 0.01, 0.1], [1.0, 3.0, 10.0]])


def flattening(theta: Array) -> Array:
    """The gradient of λ ln cosh θ, summed over the parameters: its curvature falls from λ to 0."""
    slope: Array = CURVATURES * np.tanh(theta)
    return slope


@claim(
    en="The path of gradient descent begins at the start, and each place is the one before it less η times the "
    "gradient there; on a quadratic (1-ηλ)ᵗ of a coordinate is left after t steps. Always the gradient of the start "
    "would lead on along a line.",
    ko="경사 하강법의 경로는 시작점에서 출발하고, 각 지점은 바로 앞 지점에서 그곳의 기울기에 η를 곱해 뺀 것이다. "
    "이차함수에서는 t스텝 뒤에 좌표의 (1-ηλ)ᵗ이 남는다. 시작점의 기울기만 계속 쓰면 직선을 따라 끝없이 간다.",
    short="Place by place",
    seconds=0.1,
    literature="Cauchy 1847",
)
def place_by_place(lr: float = 0.15, steps: int = 40) -> Evidence:
    if not (1e-3 <= lr <= 0.19 and 2 <= steps <= 1000):
        raise Undecided(
            en=f"lr = {lr:g}, {steps} steps: for curvatures up to 10 the path contracts from lr = 0.001 to 0.19",
            ko=f"lr = {lr:g}, {steps}스텝: 곡률이 10까지이므로 학습률이 0.001~0.19일 때 경로가 수렴한다",
        )
    start = np.array([[2.0, 0.7, 1.3], [0.5, 1.7, 1.1]])
    given = start.copy()
    path = descend(lambda theta: CURVATURES * theta, given, lr, steps)
    left = (1 - lr * CURVATURES) ** np.arange(steps + 1)[:, None, None]
    uneven = descend(flattening, start.copy(), lr, steps)
    moves = np.diff(uneven, axis=0) + lr * np.array([flattening(place) for place in uneven[:-1]])
    none = descend(flattening, start.copy(), lr, 0)
    far = descend(lambda theta: 1e6 * np.ones_like(theta), start.copy(), 1.0, 3)
    with np.errstate(over="ignore"):  # it is meant to
        overflowing = descend(lambda x: -1e200 * x, np.ones(1), 1.0, 4)
    blind = torch_descent(lambda _: CURVATURES * start, start, lr, steps)
    closed = left[-1, 0, 2]
    rounding = 1e-15 * steps + 1e-14
    power = "geometric, with |1-ηλ| <= 1; three roundings a step"
    return Evidence(
        finding=Finding(
            "Of the coordinate with λ = 0.1 gradient descent leaves {ours:.3g} after {steps} steps, the closed form "
            "{closed:.3g}; always the gradient of the start would leave {blind:.3g}",
            ours="λ = 0.1: share of the start that is left",
            blind="λ = 0.1: share left by the gradient of the start at every step",
        ),
        fields={"steps": steps, "closed": float(closed)},
        caption="What is left of the coordinates with λ = 10 and λ = 0.1. Always the gradient of the start leads along "
        "a line.",
        measurements=[
            Measurement(
                "places of the path", len(path), within(steps + 1, 0, because="the start and one for each step")
            ),
            Measurement(
                "distance of the first place from the start",
                float(np.abs(path[0] - start).max()),
                within(0, 0, because="no step was made"),
            ),
            Measurement(
                "largest distance from (1-ηλ)ᵗ times the start",
                float(np.abs(path - left * start).max()),
                at_most(rounding, because=power),
            ),
            Measurement(
                "λ = 0.1: share of the start that is left",
                path[-1, 0, 2] / start[0, 2],
                within(closed, rounding, because=power),
            ),
            Measurement(
                "ln cosh: distance from torch",
                max_distance(uneven, torch_descent(flattening, start, lr, steps)),
                at_most(1e-12, because="the same formula on the same gradients; the steps do not spread rounding"),
            ),
            Measurement(
                "ln cosh: largest distance of a move from -η∇f at the place before",
                float(np.abs(moves).max()),
                at_most(1e-14, because="rounding of a product and two differences of numbers below 5"),
            ),
            Measurement(
                "steep slope: largest distance of a move from a million",
                float(np.abs(np.diff(far, axis=0) + 1e6).max()),
                at_most(1e-8, because="η = 1 and a gradient of 1e6; rounding of places up to 3e6"),
            ),
            check_paths(),
            Measurement(
                "finite places of a path that overflows at its second step",
                int(np.isfinite(overflowing).sum()),
                within(2, 0, because="1 and 1e200; 1e400 is beyond float64"),
                check=True,
            ),
            check_controls(
                float(np.abs(blind / start - 1 + lr * CURVATURES * np.arange(steps + 1)[:, None, None]).max() / steps)
            ),
            Measurement("no steps: places of the path", len(none), within(1, 0, because="the start alone")),
            Measurement(
                "change of the start that was handed over",
                float(np.abs(given - start).max()),
                within(0, 0, because="the caller still needs it"),
            ),
        ],
        controls=[
            Control(
                "the gradient of the start at every step: distance from the closed form",
                float(np.abs(blind - left * start).max()),
                at_most(rounding),
            ),
            Control(
                "λ = 0.1: share left by the gradient of the start at every step",
                blind[-1, 0, 2] / start[0, 2],
                within(closed, rounding),
            ),
        ],
        curves=[
            Curve("λ = 10", (path[:, 1, 2] / start[1, 2]).tolist(), role="subject"),
            Curve("λ = 0.1", (path[:, 0, 2] / start[0, 2]).tolist(), role="subject"),
            Curve("λ = 0.1 in closed form", left[:, 0, 2].tolist(), role="reference"),
            Curve("λ = 0.1, gradient of the start", (blind[:, 0, 2] / start[0, 2]).tolist(), role="reference"),
        ],
        axes=Axes(
            x="step t",
            y="share of the start",
            marks=[
                Mark(of="λ = 0.1: share of the start that is left", x=steps, text="{value:.3g}"),
                Mark(of="λ = 0.1: share left by the gradient of the start at every step", x=steps, text="{value:.3g}"),
            ],
        ),
    )


mutant("begins the path at zero", "path = [theta]", "path = [0 * theta]", program="gradient_descent")
mutant(
    "clips the gradient", "lr * gradient(theta)", "lr * np.clip(gradient(theta), -100, 100)", program="gradient_descent"
)
