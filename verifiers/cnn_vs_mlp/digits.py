"""Digits of MNIST as these claims draw and move them, and the checks of what was drawn."""

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizdl.lab import mnist
from quizdl.lab.checks import NOT_ODD, check_chi_square
from quizdl.lab.samples import oddity_of_integers
from quizdl.lab.statistics import chi_square, chi_square_interval
from quizdl.verify import Measurement, Undecided, at_most, between, mutant, within

from ..programs.minibatches import Indices, batches
from ..programs.shifts import shift

Images = NDArray[Any]  # (N, 1, 28, 28), float32 grey values from 0 (paper) to 1 (ink)
Labels = NDArray[np.int64]
Sample = tuple[Images, Labels]

BATCH = 50
PIXELS = 784


def digits(samples: int, rng: np.random.Generator) -> Sample:
    """Random training images of MNIST, all different, and their labels."""
    data = mnist.load()
    chosen = rng.choice(len(data.train_labels), size=samples, replace=False)
    return data.train_images[chosen, None] / np.float32(255), data.train_labels[chosen].astype(np.int64)


def test_digits(samples: int, rng: np.random.Generator) -> Sample:
    """Random test images, all different, from both halves of the test set, which differ in difficulty."""
    data = mnist.load()
    chosen = rng.choice(len(data.test_labels), size=samples, replace=False)
    return data.test_images[chosen, None] / np.float32(255), data.test_labels[chosen].astype(np.int64)


def epochs_of_batches(samples: int, epochs: int, rng: np.random.Generator, size: int = BATCH) -> list[Indices]:
    """The batches of so many epochs, one after the other; each epoch shuffles anew."""
    return [batch for _ in range(epochs) for batch in batches(samples, size, rng)]


def permuted(images: Images, order: Indices) -> Images:
    """The same images with their pixels in another order, (784,)."""
    rearranged: Images = images.reshape(len(images), -1)[:, order].reshape(images.shape)
    return rearranged


def moved(images: Images, by: Indices) -> Images:
    """Each image moved by a number of pixels of its own, down and to the right; by: shape (N, 2)."""
    return np.concatenate([shift(image[None], *pixels) for image, pixels in zip(images, by.tolist(), strict=True)])


def halved(images: Images) -> Images:
    """Images of 14×14 pixels, each the mean of 2×2."""
    means: Images = images.reshape(-1, 1, 14, 2, 14, 2).mean(axis=(3, 5))
    return means


class Watched:
    """Images that note which of them are drawn, batch by batch."""

    def __init__(self, images: Images) -> None:
        self.images = images
        self.drawn: list[Indices] = []

    def __getitem__(self, batch: Indices) -> Images:
        self.drawn.append(batch)
        drawn: Images = self.images[batch]
        return drawn


@functools.cache
def known() -> dict[bytes, tuple[str, int, int]]:
    """For each image of MNIST, by its bytes: its set, its place there, and its label."""
    data = mnist.load()
    sets = (("train", data.train_images, data.train_labels), ("test", data.test_images, data.test_labels))
    return {
        image.tobytes(): (name, place, int(label))
        for name, images, labels in sets
        for place, (image, label) in enumerate(zip(images, labels, strict=True))
    }


