"""A classifier of handwritten digits, whole and by hand: a hidden layer of ReLUs, softmax at the end; numpy alone."""

import numpy as np

HIDDEN = 128
EPOCHS = 2
BATCH = 100
RATE = 0.1
MOMENTUM = 0.9


class Classifier:
    """Gaussian weights, of a size that keeps signals as they are through ReLUs (He 2015); SGD with momentum."""

    def fit(self, images: np.ndarray, labels: np.ndarray, seed: int) -> None:
        """Learn from grey values 0 to 255, shape (N, 28, 28), and their digits, shape (N,); begins anew."""
        rng = np.random.default_rng(seed)
        w1 = rng.standard_normal((784, HIDDEN), np.float32) * np.float32(np.sqrt(2 / 784))
        w2 = rng.standard_normal((HIDDEN, 10), np.float32) * np.float32(np.sqrt(2 / HIDDEN))
        self.weights = [w1, np.zeros(HIDDEN, np.float32), w2, np.zeros(10, np.float32)]
        velocities = [np.zeros_like(weight) for weight in self.weights]
        for _ in range(EPOCHS):
            order = rng.permutation(len(labels))
            for rows in np.split(order, range(BATCH, len(order), BATCH)):
                for weight, velocity, slope in zip(
                    self.weights, velocities, self.backward(images[rows], labels[rows]), strict=True
                ):
                    velocity *= MOMENTUM
                    velocity -= RATE * slope
                    weight += velocity

    def predict(self, images: np.ndarray) -> np.ndarray:
        """The digit with the largest score for each image, shape (M,)."""
        digits: np.ndarray = self.forward(images)[2].argmax(axis=1)
        return digits

    def forward(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Pixels (B, 784) from 0 to 1, the hidden layer (B, H), and scores (B, 10)."""
        w1, b1, w2, b2 = self.weights
        x = images.reshape(len(images), -1) / np.float32(255)
        hidden = np.maximum(x @ w1 + b1, 0)
        return x, hidden, hidden @ w2 + b2

    def backward(self, images: np.ndarray, labels: np.ndarray) -> list[np.ndarray]:
        """Gradients of the mean cross-entropy, in the order of the weights."""
        x, hidden, scores = self.forward(images)
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = powers / powers.sum(axis=1, keepdims=True)
        error[np.arange(len(labels)), labels] -= 1
        error /= len(labels)
        back = error @ self.weights[2].T * (hidden > 0)
        return [x.T @ back, back.sum(axis=0), hidden.T @ error, error.sum(axis=0)]
