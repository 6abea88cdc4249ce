"""Penalties as priors: the strength that makes the minimum the mode of the posterior, with noise N(0, σ²)."""


def ridge_strength(noise_sd: float, prior_sd: float) -> float:
    """λ of ‖y - Xw‖² + λ‖w‖² for weights from N(0, τ²): σ²/τ², whatever the number of rows."""
    return noise_sd**2 / prior_sd**2


def lasso_strength(noise_sd: float, scale: float) -> float:
    """λ of ½‖y - Xw‖² + λ‖w‖₁ for weights from Laplace(0, b), whose variance is 2b²: σ²/b."""
    return noise_sd**2 / scale
