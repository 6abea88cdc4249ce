"""CNN against MLP: what convolution knows about images beforehand, and what that knowledge is worth.

Images have the shape (N, channels, rows, columns); kernels (filters, channels, size, size), with an odd size.
A shift moves an image down and to the right: "circular" means that what leaves on one side enters on the other.
An operation f is equivariant under shifts S where f(S x) = S f(x), and invariant where f(S x) = f(x).
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.optim.optimizer import register_optimizer_step_post_hook
from torch.utils.flop_counter import FlopCounterMode

from quizdl.lab import mnist
from quizdl.lab.differences import relative_error
from quizdl.lab.statistics import mean_interval, student_quantile
from quizdl.verify import (
    Axes,
    Bound,
    Control,
    Curve,
    Evidence,
    Measurement,
    Undecided,
    at_least,
    at_most,
    claim,
    mutant,
    progress,
    within,
)

Layer = Callable[[np.ndarray], np.ndarray]


def windows(images: np.ndarray, size: int, circular: bool) -> np.ndarray:
    """The neighbourhood of every pixel: (N, channels, rows, columns, size, size); around it 0, or the far side."""
    edge = size // 2
    padded = np.pad(images, ((0, 0), (0, 0), (edge, edge), (edge, edge)), "wrap" if circular else "constant")
    return np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))


def convolve(images: np.ndarray, kernels: np.ndarray, bias: np.ndarray, circular: bool = False) -> np.ndarray:
    """What deep learning calls convolution: the kernel, not mirrored, laid on every neighbourhood; one map a filter."""
    around = windows(images, kernels.shape[-1], circular)
    return np.einsum("nchwij,fcij->nfhw", around, kernels, optimize=True) + bias[:, None, None]


def locally_connected(images: np.ndarray, kernels: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """The same with a kernel and a bias of its own for every pixel: (filters, channels, rows, columns, size, size)."""
    around = windows(images, kernels.shape[-1], circular=False)
    return np.einsum("nchwij,fchwij->nfhw", around, kernels, optimize=True) + bias


def max_pool(images: np.ndarray) -> np.ndarray:
    """The largest value of each block of 2×2 pixels."""
    n, channels, rows, columns = images.shape
    return images.reshape(n, channels, rows // 2, 2, columns // 2, 2).max(axis=(3, 5))


def global_pool(images: np.ndarray) -> np.ndarray:
    """The mean over all places, shape (N, channels)."""
    return images.mean(axis=(2, 3))


def turned(images: np.ndarray, down: int, right: int) -> np.ndarray:
    """A circular shift."""
    return np.roll(images, (down, right), axis=(2, 3))


def moved(images: np.ndarray, down: int, right: int) -> np.ndarray:
    """A shift that fills with zeros (paper) and drops what leaves the image."""
    rows, columns = images.shape[2:]
    room = np.pad(images, ((0, 0), (0, 0), (abs(down), abs(down)), (abs(right), abs(right))))
    top, left = abs(down) - down, abs(right) - right
    return room[:, :, top : top + rows, left : left + columns]


def cnn_logits(weights: list[np.ndarray], images: np.ndarray) -> np.ndarray:
    """Two convolutions, each with pooling and ReLU, then two dense layers: (N, 10). The weights as torch lists them."""
    k1, c1, k2, c2, w1, b1, w2, b2 = weights
    low = np.maximum(max_pool(convolve(images, k1, c1)), 0)
    high = np.maximum(max_pool(convolve(low, k2, c2)), 0)
    return np.maximum(high.reshape(len(images), -1) @ w1.T + b1, 0) @ w2.T + b2


def of_dense(inputs: int, outputs: int) -> int:
    """Parameters of a dense layer: a weight for every pair, and a bias for every output."""
    return outputs * (inputs + 1)


def of_convolution(channels: int, filters: int, size: int) -> int:
    """Parameters of a convolution: they do not depend on the image."""
    return filters * (channels * size**2 + 1)


def of_locally_connected(channels: int, filters: int, size: int, pixels: int) -> int:
    """Parameters where every pixel has a kernel of its own."""
    return pixels * of_convolution(channels, filters, size)


def multiply_adds(channels: int, filters: int, size: int, pixels: int) -> int:
    """Multiply-adds of a convolution that puts out maps of so many pixels: each weight is used at each of them."""
    return pixels * filters * channels * size**2


def mlp_gradients(weights: list[np.ndarray], x: np.ndarray, labels: np.ndarray) -> list[np.ndarray]:
    """Gradients of the mean cross-entropy of an MLP with one hidden layer: x has shape (N, inputs)."""
    w1, b1, w2, b2 = weights
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    error = powers / powers.sum(axis=1, keepdims=True)
    error[np.arange(len(labels)), labels] -= 1
    error /= len(labels)
    hidden_error = error @ w2.T * (hidden > 0)
    return [x.T @ hidden_error, hidden_error.sum(axis=0), hidden.T @ error, error.sum(axis=0)]


def mlp_train(
    weights: list[np.ndarray], x: np.ndarray, labels: np.ndarray, batches: list[np.ndarray], rate: float
) -> list[np.ndarray]:
    """The weights after gradient descent with momentum 0.9, one step a batch."""
    velocities = [np.zeros_like(weight) for weight in weights]
    for batch in batches:
        gradients = mlp_gradients(weights, x[batch], labels[batch])
        velocities = [0.9 * velocity + gradient for velocity, gradient in zip(velocities, gradients, strict=True)]
        weights = [weight - rate * velocity for weight, velocity in zip(weights, velocities, strict=True)]
    return weights


def mlp_accuracy(weights: list[np.ndarray], x: np.ndarray, labels: np.ndarray) -> float:
    """The share of images whose own score is the highest."""
    w1, b1, w2, b2 = weights
    scores = np.maximum(x @ w1 + b1, 0) @ w2 + b2
    return float((scores.argmax(axis=1) == labels).mean())


mutant("lays the kernel on mirrored", "nchwij,fcij->nfhw", "nchwij,fcji->nfhw")
mutant("swaps the two paddings", '"wrap" if circular else "constant"', '"constant" if circular else "wrap"')
mutant("pads one pixel too few on one side", "(edge, edge), (edge, edge)", "(edge, edge), (edge + 1, edge - 1)")
mutant("forgets the bias of a convolution", "kernels, optimize=True) + bias[:, None, None]", "kernels, optimize=True)")
mutant("shares the kernels after all", 'fchwij->nfhw", around, kernels,', 'fcij->nfhw", around, kernels[:, :, 5, 5],')
mutant("takes the mean of each block", ".max(axis=(3, 5))", ".mean(axis=(3, 5))")
mutant(
    "pools blocks that lie apart",
    "rows // 2, 2, columns // 2, 2).max(axis=(3, 5))",
    "2, rows // 2, 2, columns // 2).max(axis=(2, 4))",
)
mutant("pools over one axis only", "return images.mean(axis=(2, 3))", "return images.mean(axis=2)")
mutant("shifts the other way", "abs(down) - down, abs(right) - right", "abs(down) + down, abs(right) + right")
mutant("turns rows into columns", "images, (down, right), axis", "images, (right, down), axis")
mutant("counts one bias for all filters", "filters * (channels * size**2 + 1)", "filters * channels * size**2 + 1")
mutant("forgets the channels", "filters * (channels * size**2 + 1)", "filters * (size**2 + 1)")
mutant("forgets the biases of a dense layer", "outputs * (inputs + 1)", "outputs * inputs")
mutant("counts shared kernels", "pixels * of_convolution(channels", "of_convolution(channels")
mutant("uses each weight of a convolution once", "return pixels * filters * channels", "return filters * channels")
mutant("forgets that pooling leaves a quarter of the places", "8, 12, 3, 14**2", "8, 12, 3, 28**2")
mutant("forgets the 1/B", "error /= len(labels)\n", "error /= 1\n")
mutant("masks by the output", "(hidden > 0)", "(hidden >= 0)")
mutant("climbs", "weight - rate * velocity", "weight + rate * velocity")
mutant("softmax over the batch", "powers.sum(axis=1, keepdims=True)", "powers.sum(axis=0, keepdims=True)")
mutant("never clears the gradients", "        optimizer.zero_grad()\n", "")
mutant("permutes every image its own way", "[:, order].reshape(", "[:, np.roll(order, len(images))].reshape(")
mutant(
    "draws one order for all epochs", "in rng.permutation(samples)", "in np.random.default_rng(0).permutation(samples)"
)
mutant("scatters the training images alone", "scattered(moved(test, 0, by), known)", "moved(test, 0, by)")
mutant(
    "tests on training images",
    "data.test_images[::every, None] / np.float32(255), data.test_labels[::",
    "data.train_images[::every, None] / np.float32(255), data.train_labels[::",
)
mutant(
    "trains one of the two for longer",
    "(make(), seen, labels, batches)",
    "(make(), seen, labels, batches * (1 + (make is cnn)))",
)
mutant("moves digits only one way", "rng.integers(-most, most + 1,", "rng.integers(0, most + 1,")

# Networks of torch, trained alike; all of the above is held against them.


class LocallyConnected(nn.Module):
    """A convolution 1 → 8 of 3×3 on 14×14 pixels that does not share its weights; they start as torch's would."""

    def __init__(self) -> None:
        super().__init__()
        self.kernels = nn.Parameter(torch.empty(8, 196, 9).uniform_(-1 / 3, 1 / 3))
        self.bias = nn.Parameter(torch.empty(8, 14, 14).uniform_(-1 / 3, 1 / 3))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        around = functional.unfold(images, 3, padding=1)  # (N, 9, 196)
        maps = torch.einsum("nkp,fpk->nfp", around, self.kernels)
        return maps.unflatten(2, (14, 14)) + self.bias


