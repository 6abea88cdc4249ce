"""The memory of a module at hand; `quizdl.estimate_memory` measures here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from quizdl.errors import BadSetting, NeedsRealStep
from quizdl.estimate.batch import Taken, as_call, batch_given, batch_like
from quizdl.estimate.changes import NONE, Changes
from quizdl.estimate.copies import copied
from quizdl.estimate.fakes import empty_like
from quizdl.estimate.largest import estimate_of_largest
from quizdl.estimate.measuring import Fed, OwnStep, Plan, measure
from quizdl.estimate.model_errors import PYTHON, said_plainly
from quizdl.estimate.optimizers import MakeOptimizer, optimizer_called
from quizdl.estimate.values import tensors_in, type_name, with_tensors
from quizdl.estimate.wrappers import unwrapped


def estimate_module(
    module: nn.Module | Callable[[], Callable[[], object]],
    inputs: object = None,
    optimizer: str | MakeOptimizer = "adam",
    loss: str | Callable[[Any], Tensor] | None = None,
    batch_dim: int | Sequence[int | None] = 0,
    real: bool = False,
    changes: Changes = NONE,
    room: int | None = None,
) -> dict[str, Any]:
    """Estimate a given module and a batch of its inputs, as `quizdl memory --json`; neither is changed.

    room: bytes that the batch may fill; the largest that fits is then found.

    Raises UnknownName for the optimizer or loss, BadSetting with a sentence for the module and its inputs, and
    NeedsRealStep if only `real` can measure it.
    """
    if callable(module) and not isinstance(module, nn.Module):
        if room is not None:
            raise BadSetting(f"{_name(module)} makes a training step of its own, whose batch only it knows")
        return _estimate_step(module, real, changes)
    inner, around = unwrapped(module) if isinstance(module, nn.Module) else (module, [])
    name = type(inner).__name__
    if not isinstance(module, nn.Module):
        raise BadSetting(f"{name} is not an nn.Module")
    if isinstance(optimizer, Optimizer):
        kind = type(optimizer).__name__
        raise BadSetting(f"{kind} is made for other parameters: pass what makes an optimizer, as in torch.optim.{kind}")
    made = optimizer_called(optimizer, PYTHON) if isinstance(optimizer, str) else optimizer
    tensors = list(tensors_in(inputs))
    if not any(tensor.ndim for tensor in tensors):
        raise BadSetting(f"{name} needs inputs of which one has a dimension for the batch")
    if isinstance(inner, torch.jit.ScriptModule) and not real:
        raise NeedsRealStep(f"{name} is scripted, and runs outside Python: pass the module itself, or real=True")
    if not any(parameter.requires_grad for parameter in inner.parameters()):
        raise BadSetting(f"no parameter of {name} requires a gradient")
    if real and any(part.device.type != "cpu" for part in (*tensors, *inner.parameters(), *inner.buffers())):
        raise BadSetting(f"a real step runs on the cpu: pass {name} and its inputs from there")
    taken = batch_given(inputs, [batch_dim] if isinstance(batch_dim, int) else batch_dim)
    request = f"{name} with an input of {' and '.join(f'{tuple(t.shape)} {type_name(t.dtype)}' for t in tensors)}"
    plan = Plan(name, made, optimizer if isinstance(optimizer, str) else _name(optimizer), loss, real, changes=changes)

    def estimate(batch: int) -> dict[str, Any]:
        def fed() -> Fed:
            given = with_tensors(inputs, Tensor.clone if real else empty_like)
            now = taken
            if room is not None:
                given, now = batch_like(name, given, batch, [one.dim for one in taken], None)
            return Fed(copied(inner, real), as_call(given), batch, now, around)

        if real:  # copied here, where no ledger sees the originals
            made_here = fed()
            return measure(plan, lambda: made_here)
        return measure(plan, fed)

    with said_plainly(request, PYTHON):
        return estimate(_size(taken)) if room is None else estimate_of_largest(name, estimate, room)


def _estimate_step(make_step: Callable[[], Callable[[], object]], real: bool, changes: Changes) -> dict[str, Any]:
    """Estimate a training step of the reader's own, which `make_step` makes with all that it holds."""
    plan = Plan(_name(make_step), optimizer_called("sgd", PYTHON), "", real=real, changes=changes)

    def made() -> OwnStep:
        step = make_step()
        if isinstance(step, nn.Module):
            raise BadSetting(f"{plan.name} makes a module: pass the module itself, as in {plan.name}()")
        return OwnStep(step, 1)

    with said_plainly(f"{plan.name}()", PYTHON):
        return measure(plan, made)


def _size(taken: Sequence[Taken]) -> int:
    return next((one.shape[one.dim] for one in taken if one.dim is not None), 1)


def _name(made: Callable[..., Any]) -> str:
    name: str = getattr(made, "__name__", type(made).__name__)
    return name.strip("<>")
