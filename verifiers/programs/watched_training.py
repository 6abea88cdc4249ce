"""Training a torch model on BCE while a validation metric is watched."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

Array = NDArray[np.float64]
Seen = TypeVar("Seen")


def train(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    x: Array,
    y: Array,
    epochs: int,
    watch: Callable[[nn.Module], Seen] | None = None,
    batch: int = 32,
) -> list[Seen]:
    """Trains on BCE in shuffled mini-batches; what `watch` says of the model after each epoch."""
    dtype = next(model.parameters()).dtype
    images, targets = torch.tensor(x, dtype=dtype), torch.tensor(y, dtype=dtype)
    seen = []
    for _ in range(epochs):
        for i in torch.randperm(len(x)).split(batch):
            F.binary_cross_entropy_with_logits(model(images[i]), targets[i]).backward()
            optimizer.step()
            optimizer.zero_grad()
        if watch is not None:
            seen.append(watch(model))
    return seen


def validation_mse(
    model: nn.Module,
    x: Array,
    y: Array,
    evaluating: bool = True,
    gradients: bool = False,
    own_generator: bool = True,
    back_to_training: bool = True,
) -> float:
    """The mean squared error of the sigmoids, and five ways to come by it, of which some leave traces."""
    generator = torch.Generator() if own_generator else None  # a loader draws a seed even where it does not shuffle
    pairs = TensorDataset(torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32))
    model.train(not evaluating)
    total = 0.0
    with torch.set_grad_enabled(gradients):
        for images, targets in DataLoader(pairs, 64, generator=generator):
            total += F.mse_loss(model(images).sigmoid(), targets, reduction="sum").item()
    model.train(back_to_training)
    return total / y.size
