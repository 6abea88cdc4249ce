"""A classifier of handwritten digits by hand: loads MNIST, trains a network, reports its accuracy; numpy alone."""

import lzma
from collections.abc import Iterator, Sequence

import numpy as np

from quizdl.lab.mnist import PACKED, Bytes

Array = np.typing.NDArray[np.float32]
HIDDEN = 256
EPOCHS = 4
BATCH = 100
RATE = 0.2
MOMENTUM = 0.9


def load() -> list[Bytes]:
    """Training images and labels, then test images and labels: four IDX files in one, each behind its own header."""
    packed = memoryview(lzma.decompress(PACKED.read_bytes()))
    arrays = []
    while packed:
        header = 4 + 4 * packed[3]  # bytes; the fourth of them counts the dimensions
        shape = np.frombuffer(packed[4:header], ">u4")
        arrays.append(np.frombuffer(packed[header:], np.uint8, shape.prod()).reshape(shape))
        packed = packed[header + shape.prod() :]
    return arrays


def pixels(images: Bytes) -> Array:
    """Images (B, 28, 28) as rows (B, 784) of grey values between 0 and 1."""
    return images.reshape(len(images), -1).astype(np.float32) / np.float32(255)


def initialise(rng: np.random.Generator) -> list[Array]:
    """W₁ (784, H), b₁, W₂ (H, 10), b₂; the factor keeps the size of signals through a ReLU (He 2015)."""
    w1 = rng.standard_normal((784, HIDDEN), np.float32) * np.sqrt(2 / 784, dtype=np.float32)
    w2 = rng.standard_normal((HIDDEN, 10), np.float32) * np.sqrt(2 / HIDDEN, dtype=np.float32)
    return [w1, np.zeros(HIDDEN, np.float32), w2, np.zeros(10, np.float32)]


def forward(parameters: Sequence[Array], x: Array) -> tuple[Array, Array]:
    """The hidden layer (B, H), and a score (logit) for each of the ten digits (B, 10)."""
    w1, b1, w2, b2 = parameters
    hidden = np.maximum(x @ w1 + b1, 0)
    return hidden, hidden @ w2 + b2


def backward(parameters: Sequence[Array], x: Array, hidden: Array, scores: Array, labels: Bytes) -> Sequence[Array]:
    """Gradients of the mean cross-entropy over the batch, in the order of the parameters."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    error = powers / powers.sum(axis=1, keepdims=True)
    error[np.arange(len(labels)), labels] -= 1
    error /= len(labels)
    hidden_error = error @ parameters[2].T * (hidden > 0)
    return x.T @ hidden_error, hidden_error.sum(axis=0), hidden.T @ error, error.sum(axis=0)


def step(parameters: Sequence[Array], velocities: Sequence[Array], gradients: Sequence[Array], rate: float) -> None:
    """Gradient descent with momentum, in place."""
    for parameter, velocity, gradient in zip(parameters, velocities, gradients, strict=True):
        velocity *= MOMENTUM
        velocity += gradient
        parameter -= rate * velocity


def train(parameters: Sequence[Array], images: Bytes, labels: Bytes, rng: np.random.Generator) -> Iterator[int]:
    """Yields after every iteration how many are done; the learning rate falls in a straight line to zero."""
    velocities = [np.zeros_like(parameter) for parameter in parameters]
    batches = len(labels) // BATCH
    for epoch in range(EPOCHS):
        order = rng.permutation(len(labels))
        for number, batch in enumerate(np.array_split(order, batches), start=epoch * batches):
            x = pixels(np.roll(images[batch], rng.integers(-1, 2, size=2), axis=(1, 2)))  # moved by a pixel at most
            hidden, scores = forward(parameters, x)
            gradients = backward(parameters, x, hidden, scores, labels[batch])
            step(parameters, velocities, gradients, RATE * (1 - number / (EPOCHS * batches)))
            yield number + 1


def accuracy(parameters: Sequence[Array], images: Bytes, labels: Bytes) -> float:
    """The share of images whose own digit has the highest score."""
    _, scores = forward(parameters, pixels(images))
    return float((scores.argmax(axis=1) == labels).mean())


def main() -> None:
    """Train on all 60 000 digits; print the accuracy on the 10 000 others after every epoch."""
    images, labels, test_images, test_labels = load()
    rng = np.random.default_rng(0)
    parameters = initialise(rng)
    for iteration in train(parameters, images, labels, rng):
        if iteration % (len(labels) // BATCH) == 0:
            print(f"after {iteration} iterations: accuracy {accuracy(parameters, test_images, test_labels):.4f}")


if __name__ == "__main__":
    main()
