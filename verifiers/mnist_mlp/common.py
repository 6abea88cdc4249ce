"""What the claims on the MLP share: the same network in torch, its training, and bounds that are used twice."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn.functional import cross_entropy

from quizdl.lab import mnist
from quizdl.lab.checks import NOT_ODD, check_chi_square
from quizdl.lab.mnist import Bytes
from quizdl.lab.programs import source_of
from quizdl.lab.samples import oddity_of_integers
from quizdl.lab.statistics import chi_square, chi_square_interval
from quizdl.verify import Measurement, Undecided, at_most, between, mutant, within

from ..programs import mnist_mlp as program

Array = NDArray[Any]  # float32 as the program has it, or float64 where rounding must not show
Parameters = list[Array]  # weights (784, 256), biases (256,), weights (256, 10), biases (10,)

EPOCH = 600  # iterations: 60 000 images in batches of 100

NOTHING = within(0, 0, because="counts and copies: there is nothing to round")
EXACT = at_most(1e-12, because="float64 sums of up to 784 products, each rounded by 2^-53 of the largest")


def source() -> str:
    """The text of the program as it is loaded here, planted bugs included."""
    return source_of(program.__name__)


class Watched:
    """Images that note which of them are drawn, batch by batch."""

    def __init__(self, images: Bytes) -> None:
        self.images = images
        self.drawn: list[NDArray[np.int64]] = []

    def __getitem__(self, batch: NDArray[np.int64]) -> Bytes:
        self.drawn.append(batch)
        drawn: Bytes = self.images[batch]
        return drawn


class Counting(np.ndarray[Any, np.dtype[Any]]):
    """Arrays that note the multiply-adds of each matrix product, their own and those of all that is computed from them.

    `counting(array, products)` makes one.
    """

    products: list[int]

    def __array_finalize__(self, parent: Any) -> None:
        self.products = getattr(parent, "products", [])

    def __array_ufunc__(self, ufunc: Any, method: Any, *inputs: Any, out: Any = None, **settings: Any) -> Any:
        plain = [given.view(np.ndarray) if isinstance(given, Counting) else given for given in inputs]
        if ufunc is np.matmul:
            self.products.append(plain[0].size * plain[1].shape[1])
        if out is not None:
            settings["out"] = tuple(given.view(np.ndarray) for given in out)
        result = getattr(ufunc, method)(*plain, **settings)
        return out[0] if out is not None else counting(result, self.products)


def counting(array: Array, products: list[int]) -> Counting:
    """A view of the array that adds to `products`."""
    view = array.view(Counting)
    view.products = products
    return view


def program_products(batch: int) -> int:
    """The multiply-adds in all matrix products of one forward and one backward pass of the program."""
    products: list[int] = []
    start = program.initialise(np.random.default_rng(0))
    parameters: list[Any] = [counting(array, products) for array in start]
    x = counting(np.ones((batch, 784), np.float32), products)
    hidden, scores = program.forward(parameters, x)
    program.backward(parameters, x, hidden, scores, np.zeros(batch, np.uint8))
    return sum(products)


def torch_network(parameters: Parameters) -> nn.Sequential:
    """The same network in torch, with copies of these parameters and of their type."""
    w1, b1, w2, b2 = (torch.tensor(parameter) for parameter in parameters)
    net = nn.Sequential(nn.Linear(*w1.shape), nn.ReLU(), nn.Linear(*w2.shape)).to(w1.dtype)
    for mine, given in zip(net.parameters(), (w1.T, b1, w2.T, b2), strict=True):
        mine.data.copy_(given)
    return net


def torch_training(
    net: nn.Module,
    images: Bytes,
    labels: Bytes,
    seed: int | Sequence[int],
    *,
    falls: bool = True,
    fused: bool | None = None,
) -> Iterator[int]:
    """The program's training in eager PyTorch, from the same random numbers; yields after every iteration.

    The learning rate falls in a straight line to zero, or stays where it starts.
    """
    optimizer = torch.optim.SGD(net.parameters(), momentum=0.9, fused=fused)
    rng, pictures, answers = np.random.default_rng(seed), torch.tensor(images), torch.tensor(labels, dtype=torch.int64)
    dtype, batches, done = next(net.parameters()).dtype, len(labels) // 100, 0
    for _ in range(4):
        for batch in np.array_split(rng.permutation(len(labels)), batches):
            chosen = torch.from_numpy(batch)
            moved = torch.roll(pictures[chosen], rng.integers(-1, 2, size=2).tolist(), dims=(1, 2))
            optimizer.param_groups[0]["lr"] = 0.2 * (1 - done / (4 * batches) if falls else 1)
            optimizer.zero_grad()
            cross_entropy(net((moved.flatten(1) / 255).to(dtype)), answers[chosen]).backward()
            optimizer.step()
            done += 1
            yield done


def torch_accuracy(net: nn.Module) -> float:
    """The share of all 10 000 test images that torch's network gets right."""
    data = mnist.load()
    pixels = torch.tensor(data.test_images).flatten(1).to(next(net.parameters()).dtype) / 255
    with torch.no_grad():
        answers = net(pixels).argmax(dim=1).numpy()
    return float((answers == data.test_labels).mean())


