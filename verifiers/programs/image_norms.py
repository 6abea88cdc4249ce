"""Batch, layer, instance and group norm of images: one formula, and which numbers share a mean (Wu & He 2018)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def image_norm(x: Array, kind: str, groups: int = 1, eps: float = 1e-5) -> Array:
    """(x - μ)/√(v + ε) for images x (N, C, H, W), without γ and β, as in training.

    kind    "batch": a mean for each channel; "layer": for each image; "instance": for each channel of each image;
            "group": for each of `groups` equal runs of channels of each image
    """
    N, C, H, W = x.shape
    parts = {"batch": C, "layer": 1, "instance": C, "group": groups}[kind]
    split = x.reshape(N, parts, C // parts, H, W)
    axes = (0, 2, 3, 4) if kind == "batch" else (2, 3, 4)
    mu, v = split.mean(axis=axes, keepdims=True), split.var(axis=axes, keepdims=True)
    return np.asarray((split - mu) / np.sqrt(v + eps)).reshape(x.shape)
