"""divides by a mean of |g| where the root of a mean of g² is meant
g² 평균의 제곱근 대신 |g|의 평균으로 나눈다
"""


class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr, self.alpha, self.eps, self.size = lr, alpha, eps, 0.0

    def step(self, theta, g):
        self.size = self.alpha * self.size + (1 - self.alpha) * abs(g)
        return theta - self.lr * g / (self.size + self.eps)
