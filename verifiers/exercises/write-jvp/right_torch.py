"""On tensors: the whole Jacobian of each row, multiplied up and then times v."""

import torch


def jvp(layers, x, v):
    h, z = torch.as_tensor(x), None
    jacobian = torch.eye(h.shape[1], dtype=torch.float64).expand(len(h), -1, -1)
    for W, b in layers:
        W, b = torch.as_tensor(W), torch.as_tensor(b)
        z = h @ W.T + b
        jacobian = W @ jacobian
        last = jacobian
        h = torch.tanh(z)
        jacobian = (1 - h**2)[:, :, None] * jacobian
    return z, (last @ torch.as_tensor(v)[:, :, None])[:, :, 0]
