"""A trainer of its own, which restores the mode in a context; clears gradients after each step; a dict."""

from contextlib import contextmanager

import numpy as np


class Trainer:
    def __init__(self, functions):
        for name, function in functions.items():
            setattr(self, name, function)
        self.train()
        self.zero_grad()

    @contextmanager
    def evaluating(self):
        self.eval()
        try:
            yield self
        finally:
            self.train()

    def epoch(self, x, y, batch):
        while len(x):
            self.backward(x[:batch], y[:batch])
            self.step()
            self.zero_grad()
            x, y = x[batch:], y[batch:]

    def validate(self, x, y):
        with self.evaluating():
            return self.loss(x, y)


def train(new_model, data, validation, seed, epochs, batch):
    trainer, rng = Trainer(new_model()), np.random.default_rng(seed)
    curve = np.zeros(epochs if validation else 0)
    for epoch in range(epochs):
        order = rng.permutation(len(data[0]))
        trainer.epoch(*(part[order] for part in data), batch)
        if validation:
            curve[epoch] = trainer.validate(*validation)
    return {"curve": curve, "weights": trainer.weights()}
