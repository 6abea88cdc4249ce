"""A linear model with dropout; batches of one row to more rows than there are; with validation data or without."""

import numpy as np


def new_model_of(start, seed):
    """What makes models that are alike: the same first weights and the same masks."""

    def new_model():
        weights, gradient, masks = start.copy(), np.zeros_like(start), np.random.default_rng(seed)
        training = [False]

        def parts(x, y):
            seen = x * (2 * (masks.random(x.shape) < 0.5)) if training[0] else x
            return seen, seen @ weights - y

        def backward(x, y):
            seen, off = parts(x, y)
            gradient[:] += 2 * off @ seen / max(len(y), 1)

        def step():
            weights[:] -= 0.1 * gradient

        return {
            "train": lambda: training.__setitem__(0, True),
            "eval": lambda: training.__setitem__(0, False),
            "zero_grad": lambda: gradient.fill(0.0),
            "backward": backward,
            "step": step,
            "loss": lambda x, y: float(np.mean(parts(x, y)[1] ** 2)),
            "weights": weights.copy,
        }

    return new_model


def draw(rng):
    width = int(rng.integers(1, 4))
    data, validation = ((rng.normal(size=(n, width)), rng.normal(size=n)) for n in rng.integers(1, 10, size=2))
    validation = validation if rng.random() < 0.7 else None
    new_model = new_model_of(rng.normal(size=width), int(rng.integers(1000)))
    return new_model, data, validation, int(rng.integers(1000)), int(rng.integers(1, 5)), int(rng.integers(1, 6))


def features(*arguments):
    _, data, validation, _, _, batch = arguments
    there = ("there are validation data", "검증 데이터가 있음", "there are no validation data", "검증 데이터가 없음")
    return {
        there: validation is not None,
        ("rows in the last batch", "마지막 배치의 행 수"): len(data[0]) % batch or batch,
        ("steps of an epoch", "epoch의 스텝 수"): -(-len(data[0]) // batch),
    }
