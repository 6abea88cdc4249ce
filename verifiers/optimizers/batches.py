"""Which data and which rule are two questions: what the batch size decides, and what it leaves to the rule."""

import numpy as np
import torch
from numpy.typing import NDArray

from quizdl.lab.descent import Array, growing_distance
from quizdl.lab.known_answers import least_response
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
    progress,
    within,
)

from ..programs.gradient_descent import descend
from ..programs.small_network import backward, cross_entropy
from .common import FLOOR, RULES, TORCHS, Rule, apart, require
from .digits import digits, minibatch_gradient, network, torch_gradient, torch_loss

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
    far, left_out, twice = [], 0, 0
    for k, size in enumerate(progress(sizes)):
        batches = np.array([draw.permutation(len(x))[:size] for _ in range(steps)])
        left_out += len(x) - len(np.unique(batches)) if size * steps > 20 * len(x) else 0
        twice += sum(size - len(np.unique(chosen)) for chosen in batches)
        for name, rule in RULES.items():
            path = train(rule(GENTLE[name]), theta, x, y, batches)
            after[name][k] = cross_entropy(path[-1], x, y)
            by_torch[name][k] = torch_loss(torch.tensor(path[-1]), x, y).item()
            far.append(apart(path[: min(steps, 10) + 1], torch_train(name, theta, x, y, batches[:10])))
    losses = np.array([*after.values()])
    worst = int(losses.max(axis=0).argmax())
    single, drawn = draw.integers(len(x), size=(30, 1)), draw.integers(len(x), size=(30, batch))
    copies = np.repeat(single, batch, axis=1)
    of_copies = [
        apart(train(rule(GENTLE[name]), theta, x, y, single), torch_train(name, theta, x, y, copies))
        for name, rule in RULES.items()
    ]
    alone = torch_train("SGD", theta, x, y, single)
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
                "largest distance of a last loss from torch's at the last weights",
                max(apart(after[name], by_torch[name]) for name in RULES),
                at_most(1e-12, because="means of 600 numbers below 100; rounding"),
                check=True,
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
                apart(torch_train("SGD", theta, x, y, drawn), alone),
                equal,
                fields={"batch": batch},
            ),
            Control(
                "{batch} copies with their losses summed from one image by torch",
                apart(torch_train("SGD", theta, x, y, copies, "sum"), alone),
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


@claim(
    en="Batch gradient descent, SGD and mini-batch descent are three different update rules.",
    ko="BGD, SGD, 미니배치 경사 하강법은 서로 다른 세 가지 업데이트 규칙이다.",
    short="Batch size taken for a rule",
    seconds=1.0,
    expects="refuted",
    literature="Bottou, Curtis & Nocedal 2018",
)
def batch_size_is_a_rule(draws: int = 2000, seed: int = 0) -> Evidence:
    """Three rules would take three paths: one program, given only the gradient, would be off two of torch's at least.

    The batches themselves must be fair. Of independent draws, draws·|mean step - full step|² is on average the variance
    of one step; its ratio to that variance is near 1 where the mean step is the full one and grows with `draws`
    where it is another.
    """
    if not 100 <= draws <= 100_000:
        raise Undecided(
            en=f"draws = {draws}: a mean step needs hundreds of draws",
            ko=f"draws = {draws}: 평균 스텝을 구하려면 수백 번 뽑아야 한다",
        )
    draw = np.random.default_rng(seed)
    (x, y), theta = digits(draw), network(draw, 1)[0]
    full = torch_gradient(theta, x, y)  # the step of batch gradient descent, up to -η
    steps = 50
    batches = {size: np.array([draw.permutation(len(x))[:size] for _ in range(steps)]) for size in (len(x), 1, 32)}
    far, others, taken = [], [], 0
    for chosen in batches.values():
        theirs = torch_train("SGD", theta, x, y, chosen)
        following = iter(chosen)
        taken += chosen.shape[1]

        def gradient(theta: Array) -> Array:
            rows = next(following)  # noqa: B023  # read within this round
            return backward(theta, x[rows], y[rows])

        far.append(growing_distance(descend(gradient, theta, GENTLE["SGD"], steps), theirs))
        others.append(growing_distance(torch_train("RMSprop", theta, x, y, chosen), theirs))
    unfair = []
    for size in (1, 16, 64):
        gradients = minibatch_gradient(draw, x, y, size)(np.broadcast_to(theta, (draws, 1, theta.size)))[:, 0]
        off = gradients.mean(axis=0) - full
        unfair.append(float(draws * (off**2).sum() / gradients.var(axis=0, ddof=1).sum()))
    other_step = at_least(GENTLE["SGD"] * np.abs(full).max(), because="another rule is off by the longest first step")
    return Evidence(
        finding=Finding(
            "One program gets {far:.2g} away from torch's paths at most on the whole set, on single images and on "
            "batches of 32",
            far="second largest distance from torch's three paths",
        ),
        caption="Largest distance so far of one program, given nothing but the gradient, from torch's three paths. "
        "Another rule on the same batches leaves them at once.",
        measurements=[
            Measurement(
                "second largest distance from torch's three paths", sorted(path[-1] for path in far)[1], other_step
            ),
        ],
        controls=[
            Control(
                "second largest distance of RMSprop from the three paths",
                sorted(path[-1] for path in others)[1],
                other_step,
                must="hold",
            ),
            Control(
                "images in a step of each of the three paths together",
                taken,
                within(len(x) + 1 + 32, 0, because="all images and one and 32"),
                must="hold",
            ),
            Control(
                "least distance where one number of a path is off by 1",
                least_response(growing_distance, (10, 4)),
                within(1, 1e-12, because="whichever number it is, and whether it is above or below"),
                must="hold",
            ),
            Control(
                "images that the whole set leaves out",
                len(x) - len(np.unique(batches[len(x)][0])),
                at_most(0, because="the whole set holds each image"),
                must="hold",
            ),
            Control(
                "largest bias of a mean step at B = 1 or 16 or 64",
                max(unfair),
                at_most(
                    25, because="1 is expected of fair batches; 25 is five sigma even if all noise lay in one direction"
                ),
                must="hold",
            ),
        ],
        curves=[
            Curve("whole set", list(np.maximum(far[0], FLOOR)), role="subject"),
            Curve("single images", list(np.maximum(far[1], FLOOR)), role="subject"),
            Curve("batches of 32", list(np.maximum(far[2], FLOOR)), role="subject"),
            Curve("RMSprop on batches of 32", list(np.maximum(others[2], FLOOR)), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="distance from torch",
            log_y=True,
            marks=[Mark(of="second largest distance from torch's three paths", x=steps, text="{value:.2g}")],
        ),
    )


mutant("takes single images for all three paths", "for chosen in batches.values():", "for chosen in [batches[1]] * 3:")
mutant(
    "trains on the first half of the images",
    "draw.permutation(len(x))[:size] for _ in range(steps)])\n        left_out",
    "draw.permutation(len(x) // 2)[:size] for _ in range(steps)])\n        left_out",
)
