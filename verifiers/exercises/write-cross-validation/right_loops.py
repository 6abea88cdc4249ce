"""Column by column and row by row, in plain Python with numpy's corrcoef."""

import numpy as np


def out_of_fold(x, y, k, folds):
    predicted = [0] * len(y)
    for held in folds:
        outside = set(range(len(y))) - {int(row) for row in held}
        rest = sorted(outside)
        strength = [abs(np.corrcoef(x[rest, column], y[rest])[0, 1]) for column in range(x.shape[1])]
        columns = sorted(range(x.shape[1]), key=lambda column: strength[column], reverse=True)[:k]
        means = [x[[row for row in rest if y[row] == label]][:, columns].mean(axis=0) for label in (0, 1)]
        for row in held:
            far = [np.linalg.norm(x[row, columns] - mean) for mean in means]
            predicted[row] = int(far[1] < far[0])
    return np.array(predicted)
