"""torch, by a Cholesky factor."""

import torch


def loo_residuals(x, y, lam):
    x, y = torch.as_tensor(x), torch.as_tensor(y)
    factor = torch.linalg.cholesky(x.T @ x + lam * torch.eye(x.shape[1], dtype=x.dtype))
    half = torch.linalg.solve_triangular(factor, x.T, upper=False)
    residuals = y - half.T @ (half @ y)
    return residuals / (1 - (half**2).sum(dim=0))
