"""gives the weights of the best epoch in place of the last
마지막이 아니라 검증 손실이 가장 작은 epoch의 가중치를 준다
"""

import numpy as np


def train(new_model, data, validation, seed, epochs, batch):
    x, y = data
    model = new_model()
    rng = np.random.default_rng(seed)
    curve, kept = [], []
    for _ in range(epochs):
        model["train"]()
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch):
            rows = order[start : start + batch]
            model["zero_grad"]()
            model["backward"](x[rows], y[rows])
            model["step"]()
        if validation is not None:
            model["eval"]()
            curve.append(model["loss"](validation[0], validation[1]))
            kept.append(model["weights"]())
    weights = kept[int(np.argmin(curve))] if kept else model["weights"]()
    return weights, np.array(curve)
