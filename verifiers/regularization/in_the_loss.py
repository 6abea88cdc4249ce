"""Penalties that stand in the loss: an L1 term makes no zeros, and an L2 term adds to weight decay."""

import numpy as np
import torch

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
    at_least,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.adam import Adam
from ..programs.l1_steps import subgradient_step
from ..programs.lasso import lasso
from .common import Array, Planted, check_planted, planted, require, sample_checks

ROWS, COLUMNS, USEFUL = 60, 16, 5


def by_sgd(data: Planted, lam: float, lr: float, steps: int) -> Array:
    """The path of full-batch gradient descent on ½‖y - Xw‖² + λ‖w‖₁ with the subgradient, (steps + 1, d)."""
    w, path = np.zeros(data.x.shape[1]), [np.zeros(data.x.shape[1])]
    for _ in range(steps):
        w = subgradient_step(w, data.x.T @ (data.x @ w - data.y), lr, lam)
        path.append(w)
    return np.array(path)


def by_adam(data: Planted, lam: float, lr: float, steps: int) -> Array:
    """The same by Adam."""
    adam, w, path = Adam(lr=lr), np.zeros(data.x.shape[1]), [np.zeros(data.x.shape[1])]
    for _ in range(steps):
        w = adam.step(w, data.x.T @ (data.x @ w - data.y) + lam * np.sign(w))
        path.append(w)
    return np.array(path)


def by_torch(data: Planted, lam: float, optimizer: type[torch.optim.Optimizer], lr: float, steps: int) -> Array:
    """The same by an optimizer of torch, with autograd."""
    x, y = torch.from_numpy(data.x), torch.from_numpy(data.y)
    w = torch.zeros(x.shape[1], dtype=torch.float64, requires_grad=True)
    steps_of, path = optimizer([w], lr=lr), [np.zeros(len(w))]  # type: ignore[call-arg]  # each class takes a rate
    for _ in range(steps):
        steps_of.zero_grad()
        (((y - x @ w) ** 2).sum() / 2 + lam * w.abs().sum()).backward()
        steps_of.step()
        path.append(w.detach().numpy().copy())
    return np.array(path)


@claim(
    en="Training with an L1 term in the loss makes weights exactly zero, with plain gradient descent as with Adam.",
    ko="손실에 L1 항을 더해 학습하면 경사 하강법에서도 Adam에서도 가중치가 정확히 0이 된다.",
    short="An L1 term in the loss",
    seconds=0.5,
    expects="refuted",
    literature="Duchi & Singer 2009; Parikh & Boyd 2014",
)
def penalty_in_the_loss(share: float = 0.1, noise: float = 0.5, correlation: float = 0.3, seed: int = 0) -> Evidence:
    check_planted(noise, correlation, share)
    data, steps = planted(ROWS, COLUMNS, USEFUL, noise, correlation, seed), 2000
    lam, lr, adam_lr = share * data.strongest, 0.3 / float(np.linalg.norm(data.x, 2)) ** 2, 0.01
    sgd, adam = by_sgd(data, lam, lr, steps), by_adam(data, lam, adam_lr, steps)
    best = lasso(data.x, data.y, lam, 1000)
    late, jump = sgd[-60:], lr * (lam + float(np.max(abs(data.x.T @ (data.x @ sgd[-60:].T - data.y[:, None])))))
    dead = int(np.flatnonzero(best == 0)[0])
    start = steps - 60
    farthest = start + int(np.argmax(abs(sgd[start:, dead])))
    shown = list(range(start, steps + 1))
    sgd_torch = by_torch(data, lam, torch.optim.SGD, lr, 20)
    adam_torch = by_torch(data, lam, torch.optim.Adam, adam_lr, 20)
    zeros = at_least(1, because="one weight at least, of those whose best value is 0")
    return Evidence(
        finding=Finding(
            "After {steps} steps no weight is 0: one that should be still hops to {hop:.2g}, where ηλ is {jump:.2g}",
            hop="weight that should be 0 after its farthest late step",
        ),
        caption="The last 60 steps of a weight whose best value is 0, with the penalty in the loss. Only the proximal "
        "step has it on 0.",
        fields={"steps": steps, "jump": lr * lam},
        measurements=[
            Measurement("exact zeros with plain gradient descent", int(np.count_nonzero(sgd[-1] == 0)), zeros),
            Measurement("exact zeros with Adam", int(np.count_nonzero(adam[-1] == 0)), zeros),
            Measurement(
                "weight that should be 0 after its farthest late step",
                float(sgd[farthest, dead]),
                within(0, 0.1 * lr * lam, because="near 0 by a tenth of ηλ, if the penalty held it there"),
            ),
            *sample_checks(data, noise, correlation),
        ],
        controls=[
            Control(
                "longest late step over the longest that a slope and the penalty make together",
                float(np.max(abs(np.diff(late, axis=0)))) / jump,
                at_most(1),
                must="hold",
            ),
            Control(
                "steps that crossed 0 among the late ones of the weight that should be 0",
                int(np.count_nonzero(np.diff(np.sign(late[:, dead])))),
                at_least(2),
                must="hold",
            ),
            Control(
                "distance of the last place from the proximal step's over the largest weight",
                float(max(np.max(abs(one[-1] - best)) for one in (sgd, adam)) / np.max(abs(best))),
                at_most(0.1),
                must="hold",
            ),
            Control("exact zeros of the lasso by proximal steps", int(np.count_nonzero(best == 0)), zeros, must="hold"),
            Control(
                "distance of gradient descent from torch's SGD over 20 steps",
                relative_error(sgd[:21], sgd_torch),
                at_most(1e-11),
                must="hold",
            ),
            Control(
                "distance of Adam from torch's over 20 steps",
                relative_error(adam[:21], adam_torch),
                at_most(1e-11),
                must="hold",
            ),
        ],
        curves=[
            Curve("gradient descent", list(sgd[start:, dead]), x=shown, role="subject"),
            Curve("Adam", list(adam[start:, dead]), x=shown),
            Curve("proximal step", [0.0, 0.0], x=[shown[0], shown[-1]], role="reference"),
        ],
        axes=Axes(
            x="step",
            y="weight",
            marks=[Mark(of="weight that should be 0 after its farthest late step", x=farthest, text="{value:.2g}")],
        ),
    )


