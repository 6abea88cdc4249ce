"""validates before each epoch in place of after it
epoch가 끝난 뒤가 아니라 시작하기 전에 검증한다
"""

import numpy as np


def train(new_model, data, validation, seed, epochs, batch):
    x, y = data
    model = new_model()
    rng = np.random.default_rng(seed)
    curve = []
    for _ in range(epochs):
        if validation is not None:
            model["eval"]()
            curve.append(model["loss"](validation[0], validation[1]))
        model["train"]()
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch):
            rows = order[start : start + batch]
            model["zero_grad"]()
            model["backward"](x[rows], y[rows])
            model["step"]()
    return model["weights"](), np.array(curve)
