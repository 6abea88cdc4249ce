"""Columns that are copies of each other: what ridge, the lasso and both together make of them."""

from collections.abc import Sequence

import numpy as np

from quizdl.lab.checks import NOT_ODD, check_controls
from quizdl.lab.samples import oddity_of_normal
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
    claim,
    mutant,
    within,
)

from ..programs.coordinate_descent import coordinate_descent
from ..programs.lasso import kkt_violation
from ..programs.ridge_with_intercept import ridge_with_intercept
from .common import Array, planted, require, sample_checks, undone
from .elastic_net import COLUMNS, ROWS, SWEEPS, USEFUL, objective


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
    alone, noise = x.copy(), np.random.default_rng(seed + 1).standard_normal(ROWS)
    alone[:, 0] += own * noise
    (lasso_there, alone_there), (lasso_back, alone_back) = (
        [in_order(columns, y, l1, 0.0, order) for columns in (x, alone)] for order in (there, back)
    )
    both = in_order(x, y, l1, l2, there)
    by_ridge, _ = ridge_with_intercept(x, y, l2)
    halved = np.full(COLUMNS - 1, l2)
    halved[0] = l2 / 2
    single = np.linalg.solve(data.x.T @ data.x + np.diag(halved), data.x.T @ y)[0]
    least, midway = objective(x, y, lasso_there, l1, 0.0), (lasso_there + lasso_back) / 2
    past = lasso_there.copy()
    past[:2] = lasso_there[:2].sum() + 1, -1  # the total kept, one unit past 0
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
                objective(x, y, midway, l1, 0.0) / least - 1,
                within(0, 1e-12, because="|w₁| + |w₂| is constant between 0 and the sum; rounding"),
            ),
            Measurement(
                "share of the first twin midway between both orders",
                share_of_first(midway),
                within(0.5, 1e-9, because="all of it in one order and none in the other"),
                check=True,
            ),
            *sample_checks(data, 0.5, correlation),
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
            Measurement(
                "how odd the noise of the copy looks",
                oddity_of_normal(
                    [noise, undone(data, 0.5, correlation)[:, :-1].ravel()[:ROWS]]
                ),  # of seeds of their own
                NOT_ODD,
                check=True,
            ),
            check_controls(share_of_first(lasso_back), float(np.max(abs(x[:, 0] - x[:, 1])))),
        ],
        controls=[
            Control(
                "share of the first twin with the lasso when it comes last", share_of_first(lasso_back), within(1, 1e-9)
            ),
            Control(
                "largest difference between the orders where the copy has noise of its own",
                float(np.max(abs(alone_there - alone_back))),
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


mutant("hands the other order back unsorted", "w[list(order)] = coordinate", "w[:] = coordinate")
