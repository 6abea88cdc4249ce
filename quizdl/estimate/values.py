"""Tensors inside whatever a model takes or gives: tuples, tables, dataclasses and objects of other libraries."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterator, Mapping
from types import ModuleType
from typing import Any

import torch
from torch import Tensor, nn


def tensors_in(value: object, within: tuple[int, ...] = ()) -> Iterator[Tensor]:
    """Every tensor inside `value`, in order. `within`: the objects around it, since an object may hold itself."""
    if isinstance(value, Tensor):
        yield value
    else:
        for part in _parts(value, within):
            yield from tensors_in(part, (*within, id(value)))


def _parts(value: object, within: tuple[int, ...]) -> Collection[object]:
    if isinstance(value, Mapping):
        return value.values()
    if isinstance(value, (tuple, list)):
        return value
    return vars(value).values() if _is_object(value) and id(value) not in within else ()


def with_tensors(value: Any, function: Callable[[Tensor], Tensor], within: tuple[int, ...] = ()) -> Any:
    """The same value with each of its tensors replaced by `function` of it."""
    within = (*within, id(value))
    if isinstance(value, Tensor):
        return function(value)
    if isinstance(value, Mapping):
        return {key: with_tensors(part, function, within) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        parts = [with_tensors(part, function, within) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    if not _is_object(value) or id(value) in within[:-1] or not any(True for _ in tensors_in(value)):
        return value
    made = copy.copy(value)
    vars(made).update({name: with_tensors(part, function, within) for name, part in vars(value).items()})
    return made


def _is_object(value: object) -> bool:
    """Whether to look into its attributes, as those of a batch of graphs or of the output of a model."""
    return hasattr(value, "__dict__") and not isinstance(value, (type, nn.Module, ModuleType)) and not callable(value)


def shape_words(tensor: Tensor) -> str:
    """The shape of a tensor: `8×10`; of a single number `1`."""
    return "×".join(map(str, tensor.shape)) or "1"


def type_name(dtype: torch.dtype) -> str:
    """The name of a type of numbers: `float32`."""
    return str(dtype).removeprefix("torch.")
