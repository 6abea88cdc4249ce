"""One function a layer: it calls the layers above it and gets ∂f/∂z of the next one back; einsum throughout."""

import numpy as np


def backward(layers, x, y):
    rows = x.shape[0]

    def descend(depth, h):
        W, b = layers[depth]
        z = np.einsum("ni,oi->no", h, W) + b
        if depth + 1 == len(layers):
            log_p = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
            delta = (np.exp(log_p) - np.eye(z.shape[1])[y]) / rows
            above = []
        else:
            out = np.tanh(z)
            delta_out, above = descend(depth + 1, out)
            delta = delta_out * (1 - out) * (1 + out)
        own = [np.einsum("no,ni->oi", delta, h), np.einsum("no->o", delta)]
        return np.einsum("no,oi->ni", delta, W), own + above

    return descend(0, x)[1]
