"""One row or several, two classes or more, ε of 0 to 1, small, large and equal logits."""


def draw(rng):
    rows, classes = int(rng.choice([1, 2, 5, 9])), int(rng.choice([2, 3, 10]))
    z = rng.choice([0.0, 0.5, 5.0, 2000.0]) * rng.standard_normal((rows, classes))
    return z, rng.integers(classes, size=rows), float(rng.choice([0.0, 0.1, 0.3, 1.0]))