def tested(parameters: Parameters) -> float:
    """The program's accuracy on the 10 000 test images."""
    data = mnist.load()
    return program.accuracy(parameters, data.test_images, data.test_labels)


def softmax_regression(seed: int) -> list[float]:
    """Test accuracy of one linear layer, trained by torch as the MLP is, after each quarter of an epoch."""
    data = mnist.load()
    torch.manual_seed(seed)
    net = nn.Linear(784, 10)
    training = torch_training(net, data.train_images, data.train_labels, [seed, 1])
    return [torch_accuracy(net) for done in training if done % (EPOCH // 4) == 0]


def share_told_by_digit(digits: Bytes, given: Bytes) -> float:
    """The share of images whose given label is the commonest of their digit: 1 where labels are digits renamed."""
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (digits, given), 1)
    return float(counts.max(axis=1).sum() / len(digits))


def most_told_by_chance(labels: Bytes) -> float:
    """What `share_told_by_digit` stays below where labels were shuffled, but for one shuffle in a million.

    A map of digits to labels is right for the commonest label's share of images at best, plus √(ln(1/δ)/2n) with
    probability 1 - δ, with or without replacement (Hoeffding 1963); there are 10^10 such maps.
    """
    commonest = np.bincount(labels).max() / len(labels)
    return float(commonest + np.sqrt(np.log(1e10 * 1e6) / (2 * len(labels))))


def check_digits(images: Bytes, labels: Bytes, chosen: NDArray[np.int64]) -> Measurement:
    """That these are the training images at the chosen places, with the labels from there."""
    data = mnist.load()
    off = np.sum(labels != data.train_labels[chosen]) + np.sum(images != data.train_images[chosen])
    return Measurement("images with the label of another", int(off), NOTHING, check=True)


def drawn_evenly(indices: Array, images: int) -> list[Measurement]:
    """The checks that indices, in the order of their draw, came from all of so many images alike."""
    low, high = chi_square_interval(9)
    return [
        Measurement(
            "χ² of how many images came from each tenth of the training images",
            chi_square(np.bincount(indices * 10 // images, minlength=10)),
            between(0.8 * low, high, because="99.99 % interval; draws without replacement spread a little less"),
            check=True,
        ),
        Measurement(
            "how odd the places of the images in MNIST look",
            oddity_of_integers(indices, images),
            NOT_ODD,
            unit="standard errors",
            check=True,
        ),
        check_chi_square(),
        Measurement(
            "χ² of counts of 2 and 4 and 6",
            chi_square([2, 4, 6]),
            within(2, 1e-12, because="4/4 + 0/4 + 4/4"),
            check=True,
        ),
    ]


SHUFFLED = "10^10 maps of digits to labels, each right no more often than chance (Hoeffding 1963); one shuffle in 10^6"


def no_looser(bar: float, declared: float) -> None:
    """Refuse an upper bar that was raised beyond the one of the sentence: nothing could break it in the end."""
    if bar > declared:
        raise Undecided(
            en=f"the sentence speaks of at most {declared:g}; a bar of {bar:g} asks for less",
            ko=f"문장은 {declared:g} 이하라고 한다. bar = {bar:g}이면 그보다 약한 주장이다",
        )


def batches_of_a_hundred(images: int, most: int = 60_000) -> None:
    """Refuse a number of images that makes no batch."""
    if not 100 <= images <= most:
        raise Undecided(
            en=f"{images} images; the experiment needs from 100, which is one batch, to {most}",
            ko=f"이미지 {images}장: 이 실험에는 배치 하나인 100장부터 {most}장까지 필요하다",
        )


mutant("lets torch work in float64", "nn.Linear(*w2.shape)).to(w1.dtype)", "nn.Linear(*w2.shape)).double()")
mutant("torch draws with replacement", "rng.permutation(len(labels))", "rng.integers(len(labels), size=len(labels))")
mutant(
    "tests on the first half of the test images",
    "data.test_images, data.test_labels)",
    "data.test_images[:5000], data.test_labels[:5000])",
)
