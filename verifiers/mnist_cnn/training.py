"""Training: how the program starts, step by step beside torch, and what it prints."""

import contextlib
import io
from itertools import pairwise, zip_longest
from typing import Any

import numpy as np
import torch
from torch import nn

from quizdl.lab import mnist
from quizdl.lab.differences import relative_error
from quizdl.lab.mnist import Bytes
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

from ..programs import mnist_cnn as program
from .common import (
    EXACT,
    NOTHING,
    SMALLEST,
    Array,
    Arrays,
    Watched,
    batches_of_fifty,
    random_network,
    torch_network,
    torch_training,
)


def torch_accuracy(net: nn.Module, images: Bytes, labels: Bytes) -> float:
    """The share of images that torch's network gets right."""
    with torch.no_grad():
        answers = net(torch.tensor(images)[:, None].to(next(net.parameters()).dtype) / 255).argmax(dim=1).numpy()
    return float((answers == labels).mean())


def scaled_variance(weights: Array, inputs: int) -> float:
    """The mean square of weights over 2/inputs, the variance of He (2015)."""
    return float((weights.astype(float) ** 2).mean() * inputs / 2)


def largest_weight(weights: Array, inputs: int) -> float:
    """The largest weight over √(2/inputs), the standard deviation of He (2015)."""
    return float(np.abs(weights).max() * np.sqrt(inputs / 2))


