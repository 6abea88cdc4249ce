"""Trains one of the classifiers in a process of its own, where its framework may log and set itself up as it likes.

    python framework_worker.py classifier_keras.py result.npz 0 training three_steps

The seed is 0 here. The arrays that the named experiments return end up in the result.
"""

import contextlib
import importlib.util
import inspect
import io
import runpy
import sys
import time
from types import ModuleType
from typing import Any
from unittest import mock

import numpy as np

from quizdl.lab import mnist

Arrays = dict[str, Any]  # by name: arrays, or what numpy makes arrays of

TARGET = 0.95
BATCH = 128
PIECE = 100 * BATCH  # images between two tests; whole batches, for a step on a few images throws SGD far off
MOST_PIECES = 25  # five epochs
PIXELS = 300  # images of one bright pixel each: two batches of 128 and one of 44


class Network:
    """The program's network from one seed, and its training."""

    def __init__(self, program: ModuleType, seed: int) -> None:
        self.program = program
        self.model = program.classifier(seed)
        self.seen = 0  # images so far, each as often as it was trained on
        by_hand = "rng" in inspect.signature(program.train).parameters  # frameworks keep a seeded generator themselves
        self.generator = {"rng": np.random.default_rng([seed, 1])} if by_hand else {}

    def train(self, images: Any, labels: Any) -> None:
        """One epoch, however many images there are."""
        self.program.train(self.model, images, labels, **self.generator)
        self.seen += len(images)

    def accuracy(self, images: Any, labels: Any) -> float:
        return float(self.program.accuracy(self.model, images, labels))

    def weights(self, name: str) -> Arrays:
        return {f"{name} {i}": weight for i, weight in enumerate(weights_of(self.model))}


def weights_of(model: Any) -> list[Any]:
    """Copies of matrix (inputs, outputs) and bias (outputs,) of both layers, the first layer first."""
    if isinstance(model, list):  # by hand
        return [weight.copy() for weight in model]
    if hasattr(model, "get_weights"):  # of Keras
        return list(model.get_weights())
    return [parameter.detach().numpy().T.copy() for parameter in model.parameters()]


def three_steps(program: ModuleType, seed: int) -> Arrays:
    """The weights before and after three steps on the first batch of the training set."""
    images, labels = program.load()[0]
    network = Network(program, seed)
    before = network.weights("before")
    for _ in range(3):
        network.train(images[:BATCH], labels[:BATCH])
    return before | network.weights("after")


def one_pixel_images(program: ModuleType, seed: int) -> Arrays:
    """The weights before and after four epochs of images of which each lights a pixel of its own.

    The row of W₁ that belongs to a pixel then moves by that image alone. "again" starts from the same seed, and "other"
    from another one; their starts are kept, too.
    """
    grey = np.zeros((PIXELS, 784), np.uint8)
    grey[np.arange(PIXELS), np.arange(PIXELS)] = 255
    images = grey.reshape(PIXELS, 28, 28)
    answers = (np.arange(PIXELS) % 10).astype(np.uint8)
    given = mnist.Mnist(images, answers, images, answers)
    with mock.patch.object(mnist, "load", return_value=given):
        bright, labels = program.load()[0]
    network = Network(program, seed)
    arrays = network.weights("start")
    for epoch in ("first", "second", "third", "fourth"):
        network.train(4 * bright, labels)
        arrays |= network.weights(epoch)
    for name, number in (("again", seed), ("other", seed + 1)):
        network = Network(program, number)
        arrays |= network.weights(f"{name}, start")
        network.train(4 * bright, labels)
        arrays |= network.weights(f"{name}, first")
    return arrays


def tapes(program: ModuleType, seed: int) -> Arrays:
    """The gradient of the first batch, asked for three times, and the weights before and after."""
    images, labels = program.load()[0]
    network = Network(program, seed)
    arrays = network.weights("before")
    for call in ("first", "second", "third"):
        gradients = program.gradients(network.model, images[:BATCH], labels[:BATCH])
        arrays |= {f"{call} {i}": np.array(gradient) for i, gradient in enumerate(gradients)}
    return arrays | network.weights("asked")


