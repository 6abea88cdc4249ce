"""A classifier of handwritten digits by hand: two convolutions with pooling, and a dense layer; numpy alone.

Arrays of images are (channels, rows, columns, batch): with the batch last, whatever is copied lies in long runs.
"""

import functools
import lzma
from collections.abc import Iterator, Sequence

import numpy as np

from quizdl.lab.mnist import PACKED, Bytes

Array = np.typing.NDArray[np.float32 | np.float64]
FILTERS = (8, 32)
SIZE = 5
PADDING = (0, 1)
STRIDE = 1
POOL = 2
EPOCHS = 5
BATCH = 50
RATE = 0.05
WARM_UP = 200
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
    """Images (B, 28, 28) as a batch (1, 28, 28, B) of one channel of grey values between 0 and 1."""
    return np.moveaxis(images, 0, -1)[np.newaxis].astype(np.float32) / np.float32(255)


def initialise(rng: np.random.Generator) -> list[Array]:
    """Weights and biases, layer after layer; the factor keeps the size of signals through a ReLU (He 2015)."""
    channels, side = 1, 28
    shapes: list[tuple[int, ...]] = []
    for filters, padding in zip(FILTERS, PADDING, strict=True):
        shapes.append((filters, channels, SIZE, SIZE))
        channels, side = filters, output_size(output_size(side, SIZE, padding, STRIDE), POOL, 0, POOL)
    parameters: list[Array] = []
    for shape in [*shapes, (10, channels * side * side)]:
        scale = np.sqrt(2 / np.prod(shape[1:]), dtype=np.float32)
        parameters += [rng.standard_normal(shape, np.float32) * scale, np.zeros(shape[0], np.float32)]
    return parameters


def output_size(side: int, size: int, padding: int, stride: int) -> int:
    """How many windows of that size fit along a side."""
    return (side + 2 * padding - size) // stride + 1


def windows(x: Array, size: int, stride: int) -> Iterator[Array]:
    """For each pixel of a window, row by row, a view of what lies under it in all windows at once."""
    rows, columns = (output_size(side, size, 0, stride) for side in x.shape[1:3])
    for i in range(size):
        for j in range(size):
            yield x[:, i : i + stride * rows : stride, j : j + stride * columns : stride]


def convolve(x: Array, weights: Array, bias: Array, padding: int, stride: int) -> tuple[Array, Array]:
    """The windows as columns of a matrix (im2col), which makes one product of it all; and the maps of all filters."""
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    pixels_of_windows = np.stack(list(windows(x, weights.shape[-1], stride)), axis=1)
    columns = pixels_of_windows.reshape(weights[0].size, -1)
    maps = weights.reshape(len(weights), -1) @ columns + bias[:, np.newaxis]
    return columns, maps.reshape(-1, *pixels_of_windows.shape[2:])


def filter_gradients(columns: Array, error: Array, weights: Array) -> tuple[Array, Array]:
    """Gradients of the weights and the bias from that of the maps, the error."""
    error = error.reshape(len(weights), -1)
    return (columns @ error.T).T.reshape(weights.shape), error.sum(axis=1)


def input_gradient(shape: tuple[int, ...], error: Array, weights: Array, padding: int, stride: int) -> Array:
    """Gradient of the convolution's input of that shape: each pixel adds up what its windows send (col2im)."""
    channels, height, width, batch = shape
    padded = np.zeros((channels, height + 2 * padding, width + 2 * padding, batch), error.dtype)
    columns = weights.reshape(len(weights), -1).T @ error.reshape(len(weights), -1)
    columns = columns.reshape(channels, -1, *error.shape[1:])
    for pixel, view in enumerate(windows(padded, weights.shape[-1], stride)):
        view += columns[:, pixel]
    return padded[:, padding : padding + height, padding : padding + width]


def pool(x: Array, size: int, stride: int) -> Array:
    """The largest value of every window."""
    return functools.reduce(np.maximum, windows(x, size, stride))


def pool_gradient(x: Array, largest: Array, error: Array, size: int, stride: int) -> Array:
    """Gradient of the pooling's input: each error goes to the largest value, of equal ones to the first by rows."""
    gradient = np.zeros(x.shape, error.dtype)
    for values, view in zip(windows(x, size, stride), windows(gradient, size, stride), strict=True):
        found = error * (values == largest)
        view += found
        error = error - found
    return gradient


