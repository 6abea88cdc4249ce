"""Few rows and columns of unlike length, some of them correlated; penalties that are 0 at times, few sweeps."""


def draw(rng):
    n, d = int(rng.integers(3, 9)), int(rng.integers(1, 6))
    x = rng.normal(size=(n, d)) * 10 ** rng.uniform(-1, 1, d)
    if d > 1 and rng.random() < 0.3:
        x[:, 1] = x[:, 0]
    y = rng.choice([0.1, 1.0, 20.0]) * rng.normal(size=n)
    l1 = float(rng.choice([0.0, 0.1, 1.0, 10.0]))
    return x, y, l1, float(rng.choice([0.0, 0.5, 5.0])), int(rng.integers(1, 6))
