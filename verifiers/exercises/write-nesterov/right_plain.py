"""Look ahead, take the gradient there, update the buffer, step; a tuple."""


def nesterov_step(theta, v, gradient, lr, beta):
    ahead = theta - lr * beta * v
    v = beta * v + gradient(ahead)
    return theta - lr * v, v
