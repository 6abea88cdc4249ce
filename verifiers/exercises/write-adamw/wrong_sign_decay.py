"""takes off ηλ·sign(θ) as for an L1 penalty
L1 벌점처럼 ηλ·sign(θ)를 뺀다
"""

import numpy as np


class AdamW:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, decay=0.01):
        self.lr, self.beta1, self.beta2, self.eps, self.decay = lr, beta1, beta2, eps, decay
        self.m, self.v, self.t = 0.0, 0.0, 0

    def step(self, theta, g):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2
        m_hat = self.m / (1 - self.beta1**self.t)
        v_hat = self.v / (1 - self.beta2**self.t)
        decayed = theta - self.lr * self.decay * np.sign(theta)
        return decayed - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
