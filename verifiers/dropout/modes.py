"""What turns dropout off in torch: eval(), and neither no_grad() nor, for the function, eval()."""

import numpy as np
import torch
from torch.nn import functional

from quizdl.lab.checks import check_draws
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
    claim,
    mutant,
    within,
)

from .common import require

INPUTS = 10


class Net(torch.nn.Module):
    """Two layers with dropout between: as a module, or as a function that is told the mode or not."""

    def __init__(self, units: int, p: float, kind: str = "module") -> None:
        super().__init__()
        self.first, self.last = torch.nn.Linear(INPUTS, units), torch.nn.Linear(units, 1)
        self.dropout, self.p, self.kind = torch.nn.Dropout(p), p, kind

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = torch.tanh(self.first(x))  # which is nowhere 0, so that dropping a unit shows
        if self.kind == "module":
            h = self.dropout(h)
        elif self.kind == "function":
            h = functional.dropout(h, self.p)
        else:
            h = functional.dropout(h, self.p, self.training)
        out: torch.Tensor = self.last(h)
        return out


def share_that_differs(net: Net, x: torch.Tensor) -> float:
    """Of the rows, those whose outputs of two calls in a row differ in any bit."""
    return float((net(x) != net(x)).double().mean())


def check(p: float, units: int, rows: int) -> None:
    """Raise Undecided where two masks of a row are the same too often."""
    require(p, most=0.8)
    if not (2 <= rows <= 1000 and units <= 500 and rows * (p**2 + (1 - p) ** 2) ** units <= 1e-6):
        raise Undecided(
            en=f"p = {p:g}, {units} units, {rows} rows: two masks of a row must hardly ever be the same",
            ko=f"p = {p:g}, 유닛 {units}개, 행 {rows}개: 한 행의 두 마스크가 같아지는 일이 거의 없어야 한다",
        )


@claim(
    en="torch.no_grad() turns dropout off.",
    ko="torch.no_grad()를 쓰면 드롭아웃이 꺼진다.",
    short="no_grad and dropout",
    seconds=0.2,
    expects="refuted",
    literature="documentation of torch",
)
def modes(p: float = 0.5, units: int = 50, rows: int = 64, seed: int = 0) -> Evidence:
    check(p, units, rows)
    torch.manual_seed(seed)
    x = torch.randn(rows, INPUTS)
    net, off = Net(units, p), Net(units, 0.0)
    recorded = share_that_differs(net, x)
    with torch.no_grad():
        no_grad, p_zero = share_that_differs(net, x), share_that_differs(off, x)
    net.eval()
    evaluated = share_that_differs(net, x)
    return Evidence(
        finding=Finding(
            "Of the rows, {no_grad:.0%} come out differently in two calls under no_grad, in eval mode {evaluated:.0%}",
            no_grad="share of rows that differ in two calls under no_grad",
            evaluated="share of rows that differ in two calls in eval mode",
        ),
        caption="Share of rows whose outputs differ in two calls: 1 in train mode under no_grad, 2 in eval mode, 3 in "
        "train mode with p = 0.",
        measurements=[
            Measurement(
                "share of rows that differ in two calls under no_grad",
                no_grad,
                within(0, 0, because="with dropout off a network gives the same bits"),
            ),
            check_draws(oddity_of_normal(np.broadcast_to(x.numpy(), (rows, INPUTS)))),
        ],
        controls=[
            Control("share of rows that differ in two calls in eval mode", evaluated, within(0, 0), must="hold"),
            Control("share of rows that differ in two calls with p = 0", p_zero, within(0, 0), must="hold"),
            Control(
                "share of rows that differ in two calls under no_grad less that without",
                no_grad - recorded,
                within(0, 0),
                must="hold",
            ),
        ],
        curves=[Curve("rows", [no_grad, evaluated, p_zero], x=[1, 2, 3], points=True, role="subject")],
        axes=Axes(
            x="setting",
            y="share of rows",
            marks=[
                Mark(of="share of rows that differ in two calls under no_grad", x=1, text="{value:.0%}"),
                Mark(of="share of rows that differ in two calls in eval mode", x=2, text="{value:.0%}"),
            ],
        ),
    )


@claim(
    en="eval() turns nn.Dropout off, and gradients are still recorded. F.dropout(h, p) knows no mode: it goes on "
    "dropping, unless self.training is handed over.",
    ko="eval()은 nn.Dropout을 끄지만 기울기는 그대로 기록된다. F.dropout(h, p)은 모드를 모르므로 self.training을 "
    "넘기지 않으면 계속 드롭한다.",
    short="Who hears eval()",
    seconds=0.2,
    literature="documentation of torch",
)
def functional_mode(p: float = 0.5, units: int = 50, rows: int = 64, seed: int = 0) -> Evidence:
    check(p, units, rows)
    torch.manual_seed(seed)
    x = torch.randn(rows, INPUTS)
    nets = {kind: Net(units, p, kind) for kind in ("module", "function", "told")}
    in_training = share_that_differs(nets["module"], x)
    for net in nets.values():
        net.eval()
    module, function, told = (share_that_differs(net, x) for net in nets.values())
    nets["module"](x).sum().backward()
    empty = sum(parameter.grad is None for parameter in nets["module"].parameters())
    off = within(0, 0, because="with dropout off a network gives the same bits")
    return Evidence(
        finding=Finding(
            "In eval mode {function:.0%} of the rows come out differently in two calls with F.dropout(h, p), with "
            "nn.Dropout {module:.0%}",
            function="share of rows that differ with F.dropout alone",
            module="share of rows that differ with nn.Dropout",
        ),
        caption="Share of rows whose outputs differ in two calls: 1 nn.Dropout in train mode; in eval mode 2 "
        "F.dropout(h, p), 3 nn.Dropout, 4 F.dropout(h, p, self.training).",
        measurements=[
            Measurement(
                "share of rows that differ with F.dropout alone",
                function,
                within(1, 0, because="training=True by default; two masks are the same once in a million runs"),
            ),
            Measurement("share of rows that differ with nn.Dropout", module, off),
            Measurement("share of rows that differ with F.dropout that is told the mode", told, off),
            Measurement(
                "parameters without a gradient after a backward pass in eval mode",
                empty,
                within(0, 0, because="eval mode does not stop the recording of gradients"),
            ),
            check_draws(oddity_of_normal(np.broadcast_to(x.numpy(), (rows, INPUTS)))),
        ],
        controls=[Control("share of rows that differ with nn.Dropout in train mode", in_training, within(0, 0))],
        curves=[
            Curve("rows", [in_training, function, module, told], x=[1, 2, 3, 4], points=True, role="subject"),
        ],
        axes=Axes(
            x="setting",
            y="share of rows",
            marks=[
                Mark(of="share of rows that differ with F.dropout alone", x=2, text="{value:.0%}"),
                Mark(of="share of rows that differ with nn.Dropout", x=3, text="{value:.0%}"),
            ],
        ),
    )


mutant("tells the function the mode", "functional.dropout(h, self.p)", "functional.dropout(h, self.p, self.training)")
mutant("forgets to switch to eval mode", "net.eval()\n    module", "net.train()\n    module")
mutant(
    "switches to eval mode before no_grad",
    "    with torch.no_grad():\n        no_grad",
    "    net.eval()\n    with torch.no_grad():\n        no_grad",
)
