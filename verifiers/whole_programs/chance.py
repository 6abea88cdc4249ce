"""What chance does to a classifier of digits: trained on shuffled labels, it guesses."""

from math import comb

import numpy as np

from quizdl.lab import mnist
from quizdl.lab.checks import check_draws, check_oddities
from quizdl.lab.mnist import Bytes
from quizdl.lab.samples import oddity_of_uniform
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, between, mutant, progress, within

from .common import ANSWERS, FEW, Array, Classifier, named, share_of_each

RUNS = 10  # trainings on shuffled labels
LEVEL = 0.999


def nearest_means(images: Bytes, labels: Bytes, tested: Bytes) -> Array:
    """The digit whose mean image is nearest."""
    x, t = (part.reshape(len(part), 784) / 255 for part in (images, tested))
    means = np.array([x[labels == digit].mean(axis=0) for digit in range(10)])
    scores = t @ means.T - (means**2).sum(axis=1) / 2
    digits: Array = scores.argmax(axis=1)
    return digits


def by_chance(draws: int, share: float, level: float) -> tuple[float, float]:
    """The shares between which those of `draws` independent guesses fall with at least this probability (binomial)."""
    chances = np.array([comb(draws, k) * share**k * (1 - share) ** (draws - k) for k in range(draws + 1)])
    below = np.cumsum(chances)  # P[at most k]
    tail = (1 - level) / 2
    low = int((below < tail).sum())
    high = int((below < 1 - tail).sum())
    return low / draws, high / draws


def chance_evidence(program: type[Classifier], seed: int) -> Evidence:
    """Trained on shuffled labels, it is right as often as guessing is."""
    data = mnist.load()
    tested, labels = data.test_images[:FEW], data.test_labels[:FEW]
    rng = np.random.default_rng([seed, 2**40])  # no program starts its own by this
    chosen = rng.permutation(len(data.train_labels))[: RUNS * FEW].reshape(RUNS, FEW)
    orders = rng.permuted(np.tile(np.arange(FEW), (RUNS, 1)), axis=1)
    shares, means, unnamed = [], [], 0
    for run in progress(range(RUNS)):
        images, own = data.train_images[chosen[run]], data.train_labels[chosen[run]]
        shuffled = own[orders[run]]
        classifier = program()
        classifier.fit(images, shuffled, RUNS * seed + run)
        digits = named(classifier, tested)
        unnamed += int((digits < 0).sum())
        shares.append(float(np.mean(share_of_each(digits == labels, labels))))
        means.append(float(np.mean(share_of_each(nearest_means(images, own, tested) == labels, labels))))
    low, high = by_chance(10 * RUNS, 0.1, LEVEL)
    return Evidence(
        finding=Finding(
            "Trained on shuffled labels it is right on {share:.2g} of the images, as guessing is; nearest means of "
            "their true labels are right on {means:.2g}",
            share="accuracy after shuffled labels",
            means="true labels: nearest means",
        ),
        caption="Accuracy by run, after training on shuffled labels. What it knew beforehand would show here.",
        measurements=[
            Measurement(
                "accuracy after shuffled labels",
                float(np.mean(shares)),
                between(
                    low,
                    high,
                    because="a tenth, with the 99.9 % interval (binomial) of a hundred guesses: ten runs of ten "
                    "digits, as if each run named all images of a digit alike",
                ),
            ),
            Measurement("images without an answer", unnamed, ANSWERS),
            check_draws(  # also that no image is drawn twice, and no label of a run
                oddity_of_uniform(chosen + 0.5, 0, len(data.train_labels)),
                oddity_of_uniform(orders + np.arange(RUNS)[:, np.newaxis] / RUNS, 0, FEW),
            ),
            check_oddities(),
            Measurement(
                "shares of ten guesses by chance: distance from their binomials by hand",
                np.abs(np.subtract([by_chance(10, 0.5, 0.9), by_chance(10, 0.1, 0.8)], [(0.2, 0.8), (0, 0.2)])).max(),
                within(0, 0, because="of 1024 throws of a coin 11 have one head or none, and 56 have two or fewer"),
                check=True,
            ),
        ],
        controls=[Control("true labels: nearest means", float(np.mean(means)), between(low, high))],
        curves=[
            Curve("shuffled labels", shares, x=list(range(1, RUNS + 1)), points=True, role="subject"),
            Curve("nearest means of true labels", means, x=list(range(1, RUNS + 1)), role="reference"),
            Curve("chance at most", [high, high], x=[1, RUNS], role="bound"),
        ],
        axes=Axes(
            x="run",
            y="accuracy",
            marks=[Mark(of="accuracy after shuffled labels"), Mark(of="true labels: nearest means")],
        ),
    )


mutant("shuffles no label", "shuffled = own[orders[run]]", "shuffled = own")