def shrinking(decay: float, in_loss: float, lr: float, steps: int) -> Array:
    """By what a weight and a bias are multiplied at each step of SGD without a gradient of the data, (steps, 2).

    decay    weight_decay of the optimizer
    in_loss  λ of a term ½λΣp² over all parameters in the loss
    """
    net = torch.nn.Linear(1, 1, dtype=torch.float64)
    optimizer, path = torch.optim.SGD(net.parameters(), lr=lr, weight_decay=decay), []
    with torch.no_grad():
        net.weight.fill_(1.0)
        net.bias.fill_(-2.0)
    for _ in range(steps + 1):
        path.append([net.weight.item(), net.bias.item()])
        optimizer.zero_grad()
        silent = 0 * net(torch.ones(1, 1, dtype=torch.float64)).sum()
        (silent + in_loss / 2 * sum((p**2).sum() for p in net.parameters())).backward()
        optimizer.step()
    places = np.array(path)
    ratios: Array = places[1:] / places[:-1]
    return ratios


def farthest(factors: Array, expected: float) -> float:
    """The factor that is farthest from what is expected of all."""
    return float(factors.ravel()[np.argmax(abs(factors - expected))])


@claim(
    en="weight_decay=λ of SGD and a term ½λΣp² in the loss add up: without a gradient of the data each step multiplies "
    "weights and biases by 1 - 2ηλ, where either of them alone would by 1 - ηλ.",
    ko="SGD의 weight_decay=λ와 손실의 ½λΣp² 항은 더해진다. 데이터의 기울기가 없을 때 스텝마다 가중치와 편향에 1 - "
    "2ηλ가 곱해진다. 하나만 쓰면 1 - ηλ이다.",
    short="Weight decay and a penalty together",
    seconds=0.2,
    literature="Loshchilov & Hutter 2019",
)
def decay_twice(lr: float = 0.1, lam: float = 0.01) -> Evidence:
    require(
        1e-4 <= lr * lam <= 0.2 and lr > 0,
        en=f"ηλ = {lr * lam:g}: from 0.0001 to 0.2 a step shrinks visibly and crosses no zero",
        ko=f"ηλ = {lr * lam:g}: 0.0001에서 0.2 사이여야 한 스텝의 감소가 보이고 0을 넘지 않는다",
    )
    steps = 200
    both, by_decay, by_loss = (shrinking(*case, lr, steps) for case in ((lam, lam), (lam, 0.0), (0.0, lam)))
    without = shrinking(0.0, 0.0, lr, steps)
    grid, left_alone = list(range(1, steps + 1)), float(np.prod(by_decay[:, 0]))
    once = within(1 - lr * lam, 1e-12, because="the gradient of ½λp² is λp, wherever it is added")
    return Evidence(
        finding=Finding(
            "With both, {left:.3g} of a weight is left after {steps} steps; with weight_decay alone {once:.3g}",
            left="share of a weight that is left with both",
            once="share of a weight that is left with weight_decay alone",
        ),
        caption="How much of a weight is left over the steps of SGD when the data give no gradient.",
        fields={"steps": steps},
        measurements=[
            Measurement(
                "share of a weight that is left with both",
                float(np.prod(both[:, 0])),
                within((1 - 2 * lr * lam) ** steps, 1e-12, because="(1 - 2ηλ) at each step; rounding"),
            ),
            Measurement(
                "factor of a step of the bias with both",
                farthest(both[:, 1], 1 - 2 * lr * lam),
                within(1 - 2 * lr * lam, 1e-12, because="the sum and the optimizer both take all parameters"),
            ),
            Measurement("factor of a step with weight_decay alone", farthest(by_decay, 1 - lr * lam), once),
            Measurement("factor of a step with the term in the loss alone", farthest(by_loss, 1 - lr * lam), once),
            Measurement(
                "factor of a step with neither",
                farthest(without, 1),
                within(1, 0, because="no gradient, no step"),
                check=True,
            ),
            Measurement(
                "steps of a weight and a bias in each run",
                sum(run.size for run in (both, by_decay, by_loss, without)) / 8,
                within(steps, 0, because="as many as asked"),
                check=True,
            ),
            check_controls(left_alone - (1 - lr * lam) ** steps),
        ],
        controls=[
            Control(
                "share of a weight that is left with weight_decay alone",
                left_alone,
                within((1 - 2 * lr * lam) ** steps, 1e-12),
            ),
        ],
        curves=[
            Curve("both", list(np.cumprod(both[:, 0])), x=grid, role="subject"),
            Curve("weight_decay alone", list(np.cumprod(by_decay[:, 0])), x=grid, role="reference"),
        ],
        axes=Axes(
            x="step",
            y="share of the weight",
            marks=[
                Mark(of="share of a weight that is left with both", x=steps),
                Mark(of="share of a weight that is left with weight_decay alone", x=steps),
            ],
        ),
    )


mutant("leaves the penalty out of Adam's gradient", "+ lam * np.sign(w))", "+ 0 * np.sign(w))")
mutant("hands the optimizer no weight decay", "weight_decay=decay", "weight_decay=0.0")
mutant("forgets that the penalty in the loss is halved", "in_loss / 2 * sum", "in_loss * sum")
