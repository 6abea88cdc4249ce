"""Settings and five batches of unequal sizes, in training and in inference; features of any mean and spread."""


def draw(rng):
    n = int(rng.integers(1, 5))
    make = {"n": n, "momentum": rng.choice([0.1, 0.01, 0.9]), "eps": rng.choice([1e-5, 1e-2, 1.0])}
    calls = []
    for _ in range(5):
        training = bool(rng.random() < 0.65)
        shape = (int(rng.integers(2 if training else 1, 8)), n)
        x = rng.choice([-3, 0, 2]) + rng.choice([0.1, 1, 10]) * rng.normal(size=shape)
        if n > 1 and rng.random() < 0.2:
            x[:, 0] = x[0, 0]
        gamma, beta = rng.uniform(-2, 2, n), rng.normal(size=n)
        calls.append((x, gamma, beta, rng.normal(size=shape), training))
    return make, calls
