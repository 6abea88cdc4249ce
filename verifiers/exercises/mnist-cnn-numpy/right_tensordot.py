"""Channels in front, windows contracted by tensordot, biases, a rate that falls to zero; gives itself after fit."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


class Classifier:
    def fit(self, images, labels, seed):
        rng = np.random.default_rng(seed)
        shapes = [(16, 1, 5, 5), (32, 16, 5, 5), (10, 512)]
        self.w = [rng.normal(0, (2 / np.prod(s[1:])) ** 0.5, s).astype("f") for s in shapes]
        self.b = [np.zeros(s[0], "f") for s in shapes]
        theta = [*self.w, *self.b]
        speeds = [np.zeros_like(p) for p in theta]
        parts = np.array_split(rng.permutation(len(images)), max(len(images) // 50, 1))
        for n, rows in enumerate(parts):
            rate = np.float32(0.08 * (1 - n / len(parts)))
            for p, speed, slope in zip(theta, speeds, self.slopes(images[rows], labels[rows]), strict=True):
                speed *= 0.9
                speed += slope
                p -= rate * speed
        return self

    def predict(self, images):
        parts = np.array_split(images, -(-len(images) // 50))
        return [int(digit) for part in parts for digit in self.run(part)[-1].argmax(1)]

    def run(self, images):
        x, kept = images[:, None] / np.float32(255), []
        for w, b in zip(self.w[:2], self.b[:2], strict=True):
            windows = sliding_window_view(x, (5, 5), axis=(2, 3))[:, :, ::2, ::2]
            maps = np.tensordot(windows, w, axes=((1, 4, 5), (1, 2, 3))) + b
            x = np.maximum(maps.transpose(0, 3, 1, 2), 0)
            kept.append((windows, x))
        flat = x.reshape(len(x), -1)
        return kept, flat, flat @ self.w[2].T + self.b[2]

    def slopes(self, images, labels):
        ((windows1, maps1), (windows2, maps2)), flat, z = self.run(images)
        d = np.exp(z - np.logaddexp.reduce(z, axis=1, keepdims=True))
        d[range(len(z)), labels] -= 1
        d /= np.float32(len(z))
        d2 = (d @ self.w[2]).reshape(maps2.shape) * (maps2 > 0)
        below, d1 = np.tensordot(d2, self.w[1], axes=(1, 0)), np.zeros_like(maps1)
        for i, j in np.ndindex(5, 5):
            d1[:, :, i : i + 8 : 2, j : j + 8 : 2] += below[..., i, j].transpose(0, 3, 1, 2)
        d1 *= maps1 > 0
        dw = [np.tensordot(e, x, axes=((0, 2, 3), (0, 2, 3))) for e, x in ((d1, windows1), (d2, windows2))]
        return [*dw, d.T @ flat, d1.sum((0, 2, 3)), d2.sum((0, 2, 3)), d.sum(0)]
