"""Buffer and θ are changed where they are; nothing is returned."""


def momentum_step(theta, v, g, lr, beta):
    v *= beta
    v += g
    theta -= lr * v
