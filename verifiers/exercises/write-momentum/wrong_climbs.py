"""climbs: adds the step where it must be taken off
스텝을 빼지 않고 더해서 올라간다
"""


def momentum_step(theta, v, g, lr, beta):
    v = beta * v + g
    return theta + lr * v, v
