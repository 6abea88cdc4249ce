"""Small images that are not square, filters of 1 to 4, strides that leave pixels over, paddings beyond the filter."""


def draw(rng):
    k, padding, stride = rng.integers(1, 5), rng.integers(3), rng.integers(1, 4)
    n, c, f = rng.integers(1, 4, size=3)
    height, width = k + rng.integers(4), k + rng.integers(5)
    rows, columns = ((side + 2 * padding - k) // stride + 1 for side in (height, width))
    dout = 10.0 ** rng.integers(-2, 3) * rng.normal(size=(n, f, rows, columns))
    x = rng.normal(size=(n, c, height, width)) * (rng.random((n, c, height, width)) < 0.8)
    return dout, x, rng.normal(size=(f, c, k, k)), int(stride), int(padding)
