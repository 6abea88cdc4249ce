"""A few rows of a few features, of any mean and spread; some rows constant, some γ negative or zero."""


def draw(rng):
    rows, d = int(rng.integers(1, 6)), int(rng.integers(2, 7))
    x = rng.choice([-5, 0, 3]) + rng.choice([0.1, 1, 10]) * rng.normal(size=(rows, d))
    if rows > 1 and rng.random() < 0.2:
        x[0] = x[0, 0]
    gamma = rng.uniform(-2, 2, d) * (rng.random(d) < 0.9)
    return x, gamma, rng.normal(size=d), rng.normal(size=(rows, d)), rng.choice([1e-5, 1e-2, 1.0])
