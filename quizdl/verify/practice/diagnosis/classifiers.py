"""What a whole classifier does, seen from outside: it is trained on drawn images, several times, and asked.

No program is compared with another: what is told was counted. The images are ten patterns of ink with noise, so easy
that one who learns at all names nearly all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from quizdl.verify.diagnosis import Observation, ObservationKind
from quizdl.verify.practice.diagnosis.draws import Runs
from quizdl.verify.practice.faults import SolutionFault
from quizdl.verify.practice.wire import Array

SIDE, TRAINED, ASKED = 28, 1500, 100
BLOCK = 4  # pixels of a pattern that are alike, across and down
NOISE = 20.0  # standard deviation of a grey value
FEW = 3  # images: what differs in fewer is not told
GUESSING = 0.5  # right on fewer of such images it has not learnt them
MOST = 0.9  # share that shows a rule


class Drawn(NamedTuple):
    """Images and their digits, to train on and to ask for."""

    images: Array
    labels: Array
    asked: Array
    digits: Array
    odd: Array  # of noise alone: what is named hangs on every weight


def drawn_images(rng: np.random.Generator) -> Drawn:
    """Ten patterns that no exchange of rows and columns, and no turn, leaves as they are; each image one of them."""
    coarse = rng.random((10, SIDE // BLOCK, SIDE // BLOCK)) < 0.5
    patterns = 200.0 * np.kron(coarse, np.ones((BLOCK, BLOCK)))

    def some(count: int) -> tuple[Array, Array]:
        labels = rng.integers(10, size=count).astype(np.uint8)
        grey = patterns[labels] * rng.uniform(0.7, 1, (count, 1, 1)) + rng.normal(0, NOISE, (count, SIDE, SIDE))
        return grey.clip(0, 255).astype(np.uint8), labels

    odd = rng.integers(0, 256, (ASKED, SIDE, SIDE), dtype=np.uint8)
    return Drawn(*some(TRAINED), *some(ASKED), odd)


class Classifier:
    """One object of the reader's program."""

    def __init__(self, program: Runs, symbol: str) -> None:
        self._program = program
        self._number, _ = program.invoke(None, symbol, (), {})

    def fit(self, images: Array, labels: Array) -> Classifier:
        self._invoke("fit", images, labels, 0)
        return self

    def predict(self, images: Array) -> Array:
        return np.asarray(self._invoke("predict", images))

    def _invoke(self, method: str, *arguments: Any) -> object:
        assert isinstance(self._number, int)
        return self._program.invoke(self._number, method, arguments, {})[0]


def observe(program: Runs, symbol: str) -> Iterator[Observation]:
    """What is seen of the program; nothing more once one of its calls fails."""
    drawn = drawn_images(np.random.default_rng(0))
    try:
        first = Classifier(program, symbol).fit(drawn.images, drawn.labels)
        named = first.predict(drawn.asked)
        if named.shape != drawn.digits.shape:
            yield Observation(ObservationKind.SHAPE, (str(named.shape), str(ASKED)))
            return
        yield from _of_digits(first, named, drawn)
        named = first.predict(drawn.odd)
        again = [*_others(ObservationKind.ASKED_AGAIN, first.predict(drawn.odd), named)]
        yield from again or _of_training(program, symbol, first, named, drawn)
    except SolutionFault:
        return


def _others(kind: ObservationKind, given: Array, named: Array) -> Iterator[Observation]:
    """That so many images are named otherwise."""
    differing = int((given != named).sum()) if given.shape == named.shape else 0
    if differing >= FEW:
        yield Observation(kind, (str(differing), str(ASKED)))


def _of_digits(first: Classifier, named: Array, drawn: Drawn) -> Iterator[Observation]:
    """What it names, beside what is asked."""
    off = named.astype(float) - drawn.digits
    usual = float(np.median(off))
    if (named == named[0]).all():
        yield Observation(ObservationKind.ONE_DIGIT, (str(named[0]), str(ASKED)))
    elif usual and (off == usual).mean() >= MOST:
        yield Observation(ObservationKind.OFF_BY, (f"{usual:+g}", str(int((off == usual).sum())), str(ASKED)))
    right = int((off == 0).sum())
    exchanged = int((first.predict(np.swapaxes(drawn.asked, 1, 2).copy()) == drawn.digits).sum())
    if exchanged >= MOST * ASKED and right < GUESSING * ASKED:
        yield Observation(ObservationKind.ROWS_AND_COLUMNS, (str(exchanged), str(right), str(ASKED)))
    own = int((first.predict(drawn.images[:ASKED]) == drawn.labels[:ASKED]).sum())
    if own < GUESSING * ASKED:
        yield Observation(ObservationKind.OWN_IMAGES, (str(own), str(ASKED)))


def _of_training(program: Runs, symbol: str, first: Classifier, named: Array, drawn: Drawn) -> Iterator[Observation]:
    """What its answers hang on: other images, the seed, earlier training, other objects, the labels."""
    images, labels, _, _, asked = drawn
    alone = np.concatenate([first.predict(image[None]).reshape(-1)[:1] for image in asked])
    yield from _others(ObservationKind.ALONE, alone, named)
    second = Classifier(program, symbol).fit(images, labels)
    twins = [*_others(ObservationKind.SEED, second.predict(asked), named)]
    yield from twins
    if twins:
        return
    shuffled = np.random.default_rng(1).permutation(labels)
    third = Classifier(program, symbol).fit(images, shuffled)
    yield from _others(ObservationKind.SHARED, first.predict(asked), named)
    if (third.predict(asked) == named).all():
        yield Observation(ObservationKind.LABELS, (str(ASKED),))
    yield from _others(ObservationKind.TRAINED_AGAIN, third.fit(images, labels).predict(asked), named)
