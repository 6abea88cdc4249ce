"""Both penalties at once, and columns that are copies of each other."""

from collections.abc import Sequence

import numpy as np

from quizdl.lab.differences import relative_error
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_least,
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs.coordinate_descent import coordinate_descent
from ..programs.lasso import kkt_violation, lasso
from ..programs.ridge_with_intercept import ridge_with_intercept
from .common import Array, check_planted, planted, require, ridge

ROWS, COLUMNS, USEFUL = 60, 12, 4
SWEEPS = 300  # the error falls by a constant factor a sweep, 0.8 or less at these correlations


def objective(x: Array, y: Array, w: Array, l1: float, l2: float) -> float:
    """½‖y - Xw‖² + l1‖w‖₁ + ½l2‖w‖²."""
    return float(np.sum((y - x @ w) ** 2) / 2 + l1 * np.sum(abs(w)) + l2 * np.sum(w**2) / 2)


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
    above = np.array(by_sweep) - objective(x, y, w, l1, l2)
    by_lstsq = ridge(x, y, l2)
    apart = np.linalg.qr(x)[0] * np.geomspace(0.5, 2, COLUMNS)
    z, lengths = apart.T @ y, np.sum(apart**2, axis=0)
    t = float(np.sort(abs(z))[COLUMNS // 2 - 1 : COLUMNS // 2 + 1].mean())
    closed = (np.maximum(z - t, 0) - np.maximum(-z - t, 0)) / (lengths + l2)
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
        ],
        controls=[
            Control("violation of the conditions by ridge alone", kkt_violation(x, y, by_lstsq, l1, l2), at_most(1e-9)),
            Control("objective above the minimum at the start", float(above[0]), at_most(float(above[1]))),
        ],
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


def in_order(x: Array, y: Array, l1: float, l2: float, order: Sequence[int]) -> Array:
    """Coordinate descent that visits the columns in this order; the weights in the order of x."""
    w = np.empty(x.shape[1])
    w[list(order)] = coordinate_descent(x[:, list(order)], y, l1, l2, SWEEPS)
    return w


def share_of_first(w: Array) -> float:
    """Of the first two weights together; 0 where both are 0."""
    return float(w[0] / (w[0] + w[1])) if w[0] + w[1] else 0.0


def splits(x: Array, y: Array, w: Array, l1: float, l2: float, shares: Array) -> Array:
    """The objective above its least, with the sum of the first two weights split by these shares."""
    values = []
    for share in shares:
        moved = w.copy()
        moved[:2] = share * (w[0] + w[1]), (1 - share) * (w[0] + w[1])
        values.append(objective(x, y, moved, l1, l2))
    above: Array = np.array(values) - min(values)
    return above


@claim(
    en="Of two equal columns ridge and the elastic net give both the same weight, under ridge in sum that of one "
    "column under half the penalty. For the lasso every split with one sign is as good, so the order of the columns "
    "decides.",
    ko="똑같은 두 열에 릿지와 엘라스틱넷은 같은 가중치를 준다. 릿지에서 그 합은 벌점을 반으로 줄였을 때 열 하나의 "
    "가중치이다. 라쏘에서는 부호가 같은 어떤 배분도 똑같이 좋아서 열의 순서가 결과를 정한다.",
    short="Two equal columns",
    seconds=0.5,
    literature="Zou & Hastie 2005",
)
def twins(share: float = 0.2, correlation: float = 0.3, own: float = 0.5, seed: int = 0) -> Evidence:
    require(
        0.05 <= share <= 0.5 and 0 <= correlation <= 0.5 and 0.4 <= own <= 2,
        en="λ from 0.05 to 0.5 of the strongest, correlation from 0 to 0.5, noise of the copy from 0.4 to 2",
        ko="λ는 가장 강한 값의 0.05~0.5배, 상관은 0~0.5, 복사본의 잡음은 0.4~2여야 한다",
    )
    data = planted(ROWS, COLUMNS - 1, USEFUL, 0.5, correlation, seed)
    x, y = np.column_stack([data.x[:, 0], data.x]), data.y
    l1, l2 = share * data.strongest, 0.5 * ROWS
    there, back = range(COLUMNS), range(COLUMNS)[::-1]
    lasso_there, lasso_back = in_order(x, y, l1, 0.0, there), in_order(x, y, l1, 0.0, back)
    both = in_order(x, y, l1, l2, there)
    by_ridge, _ = ridge_with_intercept(x, y, l2)
    halved = np.full(COLUMNS - 1, l2)
    halved[0] = l2 / 2
    single = np.linalg.solve(data.x.T @ data.x + np.diag(halved), data.x.T @ y)[0]
    least = objective(x, y, lasso_there, l1, 0.0)
    past = lasso_there.copy()
    past[:2] = lasso_there[:2].sum() + 1, -1  # the total kept, one unit past 0
    alone = x.copy()
    alone[:, 0] += own * np.random.default_rng(seed + 1).standard_normal(ROWS)
    unequal = in_order(alone, y, l1, 0.0, there) - in_order(alone, y, l1, 0.0, back)
    shares = np.linspace(-0.5, 1.5, 81)
    flat = splits(x, y, lasso_there, l1, 0.0, shares)
    ridge_splits = splits(x, y, by_ridge, 0.0, l2, shares)
    same = "a quadratic term makes the minimum unique, and it is symmetric; rounding"
    return Evidence(
        finding=Finding(
            "The lasso gives the first twin {there:.3g} of their weight if it comes first and {back:.3g} if last; "
            "ridge and the elastic net give both half",
            there="share of the first twin with the lasso when it comes first",
            back="share of the first twin with the lasso when it comes last",
        ),
        caption="The objective above its least, relative to it, over how the weight of both is split. The lasso has a "
        "flat floor from 0 to 1 and walls beyond; ridge and the elastic net have one best split, a half.",
        measurements=[
            Measurement(
                "share of the first twin with the lasso when it comes first",
                share_of_first(lasso_there),
                within(1, 1e-9, because="the first that is visited takes it all"),
            ),
            Measurement(
                "objective of the other order less the first relative to it",
                objective(x, y, lasso_back, l1, 0.0) / least - 1,
                within(0, 1e-12, because="only the split differs; rounding"),
            ),
            Measurement(
                "objective midway between both orders less the first relative to it",
                objective(x, y, (lasso_there + lasso_back) / 2, l1, 0.0) / least - 1,
                within(0, 1e-12, because="|w₁| + |w₂| is constant between 0 and the sum; rounding"),
            ),
            Measurement(
                "cost of a unit past 0 in units of λ",
                (objective(x, y, past, l1, 0.0) - least) / l1,
                within(2, 1e-9, because="one weight grows by a unit, and so does the other on its side of 0"),
            ),
            Measurement(
                "violation of the lasso's conditions by the other order in units of λ",
                kkt_violation(x, y, lasso_back, l1),
                at_most(1e-9, because="it is a minimum as well; the method's error is below rounding"),
            ),
            Measurement(
                "share of the first twin with the elastic net",
                share_of_first(both),
                within(0.5, 1e-9, because=same),
            ),
            Measurement(
                "violation of the elastic net's conditions in units of λ",
                kkt_violation(x, y, both, l1, l2),
                at_most(1e-9, because="necessary and sufficient; the method's error is below rounding"),
            ),
            Measurement(
                "share of the first twin with ridge",
                share_of_first(by_ridge),
                within(0.5, 1e-9, because=same),
            ),
            Measurement(
                "sum of both with ridge over one column under half the penalty",
                float((by_ridge[0] + by_ridge[1]) / single),
                within(1, 1e-9, because="l2(w₁² + w₂²) at w₁ = w₂ is ½l2(w₁ + w₂)²; rounding"),
            ),
        ],
        controls=[
            Control(
                "share of the first twin with the lasso when it comes last", share_of_first(lasso_back), within(1, 1e-9)
            ),
            Control(
                "largest difference between the orders where the copy has noise of its own",
                float(np.max(abs(unequal))),
                at_least(1e-6),
            ),
        ],
        curves=[
            Curve("lasso", list(flat / least), x=list(shares), role="subject"),
            Curve("ridge", list(ridge_splits / least), x=list(shares), role="reference"),
            Curve("elastic net", list(splits(x, y, both, l1, l2, shares) / least), x=list(shares)),
        ],
        axes=Axes(
            x="share of the first twin",
            y="objective above its least",
            marks=[
                Mark(
                    of="objective of the other order less the first relative to it",
                    x=share_of_first(lasso_there),
                    text="{x:.2g}",
                ),
                Mark(
                    of="objective of the other order less the first relative to it",
                    x=share_of_first(lasso_back),
                    text="{x:.2g}",
                ),
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
mutant("hands the other order back unsorted", "w[list(order)] = coordinate", "w[:] = coordinate")
