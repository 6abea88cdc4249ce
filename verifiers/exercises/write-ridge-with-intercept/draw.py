"""Inputs with means of their own, few rows at times; targets far from 0, penalties from none to strong."""


def draw(rng):
    n, d = int(rng.integers(6, 12)), int(rng.integers(1, 5))
    x = rng.choice([0.0, 3.0, -10.0]) + rng.normal(size=(n, d)) * 10 ** rng.uniform(-0.5, 0.5, d)
    return x, rng.choice([0.0, 100.0]) + rng.normal(size=n), float(rng.choice([0.0, 0.1, 1.0, 50.0]))
