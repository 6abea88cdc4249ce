"""takes the rows in one order in every epoch
epoch마다 같은 순서로 학습한다
"""

import numpy as np


def train(new_model, data, validation, seed, epochs, batch):
    x, y = data
    model = new_model()
    rng = np.random.default_rng(seed)
    curve = []
    order = rng.permutation(len(x))
    for _ in range(epochs):
        model["train"]()
        for start in range(0, len(x), batch):
            rows = order[start : start + batch]
            model["zero_grad"]()
            model["backward"](x[rows], y[rows])
            model["step"]()
        if validation is not None:
            model["eval"]()
            curve.append(model["loss"](validation[0], validation[1]))
    return model["weights"](), np.array(curve)
