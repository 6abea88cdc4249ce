"""A classifier of MNIST by hand: 784 pixels, 128 hidden units with ReLU, 10 scores; SGD on batches of 128."""

import time

import numpy as np

from quizdl.lab import mnist

Weights = list[np.ndarray]  # W₁ (784, 128), b₁ (128,), W₂ (128, 10), b₂ (10,)


def load() -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Images (N, 784), from 0 to 1, and labels (N,): 60 000 to train on, and 10 000 to test."""
    data = mnist.load()
    images, test_images = (x.reshape(-1, 784) / np.float32(255) for x in (data.train_images, data.test_images))
    return (images, data.train_labels), (test_images, data.test_labels)


def classifier(seed: int = 0) -> Weights:
    """Gaussian weights of variance 2/inputs before a ReLU (He 2015), 1/inputs before the scores; biases of zero."""
    rng = np.random.default_rng(seed)
    w1, w2 = rng.normal(0, np.sqrt(2 / 784), (784, 128)), rng.normal(0, np.sqrt(1 / 128), (128, 10))
    return [w1, np.zeros(128), w2, np.zeros(10)]


def backward(model: Weights, images: np.ndarray, labels: np.ndarray) -> Weights:
    """The gradient of the mean cross-entropy, one array for each of the weights (Rumelhart, Hinton & Williams 1986)."""
    w1, b1, w2, b2 = model
    hidden = np.maximum(images @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    error = powers / powers.sum(axis=1, keepdims=True)
    error[np.arange(len(labels)), labels] -= 1
    error /= len(labels)
    back = (error @ w2.T) * (hidden > 0)
    return [images.T @ back, back.sum(axis=0), hidden.T @ error, error.sum(axis=0)]


def train(model: Weights, images: np.ndarray, labels: np.ndarray, rng: np.random.Generator) -> None:
    """One epoch of SGD in place: each image once, in a random order."""
    order = rng.permutation(len(images))
    for rows in np.split(order, range(128, len(order), 128)):
        for weight, gradient in zip(model, backward(model, images[rows], labels[rows]), strict=True):
            weight -= 0.5 * gradient


def accuracy(model: Weights, images: np.ndarray, labels: np.ndarray) -> float:
    """The share of images whose own digit has the highest score."""
    w1, b1, w2, b2 = model
    scores = np.maximum(images @ w1 + b1, 0) @ w2 + b2
    return float(np.mean(scores.argmax(axis=1) == labels))


if __name__ == "__main__":
    training_set, test_set = load()
    network, shuffler = classifier(), np.random.default_rng(1)
    for epoch in range(1, 4):
        train(network, *training_set, shuffler)
        print(f"epoch {epoch}: test accuracy {accuracy(network, *test_set):.4f}, {time.process_time():.0f} CPU seconds")
