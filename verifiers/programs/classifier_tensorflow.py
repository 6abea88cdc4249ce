"""A classifier of MNIST in TensorFlow: 784 pixels, 128 hidden units with ReLU, 10 scores; SGD on batches of 128."""

import time

import numpy as np
import tensorflow as tf

from quizdl.lab import mnist


def load() -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Images (N, 784), from 0 to 1, and labels (N,): 60 000 to train on, and 10 000 to test."""
    data = mnist.load()
    images, test_images = (x.reshape(-1, 784) / np.float32(255) for x in (data.train_images, data.test_images))
    return (images, data.train_labels), (test_images, data.test_labels)


def classifier(seed: int = 0) -> tf.keras.Model:
    """A network with Glorot's random weights; the seed also sets the order of the images."""
    tf.keras.utils.set_random_seed(seed)
    layers = [tf.keras.Input((784,)), tf.keras.layers.Dense(128, activation="relu"), tf.keras.layers.Dense(10)]
    return tf.keras.Sequential(layers)


@tf.function  # type: ignore[untyped-decorator]  # TensorFlow ships no types
def gradients(model: tf.keras.Model, images: tf.Tensor, labels: tf.Tensor) -> list[tf.Tensor]:
    """The gradient of the mean cross-entropy, one tensor for each of the weights; a tape records the forward pass."""
    with tf.GradientTape() as tape:
        losses = tf.keras.losses.sparse_categorical_crossentropy(labels, model(images), from_logits=True)
        loss = tf.reduce_mean(losses)
    return list(tape.gradient(loss, model.trainable_variables))


def train(model: tf.keras.Model, images: np.ndarray, labels: np.ndarray) -> None:
    """One epoch of SGD: each image once, in a random order."""
    optimizer = tf.keras.optimizers.SGD(0.5)
    for batch in tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(len(images)).batch(128):
        optimizer.apply_gradients(zip(gradients(model, *batch), model.trainable_variables, strict=True))


def accuracy(model: tf.keras.Model, images: np.ndarray, labels: np.ndarray) -> float:
    """The share of images whose own digit has the highest score."""
    return float(np.mean(np.argmax(model(images), axis=1) == labels))


if __name__ == "__main__":
    training_set, test_set = load()
    network = classifier()
    for epoch in range(1, 4):
        train(network, *training_set)
        print(f"epoch {epoch}: test accuracy {accuracy(network, *test_set):.4f}, {time.process_time():.0f} CPU seconds")
