"""Gradients: the backward pass against the complex step and torch."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import cross_entropy

from quizdl.lab import mnist
from quizdl.lab.checks import check_draws, check_oddities
from quizdl.lab.differences import complex_step, relative_error
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal
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
from .common import EXACT, Array, Parameters, check_digits, drawn_evenly, torch_network

Labels = NDArray[Any]
SMALLEST = 1e-17  # where an error of zero is drawn on a logarithmic axis


def random_network(sizes: tuple[int, int, int], rng: np.random.Generator) -> Parameters:
    """Float64 parameters; every other hidden bias is zero, so that a blank image meets the kink of those ReLUs."""
    inputs, hidden, outputs = sizes
    w1, w2 = rng.normal(size=(inputs, hidden)), rng.normal(size=(hidden, outputs))
    b1, b2 = rng.normal(size=hidden) * (np.arange(hidden) % 2), rng.normal(size=outputs)
    return [w1 * np.sqrt(2 / inputs), b1, w2 * np.sqrt(2 / hidden), b2]


def small_batch(rng: np.random.Generator) -> tuple[Parameters, Array, Labels]:
    """A small network, seven points of six coordinates, and their classes, of four."""
    return random_network((6, 5, 4), rng), rng.normal(size=(7, 6)), rng.integers(4, size=7)


def mean_loss(parameters: Parameters, x: Array, labels: Labels) -> Any:
    """The mean cross-entropy, written out for real and complex numbers: a ReLU looks at the real part."""
    w1, b1, w2, b2 = parameters
    z = x @ w1 + b1
    scores = np.where(z.real > 0, z, 0) @ w2 + b2
    return (np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(labels)), labels]).mean()


def complex_gradients(parameters: Parameters, x: Array, labels: Labels) -> Parameters:
    """The gradients of the mean cross-entropy from values of the loss alone."""

    def gradient(n: int) -> Array:
        before, after = parameters[:n], parameters[n + 1 :]
        return complex_step(lambda values: mean_loss([*before, values, *after], x, labels), parameters[n])

    return [gradient(n) for n in range(4)]


def torch_gradients(parameters: Parameters, x: Array, labels: Labels) -> Parameters:
    """The gradients by automatic differentiation; torch keeps weights as (outputs, inputs)."""
    net = torch_network(parameters)
    cross_entropy(net(torch.tensor(x)), torch.tensor(labels, dtype=torch.int64)).backward()
    return [parameter.grad.numpy().T for parameter in net.parameters() if parameter.grad is not None]


def hidden_bias_gradient(parameters: Parameters, x: Array, labels: Labels, mask: Array) -> Array:
    """Gradient of b₁ by the chain rule, with a mask (B, H) in place of the ReLU's derivative."""
    w1, b1, w2, b2 = parameters
    scores = np.maximum(x @ w1 + b1, 0) @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    error = powers / powers.sum(axis=1, keepdims=True) - np.eye(scores.shape[1])[labels]
    gradient: Array = (error @ w2.T * mask).mean(axis=0)
    return gradient


def overwritten(parameters: Parameters, x: Array, labels: Labels) -> int:
    """How many entries of what it is given the program's backward pass changes."""
    hidden, scores = program.forward(parameters, x)
    given = [*parameters, x, hidden, scores]
    before = [array.copy() for array in given]
    program.backward(parameters, x, hidden, scores, labels)
    return sum(int(np.sum(now != then)) for now, then in zip(given, before, strict=True))


def program_errors(code: Any, truth: Parameters, parameters: Parameters, x: Array, labels: Labels) -> Array:
    """The relative error of each array's gradient; infinite where the code no longer runs."""
    try:
        gradients = code.backward(parameters, x, *code.forward(parameters, x), labels)
        return np.array([relative_error(*pair) for pair in zip(gradients, truth, strict=True)])
    except (NameError, TypeError, ValueError):
        return np.full(4, np.inf)


def errors_against_torch(parameters: Parameters, x: Array, labels: Labels, least_score: float = 0) -> Array:
    """The errors of a network's gradients against torch; infinite where no score is as large as the least."""
    w1, b1, w2, b2 = parameters
    scores = np.maximum(x @ w1 + b1, 0) @ w2 + b2
    errors = program_errors(program, torch_gradients(parameters, x, labels), parameters, x, labels)
    return errors if np.abs(scores).max() >= least_score else np.full(4, np.inf)


