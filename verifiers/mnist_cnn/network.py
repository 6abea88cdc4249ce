"""The whole network of the numpy CNN: its gradients."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import cross_entropy

from quizdl.lab import mnist
from quizdl.lab.checks import check_draws
from quizdl.lab.differences import complex_step
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs import mnist_cnn as program
from .common import (
    EXACT,
    SMALLEST,
    Array,
    Arrays,
    batch_first,
    check_arguments,
    error_of,
    random_network,
    torch_network,
)

Labels = NDArray[Any]


def convolved(x: Array, weights: Array, bias: Array, padding: int) -> Array:
    """A convolution of stride 1, pixel by pixel of the filters, for real and complex numbers; the batch last."""
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    k = weights.shape[-1]
    rows, columns = x.shape[1] - k + 1, x.shape[2] - k + 1
    sums: Array = bias[:, None, None, None] + sum(
        np.tensordot(weights[:, :, i, j], x[:, i : i + rows, j : j + columns], 1) for i, j in np.ndindex(k, k)
    )
    return sums


def pooled_relu(x: Array) -> Array:
    """The largest of each 2×2 by its real part, and a ReLU."""
    rows, columns = x.shape[1] // 2, x.shape[2] // 2
    corners = np.stack([x[:, i : 2 * rows : 2, j : 2 * columns : 2] for i, j in np.ndindex(2, 2)])
    largest = np.take_along_axis(corners, corners.real.argmax(axis=0)[np.newaxis], axis=0)[0]
    return np.where(largest.real > 0, largest, 0)


def mean_loss(parameters: Arrays, x: Array, labels: Labels) -> Any:
    """The mean cross-entropy of the whole network, written out for real and complex numbers."""
    w1, b1, w2, b2, w3, b3 = parameters
    hidden = pooled_relu(convolved(pooled_relu(convolved(x, w1, b1, 0)), w2, b2, 1))
    scores = w3 @ hidden.reshape(w3.shape[1], -1) + b3[:, np.newaxis]
    return (np.log(np.exp(scores).sum(axis=0)) - scores[labels, np.arange(len(labels))]).mean()


def complex_gradients(parameters: Arrays, x: Array, labels: Labels) -> Arrays:
    """The gradients of the mean cross-entropy from values of the loss alone."""

    def gradient(n: int) -> Array:
        before, after = parameters[:n], parameters[n + 1 :]
        return complex_step(lambda values: mean_loss([*before, values, *after], x, labels), parameters[n])

    return [gradient(n) for n in range(6)]


def torch_gradients(parameters: Arrays, x: Array, labels: Labels) -> Arrays:
    """The gradients by automatic differentiation."""
    net = torch_network(parameters)
    cross_entropy(net(batch_first(x)), torch.tensor(labels, dtype=torch.int64)).backward()
    return [parameter.grad.numpy() for parameter in net.parameters() if parameter.grad is not None]


def torch_gradients_without_relu(parameters: Arrays, x: Array, labels: Labels) -> Arrays:
    """The same of a network whose first ReLU is left out in the backward pass: there it passes on all that it gets."""
    net = torch_network(parameters)
    maps = net[2](net[0](batch_first(x)))
    through = maps + (maps.relu() - maps).detach()  # the value of a ReLU, the gradient of none
    scores = net[7](net[6](net[5](net[4](net[3](through)))))
    cross_entropy(scores, torch.tensor(labels, dtype=torch.int64)).backward()
    return [parameter.grad.numpy() for parameter in net.parameters() if parameter.grad is not None]


def errors(ours: Any, truth: Arrays) -> Array:
    """The relative error of each array's gradient."""
    return np.array([error_of(*pair) for pair in zip(ours, truth, strict=True)])


def program_gradients(parameters: Arrays, x: Array, labels: Labels) -> Any:
    """The program's gradients, in the order of the parameters."""
    return program.backward(parameters, *program.forward(parameters, x), labels)


def errors_against_torch(parameters: Arrays, x: Array, labels: Labels, least_score: float = 0) -> Array:
    """The errors of a network's gradients against torch; infinite where no score is as large as the least."""
    scores = torch_network(parameters)(batch_first(x)).detach().numpy()
    ours, theirs = program_gradients(parameters, x, labels), torch_gradients(parameters, x, labels)
    return errors(ours, theirs) if np.abs(scores).max() >= least_score else np.full(len(theirs), np.inf)


def overwritten(parameters: Arrays, x: Array, labels: Labels) -> int:
    """How many entries of what they are given the program's backward passes change."""
    tape, scores = program.forward(parameters, x)
    maps, largest = tape[1], tape[2]
    error = np.ones_like(largest)
    given = [*parameters, x, *tape, scores, error]
    before = [array.copy() for array in given]
    program.backward(parameters, tape, scores, labels)
    program.pool_gradient(maps, largest, error, 2, 2)
    return sum(int(np.sum(now != then)) for now, then in zip(given, before, strict=True))


def drawn_digits(rng: np.random.Generator) -> NDArray[np.int64]:
    """The places of fifty different training images."""
    return np.asarray(rng.choice(60_000, size=50, replace=False))


