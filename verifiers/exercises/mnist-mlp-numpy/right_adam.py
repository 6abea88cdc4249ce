"""Two hidden layers as a list, trained by Adam; gives itself after fit, and a list of digits."""

from itertools import pairwise

import numpy as np

SIZES = (784, 64, 32, 10)


class Classifier:
    def fit(self, images, labels, seed):
        rng = np.random.default_rng(seed)
        self.w = [rng.normal(size=(a, b)).astype("f") * np.sqrt(2 / a, dtype="f") for a, b in pairwise(SIZES)]
        self.b = [np.zeros(size, "f") for size in SIZES[1:]]
        theta = [*self.w, *self.b]
        m, v = [0 * p for p in theta], [0 * p for p in theta]
        t = 0
        for _ in range(3):
            for rows in np.array_split(rng.permutation(len(images)), max(len(images) // 128, 1)):
                t += 1
                for n, g in enumerate(self._gradients(images[rows], labels[rows])):
                    m[n] += 0.1 * (g - m[n])
                    v[n] += 0.001 * (g * g - v[n])
                    theta[n] -= 0.001 * (m[n] / (1 - 0.9**t)) / (np.sqrt(v[n] / (1 - 0.999**t)) + 1e-8)
        return self

    def predict(self, images):
        return [int(digit) for digit in self._layers(images)[-1].argmax(axis=1)]

    def _layers(self, images):
        layers = [images.reshape(-1, 784).astype("f") / 255]
        for w, b in zip(self.w[:-1], self.b[:-1], strict=True):
            layers.append(np.maximum(layers[-1] @ w + b, 0))
        return [*layers, layers[-1] @ self.w[-1] + self.b[-1]]

    def _gradients(self, images, labels):
        *layers, z = self._layers(images)
        p = np.exp(z - z.max(1, keepdims=True))
        d = (p / p.sum(1, keepdims=True) - np.eye(10, dtype="f")[labels]) / np.float32(len(z))
        dw, db = [], []
        for n in reversed(range(len(self.w))):
            dw.insert(0, layers[n].T @ d)
            db.insert(0, d.sum(0))
            d = d @ self.w[n].T * (layers[n] > 0)
        return dw + db
