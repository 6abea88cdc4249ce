"""One image or several, maps from one pixel on, rarely square; slopes small and large."""


def draw(rng):
    images, channels, rows, columns, classes = (int(length) for length in rng.integers(1, 6, size=5))
    maps = rng.normal(size=(images, channels, rows, columns))
    return 10.0 ** rng.integers(-3, 4) * rng.normal(size=(images, classes)), maps, rng.normal(size=(classes, channels))
