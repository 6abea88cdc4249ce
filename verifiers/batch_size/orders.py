"""What orders of samples have in common: how often each is taken, and whether an epoch follows the one before."""

import itertools
import math
from typing import NamedTuple

import numpy as np

from ..programs.minibatches import Indices, batches

FEW = np.array([[0, 1, 2], [1, 2, 0], [1, 2, 0], [1, 0, 2]])  # four epochs of three samples


class Habits(NamedTuple):
    """What epochs share with those before them, as shares of the samples, and the mean place farthest off the middle
    in standard errors."""

    same_place: float
    same_next: float
    off_centre: float


OF_FEW = Habits(4 / 9, 3 / 9, 0.75 * math.sqrt(6))  # counted by hand: sample 1 stands at 1, 0, 0, 0, which is low


def habits(orders: Indices) -> Habits:
    """Of the orders of epochs, shape (epochs, samples). No sample is behind the last one."""
    epochs, samples = orders.shape
    places = np.argsort(orders, axis=1)
    next_one = np.take_along_axis(np.roll(np.c_[orders, np.full(epochs, -1)], -1, axis=1), places, axis=1)
    off = np.abs(places.mean(axis=0) - (samples - 1) / 2).max()
    return Habits(
        float(np.mean(orders[1:] == orders[:-1])),
        float(np.mean((next_one[1:] == next_one[:-1]) & (next_one[1:] >= 0))),
        float(off / math.sqrt((samples**2 - 1) / 12 / epochs)),
    )


def not_once(order: Indices, samples: int) -> int:
    """How many of the samples an order does not hold exactly once."""
    return int(np.count_nonzero(np.bincount(order, minlength=samples) != 1))


def left_out(orders: Indices) -> list[int]:
    """How many of the samples each order leaves out, of orders as long as there are samples."""
    return [len(order) - len(set(order)) for order in orders.tolist()]


def orders_of_four(rng: np.random.Generator) -> Indices:
    """How often each of the 24 orders of four samples comes in 2400 epochs."""
    places = [np.concatenate(batches(4, 3, rng)) @ [64, 16, 4, 1] for _ in range(2400)]
    every = [np.array(order) @ [64, 16, 4, 1] for order in itertools.permutations(range(4))]
    return np.bincount(places, minlength=256)[every]
