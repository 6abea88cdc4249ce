"""Which data and which rule are two questions: what the batch size decides, and what it leaves to the rule."""

import numpy as np
import torch
from numpy.typing import NDArray

from quizdl.lab.checks import NOT_ODD, check_controls
from quizdl.lab.descent import Array
from quizdl.lab.samples import oddity_of_integers
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
    progress,
    within,
)

from ..programs.small_network import backward, cross_entropy
from .common import RULES, SGD, TORCHS, Rule, apart, require
from .digits import digits, network, torch_loss

Numbers = NDArray[np.int64]
GENTLE = {"SGD": 0.02, "momentum": 0.003, "RMSprop": 0.0005, "Adam": 0.001, "AdamW": 0.001}  # rates that lower any loss


def train(rule: Rule, theta: Array, x: Array, y: Array, batches: Numbers) -> Array:
    """Every θ on the way, shape (steps + 1, P), by a step on each batch of images, their numbers in (steps, B)."""
    places = [theta]
    for chosen in batches:
        theta = rule.step(theta.copy(), backward(theta, x[chosen], y[chosen]))
        places.append(theta)
    return np.array(places)


def torch_train(name: str, theta: Array, x: Array, y: Array, batches: Numbers, reduction: str = "mean") -> Array:
    """The same by torch: its network, its loss over the batch, its optimizer."""
    flat = torch.tensor(theta, requires_grad=True)
    optimizer = TORCHS[name]([flat], lr=GENTLE[name])
    places = [theta]
    for chosen in batches:
        (flat.grad,) = torch.autograd.grad(torch_loss(flat, x[chosen], y[chosen], reduction), flat)
        optimizer.step()
        places.append(flat.detach().numpy().copy())
    return np.array(places)


