"""One row or several, two classes or more, logits from zero to thousands, with ties."""


def draw(rng):
    rows, classes = rng.choice([1, 2, 5]), rng.choice([2, 3, 7])
    z = rng.choice([0.0, 1.0, 30.0, 3000.0]) * rng.normal(size=(rows, classes)) + rng.choice([0.0, 1000.0, -1000.0])
    if rng.random() < 0.3:
        z[:, 0] = z[:, -1]
    return z, rng.integers(classes, size=rows)
