"""One rank or several, fewer tensors than ranks or many more, some of one size."""


def draw(rng):
    return rng.permutation(1 << rng.permutation(12)[: rng.integers(1, 12)]).tolist(), int(rng.integers(1, 6))
