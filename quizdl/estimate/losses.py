"""The loss of a step: what the model returns if that is one, and otherwise the usual one for such an output."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from quizdl.errors import BadSetting, UnknownName
from quizdl.estimate.values import shape_words, tensors_in, type_name

KINDS = ("cross-entropy", "mse", "mean")


@dataclass(frozen=True, slots=True)
class Loss:
    """A loss: `of` the whole output, against `targets`.

    kind: "own" (the model returns it, or the caller gave it), "sum" (of several that it returns), or one of KINDS.
    """

    of: Callable[[Any], Tensor]
    kind: str
    targets: tuple[Tensor, ...] = ()
    output: str = ""  # the shape of what it is taken of
    dim: int = 1  # along which classes lie


def own_loss(function: Callable[[Any], Tensor]) -> Loss:
    """The loss of a caller, which takes the whole output. Raises BadSetting where it needs more."""
    called = function.forward if isinstance(function, nn.Module) else function
    try:
        inspect.signature(called).bind(None)
    except TypeError as error:
        raise BadSetting(
            f'the loss is called with the output alone ({error}): pass "mse", "cross-entropy" or a function of it'
        ) from error
    return Loss(function, "own")


def loss_for(name: str, output: object, inputs: Sequence[Tensor], kind: str | None) -> Loss:
    """The loss of such an output. Raises BadSetting where nothing of it can be trained.

    name: of the model, for errors. kind: one of KINDS; None takes a loss that the output holds, else mean squared
    error for an output of the shape of an input or of one number an example, else cross-entropy.
    """
    if kind is not None and kind not in KINDS:
        raise UnknownName("loss", kind, KINDS)
    scalars = _scalars(output) if kind is None else ()
    if scalars:
        loss = Loss(lambda output: sum(_scalars(output)[1:], _scalars(output)[0]), "sum" if len(scalars) > 1 else "own")
    else:
        loss = _loss_against_targets(name, output, inputs, kind)
    if not loss.of(output).requires_grad:
        raise BadSetting(f"what {name} gives depends on no parameter that is trained: is it detached?")
    return loss


def _table(output: object) -> dict[str, Any]:
    """The parts of an output by name: of a mapping, or of an object with attributes."""
    if isinstance(output, Mapping):
        return dict(output)
    return dict(vars(output)) if hasattr(output, "__dict__") and not isinstance(output, Tensor) else {}


def _is_scalar(value: object) -> bool:
    return isinstance(value, Tensor) and value.numel() == 1 and value.ndim == 0 and value.requires_grad


def _scalars(output: object) -> tuple[Tensor, ...]:
    """The losses that an output holds: the one called loss, or else all single numbers that can be trained."""
    if isinstance(output, Tensor):
        return (output,) if _is_scalar(output) else ()
    table = _table(output)
    if _is_scalar(table.get("loss")):
        return (table["loss"],)
    if "logits" in table and isinstance(table["logits"], Tensor):
        return ()
    return tuple(leaf for leaf in tensors_in(output) if _is_scalar(leaf))


def _logits(name: str, output: object) -> Tensor:
    """The part of the output that a loss is taken of: the one called logits, or else the first that can be trained."""
    leaves = [leaf for leaf in (_table(output).get("logits"), *tensors_in(output)) if isinstance(leaf, Tensor)]
    floating = [leaf for leaf in leaves if leaf.is_floating_point() or leaf.is_complex()]
    if not floating:
        given = f"a tensor of {type_name(output.dtype)}" if isinstance(output, Tensor) else type(output).__name__
        raise BadSetting(f"{name} gives {given}, no floating-point tensor: let it give its loss or logits")
    return next((leaf for leaf in floating if leaf.requires_grad), floating[0])


def _loss_against_targets(name: str, output: object, inputs: Sequence[Tensor], kind: str | None) -> Loss:
    logits = _logits(name, output)
    kind = kind or _usual(logits, inputs)
    shape = shape_words(logits)
    if kind == "mean":
        return Loss(lambda output: _logits(name, output).abs().mean(), kind, output=shape)
    if kind == "mse":
        like = torch.zeros_like(logits, requires_grad=False)
        return Loss(lambda output: F.mse_loss(_logits(name, output), like), kind, (like,), shape)
    if not any(map(torch.is_floating_point, inputs)):  # tokens: classes lie last
        words = torch.zeros(logits.shape[:-1], dtype=torch.int64)

        def next_token(output: object) -> Tensor:
            return F.cross_entropy(_logits(name, output).flatten(0, -2), words.flatten())

        return Loss(next_token, kind, (words,), shape, logits.ndim - 1)
    classes = torch.zeros((logits.shape[0], *logits.shape[2:]), dtype=torch.int64)
    return Loss(lambda output: F.cross_entropy(_logits(name, output), classes), kind, (classes,), shape)


def _usual(logits: Tensor, inputs: Sequence[Tensor]) -> str:
    if logits.is_complex():
        return "mean"
    same = any(given.is_floating_point() and given.shape == logits.shape for given in inputs)
    return "mse" if same or logits.ndim < 2 or logits.shape[1] == 1 else "cross-entropy"
