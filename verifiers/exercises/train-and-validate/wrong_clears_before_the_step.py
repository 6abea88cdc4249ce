"""clears the gradients between backward pass and step
역전파와 스텝 사이에 기울기를 지운다
"""

import numpy as np


def train(new_model, data, validation, seed, epochs, batch):
    x, y = data
    model = new_model()
    rng = np.random.default_rng(seed)
    curve = []
    for _ in range(epochs):
        model["train"]()
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch):
            rows = order[start : start + batch]
            model["backward"](x[rows], y[rows])
            model["zero_grad"]()
            model["step"]()
        if validation is not None:
            model["eval"]()
            curve.append(model["loss"](validation[0], validation[1]))
    return model["weights"](), np.array(curve)
