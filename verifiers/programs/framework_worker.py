"""Trains one of the classifiers in a process of its own, where its framework may log and set itself up as it likes.

    python framework_worker.py classifier_keras.py result.npz 0 training three_steps

The seed is 0 here. The arrays that the named experiments return end up in the result.
"""

import contextlib
import functools
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

TARGET = 0.95
BATCH = 128
PIECE = 100 * BATCH  # images between two tests; whole batches, for a step on a few images throws SGD far off
MOST_PIECES = 25  # five epochs


def weights_of(model: Any) -> list[np.ndarray]:
    """Matrix (inputs, outputs) and bias (outputs,) of both layers, the first layer first."""
    if isinstance(model, list):  # by hand
        return [weight.copy() for weight in model]
    if hasattr(model, "get_weights"):  # of Keras
        return model.get_weights()
    return [parameter.detach().numpy().T.copy() for parameter in model.parameters()]


def three_steps(program: ModuleType, seed: int) -> dict[str, Any]:
    """The weights before and after three steps on the first batch of the training set."""
    images, labels = program.load()[0]
    model = program.classifier(seed)
    arrays = {f"before {i}": weight for i, weight in enumerate(weights_of(model))}
    for _ in range(3):
        program.train(model, images[:BATCH], labels[:BATCH])
    return arrays | {f"after {i}": weight for i, weight in enumerate(weights_of(model))}


def epochs(program: ModuleType, seed: int) -> dict[str, Any]:
    """The weights after 129 and then 512 faint copies of the first image; and after the first 300 images."""
    images, labels = program.load()[0]
    copied, mixed = program.classifier(seed), program.classifier(seed)
    for copies in (BATCH + 1, 4 * BATCH):
        first = np.zeros(copies, int)
        program.train(copied, images[first] / 10, labels[first])  # faint, so that no step learns it by heart
    program.train(mixed, images[:300], labels[:300])
    arrays = {f"copied {i}": weight for i, weight in enumerate(weights_of(copied))}
    return arrays | {f"mixed {i}": weight for i, weight in enumerate(weights_of(mixed))}


def tapes(program: ModuleType, seed: int) -> dict[str, Any]:
    """The gradient of the first batch, asked for twice, and the weights afterwards."""
    images, labels = program.load()[0]
    model = program.classifier(seed)
    arrays = {f"before {i}": weight for i, weight in enumerate(weights_of(model))}
    for call in ("once", "twice"):
        gradients = program.gradients(model, images[:BATCH], labels[:BATCH])
        arrays |= {f"{call} {i}": np.array(gradient) for i, gradient in enumerate(gradients)}
    return arrays | {f"asked {i}": weight for i, weight in enumerate(weights_of(model))}


def training(program: ModuleType, seed: int) -> dict[str, Any]:
    """Test accuracy after each piece until the target is reached, and after as many pieces with shuffled labels."""
    (images, labels), test_set = program.load()
    shuffled = labels[np.random.default_rng(seed).permutation(len(labels))]
    pieces = [slice(start, start + PIECE) for start in range(0, len(images), PIECE)]
    model, misled = program.classifier(seed), program.classifier(seed)
    accuracy, by_chance = [program.accuracy(model, *test_set)], [program.accuracy(misled, *test_set)]
    done = []
    while accuracy[-1] < TARGET and len(done) < MOST_PIECES:
        piece = pieces[len(done) % len(pieces)]
        program.train(model, images[piece], labels[piece])
        accuracy.append(program.accuracy(model, *test_set))
        done.append(piece)
    seconds = time.process_time()  # of all threads since the interpreter began: other programs do not slow it
    for piece in done:
        program.train(misled, images[piece], shuffled[piece])
        by_chance.append(program.accuracy(misled, *test_set))
    epochs = np.cumsum([0, *(len(images[piece]) / len(images) for piece in done)])
    final = {f"final {i}": weight for i, weight in enumerate(weights_of(model))}
    return final | {"seconds": seconds, "epochs": epochs, "accuracy": accuracy, "shuffled": by_chance}


def reports(program: ModuleType, seed: int) -> dict[str, Any]:
    """The accuracies that the program prints, run alone: where its test labels are right, and where all are wrong."""
    del seed  # a program that runs alone chooses its own
    images, labels = mnist.load().train_images[:1000], mnist.load().train_labels[:1000]
    printed = {}
    for name, answers in (("right", labels), ("wrong", (labels + 1) % 10)):
        few, output = mnist.Mnist(images, labels, images, answers), io.StringIO()
        with mock.patch.object(mnist, "load", lambda few=few: few), contextlib.redirect_stdout(output):
            runpy.run_path(program.__file__, run_name="__main__")
        printed[f"printed {name}"] = [float(line.split()[4].strip(",")) for line in output.getvalue().splitlines()]
    return printed


def losses(program: ModuleType, seed: int) -> dict[str, Any]:
    """Keras' cross-entropy of three scores and its slope, by how it takes them; label 0, backend torch."""
    import torch

    del seed  # nothing is drawn
    function, label = program.keras.losses.SparseCategoricalCrossentropy, torch.tensor([0])
    arrays: dict[str, Any] = {"label scores": np.arange(-3, 3.1, 0.25)}
    for name, options in (("default", {}), ("from_logits", {"from_logits": True}), ("of probabilities", {})):
        scores = torch.tensor([[-3.0, 1.0, 0.2]], requires_grad=True)  # that of the label is the lowest
        given = scores.softmax(dim=1) if name == "of probabilities" else scores
        loss = function(**options)(label, given)
        loss.backward()
        arrays |= {f"{name}, loss": loss.detach().numpy(), f"{name}, slope": scores.grad.numpy()}
        others = (torch.tensor([[score, 1.0, 0.2]]) for score in arrays["label scores"])
        arrays[f"{name}, path"] = [float(function(**options)(label, one)) for one in others]
    return arrays


def load(path: str) -> ModuleType:
    """The program in that file, imported."""
    spec = importlib.util.spec_from_file_location("program", path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    return program


def main(path: str, result: str, seed: int, experiments: list[str]) -> None:
    program = load(path)
    if "rng" in inspect.signature(program.train).parameters:  # by hand: frameworks keep a seeded generator themselves
        program.train = functools.partial(program.train, rng=np.random.default_rng(seed))
    arrays: dict[str, Any] = {}
    known = {function.__name__: function for function in (training, three_steps, epochs, tapes, losses, reports)}
    for experiment in experiments:
        arrays |= known[experiment](program, seed)
    np.savez(result, **arrays)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:])