def forward(parameters: Sequence[Array], x: Array) -> tuple[tuple[Array, ...], Array]:
    """Scores (logits) of the ten digits, and what each layer keeps for the backward pass."""
    w1, b1, w2, b2, w3, b3 = parameters
    columns1, maps1 = convolve(x, w1, b1, PADDING[0], STRIDE)
    pooled1 = pool(maps1, POOL, POOL)
    columns2, maps2 = convolve(np.maximum(pooled1, 0), w2, b2, PADDING[1], STRIDE)
    pooled2 = pool(maps2, POOL, POOL)
    hidden = np.maximum(pooled2, 0).reshape(w3.shape[1], -1)
    return (columns1, maps1, pooled1, columns2, maps2, pooled2, hidden), w3 @ hidden + b3[:, np.newaxis]


def backward(parameters: Sequence[Array], tape: Sequence[Array], scores: Array, labels: Bytes) -> Sequence[Array]:
    """Gradients of the batch's mean cross-entropy, in the order of the parameters."""
    w1, _, w2, _, w3, _ = parameters
    columns1, maps1, pooled1, columns2, maps2, pooled2, hidden = tape
    powers = np.exp(scores - scores.max(axis=0))
    error = powers / powers.sum(axis=0)
    error[labels, np.arange(len(labels))] -= 1
    error /= len(labels)
    pooled2_error = (w3.T @ error).reshape(pooled2.shape) * (pooled2 > 0)
    maps2_error = pool_gradient(maps2, pooled2, pooled2_error, POOL, POOL)
    pooled1_error = input_gradient(pooled1.shape, maps2_error, w2, PADDING[1], STRIDE) * (pooled1 > 0)
    maps1_error = pool_gradient(maps1, pooled1, pooled1_error, POOL, POOL)
    gradients1 = filter_gradients(columns1, maps1_error, w1)
    gradients2 = filter_gradients(columns2, maps2_error, w2)
    return *gradients1, *gradients2, error @ hidden.T, error.sum(axis=1)


def step(parameters: Sequence[Array], velocities: Sequence[Array], gradients: Sequence[Array], rate: float) -> None:
    """Gradient descent with momentum, in place."""
    for parameter, velocity, gradient in zip(parameters, velocities, gradients, strict=True):
        velocity *= MOMENTUM
        velocity += gradient
        parameter -= rate * velocity


def train(
    parameters: Sequence[Array], images: Bytes, labels: Bytes, epochs: int, rng: np.random.Generator
) -> Iterator[int]:
    """Yields after every iteration how many are done; the learning rate warms up, then falls straight to zero."""
    np.empty(2**21)  # 16 MB, freed at once: glibc then keeps what a step frees for the next one, up to twice as much
    velocities = [np.zeros_like(parameter) for parameter in parameters]
    batches = len(labels) // BATCH
    for epoch in range(epochs):
        order = rng.permutation(len(labels))
        for number, batch in enumerate(np.array_split(order, batches), start=epoch * batches):
            x = pixels(np.roll(images[batch], rng.integers(-1, 2, size=2), axis=(1, 2)))  # moved by a pixel at most
            tape, scores = forward(parameters, x)
            gradients = backward(parameters, tape, scores, labels[batch])
            rate = RATE * min((number + 1) / WARM_UP, 1 - number / (epochs * batches))
            step(parameters, velocities, gradients, rate)
            yield number + 1


def accuracy(parameters: Sequence[Array], images: Bytes, labels: Bytes) -> float:
    """The share of images whose own digit has the highest score."""
    parts = np.split(images, range(BATCH, len(images), BATCH))
    answers = [forward(parameters, pixels(part))[1].argmax(axis=0) for part in parts]
    return float((np.concatenate(answers) == labels).mean())


def main() -> None:
    """Train on all 60 000 digits; print the accuracy on the 10 000 others after every epoch."""
    images, labels, test_images, test_labels = load()
    rng = np.random.default_rng(0)
    parameters = initialise(rng)
    for iteration in train(parameters, images, labels, EPOCHS, rng):
        if iteration % (len(labels) // BATCH) == 0:
            print(f"after {iteration} iterations: accuracy {accuracy(parameters, test_images, test_labels):.4f}")


if __name__ == "__main__":
    main()
