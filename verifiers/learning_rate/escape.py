"""Which step sizes leave a minimum, and which settle in another.

Notation: x the parameter; η learning rate; m = η·f″/2 at the minimum of the dip, so that m = 1 is the limit of
stability there.
"""

import numpy as np

from quizdl.lab.descent import torch_descent
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_least,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.gradient_descent import descend
from .wells import (
    BOTTOM,
    LIMIT,
    RIDGE,
    WIDE,
    at_rest,
    curvature,
    derivative_error,
    firm_well,
    narrow_well,
    sharp_well,
    side_by_side,
    stationary,
    wrongly_at_rest,
)


@claim(
    en="Started beside a minimum, gradient descent leaves it only for η > 2/f″ there and settles in another only for "
    "η < 2/f″ at that one. Where the curvature is greatest at the bottom, a step must also be long enough to clear "
    "the ridge.",
    ko="극소점 바로 옆에서 시작한 경사 하강법은 η가 그곳의 2/f″보다 커야 벗어나고, 다른 극소점의 2/f″보다 작아야 "
    "그곳에 멈춘다. 바닥에서 곡률이 가장 큰 골짜기라면 한 스텝이 능선을 넘을 만큼 길기도 해야 한다.",
    short="The window of an escape",
    seconds=1.0,
    literature="own construction; cf. Cohen et al. 2021",
)
def escape_window(sizes: int = 400, steps: int = 3000) -> Evidence:
    m = np.geomspace(0.5, 400, max(sizes, 2))
    if m[1] / m[0] > 1.1 or steps < 1000:
        raise Undecided(
            en=f"{sizes} step sizes from 0.5 to 400 lie more than 10 % apart, or {steps} steps are too few",
            ko=f"0.5부터 400까지 학습률 {sizes}개의 간격이 10%보다 넓거나, {steps}스텝이 너무 적다",
        )
    path = descend(side_by_side(narrow_well, m * LIMIT), np.full(sizes, BOTTOM + 0.01), 1.0, steps)
    by_torch = torch_descent(side_by_side(narrow_well, m * LIMIT), np.full(sizes, BOTTOM + 0.01), 1.0, steps)
    stays, settles = at_rest(path, BOTTOM), at_rest(path, WIDE)
    leaves = path.min(axis=0) < RIDGE
    elsewhere = (stays != at_rest(by_torch, BOTTOM)) | (settles != at_rest(by_torch, WIDE))
    elsewhere |= leaves != (by_torch.min(axis=0) < RIDGE)
    basin = np.linspace(BOTTOM, 3, 20_001)[1:]
    clears = float(np.min((basin - RIDGE) / narrow_well(basin)[1]) / LIMIT)  # the shortest step over the ridge
    jumps = [  # of all points of the basin, how many a step 0.1 % shorter or longer takes over the ridge
        int(np.count_nonzero(torch_descent(lambda x: narrow_well(x)[1], basin, c * clears * LIMIT, 1)[1] < RIDGE))
        for c in (0.999, 1.001)
    ]
    most_wide = curvature(narrow_well, BOTTOM) / curvature(narrow_well, WIDE)
    sharp_start, sharp_end = stationary(sharp_well, 1.0), stationary(sharp_well, -1.0)
    beyond = np.linspace(1.001, 4, sizes) * 2 / curvature(sharp_well, sharp_start)
    wild = torch_descent(side_by_side(sharp_well, beyond), np.full(sizes, sharp_start + 0.01), 1.0, steps)
    tame = [
        at_rest(torch_descent(side_by_side(sharp_well, beyond / 6), np.full(sizes, at + 0.01), 1.0, 300), at)
        for at in (sharp_start, sharp_end)
    ]
    grid = m[1] / m[0] - 1
    linear = "the linear limit η f″ = 2; one step of the grid of m"
    jump = "below it no point of the basin has a step that reaches the ridge"
    exact = "complex step; rounding of terms below 50"
    most_here, most_there = m[stays].max(initial=0), m[settles].max(initial=0)
    return Evidence(
        finding=Finding(
            "Up to m = {stays:.3g} it stayed at x = 1; from m = {first:.3g} on it left, and up to {settles:.3g} it "
            "could settle at x = -3",
            stays="largest m that stays",
            first="smallest m that leaves",
            settles="largest m that settles in the wide minimum",
        ),
        caption="Where the path ends for each step size, on a dip at x = 1 beside a wide minimum at x = -3: at rest "
        "in the dip, swinging, at rest in the wide minimum, or gone.",
        measurements=[
            Measurement("largest m that stays", most_here, within(1, grid, because=linear)),
            Measurement(
                "largest m that settles in the wide minimum",
                most_there,
                within(most_wide, most_wide * grid, because=linear),
            ),
            Measurement("smallest m that leaves", m[leaves].min(initial=400), at_least(clears, because=jump)),
            Measurement(
                "smallest m that settles in the wide minimum",
                m[settles].min(initial=400),
                at_least(clears, because=jump),
            ),
            Measurement(
                "runs that rest or get elsewhere than those of torch",
                int(np.count_nonzero(elsewhere)),
                at_most(0, because="the same operations on the same numbers: even chaotic paths agree"),
                check=True,
            ),
            Measurement(
                "points of the dip that a step takes over the ridge just below that m",
                jumps[0],
                at_most(0, because=jump),
                check=True,
            ),
            Measurement(
                "points of the dip that a step takes over the ridge just above that m",
                jumps[1],
                at_least(1, because="above it some point has one"),
                check=True,
            ),
            Measurement(
                "runs that stay at the flatter of two minima beyond its limit",
                int(np.count_nonzero(at_rest(wild, sharp_start))),
                at_most(0, because="the linear limit η f″ = 2"),
                check=True,
            ),
            Measurement(
                "runs that stay at either of the two below its limit",
                int(np.count_nonzero(tame)),
                within(2 * sizes, 0, because="the linear limit η f″ = 2, from 0.16 to 0.84 of it"),
                check=True,
            ),
            Measurement(
                "curvature of the other minimum over that of the flatter",
                curvature(sharp_well, sharp_end) / curvature(sharp_well, sharp_start),
                at_least(1, because="it is the sharper one"),
                check=True,
            ),
            Measurement(
                "paths that wrongly count as at rest",
                wrongly_at_rest(),
                within(0, 0, because="1e-5 aside or passing by is not at rest"),
                check=True,
            ),
            Measurement(
                "error of f′ and f″",
                max(derivative_error(surface) for surface in (narrow_well, firm_well, sharp_well)),
                at_most(1e-11, because=exact),
                check=True,
            ),
        ],
        controls=[
            Control(
                "share of runs that settle in the other minimum where that is sharper",
                float(np.mean(at_rest(wild, sharp_end))),
                at_least(1 / sizes),
            )
        ],
        curves=[
            Curve("gradient descent", list(m), list(np.clip(path[-1], -10, 10)), points=True, role="subject"),
            Curve("the shortest step over the ridge", [clears, clears], [-10, 10], role="bound"),
        ],
        axes=Axes(
            x="last x",
            y="m = η f″/2",
            log_y=True,
            marks=[
                Mark(of="largest m that stays", x=BOTTOM, text="{value:.3g}"),
                Mark(of="smallest m that leaves", x=RIDGE, text="{value:.3g}"),
                Mark(of="largest m that settles in the wide minimum", x=WIDE, text="{value:.3g}"),
            ],
        ),
    )


mutant(
    "takes the gradient one step late",
    "lr * gradient(theta)",
    "lr * gradient(path[-2 if len(path) > 1 else -1])",
    program="gradient_descent",
)
