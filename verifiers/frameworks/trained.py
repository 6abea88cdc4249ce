"""What each of the four programs is asked: whether it learns by θ - η∇L, from every image once, and how soon."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from quizdl.lab import mnist
from quizdl.lab.statistics import chi_square_interval
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
    between,
    mutant,
    within,
)

from .common import BATCH, ETA, FLOAT32, SAME, Array, Weights, change, descend, distance, gradient_of_sum
from .instruments import FLOP, checks_of_instruments
from .processes import run, weights_in

BAR = 0.95
PIXELS, LAST = 300, 44  # images of one bright pixel each, of which the last batch holds what 2 · 128 leave
IMAGES, PIECE = 60_000, 100 * BATCH  # in an epoch, and between two tests
HUNDREDTH = at_most(36, because="a hundredth of the hour that the post leaves; starting and reading the data included")
TENTH = at_most(3, because="a tenth of the post's thirty, which were for 0.9")
STARTS = {  # the variances of W₁ and W₂ at the start, and whose rule they are
    "NumPy": ("2/inputs before a ReLU (He 2015), 1/inputs before the scores", (2 / 784, 1 / 128)),
    "PyTorch": ("uniform up to 1/√inputs, as nn.Linear has it", (1 / (3 * 784), 1 / (3 * 128))),
    "Keras": ("2/(inputs + outputs) (Glorot 2010)", (2 / (784 + 128), 2 / (128 + 10))),
    "TensorFlow": ("2/(inputs + outputs) (Glorot 2010)", (2 / (784 + 128), 2 / (128 + 10))),
}
SHARED = LAST * LAST / PIXELS  # images that two random batches of 44 share, in the mean
SPREAD = np.sqrt(SHARED * (256 / 300) * (256 / 299))  # and their standard deviation
DEVIATION = np.sqrt((PIXELS + 1) * (PIXELS - LAST) / (12 * LAST))  # of the mean place of 44 among 300


def accuracy_of(weights: Weights, images: mnist.Bytes, labels: mnist.Bytes) -> float:
    """The share of images whose own digit has the highest score, written out in float64."""
    w1, b1, w2, b2 = weights
    scores = np.maximum(images.reshape(len(images), -1) / 255 @ w1 + b1, 0) @ w2 + b2
    return float((scores.argmax(axis=1) == labels).mean())


def batch_sizes(before: Weights, after: Weights) -> Array:
    """The size B of the batch that each image of one bright pixel was in, (300,), if it came once in an epoch.

    Image i alone moves row i of W₁, by -η/B times its own gradient, so that the ratio of the two tells B; in an epoch
    of three steps the other weights hardly move. Twice in batches of 128 looks like 64, and never like infinity; with
    the label of another image the rows do not point the same way.
    """
    images, labels = 4 * np.eye(PIXELS, 784), np.arange(PIXELS) % 10
    own = gradient_of_sum(before, images, labels)[0][:PIXELS]
    moved = (before[0] - after[0])[:PIXELS] / ETA
    with np.errstate(divide="ignore"):
        sizes: Array = (own**2).sum(axis=1) / (moved * own).sum(axis=1)
    return sizes


def in_full(sizes: Array) -> NDArray[np.bool_]:
    """Which images were in one batch of 128."""
    full: NDArray[np.bool_] = (sizes > np.sqrt(44 * 128)) & (sizes < 218)
    return full


def in_last(sizes: Array) -> NDArray[np.bool_]:
    """Which images were in the batch of 44: nearer to it than to 128, by their ratio, and not in more than one."""
    last: NDArray[np.bool_] = (sizes > 26) & (sizes < np.sqrt(44 * 128))
    return last


def miscounted(sizes: Array) -> int:
    """How many images an epoch did not count once, in two batches of 128 and one of 44."""
    return PIXELS - min(int(in_full(sizes).sum()), 2 * BATCH) - min(int(in_last(sizes).sum()), LAST)


def elsewhere(one: Array, other: Array) -> int:
    """How many images were not in batches of the same size, as far as their sizes can be told."""
    same = (in_last(one) & in_last(other)) | (in_full(one) & in_full(other))
    return int((~same).sum())


def dependence(labels: mnist.Bytes, shuffled: mnist.Bytes) -> float:
    """Pearson's χ² of two labellings against independence, over 81 degrees of freedom (Pearson 1900)."""
    counts = np.zeros((10, 10))
    np.add.at(counts, (labels, shuffled), 1)
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / len(labels)
    return float(((counts - expected) ** 2 / expected).sum())