@claim(
    en="The gradients of the whole network are right: they equal those of the complex step, which sees nothing but the "
    "loss, and those of torch's autograd. Pooling before the ReLU is the same network as pooling after it.",
    ko="신경망 전체의 기울기도 정확하다. 손실값만 보는 복소 스텝 미분과도, torch의 autograd와도 일치한다. ReLU 전에 "
    "풀링하든 후에 풀링하든 같은 신경망이다.",
    short="Gradients of the whole network",
    seconds=1.5,
    literature="Squire & Trapp 1998",
)
def network_gradients(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    small = random_network((2, 3), 12, rng), rng.normal(size=(1, 16, 16, 6)), rng.integers(10, size=6)
    truth = complex_gradients(*small)
    unmasked = errors(torch_gradients_without_relu(*small), truth)
    chosen = drawn_digits(rng)
    images, labels = mnist.load().train_images[chosen], mnist.load().train_labels[chosen]
    data = mnist.load()
    off_place = np.sum(labels != data.train_labels[chosen]) + np.sum(images != data.train_images[chosen])
    digits = images / 255.0
    digits[0] = 0
    x = np.moveaxis(digits, 0, -1)[np.newaxis]
    large = random_network((8, 32), 800, rng)
    loud = [*large[:4], 1000 * large[4], large[5]]
    pools_first = torch_network(large, pool_first=True)
    scores = np.abs(program.forward(large, x)[1].T - pools_first(batch_first(x)).detach().numpy()).max()
    found = {
        "small network: error against the complex step": errors(program_gradients(*small), truth),
        "49 digits and a blank image: error against torch that pools last": errors_against_torch(large, x, labels),
    }
    against_complex, against_torch = found.values()
    arrays = range(1, 7)
    return Evidence(
        finding=Finding(
            "The network's gradients differ by {complex:.1g} from those of the complex step and by {torch:.1g} from "
            "torch's; without the mask of one ReLU they differ by {unmasked:.2g}",
            complex="small network: error against the complex step",
            torch="49 digits and a blank image: error against torch that pools last",
            unmasked="without the mask of the first ReLU: error against the complex step",
        ),
        caption="Relative error of the gradient of each array: weights and biases, layer after layer. A mask that is "
        "missing spoils the layers below it alone.",
        measurements=[
            *(Measurement(name, error.max(), EXACT) for name, error in found.items()),
            Measurement("49 digits and a blank image: scores against torch that pools first", scores, EXACT),
            Measurement(
                "scores in the thousands: error against torch",
                errors_against_torch(loud, x, labels, least_score=1000).max(),  # exp overflows from 710 on
                at_most(
                    1e-9,
                    because="scores near 1e3 are rounded by 1e-13 times a few hundred products, and their differences "
                    "are exponents",
                ),
            ),
            check_arguments(overwritten(large, x, labels)),
            Measurement(
                "digits with the label of another",
                off_place,
                within(0, 0, because="counts and copies: there is nothing to round"),
                check=True,
            ),
            check_draws(
                oddity_of_integers(chosen, 60_000),
                oddity_of_integers(small[2], 10),
                oddity_of_normal(small[1]),
                oddity_of_normal(np.concatenate([biases[1::2] for biases in large[1::2]])),
                *(oddity_of_normal(weights / np.sqrt(2 / weights[0].size)) for weights in large[::2]),
            ),
            Measurement("complex step against torch", errors(torch_gradients(*small), truth).max(), EXACT, check=True),
            Measurement(
                "different images in the batch",
                len(np.unique(digits, axis=0)),
                within(50, 0, because="49 digits and a blank one"),
                check=True,
            ),
            Measurement(
                "ink of the blank image", float(digits[0].sum()), within(0, 0, because="it meets the kink"), check=True
            ),
        ],
        controls=[
            Control("without the mask of the first ReLU: error against the complex step", unmasked.max(), EXACT),
        ],
        curves=[
            Curve("against the complex step", np.maximum(against_complex, SMALLEST).tolist(), x=arrays, role="subject"),
            Curve("49 digits and a blank image", np.maximum(against_torch, SMALLEST).tolist(), x=arrays),
            Curve(
                "without the mask of the first ReLU",
                np.maximum(unmasked, SMALLEST).tolist(),
                x=arrays,
                role="reference",
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
                    of="49 digits and a blank image: error against torch that pools last",
                    x=1 + int(against_torch.argmax()),
                    text="{value:.1g}",
                ),
                Mark(
                    of="without the mask of the first ReLU: error against the complex step",
                    x=1 + int(unmasked.argmax()),
                    text="{value:.2g}",
                ),
            ],
        ),
    )


mutant("always takes the first digits", "rng.choice(60_000, size=50, replace=False)", "np.arange(50)")
mutant(
    "overwrites the scores on the way back",
    "    error = powers / powers.sum(axis=0)\n",
    "    error = np.divide(powers, powers.sum(axis=0), out=scores)\n",
    program="mnist_cnn",
)
mutant("forgets the 1/B", "    error /= len(labels)\n", "", program="mnist_cnn")
mutant("leaves out a ReLU on the way back", " * (pooled1 > 0)", "", program="mnist_cnn")
mutant("a ReLU's mask from the wrong layer's sign", "(pooled2 > 0)", "(pooled2 < 0)", program="mnist_cnn")
mutant("softmax over the batch", "powers.sum(axis=0)", "powers.sum(axis=1, keepdims=True)", program="mnist_cnn")
mutant("exponentials that overflow", " - scores.max(axis=0)", "", program="mnist_cnn")
