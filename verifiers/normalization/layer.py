"""Layer norm and RMS norm: gradients row by row, and what one of them sees and the other does not."""

import numpy as np
import torch

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.differences import complex_step, relative_error
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal, oddity_of_uniform
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.layer_norm import layer_norm
from .common import EXACT, Array, batch, drawn, normalized, require


def draw(rng: np.random.Generator, rows: int, features: int) -> tuple[Array, Array, Array, Array]:
    """x, γ, β and the gradient at the output."""
    x = batch(rng, rows, features) * np.geomspace(0.5, 2, rows)[:, None]
    gamma = rng.uniform(0.5, 2, features) * rng.choice([-1, 1], features)
    beta, *dout = rng.standard_normal((1 + rows, features))
    return x, gamma, beta, np.array(dout)


@claim(
    en="Layer norm by its formula is torch's, output and dx, dγ, dβ, for one row and for many, for two features and "
    "for many.",
    ko="공식대로 쓴 층 정규화는 torch와 같다. 행이 하나든 여럿이든, 특성이 둘이든 여럿이든 출력과 dx, dγ, dβ가 모두 "
    "같다.",
    short="Layer norm against torch",
    seconds=0.3,
    literature="Ba 2016",
)
def layer_norm_against_torch(eps: float = 0.02, seed: int = 0) -> Evidence:
    require(
        1e-4 <= eps <= 1,
        en=f"eps = {eps:g}: between 1e-4 and 1, so that it counts beside the variances and two features keep a "
        f"gradient",
        ko=f"eps = {eps:g}: 1e-4에서 1 사이여야 분산에 견주어 보이고, 특성이 둘일 때 기울기가 남는다",
    )
    rng = np.random.default_rng(seed)
    wide = dict.fromkeys([(1, 7), (2, 3), (4, 4), (3, 16), (9, 5), (16, 3), (7, 33), (2, 64)], 1.0)
    scales = {(1, 2): 0.05, (5, 2): 0.05, **wide}  # of two features only ε keeps the gradient from vanishing
    names = ("y", "dx", "dγ", "dβ")
    apart: dict[str, list[float]] = {name: [] for name in names}
    over: dict[int, list[float]] = {0: [], 1: []}  # errors by the axis of the statistics
    of_variance: dict[int, list[float]] = {0: [], 1: []}  # and by what the variance divides by less than d
    gammas: list[Array] = []
    others: list[Array] = []
    for (rows, features), scale in scales.items():
        x, gamma, beta, dout = draw(rng, rows, features)
        gammas.append(gamma)
        others.append(np.append(beta, dout))
        x *= scale
        leaves = [torch.tensor(array, requires_grad=True) for array in (x, gamma, beta)]
        y = torch.nn.functional.layer_norm(leaves[0], (features,), leaves[1], leaves[2], eps)
        gradients = torch.autograd.grad(y, leaves, torch.tensor(dout))
        asked = [y.detach().numpy(), *(gradient.numpy() for gradient in gradients)]
        for name, one, other in zip(names, layer_norm(x, gamma, beta, dout, eps), asked, strict=True):
            apart[name].append(relative_error(one, other))
        for axis, errors in over.items():
            errors.append(relative_error(gamma * normalized(x, eps, axis) + beta, asked[0]))
        for ddof, errors in of_variance.items():
            scaled = (x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, ddof=ddof, keepdims=True) + eps)
            errors.append(relative_error(gamma * scaled + beta, asked[0]))
    worst = np.max([apart[name] for name in names], axis=0)
    largest, nearest = int(np.argmax(worst)), int(np.argmin(over[0]))
    calls = list(range(1, len(scales) + 1))
    return Evidence(
        finding=Finding(
            "Over ten shapes no output and no gradient is off by more than {error:.1g}; normalised over the batch the "
            "outputs are off by {batch:.2g} or more",
            error="largest error of any shape",
            batch="least error with statistics over the batch",
        ),
        caption="Largest relative error of output and gradients, shape by shape, from one row of two features to two "
        "rows of 64.",
        measurements=[
            Measurement("largest error of any shape", worst[largest], EXACT),
            *(
                Measurement("{what}: largest error of any shape", max(apart[what]), EXACT, fields={"what": what})
                for what in names
            ),
            check_draws(
                oddity_of_uniform(abs(np.concatenate(gammas)), 0.5, 2),
                oddity_of_integers(np.concatenate(gammas) > 0, 2),
                oddity_of_normal(np.concatenate(others)),
            ),
            check_controls(*over[1], *of_variance[0]),
        ],
        controls=[
            Control("least error with statistics over the batch", over[0][nearest], EXACT),
            Control("least error with the unbiased variance of a row", min(of_variance[1]), EXACT),
        ],
        curves=[
            Curve("over each row", drawn(worst), x=calls, role="subject"),
            Curve("over the batch", drawn(over[0]), x=calls, role="reference"),
        ],
        axes=Axes(
            x="shape",
            y="relative error",
            log_y=True,
            marks=[
                Mark(of="largest error of any shape", x=calls[largest], text="{value:.1g}"),
                Mark(of="least error with statistics over the batch", x=calls[nearest], text="{value:.2g}"),
            ],
        ),
    )


