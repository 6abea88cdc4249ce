"""A network of one hidden layer that fits on a page: its loss and its gradient, many copies of it at once.

θ holds the weights of a copy one after the other: W₁, b₁, W₂, b₂. Axes before the last one count copies, and images
follow them: θ of shape (…, P) and images x of shape (…, B, 49).
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

PIXELS, HIDDEN, DIGITS = 49, 16, 10
SIZES = [PIXELS * HIDDEN, HIDDEN, HIDDEN * DIGITS, DIGITS]  # P = 970


def layers(theta: Array) -> tuple[Array, Array, Array, Array]:
    """θ as W₁ (…, 49, 16), b₁ (…, 1, 16), W₂ (…, 16, 10) and b₂ (…, 1, 10)."""
    w1, b1, w2, b2 = np.split(theta, np.cumsum(SIZES)[:-1], axis=-1)
    copies = theta.shape[:-1]
    return (
        w1.reshape(*copies, PIXELS, HIDDEN),
        b1.reshape(*copies, 1, HIDDEN),
        w2.reshape(*copies, HIDDEN, DIGITS),
        b2.reshape(*copies, 1, DIGITS),
    )


def predict(theta: Array, x: Array) -> tuple[Array, Array]:
    """Hidden units tanh(xW₁ + b₁), shape (…, B, 16), and log-probabilities of the ten digits, shape (…, B, 10).

    The largest logit of each image is taken off before anything is exponentiated, so that nothing overflows.
    """
    w1, b1, w2, b2 = layers(theta)
    hidden = np.tanh(x @ w1 + b1)
    z = hidden @ w2 + b2
    z = z - z.max(axis=-1, keepdims=True)
    return hidden, z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def cross_entropy(theta: Array, x: Array, y: Array) -> Array:
    """Mean of -log p(right digit) over the B images, shape (…); y is one-hot, shape (…, B, 10)."""
    _, log_p = predict(theta, x)
    loss: Array = -(log_p * y).sum(axis=-1).mean(axis=-1)
    return loss


def backward(theta: Array, x: Array, y: Array) -> Array:
    """Gradient of `cross_entropy` by the chain rule, shape of θ."""
    hidden, log_p = predict(theta, x)
    dz = (np.exp(log_p) - y) / x.shape[-2]
    da = dz @ layers(theta)[2].swapaxes(-1, -2) * (1 - hidden**2)  # a = xW₁ + b₁ lies under the tanh
    dw1, dw2 = x.swapaxes(-1, -2) @ da, hidden.swapaxes(-1, -2) @ dz
    flat = (dw1.reshape(*dw1.shape[:-2], -1), da.sum(axis=-2), dw2.reshape(*dw2.shape[:-2], -1), dz.sum(axis=-2))
    return np.concatenate(flat, axis=-1)
