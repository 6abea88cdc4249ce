"""shuffles the validation data by the generator of the training
학습의 난수 생성기로 검증 데이터를 섞는다
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
            model["zero_grad"]()
            model["backward"](x[rows], y[rows])
            model["step"]()
        if validation is not None:
            model["eval"]()
            rows = rng.permutation(len(validation[0]))
            curve.append(model["loss"](validation[0][rows], validation[1][rows]))
    return model["weights"](), np.array(curve)
