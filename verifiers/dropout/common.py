"""What the claims on dropout share: draws that are given, every mask on one input, and which p are settings.

Notation: h activations, m a mask of zeros and ones, p the share dropped (as in torch and Keras), q = 1 - p.
"""

import math

import numpy as np
from numpy.typing import NDArray

from quizdl.lab.samples import oddity_of_normal, oddity_of_uniform
from quizdl.verify import Undecided

from ..programs.dropout import Dropout
from ..programs.dropout_masks import all_masks, mask_probabilities

Array = NDArray[np.float64]


class Given:
    """Stands for a random generator: its draws are those given, of the shape that is asked for, and are counted."""

    def __init__(self, draws: Array) -> None:
        self.draws, self.calls = draws, 0

    def random(self, size: tuple[int, ...], /) -> Array:
        self.calls += 1
        return self.draws.reshape(size)


def with_every_mask(h: Array, p: float) -> tuple[Array, Array]:
    """What Dropout makes of h, shape (d,), with each of the 2^d masks, shape (2^d, d); and their probabilities.

    A mask is handed over as draws: 1 is at least p and keeps the unit, 0 drops it.
    """
    masks = all_masks(len(h))
    dropped = Dropout(p).forward(np.broadcast_to(h, masks.shape).copy(), True, Given(masks))
    return dropped, mask_probabilities(masks, p)


def oddity_of_masks(kept: Array, p: float) -> float:
    """How odd masks of ones and zeros look, any shape, of which each number is kept with probability 1 - p."""
    inside = np.random.default_rng(kept.size).random(kept.shape)  # so that the ranks spread evenly
    return oddity_of_uniform(np.where(kept != 0, 1 - (1 - p) * inside, p * inside), 0, 1)


def oddity_of_normals(*parts: Array) -> float:
    """How odd parts of independent normal numbers of mean 0 and variance 1 look: together, and each by itself.

    Also how far the mean square of each part is off 1; its cube root is nearly normal (Wilson & Hilferty 1931).
    """
    sizes = [
        float(abs(np.mean(part**2) ** (1 / 3) - 1 + 2 / (9 * part.size))) * math.sqrt(9 * part.size / 2)
        for part in parts
    ]
    together = oddity_of_normal(np.concatenate([part.ravel() for part in parts]))
    return max(together, *sizes, *(oddity_of_normal(part) for part in parts))


def require(p: float, least: float = 0.05, most: float = 0.9) -> None:
    """Raise Undecided unless p lies where dropout does something and leaves something."""
    if not least <= p <= most:
        raise Undecided(
            en=f"p = {p:g}: the share dropped must lie from {least:g} to {most:g} for its effect to be seen",
            ko=f"p = {p:g}: 효과를 보려면 드롭하는 비율이 {least:g} 이상 {most:g} 이하여야 한다",
        )
