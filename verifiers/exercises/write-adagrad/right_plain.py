"""AdaGrad as it is written: an array of zeros at first, and a new θ at each step."""

import numpy as np


class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr, self.eps = lr, eps
        self.squares = None

    def step(self, theta, g):
        if self.squares is None:
            self.squares = np.zeros_like(g)
        self.squares = self.squares + np.square(g)
        return theta - self.lr * g / (np.sqrt(self.squares) + self.eps)