def training(program: ModuleType, seed: int) -> Arrays:
    """Test accuracy and CPU time after each piece until the target is reached; then as many pieces of wrong labels.

    "clock" is the CPU time of all threads since the interpreter began, in seconds, which other processes hardly slow;
    "busy" and "wall" are what training alone took of the CPU, and by the clock on the wall, "whole" what training and
    tests took by the latter.
    """
    (images, labels), test_set = program.load()
    shuffled = labels[np.random.default_rng([seed, 2]).permutation(len(labels))]
    pieces = [slice(start, start + PIECE) for start in range(0, len(images), PIECE)]
    network, misled = Network(program, seed), Network(program, seed)
    accuracy, by_chance = [network.accuracy(*test_set)], [misled.accuracy(*test_set)]
    clock, seen, busy, wall = [time.process_time()], [0], 0.0, 0.0
    done: list[slice] = []
    started = time.perf_counter()
    while accuracy[-1] < TARGET and len(done) < MOST_PIECES:
        piece = pieces[len(done) % len(pieces)]
        begin, of_the_wall = time.process_time(), time.perf_counter()
        network.train(images[piece], labels[piece])
        busy += time.process_time() - begin
        wall += time.perf_counter() - of_the_wall
        accuracy.append(network.accuracy(*test_set))
        clock.append(time.process_time())
        seen.append(network.seen)
        done.append(piece)
    whole = time.perf_counter() - started
    for piece in done:
        misled.train(images[piece], shuffled[piece])
        by_chance.append(misled.accuracy(*test_set))
    curves = {"accuracy": accuracy, "by chance": by_chance, "seen": seen, "clock": clock}
    times = {"busy": busy, "wall": wall, "whole": whole, "speed": matrix_speed()}
    weights = network.weights("final") | misled.weights("misled")
    return weights | curves | times | {"shuffled": np.array(shuffled), "seen blind": misled.seen}


def matrix_speed() -> float:
    """FLOP in a second of CPU time at best, of products of float32 matrices of 1024 x 1024."""
    square = np.ones((1024, 1024), np.float32)
    seconds = []
    for _ in range(5):
        begin = time.process_time()
        square @ square
        seconds.append(time.process_time() - begin)
    return float(2 * 1024**3 / min(seconds))


def reports(program: ModuleType, seed: int) -> Arrays:
    """The accuracies that the program prints when it runs alone on 1000 images and as many others to test, and its end.

    "printed" are those of each epoch, and "alone" the weights of the network afterwards.
    """
    del seed  # a program that runs alone chooses its own
    data, output = mnist.load(), io.StringIO()
    few = mnist.Mnist(
        data.train_images[:1000], data.train_labels[:1000], data.test_images[:1000], data.test_labels[:1000]
    )
    with mock.patch.object(mnist, "load", return_value=few), contextlib.redirect_stdout(output):
        names = runpy.run_path(str(program.__file__), run_name="__main__")
    printed = [float(line.split()[4].strip(",")) for line in output.getvalue().splitlines()]
    return {"printed": printed} | {f"alone {i}": weight for i, weight in enumerate(weights_of(names["network"]))}


def losses(program: ModuleType, seed: int) -> Arrays:
    """Keras' cross-entropy of three scores and its slope, by how it takes them; label 0, backend torch.

    "path" is the loss as the score of the label grows from -3 to 3.
    """
    import torch

    del seed  # nothing is drawn
    function, label = program.keras.losses.SparseCategoricalCrossentropy, torch.tensor([0])
    arrays: Arrays = {"label scores": np.arange(-3, 3.1, 0.25)}
    for name, options in (("default", {}), ("from_logits", {"from_logits": True}), ("of probabilities", {})):
        scores = torch.tensor([[-3.0, 1.0, 0.2]], requires_grad=True)  # that of the label is the lowest
        given = scores.softmax(dim=1) if name == "of probabilities" else scores
        loss = function(**options)(label, given)
        loss.backward()
        # backward() has run
        arrays |= {f"{name}, loss": loss.detach().numpy(), f"{name}, slope": scores.grad.numpy()}  # type: ignore[union-attr]
        others = (torch.tensor([[score, 1.0, 0.2]]) for score in arrays["label scores"])
        arrays[f"{name}, path"] = [float(function(**options)(label, one)) for one in others]
    return arrays


def load(path: str) -> ModuleType:
    """The program in that file, imported."""
    spec = importlib.util.spec_from_file_location("program", path)
    assert spec is not None
    assert spec.loader is not None
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    return program


def main(path: str, result: str, seed: int, experiments: list[str]) -> None:
    program = load(path)
    arrays: Arrays = {}
    known = {
        function.__name__: function for function in (training, three_steps, one_pixel_images, tapes, losses, reports)
    }
    for experiment in experiments:
        arrays |= known[experiment](program, seed)
    np.savez(result, **arrays)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:])
