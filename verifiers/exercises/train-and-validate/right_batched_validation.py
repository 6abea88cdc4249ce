"""Validates batch by batch, each loss weighted by its rows; a generator of batches."""

import numpy as np


def batches(order, size):
    yield from np.split(order, range(size, len(order), size))


def validated(model, x, y, size):
    model["eval"]()
    total = 0.0
    for rows in batches(np.arange(len(x)), size):
        total += len(rows) * model["loss"](x[rows], y[rows])
    model["train"]()
    return total / len(x)


def train(new_model, data, validation, seed, epochs, batch):
    rng, model, losses = np.random.default_rng(seed), new_model(), []
    model["train"]()
    for _ in range(epochs):
        for rows in batches(rng.permutation(len(data[1])), batch):
            model["zero_grad"]()
            model["backward"](data[0][rows], data[1][rows])
            model["step"]()
        if validation is not None:
            losses.append(validated(model, *validation, batch))
    return model["weights"](), np.asarray(losses, dtype=float)
