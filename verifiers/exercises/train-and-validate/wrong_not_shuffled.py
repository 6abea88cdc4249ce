"""takes the rows in the order in which they come
행을 섞지 않고 주어진 순서대로 학습한다
"""

import numpy as np


def train(new_model, data, validation, _seed, epochs, batch):
    x, y = data
    model = new_model()
    curve = []
    for _ in range(epochs):
        model["train"]()
        order = np.arange(len(x))
        for start in range(0, len(x), batch):
            rows = order[start : start + batch]
            model["zero_grad"]()
            model["backward"](x[rows], y[rows])
            model["step"]()
        if validation is not None:
            model["eval"]()
            curve.append(model["loss"](validation[0], validation[1]))
    return model["weights"](), np.array(curve)
