"""The calls of a training step in PyTorch: what goes wrong without each of them, and where gradients are clipped."""

import numpy as np
import torch
from torch.nn.utils import clip_grad_norm_

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

from ..programs import classifier_numpy
from .common import ETA, EXACT, SAME, Learner, change, descend, distance, first_batch, length
from .instruments import checks_of_instruments

MOST = 0.01  # the length to which gradients are clipped


def second_gradient(seed: int, *, zero_grad: bool) -> tuple[float, float, float]:
    """The second .grad with the weights at rest: length over the first's, distances from twice it and from it."""
    learner = Learner(seed)
    learner.learn(1, step=False)
    first = learner.gradient()
    learner.learn(1, zero_grad=zero_grad, step=False)
    second = learner.gradient()
    twice = [2 * gradient for gradient in first]
    return length(second) / length(first), distance(second, twice), distance(second, first)


def clipped_step(seed: int, *, after_backward: bool) -> float:
    """The length of a step, in units of η · 0.01, where the gradient is clipped to 0.01 after backward(), or before."""
    learner = Learner(seed)
    start = learner.weights()
    if after_backward:
        learner.backward()
        clip_grad_norm_(learner.model.parameters(), MOST)
    else:
        clip_grad_norm_(learner.model.parameters(), MOST)
        learner.backward()
    learner.optimizer.step()
    return length(change(learner.weights(), start)) / (MOST * ETA)


@claim(
    en="A training step takes three calls: without optimizer.step() nothing is learned; without zero_grad() gradients "
    "add up, to exactly twice after two calls, and SGD turns into momentum that forgets nothing (β = 1). Gradients are "
    "clipped between backward() and step().",
    ko="학습 한 스텝에는 세 번의 호출이 필요하다. optimizer.step()이 없으면 아무것도 학습되지 않고, zero_grad()가 "
    "없으면 기울기가 쌓여 두 번 호출한 뒤에는 정확히 두 배가 되며, SGD는 아무것도 잊지 않는 모멘텀(β = 1)이 된다. "
    "기울기 클리핑은 backward()와 step() 사이에 한다.",
    short="A training step without one of its calls",
    seconds=0.7,
    literature="Paszke 2019",
)
def three_calls(steps: int = 20, seed: int = 0) -> Evidence:
    if not 2 <= steps <= 40:
        raise Undecided(
            en="two steps tell momentum from none; after many, rounding or an overflow tells nothing",
            ko="모멘텀이 있는지 알려면 두 스텝은 필요하고, 스텝이 많아지면 반올림이나 오버플로 때문에 아무것도 알 수 "
            "없다",
        )
    full, stepless, piled = Learner(seed), Learner(seed), Learner(seed)
    start = full.weights()
    losses = full.learn(steps), stepless.learn(steps, step=False), piled.learn(steps, zero_grad=False)
    falls = [[path[0] - loss for loss in path] for path in losses]
    by_program, rng = [weight.copy() for weight in start], np.random.default_rng([seed, 1])
    for _ in range(steps):
        classifier_numpy.train(by_program, *first_batch(), rng)
    by_hand, never_forgets, forgets = (descend(start, steps, beta) for beta in (0.0, 1.0, 0.9))
    momentum = Learner(seed)
    momentum.optimizer = torch.optim.SGD(momentum.model.parameters(), lr=ETA, momentum=0.9)
    momentum.learn(steps)
    twice, off_twice, off_first = second_gradient(seed, zero_grad=False)
    once, _, _ = second_gradient(seed, zero_grad=True)
    one, other = classifier_numpy.classifier(seed), classifier_numpy.classifier(seed + 1)
    drawn = [[np.sqrt(784 / 2) * w1, np.sqrt(128) * w2.reshape(-1, 128)] for w1, _, w2, _ in (one, other)]
    unit = within(1, 1e-3, because="η · 0.01, less a millionth of the gradient's length in torch's division")
    return Evidence(
        finding=Finding(
            "In {steps} steps the loss falls by {full:.2g} with all three calls, and by {stepless:.2g} without step()",
            full="all three calls: fall of the loss",
            stepless="without step(): fall of the loss",
        ),
        caption="Fall of the loss on the batch since the start. Without zero_grad() the steps add up like those of "
        "momentum that forgets nothing, and overshoot.",
        measurements=[
            Measurement("without step(): fall of the loss", falls[1][-1], SAME),
            Measurement(
                "without zero_grad(): second .grad in units of the first",
                twice,
                within(2, 0, because="the same gradient added once more: doubling does not round"),
            ),
            Measurement("without zero_grad(): distance of the second .grad from twice the first", off_twice, SAME),
            Measurement(
                "without zero_grad(): distance of the second .grad from the first",
                off_first,
                within(1, 1e-15, because="one gradient more: ‖2g - g‖ is the length of g"),
                check=True,
            ),
            Measurement(
                "without zero_grad(): distance from momentum that forgets nothing",
                distance(piled.weights(), never_forgets),
                EXACT,
            ),
            Measurement(
                "momentum that forgets a tenth: distance of torch's from that by hand",
                distance(momentum.weights(), forgets),
                EXACT,
                check=True,
            ),
            Measurement(
                "program by hand: biases that do not start at zero",
                sum(int(np.count_nonzero(bias)) for bias in one[1::2]),
                within(0, 0, because="weights tell the units apart"),
                check=True,
            ),
            check_draws(oddity_of_normal([np.concatenate(weights) for weights in drawn])),
            *checks_of_instruments(),
            Measurement(
                "first ten labels that are not 5 0 4 1 9 2 1 3 1 4",
                int(np.sum(first_batch()[1][:10] != [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])),
                within(0, 0, because="how MNIST begins"),
                check=True,
            ),
            Measurement(
                "clipped between backward() and step(): step in units of η · 0.01",
                clipped_step(seed, after_backward=True),
                unit,
            ),
            Measurement("all three calls: distance from θ - η∇L", distance(full.weights(), by_hand), EXACT),
            Measurement("program by hand: distance from θ - η∇L", distance(by_program, by_hand), EXACT),
        ],
        controls=[
            Control("all three calls: fall of the loss", falls[0][-1], SAME),
            Control("with zero_grad(): second .grad in units of the first", once, within(2, 0)),
            Control(
                "without zero_grad(): distance from momentum that forgets a tenth",
                distance(piled.weights(), forgets),
                EXACT,
            ),
            Control(
                "clipped before backward(): step in units of η · 0.01",
                clipped_step(seed, after_backward=False),
                within(1, 1e-3),
            ),
        ],
        curves=[
            Curve("all three calls", falls[0], role="subject"),
            Curve("without step()", falls[1], role="reference"),
            Curve("without zero_grad()", falls[2]),
        ],
        axes=Axes(
            x="step",
            y="fall of the loss",
            marks=[
                Mark(of="all three calls: fall of the loss", x=steps, text="{value:.2g}"),
                Mark(of="without step(): fall of the loss", x=steps, text="{value:.2g}"),
            ],
        ),
        fields={"steps": steps},
    )


mutant("clips before backward", "    if after_backward:", "    if not after_backward:")
mutant("the momentum of the reference forgets a little", "(0.0, 1.0, 0.9)", "(0.0, 0.999, 0.9)")
mutant(
    "one image less in the program's batch",
    "train(by_program, *first_batch(),",
    "train(by_program, *(part[1:] for part in first_batch()),",
)
mutant("starts the hidden biases at 0.1", "w1, np.zeros(128)", "w1, np.full(128, 0.1)", program="classifier_numpy")
