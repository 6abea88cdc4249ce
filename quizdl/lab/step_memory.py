"""The memory that one training step of a model needs, item by item; no tensor is allocated.

`quizdl memory` and `quizdl.estimate_memory` both measure here: the first makes its model on fake tensors, the second
copies a given one.
"""

from __future__ import annotations

import contextlib
import copy
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

from quizdl.errors import BadSetting, UnknownName
from quizdl.lab.complaints import ADVICE_IN_PYTHON, said_plainly
from quizdl.lab.memory import Training, fake_tensors, saved_by_layer, storages, track

MOST_LAYERS = 10
OPTIMIZERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "sgd": lambda parameters: torch.optim.SGD(parameters, foreach=True),
    "momentum": lambda parameters: torch.optim.SGD(parameters, momentum=0.9, foreach=True),
    "adam": lambda parameters: torch.optim.Adam(parameters, foreach=True),
    "adamw": lambda parameters: torch.optim.AdamW(parameters, foreach=True),
}  # foreach is what torch chooses on a GPU
PRODUCTS = {"mm", "addmm", "mv", "addmv", "bmm", "baddbmm", "convolution"}

Call = tuple[tuple[Any, ...], dict[str, Any]]  # what forward is given, by position and by name


def estimate_module(module: nn.Module, inputs: object, optimizer: str = "adam") -> dict[str, Any]:
    """Estimate a given module and a batch of its inputs, as `quizdl memory --json`; neither is changed.

    inputs: a tensor, a tuple or list of several, or a dict by name; the batch is the first dimension.
    Raises UnknownName for the optimizer, BadSetting with a sentence for the module and its inputs.
    """
    name = type(module).__name__
    if not isinstance(module, nn.Module):
        raise BadSetting(f"{name} is not an nn.Module")
    if optimizer not in OPTIMIZERS:
        raise UnknownName("optimizer", optimizer, OPTIMIZERS)
    inputs = dict(inputs) if isinstance(inputs, Mapping) else inputs  # torch looks into no other mapping
    tensors = [leaf for leaf in tree_leaves(inputs) if isinstance(leaf, Tensor)]
    if not tensors or any(tensor.ndim == 0 for tensor in tensors):
        raise BadSetting(f"{name} needs inputs whose first dimension is the batch")
    request = f"{name} with an input of {' and '.join(f'{tuple(t.shape)} {type_name(t.dtype)}' for t in tensors)}"
    with said_plainly(request, ADVICE_IN_PYTHON), plain_kernels(), fake_tensors():
        model = without_values(module)
        trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
        if not trained:
            raise BadSetting(f"no parameter of {name} requires a gradient")
        return measure(name, model, as_call(tree_map(_empty, inputs)), optimizer, trained[0].dtype)


def without_values(module: nn.Module) -> nn.Module:
    """A copy of the module whose tensors have shapes only, on the cpu; tied tensors stay tied.

    To be called within `fake_tensors`.
    """
    held = [leaf for part in module.modules() for leaf in tree_leaves(vars(part)) if isinstance(leaf, Tensor)]
    return copy.deepcopy(module, {id(tensor): _empty(tensor) for tensor in held})


def _empty(value: object) -> object:
    """A tensor like this one without its values; other objects are returned unchanged."""
    if not isinstance(value, Tensor):
        return value
    empty = torch.empty_strided(value.shape, value.stride(), dtype=value.dtype)
    return nn.Parameter(empty, value.requires_grad) if isinstance(value, nn.Parameter) else empty


def as_call(inputs: object) -> Call:
    """Inputs as arguments of forward: a dict by name, a tuple or list by position, anything else alone."""
    if isinstance(inputs, Mapping):
        return (), dict(inputs)
    return (tuple(inputs) if isinstance(inputs, (tuple, list)) else (inputs,)), {}


