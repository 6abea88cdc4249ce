"""Residual blocks with layer norm before, after or nowhere, and the gradient of their last matrix (Xiong et al. 2020).

A block adds W₂·relu(W₁·u) to the stream h. Pre-norm: u = LN(h), and a last LN stands before the readout. Post-norm:
u = h, and h ← LN(h + …). Weights are drawn with the variances 2/n and 1/n: a branch adds a mean square of 1 if u has 1.
"""

import numpy as np
from numpy.typing import NDArray

from .layer_norm import layer_norm

Array = NDArray[np.float64]


def through(x: Array, dout: Array) -> tuple[Array, Array]:
    """Layer norm with γ = 1 and β = 0 of rows x (R, n), and the gradient at x for that at its output."""
    y, dx, _, _ = layer_norm(x, np.ones(x.shape[1]), np.zeros(x.shape[1]), dout, 1e-12)
    return y, dx


def last_gradient(h: Array, weights: list[tuple[Array, Array]], readout: Array, place: str) -> tuple[Array, Array]:
    """Of R networks: the stream (R, n) after all blocks, and the length of ∂f/∂W₂ of the last block (R,).

    h          inputs of the networks (R, n), of mean square 1
    weights    of each block W₁ and W₂, shape (R, n, n)
    readout    f of a network is the product of its last features with its row of readout (R, n)
    place      of the norm: "pre", "post" or "none"
    """
    nothing = np.zeros_like(h)
    for W1, W2 in weights:
        u = through(h, nothing)[0] if place == "pre" else h
        branch = np.maximum(np.einsum("rij,rj->ri", W1, u), 0)
        added = h + np.einsum("rij,rj->ri", W2, branch)
        h = through(added, nothing)[0] if place == "post" else added
    delta = readout if place == "none" else through(added, readout)[1]  # ∂f/∂(what the last branch adds)
    return h, np.linalg.norm(delta, axis=1) * np.linalg.norm(branch, axis=1)  # ∂f/∂W₂ is the outer product of the two
