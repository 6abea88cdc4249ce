"""Models inside the wrappers of torch: compiled, or spread over processes and devices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parallel import DataParallel, DistributedDataParallel


def unwrapped(model: nn.Module) -> tuple[nn.Module, list[str]]:
    """The model itself, and the names of what was around it: "compiled", "ddp", "data_parallel"."""
    around = []
    while True:
        inner = getattr(model, "_orig_mod", None)  # of a compiled module
        if isinstance(inner, nn.Module):
            around.append("compiled")
            model = inner
        elif isinstance(model, DistributedDataParallel):
            around.append("buckets" if not getattr(model, "gradient_as_bucket_view", False) else "ddp")
            model = model.module
        elif isinstance(model, DataParallel):
            around.append("data_parallel")
            model = model.module
        else:
            return model, around


def buckets(parameters: list[nn.Parameter]) -> list[Tensor]:
    """The buffers in which DistributedDataParallel gathers gradients: as large as all of them."""
    sizes: dict[torch.dtype, int] = {}
    for parameter in parameters:
        sizes[parameter.dtype] = sizes.get(parameter.dtype, 0) + parameter.numel()
    return [torch.empty(size, dtype=dtype) for dtype, size in sizes.items()]


@contextmanager
def wrapping_nothing() -> Iterator[None]:
    """Within it nothing is compiled, and DistributedDataParallel keeps its model and asks no other process."""
    original = DistributedDataParallel.__init__

    def keep(self: Any, module: nn.Module, *_: Any, gradient_as_bucket_view: bool = False, **__: Any) -> None:
        nn.Module.__init__(self)
        self.module, self.gradient_as_bucket_view = module, gradient_as_bucket_view

    with ExitStack() as stack:
        stack.callback(setattr, DistributedDataParallel, "__init__", original)
        DistributedDataParallel.__init__ = keep  # type: ignore[method-assign]  # given back below
        if hasattr(torch.compiler, "set_stance"):
            stack.enter_context(torch.compiler.set_stance("force_eager"))
        yield
