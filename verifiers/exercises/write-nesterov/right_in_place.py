"""Both arrays in place, by two moves: where the buffer carries θ, then along the gradient; nothing is returned."""


def nesterov_step(theta, v, gradient, lr, beta):
    v *= beta
    theta -= lr * v
    g = gradient(theta.copy())
    theta -= lr * g
    v += g
