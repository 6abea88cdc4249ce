"""averages validation batches of unlike sizes alike
크기가 다른 검증 배치의 손실을 똑같이 평균한다
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
            starts = range(0, len(validation[0]), batch)
            losses = [model["loss"](*(part[start : start + batch] for part in validation)) for start in starts]
            curve.append(np.mean(losses))
    return model["weights"](), np.array(curve)
