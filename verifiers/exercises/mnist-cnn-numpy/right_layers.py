"""Layers as objects; a convolution adds up one matrix product for each pixel of the filter, without any im2col."""

import numpy as np


class Convolution:
    def __init__(self, channels, filters, rng):
        self.w = rng.normal(0, (2 / (16 * channels)) ** 0.5, (4, 4, channels, filters)).astype(np.float32)

    def forward(self, x):
        self.x, side = x, (x.shape[1] - 4) // 2 + 1
        self.views = [np.s_[:, i : i + 2 * side : 2, j : j + 2 * side : 2] for i in range(4) for j in range(4)]
        return sum(x[view] @ w for view, w in zip(self.views, self.w.reshape(16, *self.w.shape[2:]), strict=True))

    def backward(self, d):
        dx, dw, flat = np.zeros_like(self.x), np.zeros_like(self.w), d.reshape(-1, d.shape[-1])
        for n, view in enumerate(self.views):
            i, j = divmod(n, 4)
            dx[view] += d @ self.w[i, j].T
            dw[i, j] = self.x[view].reshape(len(flat), -1).T @ flat
        return dx, dw


class Relu:
    w = np.zeros(0, np.float32)

    def forward(self, x):
        self.positive = x > 0
        return x * self.positive

    def backward(self, d):
        return d * self.positive, self.w


class Dense:
    def __init__(self, inputs, outputs, rng):
        self.w = rng.normal(0, inputs**-0.5, (inputs, outputs)).astype(np.float32)

    def forward(self, x):
        self.shape, self.x = x.shape, x.reshape(len(x), -1)
        return self.x @ self.w

    def backward(self, d):
        return (d @ self.w.T).reshape(self.shape), self.x.T @ d


class Classifier:
    def fit(self, images, labels, seed):
        rng = np.random.default_rng(seed)
        self.layers = [Convolution(1, 12, rng), Relu(), Convolution(12, 32, rng), Relu(), Dense(800, 10, rng)]
        speeds = [np.zeros_like(layer.w) for layer in self.layers]
        steps = max(len(images) // 64, 1)
        for step in range(2 * steps):
            if step % steps == 0:
                parts = np.array_split(rng.permutation(len(images)), steps)
            rows = parts[step % steps]
            d = np.exp(log_softmax(self.scores(images[rows])))
            d[np.arange(len(rows)), labels[rows]] -= 1
            d /= len(rows)
            for layer, speed in zip(self.layers[::-1], speeds[::-1], strict=True):
                d, slope = layer.backward(d)
                speed *= 0.9
                speed -= np.float32(0.08 * (1 - step / (2 * steps))) * slope
                layer.w += speed

    def predict(self, images):
        return np.concatenate([self.scores(images[n : n + 200]).argmax(-1) for n in range(0, len(images), 200)])

    def scores(self, images):
        x = images[..., None] / np.float32(255)
        for layer in self.layers:
            x = layer.forward(x)
        return x


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))
