"""drops maps at test time as well
테스트할 때에도 특징 맵을 드롭아웃한다
"""

import numpy as np


class Classifier:
    def fit(self, images, labels, seed):
        rng = np.random.default_rng(seed)
        self.parameters = [
            rng.normal(0, (2 / 25) ** 0.5, (25, 8)).astype(np.float32),
            rng.normal(0, (2 / 200) ** 0.5, (200, 24)).astype(np.float32),
            rng.normal(0, (1 / 384) ** 0.5, (384, 10)).astype(np.float32),
        ]
        moments = [np.zeros_like(w) for w in self.parameters]
        for lr in (0.05, 0.02):
            order = rng.permutation(len(images))
            for start in range(0, len(images), 50):
                rows = order[start : start + 50]
                slopes = self.gradients(scaled(images[rows]), labels[rows])
                for w, v, g in zip(self.parameters, moments, slopes, strict=True):
                    v *= 0.9
                    v += g
                    w -= np.float32(lr) * v

    def predict(self, images):
        found = [self.forward(scaled(images[n : n + 100]))[-1].argmax(1) for n in range(0, len(images), 100)]
        return np.concatenate(found)

    def forward(self, x):
        w1, w2, w3 = self.parameters
        c1 = columns(x, 5, 2)
        a1 = np.maximum(c1 @ w1, 0)
        c2 = columns(a1, 5, 2)
        a2 = np.maximum(c2 @ w2, 0)
        a2 = a2 * (np.random.default_rng().random(a2.shape) > 0.2) / np.float32(0.8)
        return c1, a1, c2, a2, a2.reshape(len(x), -1) @ w3

    def gradients(self, x, y):
        _, w2, w3 = self.parameters
        c1, a1, c2, a2, z = self.forward(x)
        p = np.exp(z - z.max(1, keepdims=True))
        d3 = p / p.sum(1, keepdims=True)
        d3[np.arange(len(y)), y] -= 1
        d3 /= len(y)
        d2 = (d3 @ w3.T).reshape(a2.shape) * (a2 > 0)
        d1 = back(d2 @ w2.T, a1.shape, 5, 2) * (a1 > 0)
        return product(c1, d1), product(c2, d2), product(a2.reshape(len(x), -1), d3)


def scaled(images):
    return images[:, :, :, None].astype(np.float32) / 255


def product(inputs, errors):
    return inputs.reshape(-1, inputs.shape[-1]).T @ errors.reshape(-1, errors.shape[-1])


def columns(x, k, s):
    h, w = ((side - k) // s + 1 for side in x.shape[1:3])
    return np.concatenate([x[:, i : i + s * h : s, j : j + s * w : s] for i in range(k) for j in range(k)], axis=3)


def back(rows, shape, k, s):
    x, channels = np.zeros(shape, rows.dtype), shape[3]
    h, w = rows.shape[1:3]
    for n in range(k * k):
        i, j = divmod(n, k)
        x[:, i : i + s * h : s, j : j + s * w : s] += rows[..., n * channels : (n + 1) * channels]
    return x
