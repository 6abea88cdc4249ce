"""What turns dropout off in torch: eval(), and neither no_grad() nor, for the function, eval()."""

import numpy as np
import torch
from torch.nn import functional

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

from .common import Array, require

INPUTS = 10


class Net(torch.nn.Module):
    """Two layers with dropout between, by the module that knows the mode, or by the function that is not told it."""

    def __init__(self, units: int, p: float, by_function: bool = False) -> None:
        super().__init__()
        self.first, self.last = torch.nn.Linear(INPUTS, units), torch.nn.Linear(units, 1)
        self.dropout, self.p, self.by_function = torch.nn.Dropout(p), p, by_function

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = torch.tanh(self.first(x))  # which is nowhere 0, so that dropping a unit shows
        h = functional.dropout(h, self.p) if self.by_function else self.dropout(h)
        out: torch.Tensor = self.last(h)
        return out


def share_that_differs(net: Net, x: torch.Tensor) -> float:
    """Of the rows, those whose outputs of two calls in a row differ in any bit."""
    return float((net(x) != net(x)).double().mean())


def calls(net: Net, x: torch.Tensor) -> Array:
    """The output for the first row in twenty calls."""
    return np.array([net(x[:1]).item() for _ in range(20)])


@claim(
    en="torch.no_grad() turns dropout off.",
    ko="torch.no_grad()를 쓰면 드롭아웃이 꺼진다.",
    short="no_grad and dropout",
    seconds=0.3,
    expects="refuted",
    literature="documentation of torch",
)
def modes(p: float = 0.5, units: int = 50, rows: int = 64, seed: int = 0) -> Evidence:
    require(p, most=0.8)
    if not (30 <= units <= 500 and 2 <= rows <= 1000):
        raise Undecided(
            en="30 to 500 units and 2 to 1000 rows: two masks of fewer units are the same too often",
            ko="유닛은 30~500개, 행은 2~1000개여야 한다. 유닛이 적으면 두 마스크가 같아지는 일이 잦다",
        )
    torch.manual_seed(seed)
    x = torch.randn(rows, INPUTS)
    net, off, function = Net(units, p), Net(units, 0.0), Net(units, p, by_function=True)
    with torch.no_grad():
        no_grad, p_zero, in_no_grad = share_that_differs(net, x), share_that_differs(off, x), calls(net, x)
    for each in (net, function):
        each.eval()
    evaluated, by_function = share_that_differs(net, x), share_that_differs(function, x)
    in_eval = calls(net, x)
    net(x).sum().backward()
    empty = sum(parameter.grad is None for parameter in net.parameters())
    same = (p**2 + (1 - p) ** 2) ** units
    return Evidence(
        finding=Finding(
            "Under no_grad {no_grad:.3g} of the rows come out differently in two calls, in eval mode {evaluated:.3g}",
            no_grad="share of rows that differ in two calls under no_grad",
            evaluated="share of rows that differ in two calls in eval mode",
        ),
        caption="Rows whose outputs differ between two calls: 1 in train mode under no_grad, 2 in eval mode with "
        "nn.Dropout, 3 in eval mode with F.dropout(h, p), which is not told the mode, 4 with p = 0.",
        measurements=[
            Measurement(
                "share of rows that differ in two calls under no_grad",
                no_grad,
                within(0, 0, because="with dropout off a network gives the same bits"),
            ),
            Measurement(
                "parameters without a gradient after a backward pass in eval mode",
                empty,
                within(0, 0, because="eval mode does not stop the recording of gradients"),
            ),
            Measurement(
                "probability that two masks of a row are the same",
                same,
                at_most(1e-6, because="(p² + q²) to the power of the units, so that a draw hardly ever decides"),
                check=True,
            ),
        ],
        controls=[
            Control(
                "share of rows that differ in two calls in eval mode",
                evaluated,
                within(0, 0),
                must="hold",
            ),
            Control("share of rows that differ in two calls with p = 0", p_zero, within(0, 0), must="hold"),
            Control("spread of twenty outputs in eval mode", float(np.ptp(in_eval)), within(0, 0), must="hold"),
            Control("spread of twenty outputs under no_grad", float(np.ptp(in_no_grad)), within(0, 0)),
            Control(
                "share of rows that differ in two calls in eval mode with the function",
                by_function,
                within(0, 0),
            ),
        ],
        curves=[
            Curve(
                "rows that differ",
                [no_grad, evaluated, by_function, p_zero],
                x=[1, 2, 3, 4],
                points=True,
                role="subject",
            ),
        ],
        axes=Axes(
            x="setting",
            y="share of rows",
            marks=[
                Mark(of="share of rows that differ in two calls under no_grad", x=1),
                Mark(of="share of rows that differ in two calls in eval mode", x=2),
            ],
        ),
    )


mutant("tells the function the mode", "functional.dropout(h, self.p)", "functional.dropout(h, self.p, self.training)")
mutant(
    "switches to eval mode before no_grad",
    "    with torch.no_grad():\n        no_grad",
    "    net.eval()\n    with torch.no_grad():\n        no_grad",
)
