"""On tensors, with var_mean and rsqrt."""

import torch


def layer_norm(x: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, dout: torch.Tensor, eps: float):
    var, mean = torch.var_mean(x, dim=-1, correction=0, keepdim=True)
    rstd = torch.rsqrt(var + eps)
    x_hat = (x - mean) * rstd
    g = dout * gamma
    c1 = (g * x_hat).mean(-1, keepdim=True)
    c2 = g.mean(-1, keepdim=True)
    return torch.addcmul(beta, x_hat, gamma), (g - (x_hat * c1 + c2)) * rstd, (dout * x_hat).sum(0), dout.sum(0)
