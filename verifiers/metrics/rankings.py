"""Rankings of a few samples without ties, in every order of the positives among them."""

import itertools

import numpy as np

from quizdl.verify import mutant

from .common import Array, Labels


def orders(positives: int, samples: int) -> list[Labels]:
    """Labels from the highest score to the lowest, in every order of so many positives among the samples."""
    places = itertools.combinations(range(samples), positives)
    return [np.isin(np.arange(samples), chosen).astype(np.int64) for chosen in places]


def ranked(y: Labels) -> tuple[Array, Labels]:
    """Falling scores without ties for labels in their order."""
    return np.arange(len(y), 0.0, -1.0), y


def different(every: list[Labels], positives: int) -> int:
    """How many different orders of so many positives there are among these."""
    return len({y.tobytes() for y in every if int(y.sum()) == positives})


mutant(
    "leaves out the orders with a positive first",
    "itertools.combinations(range(samples), positives)",
    "itertools.combinations(range(1, samples), positives)",
)