def cnn() -> nn.Sequential:
    """52 480 parameters, as many as the MLP below."""
    return nn.Sequential(
        *(nn.Conv2d(1, 8, 3, padding=1), nn.MaxPool2d(2), nn.ReLU()),
        *(nn.Conv2d(8, 12, 3, padding=1), nn.MaxPool2d(2), nn.ReLU()),
        *(nn.Flatten(), nn.Linear(588, 86), nn.ReLU(), nn.Linear(86, 10)),
    )


def mlp() -> nn.Sequential:
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 66), nn.ReLU(), nn.Linear(66, 10))


def shallow(first: nn.Module) -> nn.Sequential:
    """A classifier of 14×14 pixels behind a first layer that gives 8 maps."""
    return nn.Sequential(first, nn.MaxPool2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(392, 10))


def orders(samples: int, epochs: int, size: int, rng: np.random.Generator) -> list[np.ndarray]:
    """The batches of so many epochs, each epoch shuffled."""
    return [batch for _ in range(epochs) for batch in rng.permutation(samples).reshape(-1, size)]


def train(
    net: nn.Module, images: np.ndarray, labels: np.ndarray, batches: list[np.ndarray], rate: float = 0.05
) -> nn.Module:
    """The net after gradient descent with momentum 0.9 on the mean cross-entropy, one step a batch."""
    x, y = torch.tensor(images), torch.tensor(labels)
    optimizer = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9)
    for batch in batches:
        optimizer.zero_grad()
        functional.cross_entropy(net(x[batch]), y[batch]).backward()
        optimizer.step()
    return net


def predictions(net: nn.Module, images: np.ndarray) -> np.ndarray:
    """The digit that the net takes each image for."""
    with torch.no_grad():
        return torch.cat([net(part) for part in torch.tensor(images).split(500)]).numpy().argmax(axis=1)


def accuracy(net: nn.Module, images: np.ndarray, labels: np.ndarray) -> float:
    return float((predictions(net, images) == labels).mean())


