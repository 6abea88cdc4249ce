"""A classifier of MNIST in Keras on torch: 784 pixels, 128 hidden units with ReLU, 10 scores; SGD on batches of 128."""

import os
import time

os.environ["KERAS_BACKEND"] = "torch"  # Keras reads it once, when it is imported

import keras
import numpy as np

from quizdl.lab import mnist


def load() -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Images (N, 784), from 0 to 1, and labels (N,): 60 000 to train on, and 10 000 to test."""
    data = mnist.load()
    images, test_images = (x.reshape(-1, 784) / np.float32(255) for x in (data.train_images, data.test_images))
    return (images, data.train_labels), (test_images, data.test_labels)


def classifier(seed: int = 0) -> keras.Model:
    """A network with Glorot's random weights; the seed also sets the order of the images."""
    keras.utils.set_random_seed(seed)
    layers = [keras.Input((784,)), keras.layers.Dense(128, activation="relu"), keras.layers.Dense(10)]
    model = keras.Sequential(layers)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.5), loss, metrics=["accuracy"])
    return model


def train(model: keras.Model, images: np.ndarray, labels: np.ndarray) -> None:
    """One epoch of SGD on the mean cross-entropy: each image once, in a random order."""
    model.fit(images, labels, batch_size=128, verbose=0)


def accuracy(model: keras.Model, images: np.ndarray, labels: np.ndarray) -> float:
    """The share of images whose own digit has the highest score."""
    return float(model.evaluate(images, labels, batch_size=1000, verbose=0)[1])


if __name__ == "__main__":
    training_set, test_set = load()
    network = classifier()
    for epoch in range(1, 4):
        train(network, *training_set)
        print(f"epoch {epoch}: test accuracy {accuracy(network, *test_set):.4f}, {time.process_time():.0f} CPU seconds")
