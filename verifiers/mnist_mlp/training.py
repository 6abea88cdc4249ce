"""Training: step by step beside torch, from the same start and the same random numbers."""

from itertools import pairwise, zip_longest
from typing import Any

import numpy as np
from torch import nn

from quizdl.lab import mnist
from quizdl.lab.checks import check_draws, check_relative_errors
from quizdl.lab.differences import relative_error
from quizdl.lab.mnist import Bytes
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

from ..programs import mnist_mlp as program
from .common import (
    EXACT,
    NOTHING,
    Array,
    Parameters,
    Watched,
    batches_of_a_hundred,
    tested,
    torch_accuracy,
    torch_network,
    torch_training,
)

SMALLEST = 1e-17  # where a distance of zero is drawn on a logarithmic axis


def distance(parameters: Parameters, net: nn.Module) -> float:
    """The largest relative error of any array of parameters against torch's, shapes turned."""
    theirs = [parameter.detach().numpy().T for parameter in net.parameters()]
    return float(np.max([relative_error(*pair) for pair in zip(parameters, theirs, strict=True)]))


def scaled_variance(weights: Array) -> float:
    """The mean square of weights (inputs, outputs) over 2/inputs, the variance of He (2015)."""
    return float((weights.astype(float) ** 2).mean() * len(weights) / 2)


def one_step(start: Parameters, images: Bytes, labels: Bytes) -> Parameters:
    """What one iteration in float32 makes: the parameters, gradients of the batch, and the velocities."""
    seen: list[Array] = []
    step, program.step = program.step, lambda *arrays: seen.extend([*arrays[0], *arrays[1], *arrays[2]])
    try:
        next(program.train([array.copy() for array in start], images, labels, np.random.default_rng(0)))
    finally:
        program.step = step
    return seen


