"""One step: buffers of zeros at times, gradients of any size, some of them zero or against the buffer."""


def draw(rng):
    shape = [(1,), (3,), (5, 1), (2, 3)][rng.integers(4)]
    theta, v, g = (10.0 ** rng.integers(-3, 4) * rng.normal(size=shape) for _ in range(3))
    v = v * (rng.random() < 0.7)
    g = g * (rng.random(shape) < 0.8)
    return theta, v, g, 10 ** rng.uniform(-3, 0), rng.choice([0.0, 0.5, 0.9, 0.99])
