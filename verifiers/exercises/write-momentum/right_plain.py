"""Two lines, and a tuple."""


def momentum_step(theta, v, g, lr, beta):
    new_v = beta * v + g
    new_theta = theta - lr * new_v
    return new_theta, new_v
