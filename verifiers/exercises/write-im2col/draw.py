"""Images rarely square, windows from one pixel to the whole image, strides beyond the window, zeros around or not."""


def draw(rng):
    images, channels = (int(length) for length in rng.integers(1, 4, size=2))
    height, width, padding = int(rng.integers(1, 8)), int(rng.integers(1, 8)), int(rng.integers(0, 3))
    k = int(rng.integers(1, min(height, width) + 2 * padding + 1))
    return rng.normal(size=(images, channels, height, width)), k, int(rng.integers(1, 5)), padding
