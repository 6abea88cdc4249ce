"""A loss that rises without leaving its dip.

Notation: x the parameter; η learning rate; m = η·f″/2 at the minimum of the dip, so that m = 1 is the limit of
stability there.
"""

import numpy as np
from numpy.typing import NDArray

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
    at_least,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.gradient_descent import descend
from .common import rises
from .wells import (
    BOTTOM,
    FIRM_BOTTOM,
    FIRM_LIMIT,
    FIRM_RIDGE,
    LIMIT,
    RIDGE,
    at_rest,
    cubic_well,
    curvature,
    firm_well,
    narrow_well,
    side_by_side,
    softness,
)


@claim(
    en="In a dip whose curvature is greatest at the bottom, a step slightly beyond the limit 2/f″ makes the loss "
    "rise every other time and never leave the dip. Where the curvature grows away from the bottom, it leaves.",
    ko="바닥에서 곡률이 가장 큰 홈이라면, 한계 2/f″를 조금 넘는 학습률은 손실을 두 번에 한 번꼴로 높일 뿐 그 홈을 "
    "벗어나지 못한다. 바닥에서 멀어질수록 곡률이 커지는 홈이라면 벗어난다.",
    short="A cycle that never leaves the dip",
    seconds=0.3,
    literature="own construction; cf. Cohen et al. 2021",
)
def trapped_cycle(m: float = 1.1, steps: int = 2000) -> Evidence:
    if not (1.02 <= m <= 1.25 and steps >= 1000):
        raise Undecided(
            en="slightly beyond the limit, m from 1.02 to 1.25, and long enough to settle, 1000 steps",
            ko="한계를 조금 넘는 1.02부터 1.25까지의 m과, 안정되기에 충분한 1000스텝이 필요하다",
        )
    path = descend(side_by_side(narrow_well, np.array([m * LIMIT])), [BOTTOM + 0.01], 1.0, steps)
    cycle = path[:, 0]
    beside = side_by_side(narrow_well, np.array([0.9, 3.0, m]) * LIMIT)
    calm, away, by_torch = torch_descent(beside, np.full(3, BOTTOM + 0.01), 1.0, steps).T
    growing = side_by_side(firm_well, np.array([max(m, 1.05)]) * FIRM_LIMIT)
    firm = torch_descent(growing, [FIRM_BOTTOM + 0.01], 1.0, steps)[:, 0]
    ends = np.abs(cycle[-1] - cycle[-2])
    shown = np.unique([*np.geomspace(1, steps, 300).astype(int), steps])
    soft = "the cycle beyond m = 1 is stable and small at first if 3f‴² > f″f⁗ (Guckenheimer & Holmes 1983, 3.5.1)"
    period = "beyond m = 1 the fixed point gives way to a cycle of period two, one end higher than the other"
    return Evidence(
        finding=Finding(
            "With m = {m:.3g} the path never went below x = {lowest:.3g}, with m = 3 to {away:.3g}, and to {firm:.3g} "
            "where the curvature grows from the bottom",
            lowest="lowest x",
            away="lowest x at m = 3",
            firm="lowest x where the curvature grows from the bottom",
        ),
        fields={"m": m},
        caption="Paths from beside the bottom of a dip at x = 1; its ridge is near 0.55, and a wide minimum at -3.",
        measurements=[
            Measurement("lowest x", cycle.min(), at_least(RIDGE, because="the basin ends at the ridge")),
            Measurement(
                "rising steps in the later half",
                float(rises(narrow_well(cycle[steps // 2 :])[0])),
                within(50, 100 / steps, because=period),
                unit="%",
            ),
            Measurement("distance from two steps ago", abs(cycle[-1] - cycle[-3]), at_most(1e-12, because=period)),
            Measurement(
                "paths that count as at rest at the end of the cycle",
                int(at_rest(path, cycle[-1])[0]),
                at_most(0, because="a cycle of two never rests"),
                check=True,
            ),
            Measurement(
                "slope on the ridge",
                abs(float(narrow_well(np.array(RIDGE))[1])),
                at_most(1e-14, because="stationary; rounding"),
                check=True,
            ),
            Measurement(
                "curvature on the ridge",
                curvature(narrow_well, RIDGE),
                at_most(-0.1, because="a maximum between two minima; the wide one has a curvature of 0.1"),
                check=True,
            ),
            Measurement(
                "distance of the path from torch's",
                max_distance(cycle, by_torch),
                at_most(1e-12, because="the same operations; a stable cycle forgets rounding"),
                check=True,
            ),
            Measurement(
                "3f‴²/f″ - f⁗ of x² + x³ + x⁴ at 0",
                softness(cubic_well, 0.0),
                within(30, 1e-4, because="3·6²/2 - 24; differences of h = 1e-5"),
                check=True,
            ),
            Measurement("3f‴²/f″ - f⁗ at the bottom", softness(narrow_well, BOTTOM), at_least(0, because=soft)),
        ],
        controls=[
            Control("lowest x where the curvature grows from the bottom", firm.min(), at_least(FIRM_RIDGE)),
            Control(
                "3f‴²/f″ - f⁗ where the curvature grows from the bottom", softness(firm_well, FIRM_BOTTOM), at_least(0)
            ),
            Control("lowest x at m = 3", away.min(), at_least(RIDGE)),
            Control("last step at m = 0.9", abs(calm[-1] - calm[-2]), at_least(ends / 2)),
        ],
        curves=[
            Curve("m = {m:.3g}", list(cycle[shown]), list(shown), role="subject", fields={"m": m}),
            Curve("m = 0.9", list(calm[shown]), list(shown), role="reference"),
            Curve("m = 3", list(away[shown]), list(shown), role="reference"),
            Curve("curvature growing from the bottom", list(firm[shown]), list(shown), role="reference"),
            Curve("ridge", [RIDGE, RIDGE], [1, steps], role="bound"),
        ],
        axes=Axes(
            x="step",
            y="x",
            log_x=True,
            marks=[
                Mark(of="lowest x", text="{value:.3g}"),
                Mark(of="lowest x at m = 3", text="{value:.3g}"),
                Mark(of="lowest x where the curvature grows from the bottom", text="{value:.3g}"),
            ],
        ),
    )


def above(path: Array, ridge: float) -> Array:
    """How far above the ridge each run of a path (steps, runs) got at its lowest."""
    lowest: Array = path.min(axis=0) - ridge
    return lowest


def least_far(lowest: Array, rising: NDArray[np.bool_]) -> float:
    """The lowest place of the run that got least far, of those whose loss rises; NaN without any."""
    return float(lowest[rising].max()) if rising.any() else np.nan


@claim(
    en="A rising loss means that gradient descent is escaping from a local minimum.",
    ko="손실이 증가한다는 것은 지역 최솟값에서 벗어나는 중이라는 뜻이다.",
    short="A rise is an escape from a minimum",
    seconds=0.3,
    expects="refuted",
    literature="own construction; cf. Cohen et al. 2021",
)
def a_rise_is_an_escape(sizes: int = 20, steps: int = 2000) -> Evidence:
    if sizes < 2 or steps < 100:
        raise Undecided(
            en="two step sizes and a hundred steps are the least from which to tell",
            ko="판단하려면 적어도 학습률 두 개와 100스텝이 필요하다",
        )
    gentle, bold = np.linspace(1.05, 2.0, sizes), np.linspace(2.5, 10.0, sizes)
    near = descend(side_by_side(narrow_well, gentle * LIMIT), np.full(sizes, BOTTOM + 0.01), 1.0, steps)
    far = torch_descent(side_by_side(narrow_well, bold * LIMIT), np.full(sizes, BOTTOM + 0.01), 1.0, steps)
    firm = torch_descent(side_by_side(firm_well, gentle * FIRM_LIMIT), np.full(sizes, FIRM_BOTTOM + 0.01), 1.0, steps)
    runs = ((narrow_well, near, RIDGE), (narrow_well, far, RIDGE), (firm_well, firm, FIRM_RIDGE))
    losses = [surface(path)[0] for surface, path, _ in runs]
    lowest, lowest_far, lowest_firm = (above(path, ridge) for _, path, ridge in runs)
    rise, rise_far, rise_firm = (rises(of_runs) > 0 for of_runs in losses)
    least = [
        0.05 * (start + 3) ** 2 - 0.6 * np.exp(-16 * (start - 1) ** 2 - quartic * (start - 1) ** 4)
        for start, quartic in ((BOTTOM + 0.01, 0.0), (BOTTOM + 0.01, 0.0), (FIRM_BOTTOM + 0.01, 512.0))
    ]
    sentence = "the sentence: every run whose loss rises would get below the ridge"
    return Evidence(
        finding=Finding(
            "With m from 1.05 to 2 a run whose loss rose got no lower than {near:.3g} from the ridge; with m from 2.5 "
            "to 10 all got to {far:.3g} or below",
            near="lowest x above the ridge of the run that got least far with m from 1.05 to 2",
            far="lowest x above the ridge of the run that got least far with m from 2.5 to 10",
        ),
        caption="How far runs get whose loss rises, over the step size. Above zero a run is still in its dip.",
        measurements=[
            Measurement(
                "lowest x above the ridge of the run that got least far with m from 1.05 to 2",
                least_far(lowest, rise),
                at_most(0, because=sentence),
            )
        ],
        controls=[
            Control(
                "lowest x above the ridge of the run that got least far with m from 2.5 to 10",
                least_far(lowest_far, rise_far),
                at_most(0),
                must="hold",
            ),
            Control(
                "lowest x above the ridge of the run that got least far where the curvature grows from the bottom",
                least_far(lowest_firm, rise_firm),
                at_most(0),
                must="hold",
            ),
            Control(
                "largest distance of a first loss from the formula of its surface",
                max(float(abs(of_runs[0] - right).max()) for of_runs, right in zip(losses, least, strict=True)),
                at_most(1e-13, because="rounding of ten operations on numbers near one"),
                must="hold",
            ),
            Control(
                "lowest of 3 and 1 and 2 above 1/2",
                float(above(np.array([[3.0], [1.0], [2.0]]), 0.5)[0]),
                within(0.5, 0, because="1 - 1/2"),
                must="hold",
            ),
            Control(
                "runs whose loss rises with m from 1.05 to 2",
                100 * float(rise.mean()),
                at_least(100),
                unit="%",
                must="hold",
            ),
            Control(
                "runs whose loss rises with m from 2.5 to 10",
                100 * float(rise_far.mean()),
                at_least(100),
                unit="%",
                must="hold",
            ),
        ],
        curves=[
            Curve("m from 1.05 to 2", list(lowest), list(gentle), points=True, role="subject"),
            Curve("m from 2.5 to 10", list(lowest_far), list(bold), points=True, role="reference"),
            Curve("curvature growing from the bottom", list(lowest_firm), list(gentle), points=True, role="reference"),
            Curve("ridge", [0, 0], [1.05, 10], role="bound"),
        ],
        axes=Axes(
            x="m = η f″/2",
            y="lowest x - ridge",
            log_x=True,
            marks=[
                Mark(
                    of="lowest x above the ridge of the run that got least far with m from 1.05 to 2",
                    x=gentle[int(np.argmax(lowest))],
                    text="{value:.3g}",
                ),
                Mark(
                    of="lowest x above the ridge of the run that got least far with m from 2.5 to 10",
                    x=bold[int(np.argmax(lowest_far))],
                    text="{value:.3g}",
                ),
            ],
        ),
    )


mutant("takes the last place for the lowest", "path.min(axis=0) - ridge", "path[-1] - ridge")
