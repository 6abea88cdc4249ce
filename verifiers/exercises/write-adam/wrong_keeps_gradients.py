"""keeps the caller's gradients and averages them anew at each step
호출한 쪽의 기울기 배열을 복사하지 않고 보관했다가 스텝마다 다시 평균한다
"""

import numpy as np


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.seen = []

    def step(self, theta, g):
        self.seen.append(g)
        t = len(self.seen)
        ages = range(t - 1, -1, -1)
        m = sum((1 - self.beta1) * self.beta1**age * old for age, old in zip(ages, self.seen, strict=True))
        v = sum((1 - self.beta2) * self.beta2**age * old**2 for age, old in zip(ages, self.seen, strict=True))
        return theta - self.lr * (m / (1 - self.beta1**t)) / (np.sqrt(v / (1 - self.beta2**t)) + self.eps)
