"""RMSprop as Hinton's slide has it, v of zeros at first, a new θ at each step."""

import numpy as np


class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.square_avg = None

    def step(self, theta, g):
        if self.square_avg is None:
            self.square_avg = np.zeros(g.shape)
        self.square_avg = self.alpha * self.square_avg + (1 - self.alpha) * g * g
        rms = np.sqrt(self.square_avg) + self.eps
        return theta - self.lr / rms * g