@claim(
    en="The program trains as eager PyTorch does: from the same start and random numbers, mini-batch SGD with momentum "
    "leads to the same weights, and to the same accuracy.",
    ko="프로그램은 PyTorch와 똑같이 학습한다. 같은 초깃값과 난수에서 출발하면 모멘텀을 쓴 미니배치 SGD는 "
    "같은 가중치와 같은 정확도에 이른다.",
    short="A training beside PyTorch",
    seconds=1.2,
    literature="He 2015",
)
def trains_like_torch(seed: int = 0, samples: int = 1099) -> Evidence:
    batches_of_a_hundred(samples, 3_000)  # 120 iterations: rounding grows from one to the next
    data = mnist.load()
    images, labels = data.train_images[:samples], data.train_labels[:samples]
    rng = np.random.default_rng([seed, 2])
    start, another = (program.initialise(np.random.default_rng([s, 1])) for s in (seed, seed + 1))
    noise = [rng.normal(size=array.shape) for array in start]
    parameters: Parameters = [array + off / 10 for array, off in zip(start, noise, strict=True)]  # float64, biases too
    net, stranger = torch_network(parameters), torch_network(parameters)
    watched: Any = Watched(images)
    ours = program.train(parameters, watched, labels, np.random.default_rng(seed))
    in_torch = torch_training(net, images, labels, seed)
    in_another_order = torch_training(stranger, images, labels, seed + 1)
    to_torch, strangers, miscounted = [], [], 0
    for done, theirs, _ in zip_longest(ours, in_torch, in_another_order):
        miscounted += done != theirs
        to_torch.append(distance(parameters, net))
        strangers.append(distance([weights.detach().numpy().T for weights in net.parameters()], stranger))

    batches = samples // 100
    epochs = [np.concatenate(watched.drawn[n : n + batches]) for n in range(0, len(watched.drawn), batches)]
    drawn = np.array([np.bincount(epoch, minlength=samples) for epoch in epochs])
    repeated = max(float((one == other).mean()) for one, other in pairwise(epochs))
    copied = sum(parameter.nbytes for parameter in torch_network([*start]).parameters())
    variance = "variance 2/inputs (He 2015), within five standard errors of a variance of normal numbers"
    steps = range(1, len(to_torch) + 1)
    last = len(to_torch)
    return Evidence(
        finding=Finding(
            "After {steps} iterations the weights are {apart:.1g} away from torch's; two trainings of torch that draw "
            "the images in different orders are {strangers:.2g} apart",
            apart="distance of the weights from torch's after the training",
            strangers="distance of the weights of torch in two orders of the images",
        ),
        caption="Largest relative distance of the weights after each iteration. Rounding grows as training goes on, "
        "but stays far below what another order of images makes.",
        measurements=[
            Measurement("distance of the weights from torch's after the training", to_torch[-1], EXACT),
            Measurement("largest distance of the weights from torch's on the way", max(to_torch), EXACT),
            Measurement("iterations counted otherwise", miscounted, NOTHING),
            Measurement("test accuracy beside torch's", tested(parameters) - torch_accuracy(net), NOTHING),
            Measurement(
                "first layer at the start: variance times half of its inputs",
                scaled_variance(start[0]),
                within(1, 5 * np.sqrt(2 / start[0].size), because=variance),
            ),
            Measurement(
                "second layer at the start: variance times half of its inputs",
                scaled_variance(start[2]),
                within(1, 5 * np.sqrt(2 / start[2].size), because=variance),
            ),
            Measurement(
                "largest weights at the start over their standard deviations",
                min(float(np.abs(start[0]).max() * np.sqrt(784 / 2)), float(np.abs(start[2]).max() * np.sqrt(256 / 2))),
                at_least(2.8, because="the largest of 2560 normal numbers is below 2.8 once in 400 000"),
                check=True,
            ),
            Measurement(
                "largest of the first weights over their standard deviation",
                float(np.abs(start[0]).max() * np.sqrt(784 / 2)),
                at_least(3.8, because="the largest of 200 704 normal numbers is below 3.8 once in 10^12"),
                check=True,
            ),
            Measurement(
                "arrays that a training in float32 turns into others",
                sum(array.dtype != np.float32 for array in one_step(start, images, labels)),
                within(0, 0, because="parameters and velocities and gradients stay in float32"),
            ),
            Measurement("largest bias at the start", float(np.abs(np.hstack(start[1::2])).max()), NOTHING),
            Measurement(
                "bytes of the parameters",
                sum(array.nbytes for array in start),
                within(4 * 203_530, 0, because="float32"),
                check=True,
            ),
            Measurement(
                "bytes of torch's copy of them",
                copied,
                within(4 * 203_530, 0, because="float32 in both or timing one against the other were not fair"),
                check=True,
            ),
            Measurement(
                "arrays of weights that another seed starts with too",
                sum(np.array_equal(one, two) for one, two in zip(start[::2], another[::2], strict=True)),
                within(0, 0, because="both layers are drawn from the seed"),
                check=True,
            ),
            check_relative_errors(),
            check_draws(oddity_of_normal(np.concatenate([off.ravel() for off in noise]))),
            Measurement(
                "images of an epoch that were not drawn exactly once",
                int(np.count_nonzero(drawn != 1)),
                within(0, 0, because="an epoch is a permutation of the images"),
                check=True,
            ),
            Measurement("epochs", len(epochs), within(4, 0, because="as the program says"), check=True),
            Measurement(
                "share of images at the same place in two epochs",
                repeated,
                at_most(12 / samples, because="one image in the mean (Poisson); more than 12 once in 10^10 orders"),
                check=True,
            ),
        ],
        controls=[
            Control(
                "distance of the weights of torch in two orders of the images",
                strangers[-1],
                EXACT,
            )
        ],
        curves=[
            Curve("the program and torch", np.maximum(to_torch, SMALLEST).tolist(), x=steps, role="subject"),
            Curve(
                "torch in two orders of the images",
                np.maximum(strangers, SMALLEST).tolist(),
                x=steps,
                role="reference",
            ),
        ],
        axes=Axes(
            x="iteration",
            y="distance of the weights",
            log_y=True,
            marks=[
                Mark(of="distance of the weights from torch's after the training", x=last, text="{value:.1g}"),
                Mark(of="distance of the weights of torch in two orders of the images", x=last, text="{value:.2g}"),
            ],
        ),
        fields={"steps": last},
    )


mutant("never forgets", "velocity *= MOMENTUM", "velocity *= 1", program="mnist_mlp")
mutant("a learning rate that stays", "RATE * (1 - number / (EPOCHS * batches))", "RATE", program="mnist_mlp")
mutant("one order for all epochs", "rng.permutation(len(labels))", "np.arange(len(labels))", program="mnist_mlp")
mutant("counts sixteen inputs too many", "np.sqrt(2 / 784,", "np.sqrt(2 / 800,", program="mnist_mlp")
mutant("Xavier's half of He's variance", "np.sqrt(2 / 784,", "np.sqrt(1 / 784,", program="mnist_mlp")
mutant("climbs", "parameter -= rate * velocity", "parameter += rate * velocity", program="mnist_mlp")
mutant(
    "labels of the image before",
    "error[np.arange(len(labels))",
    "error[np.arange(len(labels)) - 1",
    program="mnist_mlp",
)
