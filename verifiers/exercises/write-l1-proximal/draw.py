"""One step of few weights: of any size, some of them 0, with gradients that push across 0 or not at all."""


def draw(rng):
    shape = [(1,), (7,), (3, 4), (2, 1, 5)][rng.integers(4)]
    lr, lam = 10 ** rng.uniform(-2, 0.5), rng.choice([0.0, 0.05, 0.7, 3.0])
    size = rng.choice([1e-3, 1.0, 30.0])
    theta = size * rng.normal(size=shape) * (rng.random(shape) < 0.8)
    return theta, size * rng.normal(size=shape) * (rng.random(shape) < 0.8), float(lr), float(lam)
