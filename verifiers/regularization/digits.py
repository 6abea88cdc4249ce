"""Digits of MNIST at half their size, drawn anew for each repetition, and a linear classifier of them."""

from dataclasses import dataclass

import numpy as np

from quizdl.lab import mnist
from quizdl.lab.checks import NOT_ODD
from quizdl.lab.samples import oddity_of_uniform
from quizdl.lab.statistics import mean_interval
from quizdl.verify import Bound, Measurement, at_most, mutant, within

from ..programs.ridge_with_intercept import ridge_with_intercept
from .common import Array, require, ridge

LEVEL = 0.9999


@dataclass(frozen=True)
class Draw:
    """Images (n, 14, 14) from 0 to 1 and labels to train and to test on; no image is in both."""

    images: Array
    labels: Array
    test_images: Array
    test_labels: Array
    ranks: Array  # where each image of both stands among all of these kinds, from 0 to 1, shape (train + test,)


def digits(seed: int, kinds: tuple[int, ...], *, train: int, test: int) -> Draw:
    """A random draw of digits of these kinds from MNIST's training images; a pixel is the mean of 2 × 2 of theirs."""
    data = mnist.load()
    of_kind = np.flatnonzero(np.isin(data.train_labels, kinds))
    drawn = np.random.default_rng(seed).permutation(of_kind)[: train + test]
    ranks = (np.searchsorted(of_kind, drawn) + np.random.default_rng([seed, 1]).random(len(drawn))) / len(of_kind)
    images, labels = (
        data.train_images[drawn].reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)) / 255,
        data.train_labels[drawn].astype(int),
    )
    return Draw(images[:train], labels[:train], images[train:], labels[train:], ranks)


def overlap(draw: Draw) -> Measurement:
    """The check that no image is drawn twice, for training or for both."""
    drawn = [image.tobytes() for image in (*draw.images, *draw.test_images)]
    return Measurement(
        "images that are drawn twice",
        len(drawn) - len(set(drawn)),
        within(0, 0, because="the two draws are disjoint, and no two images of MNIST are equal"),
        check=True,
    )


def oddity(ranks: list[Array]) -> Measurement:
    """The check that draws are random, of all images and independent of each other; ranks of each draw."""
    return Measurement("how odd the drawn images look", oddity_of_uniform(ranks, 0, 1), NOT_ODD, check=True)


def repeated(firsts: list[bytes]) -> Measurement:
    """The check that draws differ: how many of them begin with an image that another one begins with."""
    return Measurement(
        "draws that begin with the image of another one",
        len(firsts) - len(set(firsts)),
        at_most(2, because="among thousands of images a pair or two may meet by chance"),
        check=True,
    )


class LinearClassifier:
    """Ridge on one target for each kind, 1 for the right one; the answer is the kind of the largest score."""

    def __init__(self, images: Array, labels: Array, kinds: tuple[int, ...], lam: float) -> None:
        self.kinds = np.array(kinds)
        targets = (labels[:, None] == self.kinds).astype(float)
        self.w, self.b = ridge_with_intercept(images.reshape(len(images), -1), targets, lam)

    def scores(self, images: Array) -> Array:
        scores: Array = images.reshape(len(images), -1) @ self.w + self.b
        return scores

    def accuracy(self, scores: Array, labels: Array) -> float:
        """The share of images with these scores that are answered by their label."""
        return float(np.mean(self.kinds[scores.argmax(axis=1)] == labels))


def off_by_hand(draw: Draw, kinds: tuple[int, ...], lam: float) -> float:
    """How far scores and accuracy on a few test images are off ridge on one kind at a time, and off counting."""
    fit, few = LinearClassifier(draw.images, draw.labels, kinds, lam), draw.test_images[:50]
    pixels, new = (images.reshape(len(images), -1) for images in (draw.images, few))
    middle = pixels.mean(axis=0)
    scores = np.empty((len(few), len(kinds)))
    for k, kind in enumerate(kinds):
        target = np.array([float(label == kind) for label in draw.labels])
        scores[:, k] = target.mean() + (new - middle) @ ridge(pixels - middle, target - target.mean(), lam)
    told = [kinds[max(range(len(kinds)), key=lambda k: row[k])] for row in scores]
    hits = sum(one == label for one, label in zip(told, draw.test_labels, strict=False))
    ours = fit.scores(few)
    off = abs(fit.accuracy(ours, draw.test_labels[:50]) - hits / 50)
    return float(max(off, np.max(abs(ours - scores))))


def check(draws: int, images: int, fewest: int, most: int) -> None:
    """Raise Undecided unless there are enough draws for an interval, and few enough images that copies matter."""
    require(
        20 <= draws <= 100 and fewest <= images <= most,
        en=f"20 to 100 draws of {fewest} to {most} images: enough for a verdict, and few enough to end",
        ko=f"이미지 {fewest}~{most}장을 20~100번 뽑아야 판정할 수 있고 제시간에 끝난다",
    )


def paired(name: str, changes: Array, bound: Bound) -> Measurement:
    """The mean change over draws, with its interval."""
    return Measurement(name, float(np.mean(changes)), bound, interval=mean_interval(changes, LEVEL))


mutant(
    "tests on images that it trained on", "images[train:], labels[train:], ranks", "images[:test], labels[:test], ranks"
)
mutant(
    "draws the same images each time", "np.random.default_rng(seed).permutation", "np.random.default_rng(0).permutation"
)
