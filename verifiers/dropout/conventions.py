"""Two conventions of dropout: 1/q in training (today's code) or q at test time (the paper)."""

import numpy as np
import torch

from quizdl.lab.checks import check_draws
from quizdl.lab.samples import oddity_of_uniform
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

from ..programs.dropout import Dropout
from ..programs.dropout_2014 import Dropout2014
from .common import Array, Given, oddity_of_masks, oddity_of_normals, require

EXAMPLES, UNITS = 250, 6


class Path:
    """Gradient descent on a linear layer behind dropout, on the mean of half the squared error."""

    def __init__(self, layer: Dropout | Dropout2014, w: Array, h: Array, y: Array) -> None:
        self.layer, self.w, self.bias, self.h, self.y = layer, w, 0.0, h, y
        self.masks: list[Array] = []

    def step(self, lr: float, lr_bias: float, draws: Array) -> None:
        """One step with the mask that these draws give."""
        dropped = self.layer.forward(self.h.copy(), True, Given(draws))
        self.masks.append(dropped != 0)
        error = (dropped @ self.w + self.bias - self.y) / len(self.y)
        self.w = self.w - lr * dropped.T @ error
        self.bias -= lr_bias * float(error.sum())

    def predictions(self) -> Array:
        """The outputs in eval mode."""
        outputs: Array = self.layer.forward(self.h.copy(), False, np.random.default_rng(0)) @ self.w + self.bias
        return outputs


def by_torch(path: Path, start: Array, lr: float, q: float) -> Array:
    """Weights by autograd from the start with the masks of a path, without a scale in training; then their outputs."""
    w, bias = (torch.tensor(part, dtype=torch.float64, requires_grad=True) for part in (start, 0.0))
    h, y = torch.tensor(path.h), torch.tensor(path.y)
    for mask in path.masks:
        loss = (((h * torch.tensor(mask)) @ w + bias - y) ** 2).mean() / 2
        slopes = torch.autograd.grad(loss, (w, bias))
        with torch.no_grad():
            w -= lr * slopes[0]
            bias -= lr * slopes[1]
    return torch.cat([w, q * h @ w + bias]).detach().numpy()


@claim(
    en="Dividing by q in training and multiplying by q at test time give the same networks, with weights W = qV behind "
    "the mask, but not the same descent: W follows V exactly with the step q²η, its bias with η; with equal steps the "
    "two part.",
    ko="학습 때 q로 나누는 방식과 평가 때 q를 곱하는 방식은 마스크 뒤의 가중치를 W = qV로 두면 같은 망이다. 그러나 "
    "경사 하강법의 경로는 같지 않다. W의 학습률을 q²η, 편향의 학습률을 η로 두면 W가 V를 정확히 따라가고, 학습률이 "
    "같으면 둘은 갈라진다.",
    short="Two conventions of dropout",
    seconds=0.2,
    literature="Srivastava 2014 sec. 4 and 10",
)
def two_conventions(p: float = 0.3, lr: float = 0.1, steps: int = 50, seed: int = 0) -> Evidence:
    require(p)
    if not (0.001 <= lr <= 0.2 and 5 <= steps <= 500):
        raise Undecided(
            en=f"lr = {lr:g}, {steps} steps: 0.001 to 0.2 and 5 to 500 keep the path stable and long enough",
            ko=f"lr = {lr:g}, {steps}스텝: 경로가 안정적이고 충분히 길려면 0.001~0.2와 5~500이어야 한다",
        )
    q, rng = 1 - p, np.random.default_rng(seed)
    h = rng.uniform(-1, 1, (EXAMPLES, UNITS))
    y, v = np.split(rng.standard_normal(EXAMPLES + UNITS), [EXAMPLES])
    paper = Path(Dropout2014(p), v, h, y)
    scaled, same = (Path(Dropout(p), q * v, h, y) for _ in range(2))
    apart, apart_same = [0.0], [0.0]
    for draws in rng.random((steps, *h.shape)):
        paper.step(lr, lr, draws)
        scaled.step(q * q * lr, lr, draws)
        same.step(lr, lr, draws)
        for path, distances in ((scaled, apart), (same, apart_same)):
            distances.append(float(np.linalg.norm(path.w - q * paper.w) / np.linalg.norm(q * paper.w)))
    at_test = paper.predictions()
    tested, tested_same = (
        float(np.max(abs(path.predictions() - at_test)) / np.max(abs(at_test))) for path in (scaled, same)
    )
    rounding = at_most(1e-11, because="the same steps; rounding of as many steps on numbers of order one")
    return Evidence(
        finding=Finding(
            "With the step q²η today's weights stay at q times the paper's; with the same η they are {same:.2g} away "
            "after {steps} steps",
            same="distance with the same step",
        ),
        caption="Distance of today's weights from q times the paper's, with the same masks, relative to these.",
        fields={"steps": steps},
        measurements=[
            Measurement("largest distance with the step q²η", max(apart), rounding),
            Measurement(
                "largest distance of predictions in eval mode with the step q²η",
                tested,
                rounding,
            ),
            Measurement(
                "distance of the biases with the step q²η",
                abs(scaled.bias - paper.bias),
                at_most(1e-11, because="the outputs are the same, and so are their slopes; rounding"),
            ),
            Measurement(
                "largest distance of the paper's weights and outputs from those of autograd",
                float(np.max(abs(np.append(paper.w, at_test) - by_torch(paper, v, lr, q)))),
                rounding,
                check=True,
            ),
            check_draws(
                oddity_of_masks(np.array(paper.masks), p),
                oddity_of_uniform(h, -1, 1),
                oddity_of_normals(np.append(y, v)),
            ),
            Measurement(
                "numbers that are dropped in one network and kept in another",
                sum(int(np.sum(np.array(path.masks) != np.array(paper.masks))) for path in (scaled, same)),
                within(0, 0, because="the same draws for all three"),
                check=True,
            ),
        ],
        controls=[
            Control("distance with the same step", apart_same[-1], at_most(1e-11)),
            Control(
                "distance of predictions in eval mode with the same step",
                tested_same,
                at_most(1e-11),
            ),
        ],
        curves=[
            Curve("step q²η", apart, role="subject"),
            Curve("step η", apart_same, role="reference"),
        ],
        axes=Axes(
            x="step",
            y="distance from q times the paper's",
            marks=[Mark(of="distance with the same step", x=steps, text="{value:.2g}")],
        ),
    )


mutant(
    "leaves the weights of the test pass unscaled",
    "self.factors = 1 - self.p",
    "self.factors = 1.0",
    program="dropout_2014",
)
mutant("divides by 1-p in the paper's training as well", ".astype(float)", "/ (1 - self.p)", program="dropout_2014")
mutant("gives the bias the step of the weights", "self.bias -= lr_bias *", "self.bias -= lr *")
