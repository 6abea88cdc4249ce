"""What `quizdl memory` asks for: a model by name, the shapes of its inputs, and how it is trained."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import nn
from torch.nn.parameter import is_lazy

from quizdl.errors import BadSetting, NeedsRealStep
from quizdl.estimate.batch import Call, Dims, Taken, as_call, batch_like, batch_of_shapes
from quizdl.estimate.changes import Changes
from quizdl.estimate.finding import find
from quizdl.estimate.largest import estimate_of_largest
from quizdl.estimate.measuring import Fed, OwnStep, Plan, Tell, in_silence, measure
from quizdl.estimate.model_errors import ADVICE, MISFIT, Caller, said_by_reader, said_plainly
from quizdl.estimate.optimizers import optimizer_called
from quizdl.estimate.values import tensors_in
from quizdl.lab.memory import is_fake

NO_INPUT = (
    "{model} does not say what an input looks like: give --input 3,224,224 (the shape of one example), or let it "
    "return (module, example)"
)


@dataclass(frozen=True, slots=True)
class Request:
    """The model to estimate: inputs are shapes of one example, each with the name of its type (None: the model's).

    dtype: to which parameters are turned; None leaves them as the model makes them. real_step: how to ask for one.
    """

    model: str
    batch: int
    inputs: Sequence[tuple[Sequence[int], str | None]]
    optimizer: str
    dtype: str | None = None
    batch_dims: Dims = ()
    loss: str | None = None
    real: bool = False
    real_step: str = "--real"
    lora: int | None = None
    checkpointing: bool = False
    master_copy: bool = False
    generate: int | None = None
    room: int | None = None  # bytes that the batch may fill; `batch` is then found

    def __str__(self) -> str:
        """The model and its inputs: `nets:mlp with an input of (8, 1, 28, 28) float32`."""
        if not self.inputs:
            return f"{self.model} with a batch of {self.batch} like its example"
        type_of_rest = self.dtype or "float32"
        passed = " and ".join(f"{(self.batch, *shape)} {dtype or type_of_rest}" for shape, dtype in self.inputs)
        return f"{self.model} with an input of {passed}"

    @property
    def caller(self) -> Caller:
        """Who reads the errors."""
        return Caller(ADVICE, "" if self.real else self.real_step, MISFIT)


def answer(request: Request, tell: Tell = in_silence) -> dict[str, Any]:
    """The estimate that was asked for, of the largest batch that fits if that was asked. Raises as `estimate` does."""
    if request.room is None:
        return estimate(request, tell)

    def estimate_at(batch: int) -> dict[str, Any]:
        tell("search", batch=batch)
        return estimate(replace(request, batch=batch))

    return estimate_of_largest(request.model, estimate_at, request.room)


def estimate(request: Request, tell: Tell = in_silence) -> dict[str, Any]:
    """Estimate items in bytes at the peak of the second training step; no tensor is allocated, unless it is `real`.

    Raises QuizdlError with one sentence if the model or the request is wrong.
    """
    target = find(request.model, request.caller)
    optimizer = optimizer_called(request.optimizer, request.caller)
    given = bool(request.batch_dims)
    changes = Changes(request.lora, request.checkpointing, request.master_copy, request.generate)
    plan = Plan(request.model, optimizer, request.optimizer, request.loss, request.real, given, changes, tell)
    with said_plainly(str(request), request.caller):
        return measure(plan, lambda: make(request, target))


def make(request: Request, target: Callable[..., object]) -> Fed | OwnStep:
    """Make the reader's model with its inputs, or the step that it gives instead; `batch` is passed if it takes one."""
    advice = "write a function without arguments that makes the model"
    with said_by_reader(f"{request.model}() failed", request.caller, advice):
        made = target(**({"batch": request.batch} if "batch" in _parameters_of(target) else {}))
    if callable(made) and not isinstance(made, nn.Module):
        return OwnStep(made, request.batch)
    model, example = made if isinstance(made, tuple) and len(made) == 2 else (made, None)
    model = _checked(request, model)
    example = getattr(model, "example_input_array", None) if example is None else example
    if _is_lazy(model):
        call, _ = batches(request, example, torch.get_default_dtype())
        model(*call[0], **call[1])
    if request.dtype:
        _turn(model, getattr(torch, request.dtype))
    call, taken = batches(request, example, _type_of(model))
    return Fed(model, call, request.batch, taken)


def _parameters_of(target: Callable[..., object]) -> Collection[str]:
    try:
        return inspect.signature(target).parameters
    except ValueError:  # of a class written in C
        return ()


def _checked(request: Request, model: object) -> nn.Module:
    """The model. Raises BadSetting if it is none that can be trained."""
    name = request.model
    if not isinstance(model, nn.Module):
        raise BadSetting(f"{name}() gives {type(model).__name__}, not an nn.Module")
    if isinstance(model, torch.jit.ScriptModule) and not request.real:
        raise NeedsRealStep(
            f"{name}() gives a scripted module, which runs outside Python: give the module itself, or measure one real "
            f"step with {request.real_step}"
        )
    parameters = [parameter for parameter in model.parameters() if not is_lazy(parameter)]
    if not request.real and not all(map(is_fake, parameters)):
        raise BadSetting(f"{name}() gives an existing model: it must make a new one")
    if not any(parameter.requires_grad for parameter in model.parameters()):
        raise BadSetting(f"{name}() gives a model in which no parameter requires a gradient")
    return model


def _is_lazy(model: nn.Module) -> bool:
    """Whether some of its parameters have no sizes yet."""
    return any(map(is_lazy, model.parameters()))


def _turn(model: nn.Module, dtype: torch.dtype) -> None:
    """Turn floating-point parameters and buffers to that type; complex ones stay as they are."""
    model._apply(lambda tensor: tensor.to(dtype) if tensor.is_floating_point() else tensor)


def _type_of(model: nn.Module) -> torch.dtype:
    """The type of the model's floating-point parameters, which its inputs have too."""
    types = [parameter.dtype for parameter in model.parameters() if parameter.is_floating_point()]
    return types[0] if types else torch.get_default_dtype()


def batches(request: Request, example: object, dtype: torch.dtype) -> tuple[Call, list[Taken]]:
    """The inputs of forward: a batch of each requested shape, or one like the example with that batch size."""
    if request.inputs:
        asked = [(tuple(shape), getattr(torch, name) if name else dtype) for shape, name in request.inputs]
        tensors, taken = batch_of_shapes(asked, request.batch, request.batch_dims)
        return (tuple(tensors), {}), taken
    if not any(tensor.ndim for tensor in tensors_in(example)):
        raise BadSetting(NO_INPUT.format(model=request.model))
    resized, taken = batch_like(request.model, example, request.batch, request.batch_dims, dtype)
    return as_call(resized), taken
