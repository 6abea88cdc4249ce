"""gives the weights from before the training
학습하기 전의 가중치를 준다
"""

import numpy as np


def train(new_model, data, validation, seed, epochs, batch):
    x, y = data
    model = new_model()
    rng = np.random.default_rng(seed)
    curve = []
    weights = model["weights"]()
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
    return weights, np.array(curve)
