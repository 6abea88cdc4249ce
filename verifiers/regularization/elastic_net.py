"""Both penalties at once, by coordinate descent."""

import numpy as np

from quizdl.lab.checks import check_controls
from quizdl.lab.differences import relative_error
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs.coordinate_descent import coordinate_descent
from ..programs.lasso import kkt_violation, lasso
from .common import Array, check_planted, planted, ridge, sample_checks

ROWS, COLUMNS, USEFUL = 60, 12, 4
SWEEPS = 300  # the error falls by a constant factor a sweep, 0.8 or less at these correlations


def objective(x: Array, y: Array, w: Array, l1: float, l2: float) -> float:
    """½‖y - Xw‖² + l1‖w‖₁ + ½l2‖w‖²."""
    return float(np.sum((y - x @ w) ** 2) / 2 + l1 * np.sum(abs(w)) + l2 * np.sum(w**2) / 2)


def swept(x: Array, y: Array, l1: float, l2: float, sweeps: int) -> list[float]:
    """The objective at 0 and after each sweep, from the products of columns alone."""
    gram, pulls, w = x.T @ x, x.T @ y, np.zeros(x.shape[1])
    values = [float(y @ y) / 2]
    for _ in range(sweeps):
        for j in range(len(w)):
            pull = pulls[j] - gram[j] @ w + gram[j, j] * w[j]
            w[j] = (max(pull - l1, 0) - max(-pull - l1, 0)) / (gram[j, j] + l2)
        square = float(y @ y) - 2 * float(pulls @ w) + float(w @ gram @ w)
        values.append(square / 2 + l1 * float(np.sum(abs(w))) + l2 * float(w @ w) / 2)
    return values


@claim(
    en="Coordinate descent, w_j ← S(x_jᵀr_j, l1)/(‖x_j‖² + l2), goes down in every sweep to the minimum of "
    "½‖y - Xw‖² + l1‖w‖₁ + ½l2‖w‖²: the lasso for l2 = 0, ridge for l1 = 0; orthogonal columns need one sweep.",
    ko="좌표 하강법 w_j ← S(x_jᵀr_j, l1)/(‖x_j‖² + l2)은 스윕마다 ½‖y - Xw‖² + l1‖w‖₁ + ½l2‖w‖²의 최솟값으로 "
    "내려간다. l2 = 0이면 라쏘, l1 = 0이면 릿지이며, 열이 서로 직교하면 스윕 한 번으로 끝난다.",
    short="Coordinate descent on the elastic net",
    seconds=0.5,
    literature="Zou & Hastie 2005; Friedman 2010",
)
def elastic_net(share: float = 0.3, noise: float = 0.5, correlation: float = 0.3, seed: int = 0) -> Evidence:
    check_planted(noise, correlation, share)
    data = planted(ROWS, COLUMNS, USEFUL, noise, correlation, seed)
    x, y = data.x * np.geomspace(0.5, 2, COLUMNS), data.y  # columns of unlike length
    l1 = share * float(np.max(abs(x.T @ y)))
    l2 = 0.5 * ROWS
    w = coordinate_descent(x, y, l1, l2, SWEEPS)
    by_sweep = [objective(x, y, coordinate_descent(x, y, l1, l2, sweeps), l1, l2) for sweeps in range(13)]
    by_hand = swept(x, y, l1, l2, SWEEPS)
    above = np.array(by_sweep) - by_hand[-1]
    by_lstsq = ridge(x, y, l2)
    apart = np.linalg.qr(x)[0] * np.geomspace(0.5, 2, COLUMNS)
    z, lengths = apart.T @ y, np.sum(apart**2, axis=0)
    t = float(np.sort(abs(z))[COLUMNS // 2 - 1 : COLUMNS // 2 + 1].mean())
    closed = (np.maximum(z - t, 0) - np.maximum(-z - t, 0)) / (lengths + l2)
    controls = [
        Control("violation of the conditions by ridge alone", kkt_violation(x, y, by_lstsq, l1, l2), at_most(1e-9)),
        Control("objective above the minimum at the start", float(above[0]), at_most(float(above[1]))),
    ]
    return Evidence(
        finding=Finding(
            "The first sweep leaves the objective {one:.3g} above its minimum, where it began {none:.3g} above",
            one="objective above the minimum after one sweep",
            none="objective above the minimum at the start",
        ),
        caption="How far the objective is above its minimum, over the sweeps: a straight line on a logarithmic axis, "
        "until the rounding.",
        measurements=[
            Measurement(
                "violation of the conditions for the minimum in units of l1",
                kkt_violation(x, y, w, l1, l2),
                at_most(1e-9, because="necessary and sufficient; the method is linear: its error is below rounding"),
            ),
            Measurement(
                "objective above the minimum after one sweep",
                float(above[1]),
                between(0, float(above[0]), because="each coordinate goes to its best place"),
            ),
            Measurement(
                "sweeps that raise the objective",
                int(np.count_nonzero(np.diff(by_sweep) > 1e-12 * by_sweep[0])),
                within(0, 0, because="each coordinate goes to its best place; rounding"),
            ),
            Measurement(
                "distance from ridge for l1 = 0",
                relative_error(coordinate_descent(x, y, 0.0, l2, SWEEPS), by_lstsq),
                at_most(1e-10, because="least squares with the rows √l2·I added; condition below 1000"),
            ),
            Measurement(
                "distance from the lasso for l2 = 0",
                relative_error(coordinate_descent(x, y, l1, 0.0, SWEEPS), lasso(x, y, l1, 4000)),
                at_most(1e-9, because="both minimise the same strictly convex function"),
            ),
            Measurement(
                "distance of one sweep from the minimum with orthogonal columns",
                relative_error(coordinate_descent(apart, y, t, l2, 1), closed),
                at_most(1e-12, because="S(xⱼᵀy, l1)/(‖xⱼ‖² + l2), half of them 0; rounding"),
            ),
            Measurement(
                "columns with the weight 0",
                int(np.count_nonzero(w == 0)),
                between(1, COLUMNS - 1, because="some pull on a column by more than l1 and others by less"),
                check=True,
            ),
            Measurement(
                "largest relative distance of the objective after a sweep from one by hand",
                max(abs(one / other - 1) for one, other in zip(by_sweep, by_hand[:13], strict=True)),
                at_most(1e-11, because="each coordinate to the minimum of its parabola and |w|; rounding"),
            ),
            *sample_checks(data, noise, correlation),
            check_controls(
                controls[0].value - float(np.max(abs(np.sign(by_lstsq)))),
                controls[1].value / (float(y @ y) / 2 - objective(x, y, w, l1, l2)) - 1,
                most=1e-9,
            ),
        ],
        controls=controls,
        curves=[Curve("elastic net", list(np.maximum(above, 1e-13 * above[0])), role="subject")],
        axes=Axes(
            x="sweeps",
            y="objective above its minimum",
            log_y=True,
            marks=[
                Mark(of="objective above the minimum after one sweep", x=1),
                Mark(of="objective above the minimum at the start", x=0),
            ],
        ),
    )


mutant(
    "keeps the old residual after a weight has moved",
    "residual = residual - w[j] * column",
    "pass",
    program="coordinate_descent",
)
mutant("forgets the quadratic penalty", "(column @ column + l2)", "(column @ column)", program="coordinate_descent")
mutant("takes all columns to be of length 1", "(column @ column + l2)", "(1 + l2)", program="coordinate_descent")
