"""Two classes or several, rows shifted or not, labels drawn from softmax of the logits and a few wrong ones."""


def draw(rng):
    rows, classes = int(rng.integers(80, 120)), int(rng.integers(2, 6))
    z = rng.normal(size=(rows, classes))
    y = (2 * z + rng.gumbel(size=z.shape)).argmax(axis=1)
    y[:5] = (z[:5].argmax(axis=1) + 1) % classes  # so that the loss has a least value
    return 10.0 ** rng.uniform(-1, 1) * z + 1000 * rng.integers(2, size=(rows, 1)), y
