"""From one column on, with and without a penalty, rows that lie far out, labels of any size."""


def draw(rng):
    d = int(rng.integers(1, 5))
    n = d + int(rng.integers(3, 9))
    x = rng.standard_normal((n, d)) * rng.uniform(0.5, 3, (n, 1))
    y = 10 ** rng.uniform(-2, 3) * rng.standard_normal(n)
    return x, y, float(rng.choice([0.0, 0.1, 1.0, 20.0]))
