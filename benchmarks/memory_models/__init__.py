"""Models as people train them, for `python -m benchmarks.memory`: each function of a file makes one case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from torch import nn


class Case(NamedTuple):
    """A model and the inputs of a batch. loss: "own" if the model returns it, else "cross-entropy" or "mse"."""

    model: nn.Module
    inputs: Any
    loss: str = "cross-entropy"
    optimizer: str = "adam"


MakeCase = Callable[[], Case]
MakeStep = Callable[[], Callable[[], None]]
