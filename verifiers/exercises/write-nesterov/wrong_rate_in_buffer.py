"""keeps the learning rate in the buffer
버퍼에 학습률을 곱해 둔다
"""


def nesterov_step(theta, v, gradient, lr, beta):
    v = beta * v + lr * gradient(theta - beta * v)
    return theta - v, v
