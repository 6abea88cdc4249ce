"""Tensors without values for the models of a reader: lazy layers, plain kernels."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.distributions import Distribution
from torch.nn.modules import transformer
from torch.nn.modules.lazy import LazyModuleMixin
from torch.nn.parameter import UninitializedBuffer, UninitializedParameter, is_lazy
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.weak import WeakIdKeyDictionary

from quizdl.estimate.values import type_name
from quizdl.lab.memory import fake_tensors

PRODUCTS = {"mm", "addmm", "mv", "addmv", "bmm", "baddbmm", "convolution"}
TURNED = WeakIdKeyDictionary()  # by tensor, what became of it under each function: tied weights stay tied
LAZY = (UninitializedParameter, UninitializedBuffer)


@contextlib.contextmanager
def tracing(real: bool) -> Iterator[None]:
    """Within it tensors have no values, unless `real`; layers run as their plain operations, without torch's warnings.

    oneDNN's LSTM keeps a record of its own for the backward pass, and says so only to tensors with values.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.filterwarnings("ignore", module="torch")
        stack.enter_context(torch.backends.mkldnn.flags(enabled=False))
        stack.enter_context(torch.inference_mode(False))
        stack.enter_context(torch.enable_grad())
        if not real:
            stack.enter_context(fake_tensors())
            stack.enter_context(_lazy_layers())
            stack.enter_context(_replaced(_detect_is_causal_mask=(transformer, _is_causal_mask)))
            stack.enter_context(_replaced(_apply=(nn.Module, _applied)))
            stack.enter_context(_replaced(__deepcopy__=(Tensor, _copied)))
            stack.enter_context(_replaced(_validate_args=(Distribution, False)))  # torch would look at their values
        yield


@contextlib.contextmanager
def _replaced(**attributes: tuple[Any, Any]) -> Iterator[None]:
    """Within it those classes have other attributes, by name: `(class, value)`."""
    with contextlib.ExitStack() as stack:
        for name, (owner, value) in attributes.items():
            if name in vars(owner):
                stack.callback(setattr, owner, name, vars(owner)[name])
            else:
                stack.callback(delattr, owner, name)
            setattr(owner, name, value)
        yield


@contextlib.contextmanager
def _lazy_layers() -> Iterator[None]:
    """Within it lazy layers get new parameters once their sizes are known: torch cannot fill fake ones in place."""
    filling: list[nn.Module] = []
    infer, made = LazyModuleMixin._infer_parameters, {kind: kind.__new__ for kind in LAZY}

    def infer_parameters(self: Any, module: Any, args: Any, kwargs: Any = None) -> Any:
        filling.append(module)
        try:
            return infer(self, module, args, kwargs)
        finally:
            filling.pop()

    def materialize(self: Any, shape: Any, device: Any = None, dtype: Any = None) -> None:
        del device
        new: Any = torch.empty(shape, dtype=dtype or self.dtype)
        if isinstance(self, nn.Parameter):
            new = nn.Parameter(new, self.requires_grad)
        for table in (filling[-1]._parameters, filling[-1]._buffers):
            table.update({name: new for name, held in table.items() if held is self})

    def without_sizes(cls: Any, *args: Any, **kwargs: Any) -> Any:
        from torch._subclasses.fake_tensor import unset_fake_temporarily

        with unset_fake_temporarily():
            return made[cls](cls, *args, **kwargs)

    with contextlib.ExitStack() as stack:
        stack.enter_context(_replaced(_infer_parameters=(LazyModuleMixin, infer_parameters)))
        for kind in LAZY:
            stack.enter_context(_replaced(__new__=(kind, without_sizes), materialize=(kind, materialize)))
        yield


def _is_causal_mask(mask: Tensor | None, is_causal: bool | None = None, size: int | None = None) -> bool:
    """Whether a mask of nn.Transformer is causal: torch looks at its values; here a square one is taken for causal."""
    del size
    if is_causal is not None:
        return is_causal
    return mask is not None and mask.ndim == 2 and mask.shape[0] == mask.shape[1]


def _applied(module: nn.Module, function: Callable[[Tensor], Tensor], recurse: bool = True) -> nn.Module:
    """Do `module.to(…)` with new parameters, as within `fake_tensors`; those before do not live on."""
    for child in module.children() if recurse else ():
        child._apply(function)
    tables: tuple[dict[str, Any], ...] = (module._parameters, module._buffers)
    for table in tables:
        for name, old in table.items():
            if old is None or is_lazy(old):
                continue
            turned = TURNED.setdefault(old, {})
            if id(function) not in turned:
                new = function(old.detach())
                turned[id(function)] = nn.Parameter(new, old.requires_grad) if isinstance(old, nn.Parameter) else new
            table[name] = turned[id(function)]
    return module


def _copied(tensor: Tensor, memo: dict[int, Any]) -> Tensor:
    """Copy a fake tensor: views of the copy that torch makes have storages of their own."""
    if id(tensor) not in memo:
        memo[id(tensor)] = empty_like(tensor)
    copied: Tensor = memo[id(tensor)]
    return copied


def empty_like(tensor: Tensor) -> Tensor:
    """A tensor like this one on the cpu, without its values."""
    empty = torch.empty_strided(tensor.shape, tensor.stride(), dtype=tensor.dtype)
    return nn.Parameter(empty, tensor.requires_grad) if isinstance(tensor, nn.Parameter) else empty


class OneType(TorchDispatchMode):
    """Refuses products of unlike types, as torch does where tensors have values."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        del types
        if func.overloadpacket.__name__ in PRODUCTS:
            kinds = dict.fromkeys(type_name(tensor.dtype) for tensor in args if isinstance(tensor, Tensor))
            if len(kinds) > 1:
                raise TypeError(f"a product of {' and '.join(kinds)}")
        return func(*args, **(kwargs or {}))