@claim(
    en="Behind layer norm dx sums to 0 in every row, and its product with x̂ to Σγ·g·x̂·ε/(v+ε)^(3/2). What a row gets "
    "does not depend on the others, and γ comes in before the two means are taken off.",
    ko="층 정규화에서 dx의 합은 행마다 0이고, x̂과의 내적은 Σγ·g·x̂·ε/(v+ε)^(3/2)이다. 한 행이 받는 기울기는 다른 행과 "
    "무관하며, γ는 두 평균을 빼기 전에 곱한다.",
    short="Gradients of a row under layer norm",
    seconds=0.3,
    literature="Ba 2016",
)
def rows_sum_to_zero(features: int = 8, eps: float = 0.1, seed: int = 0) -> Evidence:
    require(
        3 <= features <= 200 and 1e-4 <= eps <= 1,
        en=f"features = {features}, eps = {eps:g}: from 3 to 200 features, and ε between 1e-4 and 1",
        ko=f"features = {features}, eps = {eps:g}: 특성은 3개부터 200개, ε은 1e-4에서 1 사이여야 한다",
    )
    rng = np.random.default_rng(seed)
    rows = 6
    x, gamma, beta, dout = draw(rng, rows, features)
    odd = oddity_of_normal(np.vstack([beta, dout]))
    gamma[0], dout[0] = 3, abs(dout[0])  # so that no sum is 0 by chance
    _, dx, dgamma, _ = layer_norm(x, gamma, beta, dout, eps)
    reference = complex_step(lambda moved: np.sum(dout * gamma * normalized(moved, eps, axis=1)), x)
    scale = 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    x_hat, g = normalized(x, eps, axis=1), dout * gamma
    unit = scale[:, 0] * abs(g).sum(axis=1)
    along = (dx * x_hat).sum(axis=1)
    expected = (g * x_hat).sum(axis=1) * eps * scale[:, 0] ** 3
    # γ after the projection: right for batch norm, where γ is one number for all that is averaged
    late = (
        gamma * scale * (dout - dout.mean(axis=1, keepdims=True) - x_hat * (dout * x_hat).mean(axis=1, keepdims=True))
    )
    others, theirs = x.copy(), dout.copy()
    others[1:], theirs[1:] = 5 * rng.standard_normal((rows - 1, features)), rng.standard_normal((rows - 1, features))
    before, after = layer_norm(x, gamma, beta, dout, eps), layer_norm(others, gamma, beta, theirs, eps)
    (of_y, of_dx), rest = (
        [relative_error(after[part][rows], before[part][rows]) for part in (0, 1)] for rows in ([0], slice(1, None))
    )
    error, error_late = (relative_error(one, reference) for one in (dx, late))
    totals, late_totals = np.cumsum(dx[0]), np.cumsum(late[0])
    places = list(range(1, features + 1))
    return Evidence(
        finding=Finding(
            "The gradients of a row add up to {zero:.1g}; with γ multiplied in at the end to {late:.2g}",
            zero="sum of dx over the first row",
            late="sum of dx over the first row with γ multiplied in at the end",
        ),
        caption="Running sum of dx over the features of one row. A constant added to the row changes nothing, so the "
        "true gradients end at 0.",
        measurements=[
            Measurement("distance of dx from the complex step", error, EXACT),
            Measurement(
                "sum of dx over the first row",
                totals[-1],
                within(0, 1e-13 * unit[0], because="a shift of a row changes nothing; rounding of a sum"),
            ),
            Measurement(
                "largest sum of dx over a row",
                np.max(abs(dx.sum(axis=1)) / unit),
                at_most(1e-13, because="a shift of a row changes nothing; relative to Σ|γg|/√(v+ε)"),
            ),
            Measurement(
                "distance of Σ dx·x̂ from its formula",
                np.max(abs(along - expected) / unit),
                at_most(1e-13, because="rounding of sums; relative to Σ|γg|/√(v+ε)"),
            ),
            Measurement(
                "distance of dγ from its sum over the rows", relative_error(dgamma, (dout * x_hat).sum(axis=0)), EXACT
            ),
            Measurement(
                "change of a row's output when the other rows change",
                of_y,
                EXACT,
            ),
            Measurement("change of a row's gradient when the other rows change", of_dx, EXACT),
            check_draws(odd),
            check_controls(*(after[3] - theirs.sum(axis=0))),  # dβ of the rows that are changed
        ],
        controls=[
            Control("distance of dx with γ multiplied in at the end", error_late, EXACT),
            Control(
                "least change of the rows that do change in output and gradient",
                min(rest),
                EXACT,
            ),
            Control(
                "sum of dx over the first row with γ multiplied in at the end",
                late_totals[-1],
                within(0, 1e-13 * unit[0]),
            ),
        ],
        curves=[
            Curve("dx", totals.tolist(), x=places, role="subject"),
            Curve("γ at the end", late_totals.tolist(), x=places, role="reference"),
        ],
        axes=Axes(
            x="features",
            y="sum of dx so far",
            marks=[
                Mark(of="sum of dx over the first row", x=features, text="{value:.1g}"),
                Mark(
                    of="sum of dx over the first row with γ multiplied in at the end",
                    x=features,
                    text="{value:.2g}",
                ),
            ],
        ),
    )


mutant(
    "normalises over the batch",
    "x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)",
    "x.mean(axis=0, keepdims=True), x.var(axis=0, keepdims=True)",
    program="layer_norm",
)
mutant("puts layer norm's ε outside the root", "np.sqrt(v + eps)", "(np.sqrt(v) + eps)", program="layer_norm")
mutant(
    "forgets that a row's variance depends on x",
    "g - g.mean(axis=1, keepdims=True) - x_hat * (g * x_hat).mean(axis=1, keepdims=True)",
    "g - g.mean(axis=1, keepdims=True)",
    program="layer_norm",
)
mutant(
    "divides by the unbiased variance of a row",
    "x.var(axis=1, keepdims=True)",
    "x.var(axis=1, ddof=1, keepdims=True)",
    program="layer_norm",
)
mutant("takes dγ from x", "(dout * x_hat).sum(axis=0)", "(dout * x).sum(axis=0)", program="layer_norm")
