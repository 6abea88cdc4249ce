"""The images that optimizers are raced on, the small network's start, and torch as the judge of both."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from quizdl.lab import mnist
from quizdl.lab.checks import NOT_ODD
from quizdl.lab.descent import Array
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal
from quizdl.verify import Measurement, at_most, mutant, within

from ..programs.small_network import DIGITS, HIDDEN, PIXELS, SIZES, backward, cross_entropy, layers
from .common import apart


def digits(draw: np.random.Generator, count: int = 600) -> tuple[Array, Array]:
    """`count` images of MNIST, averaged down to 7 x 7, shape (count, 49), and one-hot labels."""
    data = mnist.load()
    chosen = np.sort(draw.choice(len(data.train_labels), count, replace=False))
    squares = data.train_images[chosen].reshape(count, 7, 4, 7, 4)
    images: Array = squares.mean(axis=(2, 4)).reshape(count, PIXELS) / 255
    return images, np.eye(DIGITS)[data.train_labels[chosen]]


def network(draw: np.random.Generator, starts: int) -> Array:
    """Starting θ, shape (starts, P): weights of variance 1/inputs, biases 0 (LeCun 1998)."""
    deviations = np.repeat([1 / math.sqrt(PIXELS), 0, 1 / math.sqrt(HIDDEN), 0], SIZES)
    return deviations * draw.normal(size=(starts, sum(SIZES)))


def minibatch_gradient(draw: np.random.Generator, x: Array, y: Array, batch: int) -> Callable[[Array], Array]:
    """For θ of shape (starts, rates, P): each start draws its own B images, with replacement, for all its rates."""

    def gradient(theta: Array) -> Array:
        chosen = draw.integers(len(x), size=(len(theta), 1, batch))
        return backward(theta, x[chosen], y[chosen])

    return gradient


class Recorder:
    """A generator of whole numbers that remembers what it gave."""

    def __init__(self, draw: np.random.Generator) -> None:
        self.draw = draw
        self.given: list[NDArray[np.int64]] = []

    def integers(self, count: int, size: tuple[int, ...]) -> NDArray[np.int64]:
        """As numpy's generator draws them."""
        self.given.append(self.draw.integers(count, size=size))
        return self.given[-1]


def minibatches_drawn(draw: np.random.Generator, x: Array, y: Array, net: Array) -> tuple[float, int, float]:
    """How odd forty mini-batches of 32 for each of eight starts look, and how many images none of them holds.

    And how far a gradient of one is off torch's.
    """
    recorder: Any = Recorder(draw)
    gradient = minibatch_gradient(recorder, x, y, 32)
    found = [gradient(np.broadcast_to(net, (8, 1, net.size))) for _ in range(40)]
    rows = np.array(recorder.given)[:, :, 0]
    off = apart(found[-1][5, 0], torch_gradient(net, x[rows[-1, 5]], y[rows[-1, 5]]))
    return oddity_of_integers(rows, len(x)), len(x) - len(np.unique(rows)), off


def bias_of(errors: Array, size: int, variance: float) -> float:
    """The square of the mean of errors (draws, P) of batches of this size, over what noise alone makes of it."""
    return float(len(errors) * size * (errors.mean(axis=0) ** 2).sum() / variance)


def variance_of_one(theta: Array, x: Array, y: Array) -> float:
    """The variance of the gradient of one image, summed over the parameters."""
    each = backward(theta, x[:, None], y[:, None])
    return float(((each - torch_gradient(theta, x, y)) ** 2).sum(axis=-1).mean())


def torch_loss(flat: torch.Tensor, x: Array, y: Array, reduction: str = "mean") -> torch.Tensor:
    """Cross-entropy of the same network by torch, θ of shape (P,)."""
    w1, b1, w2, b2 = torch.split(flat, [49 * 16, 16, 16 * 10, 10])
    hidden = torch.tanh(torch.tensor(x) @ w1.view(49, 16) + b1)
    logits = hidden @ w2.view(16, 10) + b2
    return torch.nn.functional.cross_entropy(logits, torch.tensor(y).argmax(dim=1), reduction=reduction)


def torch_gradient(theta: Array, x: Array, y: Array, reduction: str = "mean") -> Array:
    """Gradient of `torch_loss` by autograd, θ of shape (P,)."""
    flat = torch.tensor(theta, requires_grad=True)
    (gradient,) = torch.autograd.grad(torch_loss(flat, x, y, reduction), flat)
    found: Array = gradient.numpy()
    return found


def torch_losses(theta: Array, x: Array, y: Array) -> Array:
    """`torch_loss` of several networks, θ of shape (nets, P); shape (nets,)."""
    return np.array([torch_loss(torch.tensor(row), x, y).item() for row in theta])


