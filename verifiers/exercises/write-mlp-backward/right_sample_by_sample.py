"""One sample after the other, outer products added up; pairs (dW, db) as result."""

import numpy as np


def backward(layers, x, y):
    total = [(np.zeros(W.shape), np.zeros(b.shape)) for W, b in layers]
    for sample, label in zip(x, y, strict=True):
        inputs = [sample]
        for W, b in layers[:-1]:
            inputs.append(np.tanh(W @ inputs[-1] + b))
        z = layers[-1][0] @ inputs[-1] + layers[-1][1]
        delta = np.exp(z - z.max())
        delta /= delta.sum()
        delta[label] -= 1
        for (dW, db), h, (W, _) in zip(total[::-1], inputs[::-1], layers[::-1], strict=True):
            dW += np.outer(delta, h) / len(x)
            db += delta / len(x)
            delta = W.T @ delta * (1 - h * h)
    return total
