"""One to four layers, one row or several, at times saturated units and logits in the thousands."""

from itertools import pairwise


def draw(rng):
    widths = rng.integers(1, 6, size=rng.integers(2, 6))
    widths[-1] += 1
    rows, size = rng.choice([1, 2, 5]), rng.choice([0.1, 1.0, 1.0, 300.0])
    layers = [
        (size * rng.normal(size=(after, before)), size * rng.normal(size=after)) for before, after in pairwise(widths)
    ]
    return layers, rng.normal(size=(rows, widths[0])), rng.integers(widths[-1], size=rows)
