"""One layer or several of unequal widths, one row or several, directions short, long and zero."""

from itertools import pairwise


def draw(rng):
    widths = rng.integers(1, 6, size=rng.integers(2, 6))
    layers = [(rng.normal(size=(m, n)), rng.normal(size=m)) for n, m in pairwise(widths)]
    rows = int(rng.integers(1, 5))
    v = 10.0 ** rng.integers(-3, 4) * rng.normal(size=(rows, widths[0])) * rng.integers(0, 2, size=(rows, 1))
    return layers, rng.normal(size=(rows, widths[0])), v
