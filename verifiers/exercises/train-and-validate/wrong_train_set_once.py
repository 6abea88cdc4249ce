"""sets training mode once, before the first epoch
학습 모드를 첫 epoch 전에 한 번만 켠다
"""

import numpy as np


def train(new_model, data, validation, seed, epochs, batch):
    x, y = data
    model = new_model()
    rng = np.random.default_rng(seed)
    curve = []
    model["train"]()
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch):
            rows = order[start : start + batch]
            model["zero_grad"]()
            model["backward"](x[rows], y[rows])
            model["step"]()
        if validation is not None:
            model["eval"]()
            curve.append(model["loss"](validation[0], validation[1]))
    return model["weights"](), np.array(curve)
