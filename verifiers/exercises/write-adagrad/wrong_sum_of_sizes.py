"""adds up |g| and takes no root
|g|를 더하고 제곱근을 취하지 않는다
"""


class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr, self.eps, self.total = lr, eps, 0.0

    def step(self, theta, g):
        self.total = self.total + abs(g)
        return theta - self.lr * g / (self.total + self.eps)
