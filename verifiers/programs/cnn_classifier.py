"""A classifier of handwritten digits, whole and by hand: two convolutions of stride 2 and a dense layer; numpy alone.

Images and maps are (batch, rows, columns, channels), so that a window is one row of a matrix (im2col).
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

FILTERS = (16, 32)
SIZE = 5
STRIDE = 2
EPOCHS = 1
BATCH = 50
RATE = 0.08
MOMENTUM = 0.9


class Classifier:
    """Gaussian weights, of a size that keeps signals as they are through ReLUs (He 2015); SGD with momentum."""

    def fit(self, images: np.ndarray, labels: np.ndarray, seed: int) -> None:
        """Learn from grey values 0 to 255, shape (N, 28, 28), and their digits, shape (N,); begins anew."""
        rng = np.random.default_rng(seed)
        self.weights = []
        for inputs, outputs in ((SIZE**2, FILTERS[0]), (FILTERS[0] * SIZE**2, FILTERS[1]), (16 * FILTERS[1], 10)):
            w = rng.standard_normal((inputs, outputs), np.float32) * np.float32(np.sqrt(2 / inputs))
            self.weights += [w, np.zeros(outputs, np.float32)]
        velocities = [np.zeros_like(weight) for weight in self.weights]
        batches = len(labels) // BATCH
        for epoch in range(EPOCHS):
            order = rng.permutation(len(labels))
            for number, rows in enumerate(np.array_split(order, batches)):
                rate = np.float32(RATE * (1 - (epoch * batches + number) / (EPOCHS * batches)))
                slopes = self.backward(images[rows], labels[rows])
                for weight, velocity, slope in zip(self.weights, velocities, slopes, strict=True):
                    velocity *= MOMENTUM
                    velocity -= rate * slope
                    weight += velocity

    def predict(self, images: np.ndarray) -> np.ndarray:
        """The digit with the largest score for each image, shape (M,); batch by batch, since windows take memory."""
        parts = np.split(images, range(BATCH, len(images), BATCH))
        return np.concatenate([self.forward(part)[-1].argmax(axis=1) for part in parts])

    def forward(self, images: np.ndarray) -> tuple[np.ndarray, ...]:
        """Windows and maps of each convolution, and the scores (B, 10)."""
        w1, b1, w2, b2, w3, b3 = self.weights
        windows1 = windows(images[..., np.newaxis] / np.float32(255))
        maps1 = np.maximum(windows1 @ w1 + b1, 0)
        windows2 = windows(maps1)
        maps2 = np.maximum(windows2 @ w2 + b2, 0)
        return windows1, maps1, windows2, maps2, maps2.reshape(len(images), -1) @ w3 + b3

    def backward(self, images: np.ndarray, labels: np.ndarray) -> list[np.ndarray]:
        """Gradients of the mean cross-entropy, in the order of the weights."""
        windows1, maps1, windows2, maps2, scores = self.forward(images)
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = powers / powers.sum(axis=1, keepdims=True)
        error[np.arange(len(labels)), labels] -= 1
        error /= len(labels)
        error2 = (error @ self.weights[4].T).reshape(maps2.shape) * (maps2 > 0)
        error1 = overlaid(error2 @ self.weights[2].T, maps1.shape) * (maps1 > 0)
        slopes: list[np.ndarray] = []
        for below, above in ((windows1, error1), (windows2, error2), (maps2.reshape(len(labels), -1), error)):
            rows = above.reshape(-1, above.shape[-1])
            slopes += [below.reshape(len(rows), -1).T @ rows, rows.sum(axis=0)]
        return slopes


def windows(x: np.ndarray) -> np.ndarray:
    """What lies under each window, as one row: (B, H, W, C) to (B, h, w, C·k·k)."""
    found = sliding_window_view(x, (SIZE, SIZE), axis=(1, 2))[:, ::STRIDE, ::STRIDE]
    return found.reshape(*found.shape[:3], -1)


def overlaid(rows: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """The way back: each pixel adds up what its windows hold, (B, h, w, C·k·k) to `shape` (col2im)."""
    _, height, width, _ = rows.shape
    x, rows = np.zeros(shape, rows.dtype), rows.reshape(*rows.shape[:3], -1, SIZE, SIZE)
    for i in range(SIZE):
        for j in range(SIZE):
            x[:, i : i + STRIDE * height : STRIDE, j : j + STRIDE * width : STRIDE] += rows[..., i, j]
    return x
