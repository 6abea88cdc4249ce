"""looks ahead by βv without the learning rate
학습률을 곱하지 않고 βv만큼 내다본다
"""


def nesterov_step(theta, v, gradient, lr, beta):
    v = beta * v + gradient(theta - beta * v)
    return theta - lr * v, v