def measure(name: str, model: nn.Module, call: Call, optimizer: str, dtype: torch.dtype) -> dict[str, Any]:
    """Items in bytes at the peak of the second training step of `model`, which is put into training mode.

    To be called within `fake_tensors`. Raises BadSetting where the output cannot be trained.
    """
    parameters = sum(parameter.numel() for parameter in model.parameters())
    inputs = [leaf for leaf in tree_leaves(call) if isinstance(leaf, Tensor)]
    frozen = made_buffers(model.train())
    training = _training(name, model, call, optimizer)
    step = track(lambda: training)
    layers = saved_by_layer(lambda: training)
    still = sum(storages(frozen).values())
    peak = replace(step.peak, parameters=step.peak.parameters + still, buffers=step.peak.buffers - still)
    kinds = {name or "model": type(module).__name__ for name, module in model.named_modules()}
    largest = sorted(layers.items(), key=lambda layer: -layer[1])[:MOST_LAYERS]
    formula = peak.parameters + peak.buffers + sum(tensor.nbytes for tensor in inputs)
    return {
        "model": name,
        "parameters": parameters,
        "batch": inputs[0].shape[0],
        "optimizer": optimizer,
        "dtype": type_name(dtype),
        "inputs": [[list(tensor.shape[1:]), type_name(tensor.dtype)] for tensor in inputs],
        "items": asdict(peak),
        "peak": peak.total,
        "phase": step.peak_phase,
        "formula": formula,
        "factor": peak.total / formula,
        "layers": [{"name": name, "kind": kinds.get(name, ""), "kept": size} for name, size in largest],
    }


def _training(name: str, model: nn.Module, call: Call, optimizer: str) -> Training:
    """The training loop of the model on these inputs."""
    inputs = [leaf for leaf in tree_leaves(call) if isinstance(leaf, Tensor)]
    with _OneType():  # type: ignore[no-untyped-call]  # torch gives it no types
        output = output_of(model, call)
    if not output.requires_grad:
        raise BadSetting(f"what {name} gives depends on no parameter that is trained: is it detached?")
    targets, loss_of = loss_for(output, tokens=not any(map(torch.is_floating_point, inputs)))
    held: list[Tensor] = []

    def loss() -> Tensor:
        held[:] = [output_of(model, call)]  # a loop that names its output holds it through the step
        return loss_of(held[0])

    return Training(model, OPTIMIZERS[optimizer](model.parameters()), (*inputs, *targets), loss)


def made_buffers(model: nn.Module) -> list[Tensor]:
    """Turn untrained parameters into buffers, because the tracer can watch no others, and return them."""
    frozen: dict[nn.Parameter, Tensor] = {}
    for module in model.modules():
        for name, parameter in list(module._parameters.items()):
            if parameter is not None and not parameter.requires_grad:
                del module._parameters[name]
                module._buffers[name] = frozen.setdefault(parameter, parameter.detach())
    return list(frozen.values())


def output_of(model: nn.Module, call: Call) -> Tensor:
    """The loss or the logits that the model gives, if it names them; else its first floating-point tensor."""
    output = model(*call[0], **call[1])
    table = dict(output) if isinstance(output, Mapping) else {}
    named = [table.get(name, getattr(output, name, None)) for name in ("loss", "logits")]
    for leaf in tree_leaves([*named, table or output]):
        if isinstance(leaf, Tensor) and leaf.is_floating_point():
            return leaf
    given = f"a tensor of {type_name(output.dtype)}" if isinstance(output, Tensor) else type(output).__name__
    raise BadSetting(f"{type(model).__name__} gives {given}, no floating-point tensor: let it give its loss or logits")


class _OneType(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch gives it no types
    """Refuses products of unlike types, as torch does where tensors have values."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        del types
        if func.overloadpacket.__name__ in PRODUCTS:
            kinds = dict.fromkeys(type_name(tensor.dtype) for tensor in args if isinstance(tensor, Tensor))
            if len(kinds) > 1:
                raise TypeError(f"a product of {' and '.join(kinds)}")
        return func(*args, **(kwargs or {}))


def loss_for(output: Tensor, tokens: bool) -> tuple[tuple[Tensor, ...], Callable[[Tensor], Tensor]]:
    """Targets for such an output, and the loss: a scalar is one already, anything else gets cross-entropy.

    Classes lie along the last dimension where the inputs are tokens, else along dimension 1, as torch has it.
    """
    if output.ndim < 2:
        return (), lambda output: output.mean()
    if tokens:
        words = torch.zeros(output.shape[:-1], dtype=torch.int64)
        return (words,), lambda output: F.cross_entropy(output.flatten(0, -2), words.flatten())
    classes = torch.zeros((output.shape[0], *output.shape[2:]), dtype=torch.int64)
    return (classes,), lambda output: F.cross_entropy(output, classes)


@contextlib.contextmanager
def plain_kernels() -> Iterator[None]:
    """Within this context layers run as their plain operations, without torch's tracing warnings.

    oneDNN's LSTM keeps a record of its own for the backward pass, and says so only to tensors with values.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="torch")
        with torch.backends.mkldnn.flags(enabled=False):
            yield


def type_name(dtype: torch.dtype) -> str:
    """The name of a type of numbers: `float32`."""
    return str(dtype).removeprefix("torch.")