def trained(framework: str, seed: int) -> Evidence:
    """The evidence of one program: its steps, its sample, its test, and its time."""
    data = mnist.load()
    arrays = run(framework, seed, "training", "three_steps", "one_pixel_images", "reports")
    before, after, final, alone = (weights_in(arrays, name) for name in ("before", "after", "final", "alone"))
    accuracy, shuffled, clock = arrays["accuracy"], arrays["by chance"], arrays["clock"]
    by_hand = accuracy_of(final, data.test_images, data.test_labels)
    printed = [*arrays["printed"], np.nan, np.nan, np.nan][:3]
    told = accuracy_of(alone, data.test_images[:1000], data.test_labels[:1000])
    flattering = accuracy_of(alone, data.train_images[:1000], data.train_labels[:1000])
    epochs = [weights_in(arrays, name) for name in ("start", "first", "second", "third", "fourth")]
    orders = [batch_sizes(*pair) for pair in pairwise(epochs)]
    again, other = (
        batch_sizes(weights_in(arrays, f"{name}, start"), weights_in(arrays, f"{name}, first"))
        for name in ("again", "other")
    )
    chance = within(SHARED, 6 * SPREAD, because="44²/300 in the mean, and six standard deviations (hypergeometric)")
    ours = np.isin(np.arange(PIXELS), np.random.default_rng([seed, 3]).permutation(PIXELS)[:LAST])
    misplaced = np.mean(ours != in_last(orders[0]))
    rule, variances = STARTS[framework]
    flop = FLOP * float(arrays["seen"][-1])
    pieces = len(accuracy) - 1  # each of 12 800 images, but for the last of an epoch
    given = IMAGES * (pieces // 5) + PIECE * (pieces % 5)
    rounded = at_most(1.06e-3, because="printed with four digits; one of 1000 images whose best scores are alike")
    return Evidence(
        finding=Finding(
            "{framework}: a test accuracy of {accuracy:.3g} after {seconds:.2g} s of CPU time; after as much training "
            "on shuffled labels it is {shuffled:.2g}",
            accuracy="test accuracy reached",
            seconds="CPU seconds until then",
            shuffled="shuffled labels: test accuracy",
        ),
        caption="Accuracy on the test images by CPU time since the process began; it takes {epochs:.2g} epochs. Where "
        "the curve begins the framework is imported and the data are read.",
        measurements=[
            Measurement("test accuracy reached", accuracy[-1], at_least(BAR, because="the bar of the sentence")),
            Measurement("CPU seconds until then", clock[-1], HUNDREDTH, unit="s"),
            Measurement("epochs until then", arrays["seen"][-1] / IMAGES, TENTH),
            Measurement(
                "three steps: distance from -η∇L",
                distance(change(after, before), change(descend(before, 3), before)),
                FLOAT32,
            ),
            Measurement(
                "images of four epochs that did not count once",
                sum(map(miscounted, orders)),
                within(0, 0, because="each once, by 1/B, with its own label: 300 make batches of 128 and 128 and 44"),
            ),
            Measurement(
                "parameters", sum(array.size for array in final), within(101_770, 0, because="785·128 + 129·10")
            ),
            Measurement(
                "distance of the accuracy from that of its weights",
                abs(accuracy[-1] - by_hand),
                at_most(5e-4, because="five of 10 000 images whose best scores differ by less than float32 rounding"),
            ),
            Measurement(
                "run alone: distance of the last accuracy printed from that of its weights",
                abs(printed[-1] - told),
                rounded,
            ),
            Measurement("run alone: accuracies printed", len(arrays["printed"]), within(3, 0, because="one an epoch")),
            Measurement(
                "images in the last batch of two epochs",
                int((in_last(orders[0]) & in_last(orders[1])).sum()),
                chance,
                check=True,
            ),
            Measurement(
                "mean place of the images in five last batches",
                float(np.mean([place for sizes in (*orders, other) for place in np.flatnonzero(in_last(sizes))])),
                within(
                    (PIXELS - 1) / 2,
                    5 * DEVIATION / np.sqrt(5),
                    because="drawn at random from 0 to 299; five standard deviations of a mean without replacement",
                ),
                check=True,
            ),
            Measurement(
                "same seed: images in another batch",
                elsewhere(orders[0], again),
                within(0, 0, because="the seed sets the order"),
                check=True,
            ),
            Measurement(
                "another seed: images in another batch",
                elsewhere(orders[0], other),
                within(
                    2 * (LAST - SHARED),
                    12 * SPREAD,
                    because="44 less those that two orders share, in each of them; six standard deviations",
                ),
                check=True,
            ),
            *(
                Measurement(
                    "{layer} layer: variance of the weights at the start over that of their rule",
                    float((before[i] ** 2).mean() / variance),
                    within(
                        1,
                        5 * np.sqrt(2 / before[i].size),
                        because="{rule}; five standard errors of a variance of normal numbers",
                    ),
                    check=True,
                    fields={"layer": layer, "rule": rule},
                )
                for layer, i, variance in zip(("first", "second"), (0, 2), variances, strict=True)
            ),
            Measurement(
                "images trained on beside those given between the tests",
                abs(arrays["seen"][-1] - given) + abs(arrays["seen blind"] - given),
                within(0, 0, because="12 800 between two tests, and each once; as many with shuffled labels"),
                check=True,
            ),
            Measurement(
                "CPU time of training over time by the clock",
                float(arrays["busy"]) / float(arrays["wall"]),
                at_most(2, because="one thread trains, and another one at most prepares batches beside it"),
                check=True,
            ),
            Measurement(
                "share of the time by the clock that training took",
                float(arrays["wall"]) / float(arrays["whole"]),
                at_most(1, because="the tests take the rest"),
                check=True,
            ),
            Measurement(
                "CPU seconds since the first test beside those of training",
                float(clock[-1] - clock[0] - arrays["busy"]),
                at_least(0, because="the tests take the rest"),
                check=True,
            ),
            Measurement(
                "share of the speed of a large matrix product",
                flop / float(arrays["busy"]) / float(arrays["speed"]),
                at_most(1, because="the products of two passes; none is faster than the best of large matrices"),
                check=True,
            ),
            Measurement(
                "shuffled labels: χ² of their dependence on the right ones",
                dependence(data.train_labels, arrays["shuffled"]),
                between(*chi_square_interval(81), because="81 degrees of freedom, 99.99 % interval"),
                check=True,
            ),
            Measurement(
                "shuffled labels: largest share that are those of an image up to three places away",
                max(float(np.mean(np.roll(data.train_labels, k) == arrays["shuffled"])) for k in range(-3, 4)),
                at_most(0.11, because="a tenth by chance; nearly eight standard deviations"),
                check=True,
            ),
            Measurement(
                "shuffled labels: distance of the accuracy from that of its weights",
                abs(shuffled[-1] - accuracy_of(weights_in(arrays, "misled"), data.test_images, data.test_labels)),
                at_most(5e-4, because="five of 10 000 images whose best scores differ by less than float32 rounding"),
                check=True,
            ),
            *checks_of_instruments(),
            Measurement(
                "labels lost in shuffling",
                np.abs(np.bincount(arrays["shuffled"], minlength=10) - np.bincount(data.train_labels)).sum(),
                SAME,
                check=True,
            ),
        ],
        controls=[
            Control("test accuracy untrained", accuracy[0], at_least(BAR)),
            Control("shuffled labels: test accuracy", shuffled[-1], at_least(BAR)),
            Control(
                "run alone: distance of the accuracy on the training images from that on the others",
                abs(flattering - told),
                rounded,
            ),
            Control("our own order: share of images in another batch", misplaced, within(0, 0)),
        ],
        curves=[
            Curve("right labels", accuracy.tolist(), x=clock.tolist(), role="subject"),
            Curve("shuffled labels", shuffled.tolist(), x=clock.tolist(), role="reference"),
            Curve("bar", [BAR, BAR], x=[float(clock[0]), float(clock[-1])], role="bound"),
        ],
        axes=Axes(
            x="CPU seconds",
            y="test accuracy",
            marks=[
                Mark(of="test accuracy reached", x=float(clock[-1]), text="{value:.3g} at {x:.2g} s"),
                Mark(of="shuffled labels: test accuracy", x=float(clock[-1]), text="{value:.2g}"),
            ],
        ),
        fields={"framework": framework, "epochs": float(arrays["seen"][-1]) / IMAGES},
    )


mutant(
    "shuffled labels that keep their digits together",
    "labels[np.random.default_rng([seed, 2]).permutation(len(labels))]",
    "(labels + 3) % 10",
    program="framework_worker",
)
mutant(
    "counts time without training", "busy += time.process_time() - begin", "busy += 1e-6", program="framework_worker"
)
mutant("expects the labels of the images before", "np.arange(PIXELS) % 10", "(np.arange(PIXELS) - 1) % 10")
mutant("Xavier's half of He's variance", "np.sqrt(2 / 784)", "np.sqrt(1 / 784)", program="classifier_numpy")
