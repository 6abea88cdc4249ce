"""does not use the seed
시드를 쓰지 않는다
"""

import numpy as np


def train(new_model, data, validation, _seed, epochs, batch):
    x, y = data
    model = new_model()
    rng = np.random.default_rng()
    curve = []
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
    return model["weights"](), np.array(curve)
