"""Matrices from 1×1 to thousands of rows, numbers of 1 to 8 bytes, slow and fast devices."""


def draw(rng):
    m, k, n = (int(2.0 ** rng.uniform(0, 12)) for _ in range(3))
    size = int(2 ** rng.integers(0, 4))
    return m, k, n, size, float(10.0 ** rng.uniform(9, 15)), float(10.0 ** rng.uniform(9, 13))