@claim(
    en="Batch size and update rule are independent choices: every pair of them trains. A rule sees the gradient alone, "
    "so a batch that holds one image B times, its loss averaged, moves the weights as that one image does.",
    ko="배치 크기와 업데이트 규칙은 서로 독립된 선택이고 어떤 조합이든 학습된다. 규칙은 기울기만 보므로, 같은 "
    "이미지를 B번 담아 손실을 평균한 배치는 그 이미지 하나와 똑같이 가중치를 움직인다.",
    short="Any batch size with any rule",
    seconds=4.0,
    literature="Bottou, Curtis & Nocedal 2018",
)
def batch_and_rule_are_independent(batch: int = 64, steps: int = 200, seed: int = 0) -> Evidence:
    require(steps=steps)
    if not 2 <= batch <= 10_000:
        raise Undecided(
            en=f"batch = {batch}: a batch that could differ from one image holds at least two, here up to 10 000",
            ko=f"batch = {batch}: 이미지 하나와 다를 수 있으려면 배치에 이미지가 두 장은 있어야 하고, 여기서는 "
            "10,000장까지이다",
        )
    draw = np.random.default_rng(seed)
    (x, y), theta = digits(draw), network(draw, 1)[0]
    sizes = [1, 16, 128, len(x)]
    before = float(cross_entropy(theta, x, y))
    after, by_torch = {name: np.zeros(4) for name in RULES}, {name: np.zeros(4) for name in RULES}
    far, left_out, twice, taken = [], 0, 0, 0
    for k, size in enumerate(progress(sizes)):
        batches = np.array([draw.permutation(len(x))[:size] for _ in range(steps)])
        left_out += len(x) - len(np.unique(batches)) if size * steps > 20 * len(x) else 0
        twice += sum(size - len(np.unique(chosen)) for chosen in batches)
        for name, rule in RULES.items():
            path = train(rule(GENTLE[name]), theta, x, y, batches)
            taken += len(path) - 1
            after[name][k] = cross_entropy(path[-1], x, y)
            by_torch[name][k] = torch_loss(torch.tensor(path[-1]), x, y).item()
            far.append(apart(path[: min(steps, 10) + 1], torch_train(name, theta, x, y, batches[:10])))
    losses = np.array([*after.values()])
    worst = int(losses.max(axis=0).argmax())
    one, drawn = draw.integers(len(x), size=30), draw.integers(len(x), size=(30, batch))

    def from_one(name: str, rows: Numbers, reduction: str = "mean") -> float:
        """How far torch gets on these images from where our rule gets on single ones."""
        alone = train(RULES[name](GENTLE[name]), theta, x, y, one[:, None])
        return apart(torch_train(name, theta, x, y, rows, reduction), alone)

    copies = np.repeat(one[:, None], batch, axis=1)
    of_copies = [from_one(name, copies) for name in RULES]
    of_others, of_sums = from_one("SGD", drawn), from_one("SGD", copies, "sum")
    by_us = [
        apart(train(SGD(rate), theta, x, y, rows), train(SGD(GENTLE["SGD"]), theta, x, y, one[:, None]))
        for rate, rows in ((GENTLE["SGD"], drawn), (batch * GENTLE["SGD"], one[:, None]))
    ]
    equal = at_most(1e-9, because="a mean of B equal gradients rounds by about B·1e-16, which 30 steps amplify")
    return Evidence(
        finding=Finding(
            "The highest loss of twenty pairs of batch size and rule is {highest:.3g} after {steps} steps, from "
            "{before:.3g} at the start",
            highest="highest loss of all pairs",
        ),
        caption="Loss on 600 images after training, over the batch size, for each rule at one gentle rate of its own.",
        fields={"steps": steps, "before": before},
        measurements=[
            Measurement("highest loss of all pairs", losses.max(), at_most(before, because="the loss before training")),
            Measurement(
                "pairs of batch size and rule that lower the loss",
                int((losses < before).sum()),
                within(20, 0, because="four batch sizes and five rules: the full grid"),
            ),
            Measurement("{batch} copies by torch from one image by us", max(of_copies), equal, fields={"batch": batch}),
            Measurement(
                "largest distance of a first or last loss from torch's at the same weights",
                max(
                    abs(before - torch_loss(torch.tensor(theta), x, y).item()),
                    *(apart(after[name], by_torch[name]) for name in RULES),
                ),
                at_most(1e-12, because="means of 600 numbers below 100; rounding"),
                check=True,
            ),
            check_controls(of_others / by_us[0] - 1, of_sums / by_us[1] - 1, most=1e-6),
            Measurement(
                "how odd the images look that are copied and those beside them",
                max(oddity_of_integers(rows, len(x)) for rows in (one, np.column_stack([one, drawn]))),
                NOT_ODD,
                check=True,
            ),
            Measurement(
                "steps of all pairs", taken, within(20 * steps, 0, because="twenty pairs; a count"), check=True
            ),
            Measurement(
                "images that a batch holds a second time",
                twice,
                at_most(0, because="each batch is the beginning of an order of all images"),
                check=True,
            ),
            Measurement(
                "images that no batch of a large size holds",
                left_out,
                at_most(0, because="of twenty passes and more a random order leaves none out"),
                check=True,
            ),
            Measurement(
                "largest distance of a pair's first ten steps from torch",
                max(far),
                at_most(1e-9, because="sums of up to 600 terms round by 1e-14, which ten steps amplify"),
                check=True,
            ),
        ],
        controls=[
            Control(
                "{batch} other images from one by torch",
                of_others,
                equal,
                fields={"batch": batch},
            ),
            Control(
                "{batch} copies with their losses summed from one image by torch",
                of_sums,
                equal,
                fields={"batch": batch},
            ),
        ],
        curves=[
            Curve("SGD", list(after["SGD"]), x=sizes, role="subject"),
            Curve("momentum", list(after["momentum"]), x=sizes, role="subject"),
            Curve("RMSprop", list(after["RMSprop"]), x=sizes, role="subject"),
            Curve("Adam", list(after["Adam"]), x=sizes, role="subject"),
            Curve("AdamW", list(after["AdamW"]), x=sizes, role="subject"),
            Curve("before training", [before] * 4, x=sizes, role="bound"),
        ],
        axes=Axes(
            x="batch size B",
            y="loss",
            log_x=True,
            marks=[Mark(of="highest loss of all pairs", x=sizes[worst], text="{value:.3g}")],
        ),
    )


mutant(
    "trains on the first half of the images",
    "draw.permutation(len(x))[:size] for _ in range(steps)])\n        left_out",
    "draw.permutation(len(x) // 2)[:size] for _ in range(steps)])\n        left_out",
)
mutant("copies images of the first thirty alone", "draw.integers(len(x), size=30)", "draw.integers(30, size=30)")
