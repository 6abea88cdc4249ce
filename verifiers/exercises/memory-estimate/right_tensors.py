"""A list of named tensors, each with its shape and the bytes of a number; a class of items."""

from dataclasses import asdict, dataclass
from itertools import pairwise
from math import prod


@dataclass
class Items:
    parameters: int = 0
    gradients: int = 0
    state: int = 0
    inputs: int = 0
    activations: int = 0
    step: int = 0


def estimate(widths, batch, optimizer):
    items = Items(inputs=prod((batch, widths[0], 4)) + prod((batch, 8)))
    for n, m in pairwise(widths):
        items.activations += prod((batch, m, 4))
        for shape in ((m, n), (m,)):
            size = prod((*shape, 4))
            items.parameters += size
            items.gradients += size
            match optimizer:
                case "momentum":
                    items.state += size
                case "adam":
                    items.state += 2 * size + 4
                    items.step = max(items.step, 2 * size)
    return asdict(items)
