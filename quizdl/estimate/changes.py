"""What is estimated other than training the model as it is: adapters, checkpointing, a master copy, generation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.checkpoint import checkpoint

from quizdl.errors import BadSetting
from quizdl.estimate.optimizers import MakeOptimizer

HALVES = (torch.bfloat16, torch.float16)


@dataclass(frozen=True, slots=True)
class Changes:
    """What to change of the model or of its training."""

    lora: int | None = None  # rank of adapters, which alone are trained
    checkpointing: bool = False
    master_copy: bool = False
    generate: int | None = None  # tokens to generate, instead of training


NONE = Changes()


class Adapted(nn.Module):
    """A frozen linear layer with an adapter of low rank beside it (LoRA)."""

    def __init__(self, layer: nn.Linear, rank: int) -> None:
        super().__init__()
        self.layer = layer
        self.down = nn.Linear(layer.in_features, rank, bias=False, dtype=layer.weight.dtype)
        self.up = nn.Linear(rank, layer.out_features, bias=False, dtype=layer.weight.dtype)

    def forward(self, x: Tensor) -> Tensor:
        adapted: Tensor = self.layer(x) + self.up(self.down(x))
        return adapted


def adapt(name: str, model: nn.Module, rank: int) -> int:
    """Freeze the model and put an adapter beside each linear layer but the last, which gives the output.

    Returns how many there are. Raises BadSetting if there is none.
    """
    layers = [path for path, module in model.named_modules() if type(module) is nn.Linear][:-1]
    if not layers:
        raise BadSetting(f"{name} has no linear layer beside its last one: there is nothing to adapt")
    model.requires_grad_(False)
    for path in layers:
        owner, _, attribute = path.rpartition(".")
        setattr(model.get_submodule(owner), attribute, Adapted(model.get_submodule(path), rank))  # type: ignore[arg-type]  # the path leads to a linear layer
    return len(layers)


def checkpoint_blocks(name: str, model: nn.Module) -> int:
    """Compute each of the model's equal blocks anew in the backward pass; return how many there are.

    Equal blocks are children of one ModuleList or Sequential, of one class and with the same shapes of parameters.
    """
    blocks = max(map(_equal_children, model.modules()), key=_numbers, default=[])
    if not blocks:
        raise BadSetting(f"{name} has no equal blocks, one after the other: there is nothing to checkpoint")
    for block in blocks:
        block.forward = partial(checkpoint, block.forward, use_reentrant=False)
    return len(blocks)


def _equal_children(module: nn.Module) -> Sequence[nn.Module]:
    children = [*module.children()] if isinstance(module, (nn.ModuleList, nn.Sequential)) else []
    kinds = {(type(child), tuple(parameter.shape for parameter in child.parameters())) for child in children}
    return children if len(children) > 1 and len(kinds) == 1 else []


def _numbers(modules: Iterable[nn.Module]) -> int:
    return sum(parameter.numel() for module in modules for parameter in module.parameters())


class MasterCopy:
    """An optimizer of float32 copies of 16-bit parameters; after its step they are rounded into the parameters."""

    def __init__(self, name: str, parameters: Sequence[nn.Parameter], make: MakeOptimizer) -> None:
        if not any(parameter.dtype in HALVES for parameter in parameters):
            raise BadSetting(
                f"{name} has no weights of 16 bits for a master copy: turn them to bfloat16 (by --dtype, or .to)"
            )
        self.parameters = parameters
        self.copies = [nn.Parameter(parameter.detach().float()) for parameter in parameters]
        self.optimizer: Optimizer = make(self.copies)

    @property
    def param_groups(self) -> list[dict[str, Any]]:
        """The groups of the optimizer."""
        return self.optimizer.param_groups

    @property
    def state(self) -> Any:
        """The state of the optimizer."""
        return self.optimizer.state

    def step(self) -> Any:
        """Hand the gradients over, step, and round the result into the parameters."""
        for copied, parameter in zip(self.copies, self.parameters, strict=True):
            copied.grad = None if parameter.grad is None else parameter.grad.float()
        self.optimizer.step()
        with torch.no_grad():
            for copied, parameter in zip(self.copies, self.parameters, strict=True):
                parameter.copy_(copied)
        self.optimizer.zero_grad()

    def zero_grad(self) -> None:
        """Drop the gradients."""
        for parameter in self.parameters:
            parameter.grad = None