@claim(
    en="The program's gradients are right: they equal those of the complex step, which sees nothing but the loss, "
    "and those of torch's autograd.",
    ko="프로그램의 기울기는 정확하다. 손실값만 보는 복소 스텝 미분과도, torch의 autograd와도 일치한다.",
    short="Gradients checked in two ways",
    seconds=0.5,
    literature="Squire & Trapp 1998",
)
def gradients_are_right(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    parameters, x, classes = small_batch(rng)
    truth = complex_gradients(parameters, x, classes)
    small_torch = torch_gradients(parameters, x, classes)
    kink = np.abs(x @ parameters[0] + parameters[1]).min()
    unmasked = hidden_bias_gradient(parameters, x, classes, np.ones((7, 5)))

    chosen = rng.choice(60_000, size=100, replace=False)
    images, labels = mnist.load().train_images[chosen], mnist.load().train_labels[chosen]
    digits = images.reshape(100, 784) / 255.0
    digits[0] = 0  # a blank image
    large = random_network((784, 256, 10), rng)
    digits_torch = torch_gradients(large, digits, labels)
    let_through = hidden_bias_gradient(large, digits, labels, digits @ large[0] + large[1] >= 0)

    loud = [1000 * large[0], 1000 * large[1], *large[2:]]
    errors = {
        "small network: error against the complex step": program_errors(program, truth, parameters, x, classes),
        "small network: error against torch": program_errors(program, small_torch, parameters, x, classes),
        "99 digits and a blank image: error against torch": errors_against_torch(large, digits, labels),
    }
    against_complex, _, against_torch = errors.values()
    many, points, drawn = zip(*(small_batch(np.random.default_rng([seed, n])) for n in range(100)), strict=True)
    w1, b1, w2, b2 = map(np.array, zip(*many, strict=True))
    arrays = range(1, 5)
    return Evidence(
        finding=Finding(
            "The program's gradients differ by {complex:.1g} from those of the complex step and by {torch:.1g} from "
            "torch's; one whose ReLU lets everything through on the way back differs by {unmasked:.2g}",
            complex="small network: error against the complex step",
            torch="99 digits and a blank image: error against torch",
            unmasked="without the ReLU's mask: error of the hidden biases",
        ),
        caption="Relative error of the gradient of each array: weights and biases of the first layer, then of the "
        "second. Right ones differ by rounding alone.",
        measurements=[
            *(Measurement(name, found.max(), EXACT) for name, found in errors.items()),
            Measurement(
                "scores in the thousands: error against torch",
                errors_against_torch(loud, digits, labels, least_score=1000).max(),  # exp overflows from 710 on
                at_most(1e-9, because="scores near 1e4 are rounded by 1e-12, and their differences are exponents"),
            ),
            Measurement(
                "entries of its arguments that the backward pass changes",
                overwritten(large, digits, labels),
                within(0, 0, because="it only reads them"),
            ),
            check_digits(images, labels, chosen),
            *drawn_evenly(chosen, 60_000),
            check_oddities(),
            check_draws(
                oddity_of_integers(drawn, 4),
                *map(oddity_of_normal, (points, w1 * np.sqrt(6 / 2), b1[:, 1::2], w2 * np.sqrt(5 / 2), b2)),
                *map(oddity_of_normal, (large[0] * np.sqrt(784 / 2), large[2] * np.sqrt(256 / 2))),
            ),
            Measurement(
                "complex step against torch",
                np.max([relative_error(*pair) for pair in zip(truth, small_torch, strict=True)]),
                EXACT,
                check=True,
            ),
            Measurement(
                "nearest that a hidden unit is to its kink",
                kink,
                at_least(1e-12, because="the ReLU is analytic away from it; the complex step moves no real part"),
                check=True,
            ),
            Measurement(
                "units at their kink on a blank image",
                int(np.count_nonzero(large[1] == 0)),
                within(128, 0, because="half of 256"),
                check=True,
            ),
        ],
        controls=[
            Control("without the ReLU's mask: error of the hidden biases", relative_error(unmasked, truth[1]), EXACT),
            Control(
                "let through at the kink: error of the hidden biases",
                relative_error(let_through, digits_torch[1]),
                EXACT,
            ),
        ],
        curves=[
            Curve("against the complex step", np.maximum(against_complex, SMALLEST).tolist(), x=arrays, role="subject"),
            Curve("99 digits and a blank image", np.maximum(against_torch, SMALLEST).tolist(), x=arrays),
            Curve(
                "without the ReLU's mask", [relative_error(unmasked, truth[1])], x=[2], points=True, role="reference"
            ),
        ],
        axes=Axes(
            x="array of parameters",
            y="relative error",
            log_y=True,
            marks=[
                Mark(
                    of="small network: error against the complex step",
                    x=1 + int(against_complex.argmax()),
                    text="{value:.1g}",
                ),
                Mark(
                    of="99 digits and a blank image: error against torch",
                    x=1 + int(against_torch.argmax()),
                    text="{value:.1g}",
                ),
                Mark(of="without the ReLU's mask: error of the hidden biases", x=2, text="{value:.2g}"),
            ],
        ),
    )


mutant("looks at a network that is not loud", "errors_against_torch(loud,", "errors_against_torch(large,")
mutant(
    "overwrites the scores on the way back",
    "    error = powers / powers.sum(axis=1, keepdims=True)\n",
    "    error = np.divide(powers, powers.sum(axis=1, keepdims=True), out=scores)\n",
    program="mnist_mlp",
)
mutant("forgets the 1/B", "    error /= len(labels)\n", "", program="mnist_mlp")
mutant("leaves the ReLU out of the backward pass", " * (hidden > 0)", "", program="mnist_mlp")
mutant("lets the gradient through at the kink", "hidden > 0", "hidden >= 0", program="mnist_mlp")
mutant("softmax over the batch", "powers.sum(axis=1, keepdims=True)", "powers.sum(axis=0)", program="mnist_mlp")
mutant("exponentials that overflow", " - scores.max(axis=1, keepdims=True)", "", program="mnist_mlp")