def strangers(draw: np.random.Generator, x: Array, y: Array) -> tuple[int, float]:
    """How many of 600 rows of x are no image of MNIST averaged down by torch, bear another's label, or repeat a row.

    And how odd their places in MNIST look, in another order, for they were sorted, and what is left of them by eight.
    """
    data = mnist.load()
    images = torch.tensor(data.train_images).reshape(-1, 1, 28, 28).float()  # sums of 16 bytes are exact in any type
    pooled = torch.nn.functional.avg_pool2d(images, 4).double().reshape(-1, 49).numpy() / 255
    known = {bytes(row): place for place, row in enumerate(pooled)}
    places = np.array([known.get(bytes(row), -1) for row in x])
    wrong = int(np.sum((places < 0) | (data.train_labels[places] != y.argmax(axis=1))))
    shuffled = draw.permutation(places)
    odd = max(oddity_of_integers(shuffled, len(pooled)), oddity_of_integers(shuffled % 8, 8))
    return wrong + 600 - len(set(map(bytes, x))), odd


def ground_of_the_race(draw: np.random.Generator, x: Array, y: Array) -> list[Measurement]:
    """What every race on images runs on: the network, its start, and the images."""
    nets = draw.normal(size=(3, sum(SIZES))) / 4  # biases too, which `network` leaves at 0
    x50, y50 = x[:50], y[:50]
    gradients = np.array([torch_gradient(net, x50, y50) for net in nets])
    off = apart(backward(nets[:, None], x50, y50)[:, 0], gradients)
    loss_off = apart(cross_entropy(nets[:, None], x50, y50)[:, 0], torch_losses(nets, x50, y50))
    loud = nets * np.repeat([1, 1, 800, 800], SIZES)  # logits of some thousands: their exponentials overflow
    loud_off = apart(cross_entropy(loud[:, None], x50, y50)[:, 0] / torch_losses(loud, x50, y50), np.ones(3))
    w1, b1, w2, b2 = layers(network(draw, 20))
    biases = max(np.abs(b1).max(), np.abs(b2).max())
    sums = "sums of 50 terms below 1/50 through two layers; some hundred roundings of 1e-16 times 0.1"
    means = "means of 50 numbers of size 1 to 10; some hundred roundings of 1e-15"
    gauss = "Gaussian weights of variance 1/inputs; five standard errors of a variance"
    wrong, odd_places = strangers(draw, x, y)
    odd, never, minibatch_off = minibatches_drawn(draw, x, y, nets[0])
    odd_weights = max(oddity_of_normal(math.sqrt(PIXELS) * w1), oddity_of_normal(math.sqrt(HIDDEN) * w2))
    drawn = "each is drawn from them once with its label"
    return [
        Measurement("gradient by hand from autograd's", off, at_most(1e-14, because=sums), check=True),
        Measurement("loss by hand from torch's", loss_off, at_most(1e-13, because=means), check=True),
        Measurement(
            "loss by hand over torch's less 1 at 800 times the logits",
            loud_off,
            at_most(1e-13, because=means),
            check=True,
        ),
        Measurement(
            "inputs times variance of the first layer's weights at the start",
            float((PIXELS * w1**2).mean()),
            within(1, 5 * math.sqrt(2 / w1.size), because=gauss),
            check=True,
        ),
        Measurement(
            "inputs times variance of the second layer's weights at the start",
            float((HIDDEN * w2**2).mean()),
            within(1, 5 * math.sqrt(2 / w2.size), because=gauss),
            check=True,
        ),
        Measurement("how odd the weights at the start look", odd_weights, NOT_ODD, check=True),
        Measurement("how odd the images of mini-batches look", odd, NOT_ODD, check=True),
        Measurement(
            "images that no mini-batch holds",
            never,
            at_most(0, because="17 draws for each; one that is left out by chance once in 40 000 times"),
            check=True,
        ),
        Measurement(
            "gradient of a mini-batch from autograd's on its images",
            minibatch_off,
            at_most(1e-14, because=sums),
            check=True,
        ),
        Measurement("largest bias at the start", biases, at_most(0, because="they start at 0"), check=True),
        Measurement("images not of MNIST or wrongly labelled or twice", wrong, at_most(0, because=drawn), check=True),
        Measurement("how odd the places of the images in MNIST look", odd_places, NOT_ODD, check=True),
    ]


mutant("forgets 1/B", " / x.shape[-2]", "", program="small_network")
mutant(
    "takes the derivative of tanh for that of the sigmoid",
    "(1 - hidden**2)",
    "hidden * (1 - hidden)",
    program="small_network",
)
mutant("exponentiates logits as they are", "    z = z - z.max(axis=-1, keepdims=True)\n", "", program="small_network")
mutant("takes the labels of other images", "y[chosen])\n\n    return gradient", "y[chosen - 1])\n\n    return gradient")
mutant(
    "takes the first images", "np.sort(draw.choice(len(data.train_labels), count, replace=False))", "np.arange(count)"
)
mutant("gives images the labels of others", "[data.train_labels[chosen]]", "[data.train_labels[:count]]")
mutant(
    "draws one image for the whole batch",
    "size=(len(theta), 1, batch))",
    "size=(len(theta), 1, 1)) * np.ones(batch, int)",
)
mutant(
    "feeds the first half of the images",
    "chosen = draw.integers(len(x), size",
    "chosen = draw.integers(len(x) // 2, size",
)
mutant("draws one image too many", "size=(len(theta), 1, batch))", "size=(len(theta), 1, batch + 1))")