def arrays(net: nn.Module) -> list[np.ndarray]:
    """The parameters in double precision."""
    return [parameter.detach().numpy().astype(float) for parameter in net.parameters()]


def digits(samples: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Random training images of MNIST, shape (samples, 1, 28, 28), float32 from 0 to 1, and their labels."""
    data = mnist.load()
    chosen = rng.choice(len(data.train_labels), size=samples, replace=False)
    return data.train_images[chosen, None] / np.float32(255), data.train_labels[chosen].astype(np.int64)


def test_digits(every: int) -> tuple[np.ndarray, np.ndarray]:
    """One test image in so many, and its label."""
    data = mnist.load()
    return data.test_images[::every, None] / np.float32(255), data.test_labels[::every].astype(np.int64)


def scattered(images: np.ndarray, order: np.ndarray) -> np.ndarray:
    """The same images with their pixels in another order."""
    return images.reshape(len(images), -1)[:, order].reshape(images.shape)


def jittered(images: np.ndarray, most: int, rng: np.random.Generator) -> np.ndarray:
    """Each image moved at random by up to `most` pixels, then shrunk to half its size."""
    places = rng.integers(-most, most + 1, size=(len(images), 2))
    somewhere = np.concatenate([moved(image[None], *place) for image, place in zip(images, places, strict=True)])
    return somewhere.reshape(-1, 1, 14, 2, 14, 2).mean(axis=(3, 5))


SUMS = "sums of at most 784 products in float64: 784 roundings of 1e-16, at most"
PAIRED = "99 % t-interval over seeds, each with its own images, order and start (Student 1908)"


def near(name: str, value: float, right: float, spread: float, because: str) -> Measurement:
    """A number that is known beforehand."""
    return Measurement(name, value, within(right, spread, because=because))


def off(name: str, ours: np.ndarray, theirs: np.ndarray) -> Measurement:
    """How far two ways to compute the same are apart."""
    return small(name, relative_error(ours, theirs))


def small(name: str, error: float, most: float = 1e-12, because: str = SUMS) -> Measurement:
    """An error that may be so large."""
    return Measurement(name, error, at_most(most, because=because))


def over_seeds(kind: type, name: str, values: Any, bound: Bound) -> Any:
    """A Measurement or Control of the mean over seeds, with its interval."""
    return kind(name, np.mean(values), bound, interval=mean_interval(values))


def parameters(net: nn.Module) -> int:
    """How many parameters torch counts."""
    return sum(parameter.numel() for parameter in net.parameters())


def whole_batches(samples: int, size: int = 50) -> None:
    """Refuse a number of images that does not fill its batches."""
    if not size <= samples <= 60_000 or samples % size:
        raise Undecided(
            en=f"{samples} images do not make whole batches of {size}",
            ko=f"이미지 {samples}장으로는 {size}장짜리 배치를 온전히 만들 수 없다",
        )


@claim(
    en="A 3×3 convolution from 1 map to 8 has 80 parameters where a dense layer for the same maps of 28×28 pixels has "
    "4 923 520. It is that dense layer with 98.9 % of the weights fixed at zero and 72 weights repeated over the rest.",
    ko="1채널에서 8채널로 가는 3×3 합성곱의 파라미터는 80개인데, 같은 28×28 특징 맵을 내는 완전 연결층은 "
    "4,923,520개가 필요하다. 합성곱은 가중치의 98.9%를 0으로 고정하고 나머지 자리에 72개의 가중치를 "
    "반복해 쓰는 완전 연결층이다.",
    seconds=1.5,
    entry="D10",
    literature="LeCun 1989",
)
def locality_and_sharing(filters: int = 8, size: int = 3, seed: int = 0) -> Evidence:
    if filters < 1 or size % 2 == 0 or not 1 <= size <= 55:
        raise Undecided(
            en="a kernel needs a filter and an odd size, no wider than twice the image",
            ko="커널에는 필터가 하나는 있어야 하고, 크기는 홀수이며 이미지 너비의 두 배를 넘지 않아야 한다",
        )
    rng = np.random.default_rng(seed)
    kernels, bias, free = rng.normal(size=(filters, 1, size, size)), rng.normal(size=filters), np.zeros(filters)
    own = rng.normal(size=(filters, 1, 28, 28, size, size))
    dots = np.eye(784).reshape(784, 1, 28, 28)  # what a linear map does to each single pixel is its matrix
    matrix = convolve(dots, kernels, free).reshape(784, -1).T
    unshared = locally_connected(dots, own, np.zeros((filters, 28, 28))).reshape(784, -1).T
    images = rng.normal(size=(5, 1, 28, 28))
    maps = convolve(images, kernels, bias)
    by_matrix = (images.reshape(5, 784) @ matrix.T).reshape(maps.shape) + bias[:, None, None]
    everywhere = np.broadcast_to(kernels[:, :, None, None], own.shape)
    alike = locally_connected(images, everywhere, np.broadcast_to(bias[:, None, None], (filters, 28, 28)))
    torch.manual_seed(seed)
    layer, halves = LocallyConnected().double(), rng.normal(size=(5, 1, 14, 14))
    (its_kernels, its_bias), given = arrays(layer), layer(torch.tensor(halves)).detach().numpy()
    by_hand = locally_connected(halves, its_kernels.reshape(8, 1, 14, 14, 3, 3), its_bias)
    wide = 5 / np.sqrt(3 * its_kernels.size)
    by_torch = functional.conv2d(*(torch.tensor(a) for a in (images, kernels, bias)), padding=size // 2).numpy()
    convolution = of_convolution(1, filters, size)
    dense, local = of_dense(784, filters * 784), of_locally_connected(1, filters, size, 784)
    reached = (size * 28 - 2 * sum(range(size // 2 + 1))) ** 2  # of each axis, less what lies beyond both borders
    with torch.device("meta"):
        counts = parameters(nn.Conv2d(1, filters, size)), parameters(nn.Linear(784, filters * 784))
        wider = parameters(nn.Conv2d(5, filters, size))

    return Evidence(
        measurements=[
            near("parameters of the convolution", convolution, counts[0], 0, "torch's count"),
            near("parameters of the dense layer", dense, counts[1], 0, "torch's count"),
            near("parameters without sharing", local, own.size + filters * 784, 0, "each kernel and bias"),
            near("parameters from 5 maps", of_convolution(5, filters, size), wider, 0, "torch's count"),
            near("weights that are not zero", np.count_nonzero(matrix), filters * reached, 0, "9, 6 or 4 in reach"),
            near("share of zeros", np.mean(matrix == 0), 1 - reached / 784**2, 1e-12, "the same"),
            near("different weights", len(set(matrix[matrix != 0])), filters * size**2, 0, "one kernel a filter"),
            off("dense layer, off", by_matrix, maps),
            off("off torch", by_torch, maps),
            off("equal kernels everywhere, off", alike, maps),
            off("own kernels, off a layer of torch", by_hand, given),
            near(
                "their mean at the start", its_kernels.mean(), 0, wide / 3, "five standard errors of a uniform number"
            ),
            near(
                "their variance, 27-fold",
                27 * (its_kernels**2).mean(),
                1,
                2 * wide,
                "uniform to ±1/3, as torch's; same",
            ),
        ],
        controls=[
            Control("different weights without sharing", len(set(unshared[unshared != 0])), at_most(filters * size**2))
        ],
    )


@claim(
    en="Convolution with circular edges commutes with every circular shift: shift the image, and the maps shift along. "
    "Global pooling of such maps does not change at all. Zero padding breaks this, but only at the border.",
    ko="가장자리를 순환으로 처리한 합성곱은 모든 순환 이동과 교환된다. 이미지를 옮기면 특징 맵도 같은 만큼 옮겨진다. "
    "이 맵을 전역 풀링하면 값이 전혀 변하지 않는다. 제로 패딩은 이 성질을 깨뜨리지만 경계에서만 그렇다.",
    seconds=0.5,
    entry="D10",
    literature="LeCun 1989",
)
def equivariance(shifts: int = 20, seed: int = 0) -> Evidence:
    if shifts < 1:
        raise Undecided(
            en="no shift was tried",
            ko="이동을 한 번도 하지 않았다",
        )
    rng = np.random.default_rng(seed)
    images, kernels, bias = rng.normal(size=(2, 3, 12, 10)), rng.normal(size=(4, 3, 5, 5)), rng.normal(size=4)
    own = rng.normal(size=(4, 3, 12, 10, 5, 5))

    def circular(x: np.ndarray) -> np.ndarray:
        return convolve(x, kernels, bias, circular=True)

    def zero_padded(x: np.ndarray) -> np.ndarray:
        return convolve(x, kernels, bias)

    def unshared(x: np.ndarray) -> np.ndarray:
        return locally_connected(x, own, bias[:, None, None])

    def worst(layer: Layer, after: Layer, down: int, right: int) -> float:
        """How far layer and shift are from commuting, seen through `after`."""
        one, other = layer(turned(images, down, right)), turned(layer(images), down, right)
        return relative_error(after(one), after(other))

    def change(by: tuple[int, int]) -> float:
        return relative_error(global_pool(circular(turned(images, *by))), global_pool(circular(images)))

    def everything(x: np.ndarray) -> np.ndarray:
        return x

    def inside(x: np.ndarray) -> np.ndarray:  # 2 pixels of the kernel's reach, then 2 of the shift
        return x[:, :, 4:-2, 4:-2]

    places = [tuple(rng.integers((12, 10))) for _ in range(shifts)]
    x, weights, b = (torch.tensor(a) for a in (images, kernels, bias))
    ring = functional.conv2d(functional.pad(x, (2, 2, 2, 2), mode="circular"), weights, b)
    unpooled = relative_error(circular(turned(images, 2, 2)), circular(images))

    ink = rng.random((3, 1, 28, 28))
    halved = functional.avg_pool2d(torch.tensor(ink), 2).numpy()
    dots = np.zeros((500, 1, 28, 28))
    dots[:, :, 14, 14] = 1
    _, _, rows, columns = np.nonzero(jittered(dots, 6, rng))

    return Evidence(
        measurements=[
            small("circular, shifted before or after", max(worst(circular, everything, *by) for by in places)),
            small("circular, then global pooling, shifted or not", max(map(change, places))),
            small("zero padding, inside, shifted before or after", worst(zero_padded, inside, 2, 2)),
            off("circular, off torch", circular(images), ring.numpy()),
            off("zero padding, off torch", zero_padded(images), functional.conv2d(x, weights, b, padding=2).numpy()),
            off("global pooling, off torch", global_pool(images), x.flatten(2).mean(2).numpy()),
            off("circular shift, off torch", turned(images, 3, -1), x.roll((3, -1), (2, 3)).numpy()),
            off("shift up and right, off torch", moved(images, -1, 2), functional.pad(x, (2, -2, -1, 1)).numpy()),
            off("shift down and left, off torch", moved(images, 3, -1), functional.pad(x, (-1, 1, 3, -3)).numpy()),
            off("moved by 0 pixels and halved, off torch", jittered(ink, 0, rng), halved),
            near("rows that a dot reaches, moved by up to 6 and halved", len(set(rows)), 7, 0, "8 to 20: 4 to 10"),
            near("columns that it reaches", len(set(columns)), 7, 0, "8 to 20: 4 to 10"),
        ],
        controls=[
            Control("zero padding, the border too", worst(zero_padded, everything, 2, 2), at_most(1e-12)),
            Control("without weight sharing", worst(unshared, inside, 2, 2), at_most(1e-12)),
            Control("circular without global pooling, shifted or not", unpooled, at_most(1e-12)),
        ],
    )


@claim(
    en="2×2 max pooling and convolutions of stride 2 commute with shifts by 2 pixels, not by 1. So a CNN with "
    "circular edges, one such pooling and global pooling behind it gives the same output for even shifts and another "
    "one for odd shifts.",
    ko="2×2 맥스 풀링과 스트라이드 2인 합성곱은 2픽셀 이동과는 교환되지만 1픽셀 이동과는 교환되지 않는다. 그래서 순환 "
    "합성곱 뒤에 맥스 풀링 하나와 전역 풀링을 둔 CNN은 짝수 픽셀 이동에는 같은 출력을, 홀수 픽셀 이동에는 다른 출력을 "
    "낸다.",
    seconds=0.5,
    entry="D10",
    literature="Zhang 2019; Azulay & Weiss 2019",
)
def pooling_by_two(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    images, kernels, bias = rng.normal(size=(4, 2, 16, 12)), rng.normal(size=(6, 2, 3, 3)), rng.normal(size=6)

    def features(x: np.ndarray) -> np.ndarray:
        return global_pool(np.maximum(max_pool(convolve(x, kernels, bias, circular=True)), 0))

    def change(right: int) -> float:
        return relative_error(features(turned(images, 0, right)), features(images))

    def strided(x: np.ndarray) -> np.ndarray:
        return convolve(x, kernels, bias, circular=True)[:, :, ::2, ::2]

    pooled, thinned = max_pool(images), strided(images)
    shifts = [turned(pooled, down, right) for down in range(8) for right in range(6)]
    by_two = turned(images, 2, -4)
    nearest = min(np.abs(max_pool(turned(images, 0, 1)) - shift).max() for shift in shifts)
    apart = np.abs(max_pool(by_two) - turned(pooled, 1, -2)).max()
    one_right = strided(turned(images, 0, 1))
    nearest_strided = min(
        relative_error(one_right, turned(thinned, down, right)) for down in range(8) for right in range(6)
    )
    off_torch = np.abs(pooled - functional.max_pool2d(torch.tensor(images), 2).numpy()).max()
    torch.manual_seed(seed)
    net, ink = cnn().double(), rng.normal(size=(5, 1, 28, 28))
    given = net(torch.tensor(ink)).detach().numpy()
    return Evidence(
        measurements=[
            near("pooling, shifted by 2 and -4 before, or by 1 and -2 after", apart, 0, 0, "the same blocks"),
            small("features, image shifted by 2", change(2)),
            off("convolution of stride 2, shifted by 2 and -4 before", strided(by_two), turned(thinned, 1, -2)),
            near("off torch", off_torch, 0, 0, "a maximum is not rounded"),
            off("CNN with dense layers behind two poolings, off torch", cnn_logits(arrays(net), ink), given),
        ],
        controls=[
            Control("pooling, shifted by 1 before, or by anything after", nearest, within(0, 0)),
            Control("features, image shifted by 1", change(1), at_most(1e-12)),
            Control(
                "convolution of stride 2, shifted by 1 before, or by anything after", nearest_strided, at_most(1e-12)
            ),
        ],
        curves=[Curve("2×2 max pooling, then global pooling", [change(right) for right in range(13)])],
        axes=Axes(x="shift, pixels", y="relative change of the features"),
    )


def pair(seed: int, samples: int, epochs: int) -> tuple[dict[str, nn.Module], np.ndarray]:
    """CNN and MLP after the same batches, each on digits as they are and with scattered pixels; and that order."""
    rng = np.random.default_rng(seed)
    images, labels = digits(samples, rng)
    order = rng.permutation(784)
    batches = orders(samples, epochs, 50, rng)
    nets: dict[str, nn.Module] = {}
    for name, make in (("MLP", mlp), ("CNN", cnn)):
        for how, seen in (("", images), (", scattered", scattered(images, order))):
            torch.manual_seed(seed)  # the same start for both
            nets[name + how] = train(make(), seen, labels, batches)
            progress(1)
    return nets, order


def scored(
    nets: dict[str, nn.Module], order: np.ndarray, test: np.ndarray, labels: np.ndarray, shift: int
) -> dict[str, list[float]]:
    """Accuracy on the test images, and on the same moved to the right, with their pixels in the order of training."""
    found = {}
    for name, net in nets.items():
        known = order if "scattered" in name else np.arange(784)
        found[name] = [accuracy(net, scattered(moved(test, 0, by), known), labels) for by in (0, shift)]
    return found


@claim(
    en="At 52 480 parameters each and after the same 240 batches from 2000 digits (equal steps, not equal "
    "arithmetic), a CNN is more accurate than an MLP, and loses less (but does lose) when the test digits move by 2 "
    "pixels. One permutation of the pixels for training and test erases both leads.",
    ko="파라미터 수를 52,480개로 맞추고 숫자 2000장을 같은 미니배치 240개로 학습하면(스텝 수는 같지만 연산량은 "
    "다르다) CNN이 MLP보다 정확하고, 테스트 이미지를 2픽셀 옮겼을 때도 덜 떨어진다(그래도 떨어지기는 한다). 학습과 "
    "테스트 이미지의 픽셀을 같은 순서로 뒤섞으면 두 우위가 모두 사라진다.",
    seconds=45,
    entry="D10",
    literature="LeCun 1989; Azulay & Weiss 2019",
)
def equal_budget(samples: int = 2000, epochs: int = 6, seeds: int = 8, shift: int = 2, seed: int = 0) -> Evidence:
    whole_batches(samples)
    if epochs < 1 or seeds < 5 or not 1 <= shift < 28:
        raise Undecided(
            en="it takes training, five seeds for an interval narrow enough, and a shift within the image",
            ko="학습을 해야 하고, 구간이 충분히 좁으려면 시드가 다섯 개는 필요하며, 이동은 이미지 안에 머물러야 한다",
        )
    test, labels = test_digits(4)
    scores: dict[str, list[list[float]]] = {"MLP": [], "CNN": [], "MLP, scattered": [], "CNN, scattered": []}
    for s in range(seeds * seed, seeds * (seed + 1)):
        nets, order = pair(s, samples, epochs)
        for name, found in scored(nets, order, test, labels, shift).items():
            scores[name].append(found)
    (mlp_right, mlp_moved), (cnn_right, cnn_moved), (mlp_mixed, mlp_both), (cnn_mixed, cnn_both) = (
        np.transpose(score) for score in scores.values()
    )
    blindness = {"": mlp_right - mlp_mixed, ", moved digits": mlp_moved - mlp_both}
    spared = (mlp_right - mlp_moved) - (cnn_right - cnn_moved)
    spared_mixed = (mlp_mixed - mlp_both) - (cnn_mixed - cnn_both)
    of_cnn = of_convolution(1, 8, 3) + of_convolution(8, 12, 3) + of_dense(588, 86) + of_dense(86, 10)
    of_mlp = of_dense(784, 66) + of_dense(66, 10)

    def lead(name: str, values: np.ndarray) -> Measurement:
        return over_seeds(Measurement, name, values, at_least(0, because=PAIRED))

    def nothing(name: str, values: np.ndarray) -> Measurement:
        half = student_quantile(0.9995, seeds - 1) * np.std(values, ddof=1) / np.sqrt(seeds)
        if half > 0.1:
            raise Undecided(
                en=f"the seeds spread too far to tell nothing from {half:.0%}",
                ko=f"시드에 따른 차이가 너무 커서 0과 {half:.0%}를 구별할 수 없다",
            )
        because = "its weights start alike for all pixels; 99.9 % t-interval over seeds (Student 1908)"
        return near(f"what scattering costs the MLP{name}", values.mean(), 0, half, because)

    return Evidence(
        measurements=[
            near("parameters of the CNN", parameters(nets["CNN"]), of_cnn, 0, "the layers' formulas"),
            near("parameters of the MLP", parameters(nets["MLP"]), of_mlp, 0, "the layers' formulas"),
            near("parameters, CNN / MLP", of_cnn / of_mlp, 1, 0.01, "the stated 1 %"),
            lead("lead of the CNN in accuracy", cnn_right - mlp_right),
            lead("what a shift costs the CNN", cnn_right - cnn_moved),
            lead("what a shift costs the MLP beyond that", spared),
            *(nothing(name, values) for name, values in blindness.items()),
        ],
        controls=[
            over_seeds(Control, "lead of the CNN, pixels scattered", cnn_mixed - mlp_mixed, at_least(0)),
            over_seeds(
                Control,
                "what a shift costs the MLP beyond the CNN, scattered, if as much",
                spared_mixed,
                at_least(mean_interval(spared)[0]),
            ),
        ],
        curves=[Curve(name, [score[0] for score in pairs], points=True) for name, pairs in scores.items()],
        axes=Axes(x="seed", y="test accuracy"),
    )


@claim(
    en="With as many parameters as the MLP, 52 480 each, the CNN takes 5.3 times as many multiply-adds an image, for "
    "a shared weight is used at every place. Its convolutions hold 1.8 % of the parameters and do 81 % of the "
    "arithmetic.",
    ko="파라미터 수가 52,480개로 MLP와 같은 CNN의 곱셈-누산(MAC)은 이미지 한 장에 MLP의 5.3배이다. 공유하는 가중치를 "
    "모든 위치에서 쓰기 때문이다. 이 CNN의 합성곱은 파라미터의 1.8%를 가지고 연산의 81%를 한다.",
    seconds=0.2,
    entry="D10",
)
def arithmetic() -> Evidence:
    def counted(net: nn.Module) -> float:
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            net(torch.zeros(1, 1, 28, 28))
        return counter.get_total_flops() / 2

    held = [of_convolution(1, 8, 3), of_convolution(8, 12, 3), of_dense(588, 86), of_dense(86, 10)]
    done = [multiply_adds(1, 8, 3, 28**2), multiply_adds(8, 12, 3, 14**2), 588 * 86, 86 * 10]
    weights = [8 * 9, 12 * 8 * 9, *done[2:]]
    of_mlp, weights_of_mlp = 784 * 66 + 66 * 10, parameters(mlp()) - 66 - 10
    by_place = "a weight of a convolution is used at every place of its map, one of a dense layer once"
    return Evidence(
        measurements=[
            near("parameters of the CNN", sum(held), parameters(cnn()), 0, "torch's count"),
            near("multiply-adds of the CNN", sum(done), counted(cnn()), 0, "half the FLOP that torch counts"),
            near("multiply-adds of the MLP", of_mlp, counted(mlp()), 0, "half the FLOP that torch counts"),
            near("multiply-adds, CNN / MLP", sum(done) / of_mlp, 5.3, 0.05, "the stated 5.3, to its last digit"),
            near("convolutions' share of the parameters", sum(held[:2]) / sum(held), 0.018, 5e-4, "the stated 1.8 %"),
            near("convolutions' share of the multiply-adds", sum(done[:2]) / sum(done), 0.81, 5e-3, "the stated 81 %"),
            Measurement(
                "multiply-adds for each weight of the CNN", sum(done) / sum(weights), at_least(2, because=by_place)
            ),
        ],
        controls=[Control("multiply-adds for each weight of the MLP", counted(mlp()) / weights_of_mlp, at_least(2))],
        curves=[Curve("parameters", held, x=range(1, 5)), Curve("multiply-adds", done, x=range(1, 5))],
        axes=Axes(x="layer of the CNN", y="number", log_y=True),
    )


@claim(
    en="An MLP does not see which pixels are neighbours: with scattered pixels and the rows of its first weight matrix "
    "in the same order, training runs identically, step for step.",
    ko="MLP는 어떤 픽셀이 이웃인지 모른다. 픽셀을 뒤섞고 첫 층 가중치 행렬의 행도 같은 순서로 바꾸면 "
    "학습이 스텝마다 똑같이 진행된다.",
    seconds=1.5,
    entry="D10",
)
def mlp_is_blind(steps: int = 40, rate: float = 0.05, seed: int = 0) -> Evidence:
    if not 2 <= steps <= 400 or steps % 2 or not 0.001 <= rate <= 0.2:
        raise Undecided(
            en="it takes an even number of steps, at most 400, for rounding grows, at a rate at which it learns",
            ko="스텝 수는 짝수이고, 반올림 오차가 커지므로 400 이하여야 하며, 학습률은 학습이 되는 값이어야 한다",
        )
    rng = np.random.default_rng(seed)
    images, labels = digits(25 * steps, rng)
    brightest, different = (images.max(), test_digits(8)[0].max()), len({image.tobytes() for image in images})
    images = images.astype(float)
    order = rng.permutation(784)
    x, mixed = images.reshape(-1, 784), scattered(images, order).reshape(-1, 784)
    drawn, again = np.random.default_rng(seed), np.random.default_rng(seed)
    batches = [batch for _ in range(2) for batch in np.split(drawn.permutation(len(x)), steps // 2)]
    torch.manual_seed(seed)
    net = mlp().double()
    w1, b1, w2, b2 = arrays(net)
    start = [w1.T, b1, w2.T, b2]
    plain = mlp_train(start, x, labels, batches, rate)
    with_rows = mlp_train([w1.T[order], b1, w2.T, b2], mixed, labels, batches, rate)
    without = mlp_train(start, mixed, labels, batches, rate)
    v1, c1, v2, c2 = arrays(train(net, images, labels, orders(len(x), 2, 50, again), rate))
    read = mlp_accuracy(plain, x, labels)
    steps_of: Counter[int] = Counter()  # by the number of arrays that an optimizer moves: 4 of an MLP, 8 of a CNN
    hook = register_optimizer_step_post_hook(lambda by, *_: steps_of.update([len(by.param_groups[0]["params"])]))
    unseen = scored(*pair(seed, 1000, 2), *test_digits(10), shift=2)["MLP, scattered"][0]
    hook.remove()

    def apart(one: list[np.ndarray], other: list[np.ndarray]) -> float:
        return float(np.max([relative_error(a, b) for a, b in zip(one, other, strict=True)]))  # NaN counts

    twin = [plain[0][order], *plain[1:]]
    rounding = f"{steps} steps of sums of at most 784 products in float64"
    return Evidence(
        measurements=[
            small("with permuted rows, off", apart(with_rows, twin), 1e-12, rounding),
            small("off torch", apart(plain, [v1.T, c1, v2.T, c2]), 1e-12, rounding),
            near("accuracy", read, accuracy(net, images, labels), 0, "torch's"),
            near("different images drawn", different, len(x), 0, "no two of MNIST's training images are equal"),
            near("brightest pixel of the training images", brightest[0], 1, 0, "grey values end at 255"),
            near("brightest pixel of the test images", brightest[1], 1, 0, "grey values end at 255"),
            Measurement("accuracy, of images seen", read, at_least(0.5, because="it learns: more right than wrong")),
            Measurement("accuracy, of scattered test images", unseen, at_least(0.5, because="scattered as it learned")),
            near("steps of two MLPs on the same images", steps_of[4], 80, 0, "two epochs of 20 batches each"),
            near("steps of two CNNs there", steps_of[8], 80, 0, "as many, or comparing them were not fair"),
        ],
        controls=[Control("rows as they were, off", apart(without, twin), at_most(1e-12))],
    )


@claim(
    en="An MLP with one hidden layer of 128 units reads at least 97 % of the MNIST test set within 10 epochs. Move the "
    "same test images by 4 pixels, up, down, left or right, and on average it is wrong more often than right: it had "
    "only seen centred digits.",
    ko="유닛 128개짜리 은닉층 하나인 MLP도 10 epoch 안에 MNIST 테스트 이미지의 97% 이상을 맞힌다. 같은 이미지를 "
    "상하좌우로 4픽셀 옮기면 평균적으로 맞히는 것보다 틀리는 것이 더 많다. 가운데로 정렬된 숫자만 보고 배웠기 "
    "때문이다.",
    seconds=10,
    entry="D9",
    literature="LeCun 1998; Simard 2003",
)
def mlp_on_mnist(hidden: int = 128, rate: float = 0.1, target: float = 0.97, shift: int = 4, seed: int = 0) -> Evidence:
    if hidden < 1 or not 0.001 <= rate <= 1 or target > 0.999 or not 1 <= shift < 28:
        raise Undecided(
            en="it takes a hidden unit, a rate at which it learns, a bar it can reach, and a shift in the image",
            ko="은닉 유닛이 하나는 있어야 하고, 학습률은 학습이 되는 값, 목표는 도달할 수 있는 값이어야 하며, 이동은 "
            "이미지 안에 머물러야 한다",
        )
    rng = np.random.default_rng(seed)
    images, labels = digits(60_000, rng)
    x, (test, answers) = images.reshape(len(images), -1), test_digits(1)
    known = {hash(image.tobytes()) for image in images}
    seen = sum(hash(image.tobytes()) in known for image in test)
    sizes = [(784, hidden), (hidden,), (hidden, 10), (10,)]
    weights = [np.sqrt(2 / size[0]) * (len(size) - 1) * rng.standard_normal(size) for size in sizes]  # He 2015
    weights = [weight.astype(np.float32) for weight in weights]
    reached = [mlp_accuracy(weights, test.reshape(-1, 784), answers)]
    while reached[-1] < target and len(reached) <= 10:
        weights = mlp_train(weights, x, labels, orders(len(x), 1, 100, rng), rate)
        reached.append(mlp_accuracy(weights, test.reshape(-1, 784), answers))
        progress(1)

    def shifted(by: int) -> float:  # the mean of four directions
        ways = ((by, 0), (-by, 0), (0, by), (0, -by))
        return float(np.mean([mlp_accuracy(weights, moved(test, *way).reshape(-1, 784), answers) for way in ways]))

    epochs = next((epoch for epoch, score in enumerate(reached) if score >= target), np.inf)
    return Evidence(
        measurements=[
            small(f"epochs to {target:.0%}", epochs, 10, "the claim's bar"),
            Measurement("accuracy", reached[-1], at_least(target, because="the claim's bar")),
            small(f"accuracy, images moved by {shift} pixels", shifted(shift), 0.5, "more wrong than right"),
            near("test images among those it learned from", seen, 0, 0, "MNIST keeps them apart"),
        ],
        controls=[
            Control("accuracy before training", reached[0], at_least(target)),
            Control("accuracy, images moved by 0 pixels", shifted(0), at_most(0.5)),
        ],
        curves=[Curve("MLP", [shifted(by) for by in range(9)])],
        axes=Axes(x="shift of the test images, pixels", y="test accuracy"),
    )


@claim(
    en="A CNN is shift invariant.",
    ko="CNN은 이동 불변이다.",
    seconds=5,
    expects="refuted",
    entry="D10",
    literature="Azulay & Weiss 2019; Zhang 2019",
)
def shift_invariant(samples: int = 2000, epochs: int = 6, seed: int = 0) -> Evidence:
    whole_batches(samples)
    rng = np.random.default_rng(seed)
    images, labels = digits(samples, rng)
    torch.manual_seed(seed)
    weights = arrays(train(cnn(), images, labels, orders(samples, epochs, 50, rng)))
    test = test_digits(20)[0].astype(float)
    k1, c1, k2, c2 = weights[:4]

    def pooled_globally(x: np.ndarray) -> np.ndarray:  # the same kernels with circular edges, and no dense layers
        low = np.maximum(convolve(x, k1, c1, circular=True), 0)
        return global_pool(np.maximum(convolve(low, k2, c2, circular=True), 0))

    def change(by: int) -> float:
        return relative_error(cnn_logits(weights, moved(test, 0, by)), cnn_logits(weights, test))

    answers = [cnn_logits(weights, moved(test, 0, by)).argmax(axis=1) for by in range(7)]
    others = [float(np.mean(answer != answers[0])) for answer in answers]
    stay = "invariant: the output does not change but by rounding"
    return Evidence(
        measurements=[
            small("change of the logits, 1 pixel", change(1), 1e-12, stay),
            small("change of the logits, 2 pixels", change(2), 1e-12, stay),
            small("other answers, 3 pixels", others[3], 0, "invariant: the same answer"),
        ],
        controls=[
            Control(
                "change of globally pooled features, circular edges, 3 pixels",
                relative_error(pooled_globally(turned(test, 0, 3)), pooled_globally(test)),
                at_most(1e-12),
                must="hold",
            )
        ],
        curves=[Curve("CNN with dense layers", others)],
        axes=Axes(x="shift of the test images, pixels", y="share of other answers"),
    )


@claim(
    en="Weight sharing pays where things can stand anywhere: on digits moved at random, a 3×3 filter of its own for "
    "every pixel reads fewer digits than shared ones, with 196 times the weights. On centred digits the lead shrinks.",
    ko="가중치 공유는 대상이 어디에나 놓일 수 있을 때 이득이다. 숫자를 무작위로 옮긴 이미지에서는 픽셀마다 따로 둔 "
    "3×3 필터가 파라미터가 196배인데도 공유한 필터보다 덜 맞힌다. 가운데 정렬된 숫자에서는 그 차이가 줄어든다.",
    seconds=15,
    entry="D10",
    literature="LeCun 1989",
)
def sharing_pays(samples: int = 1000, epochs: int = 8, seeds: int = 5, jitter: int = 6, seed: int = 0) -> Evidence:
    whole_batches(samples)
    if epochs < 1 or seeds < 2 or not 1 <= jitter <= 14:
        raise Undecided(
            en="it takes training, two seeds for an interval, and digits that move and stay in the image",
            ko="학습을 해야 하고, 구간을 구하려면 시드가 두 개는 필요하며, 숫자는 움직이되 이미지 안에 머물러야 한다",
        )
    leads: dict[int, list[float]] = {jitter: [], 0: []}
    for s in range(seeds * seed, seeds * (seed + 1)):
        rng = np.random.default_rng(s)
        (images, labels), (test, answers) = digits(samples, rng), test_digits(8)
        batches = orders(samples, epochs, 50, rng)
        for most, found in leads.items():
            seen, unseen = jittered(images, most, rng), jittered(test, most, rng)
            torch.manual_seed(s)
            layers = nn.Conv2d(1, 8, 3, padding=1), LocallyConnected()
            shared, unshared = (
                accuracy(train(shallow(layer), seen, labels, batches), unseen, answers) for layer in layers
            )
            found.append(shared - unshared)
            progress(1)
    more = [a - b for a, b in zip(leads[jitter], leads[0], strict=True)]
    own, shared = of_locally_connected(1, 8, 3, 196), of_convolution(1, 8, 3)
    least = mean_interval(leads[jitter])[0]
    return Evidence(
        measurements=[
            over_seeds(Measurement, "lead of sharing, moved digits", leads[jitter], at_least(0, because=PAIRED)),
            over_seeds(Measurement, "how much larger than centred", more, at_least(0, because=PAIRED)),
            near("parameters, own / shared", own / shared, 196, 0, "14×14 pixels"),
        ],
        controls=[over_seeds(Control, "lead of sharing, centred digits", leads[0], at_least(least))],
        curves=[Curve("moved", leads[jitter], points=True), Curve("centred", leads[0], points=True)],
        axes=Axes(x="seed", y="lead of shared filters in accuracy"),
    )
