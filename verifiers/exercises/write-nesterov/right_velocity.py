"""By a velocity that points downhill and holds the rate, as Sutskever writes it; a dict by name."""

import numpy as np


def nesterov_step(theta, v, gradient, lr, beta):
    velocity = np.multiply(v, -lr)
    velocity = beta * velocity - lr * gradient(theta + beta * velocity)
    return {"v": velocity / -lr, "theta": theta + velocity}