def sample_checks(trained: Sequence[Sample], tested: Sequence[Sample], samples: int, tests: int) -> list[Measurement]:
    """Checks of draws, one a seed: so many different images with labels of their own, from all of the right set."""
    table, all_of = known(), {"train": 60_000, "test": 10_000}
    places: dict[str, list[int]] = {"train": [], "test": []}
    twice, mislabelled, strangers, rounding, brightest, odd, missing = 0, 0, 0, 0.0, [], [], 0
    for name, size, draws in (("train", samples, trained), ("test", tests, tested)):
        for images, labels in draws:
            missing += abs(len(images) - size) + abs(len(labels) - size)
            grey = np.rint(255 * images).astype(np.uint8)
            rounding = max(rounding, float(np.abs(255 * images - grey).max()))
            brightest.append(float(images.max()))
            found = [table.get(image.tobytes(), ("", 0, -1)) for image in grey]
            twice += len(found) - len(set(found))
            mislabelled += sum(label != own for (_, _, own), label in zip(found, labels.tolist(), strict=True))
            strangers += sum(source != name for source, _, _ in found)
            places[name] += [place for _, place, _ in found]
            odd.append(oddity_of_integers([place for _, place, _ in found], all_of[name]))
    scattered = 1 - samples / 60_000  # the variance without replacement, over that with it
    low, high = (scattered * edge for edge in chi_square_interval(9))
    train_tenths = np.bincount(np.array(places["train"]) * 10 // 60_000, minlength=10)
    second_half = np.array(places["test"]) >= 5000
    spread = 5 * np.sqrt((10_000 - tests) / (4 * 9999 * tests * len(tested)))
    firsts = [images[:20].tobytes() for draws in (trained, tested) for images, _ in draws]
    count = within(0, 0, because="a count")
    return [
        Measurement("images drawn twice for one seed", twice, count, check=True),
        Measurement("images or labels missing or too many", missing, count, check=True),
        Measurement(
            "how odd the places of the images in MNIST look", max(odd), NOT_ODD, unit="standard errors", check=True
        ),
        Measurement("images with the label of another", mislabelled, count, check=True),
        Measurement(
            "images from the wrong set of MNIST",
            strangers,
            within(0, 0, because="MNIST keeps training and test images apart"),
            check=True,
        ),
        Measurement(
            "largest error of a grey value / 255",
            rounding,
            at_most(1e-4, because="k/255 in float32, up to one"),
            check=True,
        ),
        Measurement(
            "least brightest pixel of a sample",
            min(brightest),
            within(1, 0, because="grey values end at 255"),
            check=True,
        ),
        Measurement(
            "χ² of how many images came from each tenth of the training images",
            chi_square(train_tenths),
            between(low, high, because="99.99 % interval for draws without replacement"),
            check=True,
        ),
        check_chi_square(),
        Measurement(
            "χ² of counts of 2 and 4 and 6",
            chi_square([2, 4, 6]),
            within(2, 1e-12, because="4/4 + 0/4 + 4/4"),
            check=True,
        ),
        Measurement(
            "share of test images from the second half of the test set",
            float(second_half.mean()),
            within(0.5, float(spread), because="drawn from both halves alike; five standard deviations"),
            check=True,
        ),
        Measurement("seeds that drew the images of another", len(firsts) - len(set(firsts)), count, check=True),
    ]


def order_checks(drawn: Sequence[Sequence[Watched]], samples: int, epochs: int, size: int = BATCH) -> list[Measurement]:
    """Checks of what nets were trained on: for each seed, what each of its nets drew."""
    steps = -(-samples // size)
    missed, repeated, strangers = 0, 0.0, 0
    for nets in drawn:
        first = nets[0].drawn
        strangers += sum(len(net.drawn) != len(first) or not all(map(np.array_equal, net.drawn, first)) for net in nets)
        orders = [np.concatenate(first[n : n + steps]) for n in range(0, len(first), steps)]
        missed += sum(int(np.count_nonzero(np.bincount(order, minlength=samples) != 1)) for order in orders)
        pairs = [(one, other) for n, one in enumerate(orders) for other in orders[:n] if len(one) == len(other)]
        repeated = max([repeated, *(float((one == other).mean()) for one, other in pairs)])
    fed = [len(net.drawn) for nets in drawn for net in nets]
    count = within(0, 0, because="a count")
    return [
        Measurement(
            "steps of a training beside those of its epochs",
            max(abs(number - epochs * steps) for number in fed),
            within(0, 0, because="every net takes one step a batch"),
            check=True,
        ),
        Measurement("nets of one seed that saw other batches than the first", strangers, count, check=True),
        Measurement(
            "images of an epoch that were not drawn exactly once",
            missed,
            within(0, 0, because="an epoch is a permutation of the images"),
            check=True,
        ),
        Measurement(
            "largest share of images at the same place in two epochs",
            repeated,
            at_most(15 / samples, because="one image in the mean (Poisson); more than 15 once in 10^13 orders"),
            check=True,
        ),
    ]


def enough_images(samples: int) -> None:
    """Refuse a number of images that fills no batch, or that MNIST does not have."""
    if not BATCH <= samples <= 60_000:
        raise Undecided(
            en=f"{samples} images; the experiment needs from {BATCH}, which is one batch, to 60 000",
            ko=f"이미지 {samples}장: 이 실험에는 배치 하나인 {BATCH}장부터 60,000장까지 필요하다",
        )


mutant("permutes every image its own way", "[:, order].reshape(", "[:, np.roll(order, len(images))].reshape(")
mutant(
    "draws one order for all epochs",
    "in batches(samples, size, rng)]",
    "in batches(samples, size, np.random.default_rng(0))]",
)
mutant(
    "tests on training images",
    "data.test_images[chosen, None] / np.float32(255), data.test_labels[",
    "data.train_images[chosen, None] / np.float32(255), data.train_labels[",
)
mutant(
    "draws training images twice",
    "rng.choice(len(data.train_labels), size=samples, replace=False)",
    "rng.choice(len(data.train_labels), size=samples)",
)
mutant(
    "tests on the first test images",
    "rng.choice(len(data.test_labels), size=samples, replace=False)",
    "np.arange(samples)",
)
