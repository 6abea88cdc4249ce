"""A copy of a reader's module, so that the module stays as it is."""

from __future__ import annotations

import copy
from types import CellType, FunctionType
from typing import Any

from torch import Tensor, nn
from torch.utils._pytree import tree_leaves

from quizdl.errors import BadSetting
from quizdl.estimate.fakes import empty_like


def copied(module: nn.Module, real: bool) -> nn.Module:
    """A copy of the module; unless `real`, its tensors have shapes only and lie on the cpu. Tied tensors stay tied.

    Without values, to be called within `tracing`.
    """
    held = [leaf for part in module.modules() for leaf in tree_leaves(vars(part)) if isinstance(leaf, Tensor)]
    # torch copies only leaves of a graph; the weight that weight_norm leaves in a layer is none
    memo: dict[int, Any] = {
        id(tensor): tensor.detach().clone() if real else empty_like(tensor)
        for tensor in held
        if not real or not tensor.is_leaf
    }
    try:
        made = copy.deepcopy(module, memo)
    except TypeError as error:
        raise BadSetting(
            f"{type(module).__name__} cannot be copied ({error}): let a function in a file make it, for `quizdl memory`"
        ) from error
    for part in made.modules():
        for table in (vars(part), *(value for value in vars(part).values() if isinstance(value, dict))):
            for name, value in table.items():
                if isinstance(value, FunctionType) and value.__closure__:
                    table[name] = _looking_into_the_copy(value, memo)
    return made


def _looking_into_the_copy(function: FunctionType, memo: dict[int, Any]) -> FunctionType:
    """The function with what was copied for what it closes over, as a hook may close over its module."""

    def cell(old: CellType) -> CellType:
        try:
            return CellType(memo.get(id(old.cell_contents), old.cell_contents))
        except ValueError:  # an empty one
            return old

    closure = tuple(map(cell, function.__closure__ or ()))
    made = FunctionType(function.__code__, function.__globals__, function.__name__, function.__defaults__, closure)
    made.__kwdefaults__ = function.__kwdefaults__
    return made