@claim(
    en="The program reads the original MNIST, starts from weights of variance 2/(inputs of a unit), as He prescribes, "
    "and prints the accuracy that it has on the test images.",
    ko="프로그램은 MNIST 원본을 읽고, He 초기화대로 분산이 2/(유닛의 입력 수)인 가중치에서 시작하며, 테스트 이미지에서 "
    "잰 정확도를 그대로 출력한다.",
    short="How the CNN starts and what it prints",
    seconds=4,
    literature="He 2015; LeCun 1998",
)
def reads_starts_reports(seed: int = 0, samples: int = 400) -> Evidence:
    batches_of_fifty(samples, 10_000)
    data = mnist.load()
    truth = [data.train_images, data.train_labels, data.test_images, data.test_labels]
    misread = sum(not np.array_equal(one, other) for one, other in zip(program.load(), truth, strict=True))
    grey = np.abs(program.pixels(truth[2][:20])[0] - np.moveaxis(truth[2][:20], 0, -1).astype(float) / 255).max()
    start = program.initialise(np.random.default_rng(seed))
    copied = sum(parameter.nbytes for parameter in torch_network(start).parameters())
    first, second, last = start[::2]
    narrow = np.random.default_rng([seed, 1]).normal(scale=np.sqrt(2 / 8), size=second.shape)

    tape, scores = program.forward(start, program.pixels(truth[0][:50]))
    step = [*tape, scores, *program.backward(start, tape, scores, truth[1][:50])]

    few = [array[:samples] for array in truth]
    load, program.load = program.load, lambda: few
    try:
        with contextlib.redirect_stdout(io.StringIO()) as output:
            program.main()
    finally:
        program.load = load
    printed = output.getvalue().splitlines()
    rng = np.random.default_rng(0)
    parameters = program.initialise(rng)
    honest, flattering, expected = [], [], []
    for done in program.train(parameters, few[0], few[1], 5, rng):
        if done % (samples // 50) == 0:
            net = torch_network(parameters)
            honest.append(torch_accuracy(net, few[2], few[3]))
            flattering.append(torch_accuracy(net, few[0], few[1]))
            expected.append(f"after {done} iterations: accuracy {honest[-1]:.4f}")
    told = [float(line.split()[-1]) for line in printed]
    variance = "variance 2/inputs (He 2015), within five standard errors of a variance of normal numbers"
    right = within(honest[-1], 5.1e-5, because="counted anew by torch; printed with four digits")
    return Evidence(
        finding=Finding(
            "After a short training the program prints an accuracy of {printed:.4g}, that of the test images; on the "
            "training images it has {seen:.4g}",
            printed="accuracy printed last",
            seen="accuracy on the training images",
        ),
        caption="Accuracy after each epoch of a training on {samples} images: as the program prints it, and counted "
        "anew on the training images.",
        measurements=[
            Measurement("accuracy printed last", [0.0, *told][-1], right),
            Measurement("lines unlike the test accuracy", len({*printed} ^ {*expected}), NOTHING),
            Measurement("files that it reads otherwise", misread, NOTHING),
            Measurement(
                "largest error of a grey value",
                grey,
                at_most(2**-24, because="k/255 by one float32 division, up to one"),
            ),
            Measurement(
                "first layer: variance times half of its inputs",
                scaled_variance(first, 25),
                within(1, 5 * np.sqrt(2 / first.size), because=variance),
            ),
            Measurement(
                "second layer: variance times half of its inputs",
                scaled_variance(second, 8 * 25),
                within(1, 5 * np.sqrt(2 / second.size), because=variance),
            ),
            Measurement(
                "last layer: variance times half of its inputs",
                scaled_variance(last, 32 * 25),
                within(1, 5 * np.sqrt(2 / last.size), because=variance),
            ),
            Measurement(
                "largest weights of the second and the last layer over their standard deviations",
                min(largest_weight(second, 8 * 25), largest_weight(last, 32 * 25)),
                at_least(2.9, because="the largest of 6400 normal numbers is below 2.9 once in 10^10"),
                check=True,
            ),
            Measurement("largest bias at the start", float(np.abs(np.hstack(start[1::2])).max()), NOTHING),
            Measurement(
                "bytes of the parameters",
                sum(array.nbytes for array in start),
                within(4 * 14_650, 0, because="8·26 + 32·201 + 10·801 in float32"),
                check=True,
            ),
            Measurement(
                "bytes of torch's copy of them",
                copied,
                within(4 * 14_650, 0, because="float32 in both or timing one against the other were not fair"),
                check=True,
            ),
            Measurement(
                "arrays of a step that are not of float32",
                sum(array.dtype != np.float32 for array in step),
                within(0, 0, because="float32 in both or timing one against the other were not fair"),
                check=True,
            ),
            Measurement("lines printed", len(printed), within(5, 0, because="one for each epoch"), check=True),
            Measurement(
                "test images that were trained on",
                len({image.tobytes() for image in few[0]} & {image.tobytes() for image in few[2]}),
                within(0, 0, because="MNIST keeps training and test images apart"),
                check=True,
            ),
        ],
        controls=[
            Control("accuracy on the training images", flattering[-1], right),
            Control(
                "a second layer drawn with channels alone for inputs: variance times half of its inputs",
                scaled_variance(narrow, 8 * 25),
                within(1, 5 * np.sqrt(2 / second.size)),
            ),
        ],
        curves=[
            Curve("printed", told, x=range(1, len(told) + 1), role="subject"),
            Curve("on the training images", flattering, x=range(1, len(flattering) + 1), role="reference"),
        ],
        axes=Axes(
            x="epoch",
            y="accuracy",
            marks=[
                Mark(of="accuracy printed last", x=5, text="{value:.4g}"),
                Mark(of="accuracy on the training images", x=5, text="{value:.4g}"),
            ],
        ),
        fields={"samples": samples},
    )


def distance(parameters: Arrays, net: nn.Module) -> float:
    """The largest relative error of any array of parameters against torch's."""
    theirs = [parameter.detach().numpy() for parameter in net.parameters()]
    return float(np.max([relative_error(*pair) for pair in zip(parameters, theirs, strict=True)]))


@claim(
    en="The program trains as eager PyTorch does: from the same start and random numbers to the same weights, and to "
    "the same accuracy.",
    ko="프로그램은 PyTorch와 똑같이 학습한다. 같은 초깃값과 난수에서 출발하면 같은 가중치와 같은 정확도에 이른다.",
    short="A training of the CNN beside PyTorch",
    seconds=2,
)
def trains_like_torch(seed: int = 0, samples: int = 449) -> Evidence:
    batches_of_fifty(samples, 2_000)  # 80 iterations: rounding grows from one to the next
    data = mnist.load()
    images, labels = data.train_images[:samples], data.train_labels[:samples]
    tests, answers = data.test_images[:samples], data.test_labels[:samples]
    parameters = random_network((8, 32), 800, np.random.default_rng([seed, 1]))
    net, stranger = torch_network(parameters), torch_network(parameters)
    watched: Any = Watched(images)
    ours = program.train(parameters, watched, labels, 2, np.random.default_rng(seed))
    in_torch = torch_training(net, images, labels, seed, 2)
    in_another_order = torch_training(stranger, images, labels, seed + 1, 2)
    apart, miscounted = [], 0
    for done, theirs, _ in zip_longest(ours, in_torch, in_another_order):
        miscounted += done != theirs
        weights = [weight.detach().numpy() for weight in stranger.parameters()]
        apart.append([distance(arrays, net) for arrays in (parameters, weights)])
    to_torch, strangers = zip(*apart, strict=True)
    batches = samples // 50
    epochs = [np.concatenate(watched.drawn[n : n + batches]) for n in range(0, len(watched.drawn), batches)]
    drawn = np.array([np.bincount(epoch, minlength=samples) for epoch in epochs])
    repeated = max(float((one == other).mean()) for one, other in pairwise(epochs))
    steps = range(1, len(to_torch) + 1)
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
            Measurement(
                "test accuracy beside torch's",
                program.accuracy(parameters, tests, answers) - torch_accuracy(net, tests, answers),
                NOTHING,
            ),
            Measurement(
                "images of an epoch that were not drawn exactly once",
                int(np.count_nonzero(drawn != 1)),
                within(0, 0, because="an epoch is a permutation of the images"),
                check=True,
            ),
            Measurement("epochs", len(epochs), within(2, 0, because="as it was told"), check=True),
            Measurement(
                "share of images at the same place in two epochs",
                repeated,
                at_most(12 / samples, because="one image in the mean (Poisson); more than 12 once in 10^10 orders"),
                check=True,
            ),
        ],
        controls=[
            Control("distance of the weights of torch in two orders of the images", strangers[-1], EXACT),
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
                Mark(of="distance of the weights from torch's after the training", x=len(steps), text="{value:.1g}"),
                Mark(
                    of="distance of the weights of torch in two orders of the images", x=len(steps), text="{value:.2g}"
                ),
            ],
        ),
        fields={"steps": len(steps)},
    )


mutant("reports on training images", "test_images, test_labels):.4f", "images, labels):.4f", program="mnist_cnn")
mutant("unfolds in float64", "stride)), axis=1)", "stride)), axis=1, dtype=float)", program="mnist_cnn")
mutant("starts at the full rate", "(number + 1) / WARM_UP", "1", program="mnist_cnn")
mutant("a learning rate that stays", "1 - number / (epochs * batches)", "1", program="mnist_cnn")
mutant("He's factor for the wrong side", "np.prod(shape[1:])", "np.prod(shape[:1])", program="mnist_cnn")
mutant("Xavier's half of He's variance", "np.sqrt(2 / np.prod", "np.sqrt(1 / np.prod", program="mnist_cnn")
mutant("one order for all epochs", "rng.permutation(len(labels))", "np.arange(len(labels))", program="mnist_cnn")
