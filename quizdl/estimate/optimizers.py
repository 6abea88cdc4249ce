"""Optimizers by name: those of torch, and a reader's own as `module:callable`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch.optim import Optimizer

from quizdl.errors import BadSetting, UnknownName
from quizdl.estimate.finding import find
from quizdl.estimate.model_errors import Caller

MakeOptimizer = Callable[[Iterable[torch.nn.Parameter]], Optimizer]


def of_torch() -> dict[str, type[Optimizer]]:
    """The optimizers of this torch by name, in lower case."""
    found = [kind for kind in vars(torch.optim).values() if inspect.isclass(kind) and issubclass(kind, Optimizer)]
    return {kind.__name__.lower(): kind for kind in found if kind is not Optimizer}


def optimizer_called(name: str, caller: Caller) -> MakeOptimizer:
    """What makes the optimizer of that name. Raises UnknownName, and BadSetting where it cannot take an ordinary step.

    All parameters are updated together (foreach) where the optimizer can, as torch does on a GPU.
    """
    if ":" in name:
        return find(name, caller)
    known = of_torch()
    key = name.lower()
    if key == "momentum":
        return lambda parameters: torch.optim.SGD(parameters, momentum=0.9, foreach=True)
    if key not in known:
        names = [*known, "momentum"]
        raise UnknownName(
            "optimizer of torch", name, names, "any other goes by module:callable, as in lion_pytorch:Lion"
        )
    if key == "lbfgs":
        raise BadSetting("LBFGS runs the model several times a step: give a callable that returns the step itself")
    kind: Any = known[key]
    together = {"foreach": True} if "foreach" in inspect.signature(kind).parameters else {}
    return lambda parameters: kind(parameters, **together)


def updates_together(optimizer: Any) -> bool:
    """Whether it updates all parameters together (foreach)."""
    return any(group.get("foreach") for group in getattr(optimizer, "param_groups", []))
