"""The memory that one training step of a reader's own model needs; `quizdl memory` runs this in a process of its own.

    python -P -m quizdl.lab.estimate '{"model": "nets:resnet", "batch": 8, "inputs": [[[3, 224, 224], null]],
                                       "optimizer": "adam", "dtype": "float32"}'

It prints one JSON document, {"estimate": …} or {"error": …}; what the reader's code prints goes to stderr.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import json
import logging
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

from quizdl.errors import BadSetting, QuizdlError, UnknownName
from quizdl.lab.complaints import said_by_reader, said_plainly
from quizdl.lab.memory import Training, fake_tensors, is_fake, saved_by_layer, storages, track

MOST_LAYERS = 10
OPTIMIZERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "sgd": lambda parameters: torch.optim.SGD(parameters, foreach=True),
    "momentum": lambda parameters: torch.optim.SGD(parameters, momentum=0.9, foreach=True),
    "adam": lambda parameters: torch.optim.Adam(parameters, foreach=True),
    "adamw": lambda parameters: torch.optim.AdamW(parameters, foreach=True),
}  # foreach is what torch chooses on a GPU
NO_INPUT = (
    "{model} does not say what an input looks like: give --input 3,224,224 (the shape of one example), or let it "
    "return (module, example)"
)
PRODUCTS = {"mm", "addmm", "mv", "addmv", "bmm", "baddbmm", "convolution"}


@dataclass(frozen=True, slots=True)
class Request:
    """What to estimate: inputs are shapes of one example, each with the name of its type (none: as `dtype` says)."""

    model: str
    batch: int
    inputs: Sequence[tuple[Sequence[int], str | None]]
    optimizer: str
    dtype: str

    def __str__(self) -> str:
        """What is run on what: `nets:mlp with an input of (8, 1, 28, 28) float32`."""
        passed = " and ".join(f"{(self.batch, *shape)} {dtype or self.dtype}" for shape, dtype in self.inputs)
        return f"{self.model} with {f'an input of {passed}' if passed else f'a batch of {self.batch} like its example'}"


Call = tuple[tuple[Any, ...], dict[str, Any]]  # what forward is given, by place and by name


def estimate(request: Request) -> dict[str, Any]:
    """Items in bytes at the peak of the second training step, and what stands around them; no tensor is allocated.

    Raises QuizdlError with a sentence for whatever is amiss with the model or the request.
    """
    target = find(request.model)
    with said_plainly(str(request)), plain_kernels(), fake_tensors():
        training, inputs, frozen = prepare(request, target)
        step = track(lambda: training)
        layers = saved_by_layer(lambda: training)
    still = sum(storages(frozen).values())
    peak = replace(step.peak, parameters=step.peak.parameters + still, buffers=step.peak.buffers - still)
    kinds = {name or "model": type(module).__name__ for name, module in training.model.named_modules()}
    largest = sorted(layers.items(), key=lambda layer: -layer[1])[:MOST_LAYERS]
    formula = peak.parameters + peak.buffers + sum(tensor.nbytes for tensor in inputs)
    return {
        "model": request.model,
        "parameters": sum(parameter.numel() for parameter in (*training.model.parameters(), *frozen)),
        "batch": request.batch,
        "optimizer": request.optimizer,
        "dtype": request.dtype,
        "inputs": [[list(tensor.shape[1:]), _name(tensor.dtype)] for tensor in inputs],
        "items": asdict(peak),
        "peak": peak.total,
        "phase": step.peak_phase,
        "formula": formula,
        "factor": peak.total / formula,
        "layers": [{"name": name, "kind": kinds.get(name, ""), "kept": size} for name, size in largest],
    }


def find(name: str) -> Callable[[], object]:
    """What `module:callable` or `path/to/file.py:callable` names. Raises UnknownName and BadSetting."""
    place, _, attribute = name.rpartition(":")
    if not place or not attribute or (not place.endswith(".py") and not place.replace(".", "x").isidentifier()):
        raise BadSetting(f"{name}: write module:callable, or path/to/file.py:callable")
    module = load_file(Path(place)) if place.endswith(".py") else load_module(place)
    target = getattr(module, attribute, None)
    if target is None:
        known = [known for known, value in vars(module).items() if callable(value) and not known.startswith("_")]
        raise UnknownName(f"callable of {place}", attribute, known)
    if isinstance(target, nn.Module) or not callable(target):
        raise BadSetting(f"{name} is no callable that makes a model: write a function, or name the class")
    made: Callable[[], object] = target
    return made


def load_module(name: str) -> ModuleType:
    """The module of that name, looked for in the current folder first."""
    sys.path.insert(0, str(Path.cwd()))
    with said_by_reader(f"{name} cannot be imported"):
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name is None or not (name == error.name or name.startswith(f"{error.name}.")):
                raise  # something that it imports is missing
    raise UnknownName("module", name, sorted(path.stem for path in Path.cwd().glob("*.py")))


def load_file(path: Path) -> ModuleType:
    """The module in that file; it may import its neighbours."""
    if not path.is_file():
        raise UnknownName("file", str(path), sorted(map(str, path.parent.glob("*.py"))))
    sys.path.insert(0, str(path.parent.resolve()))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise BadSetting(f"{path} cannot be read as a Python file")
    module = sys.modules[path.stem] = importlib.util.module_from_spec(spec)
    with said_by_reader(f"{path} cannot be imported"):
        spec.loader.exec_module(module)
    return module


def prepare(request: Request, target: Callable[[], object]) -> tuple[Training, list[Tensor], list[Tensor]]:
    """The training loop of the reader's model, its inputs, and the parameters that are not trained.

    To be called within `fake_tensors`.
    """
    with said_by_reader(f"{request.model}() failed", mend="write a function without arguments that makes the model"):
        made = target()
    model, example = made if isinstance(made, tuple) and len(made) == 2 else (made, None)
    if not isinstance(model, nn.Module):
        raise BadSetting(f"{request.model}() gives {type(model).__name__}, not an nn.Module")
    if not all(map(is_fake, model.parameters())):
        raise BadSetting(f"{request.model}() gives a model that was there before: it must make a new one")
    if not any(parameter.requires_grad for parameter in model.parameters()):
        raise BadSetting(f"{request.model}() gives a model in which no parameter requires a gradient")
    example = getattr(model, "example_input_array", None) if example is None else example
    dtype: torch.dtype = getattr(torch, request.dtype)
    model.to(dtype).train()
    frozen = made_buffers(model)
    call = batches(request, example, dtype)
    inputs = [leaf for leaf in tree_leaves(call) if isinstance(leaf, Tensor)]
    with _OneType():  # type: ignore[no-untyped-call]  # torch gives it no types
        output = output_of(model, call)
    if not output.requires_grad:
        raise BadSetting(f"what {request.model} gives depends on no parameter that is trained: is it detached?")
    targets, loss_of = loss_for(output, tokens=not any(map(torch.is_floating_point, inputs)))
    held: list[Tensor] = []

    def loss() -> Tensor:
        held[:] = [output_of(model, call)]  # a loop that names its output holds it through the step
        return loss_of(held[0])

    optimizer = OPTIMIZERS[request.optimizer](model.parameters())
    return Training(model, optimizer, (*inputs, *targets), loss), inputs, frozen


def made_buffers(model: nn.Module) -> list[Tensor]:
    """The parameters that are not trained, now buffers of the model: the tracer can watch no others."""
    frozen: dict[nn.Parameter, Tensor] = {}
    for module in model.modules():
        for name, parameter in list(module._parameters.items()):
            if parameter is not None and not parameter.requires_grad:
                del module._parameters[name]
                module._buffers[name] = frozen.setdefault(parameter, parameter.detach())
    return list(frozen.values())


def batches(request: Request, example: object, dtype: torch.dtype) -> Call:
    """What forward is given: a batch of each shape that was asked for, or like the example, its first dimension so."""

    def like(tensor: object) -> object:
        if not isinstance(tensor, Tensor):
            return tensor
        kind = dtype if tensor.is_floating_point() else tensor.dtype
        return torch.zeros((request.batch, *tensor.shape[1:]), dtype=kind)

    if request.inputs:
        asked = [(tuple(shape), getattr(torch, name) if name else dtype) for shape, name in request.inputs]
        return tuple(torch.zeros((request.batch, *shape), dtype=kind) for shape, kind in asked), {}
    example = dict(example) if isinstance(example, Mapping) else example
    tensors = [leaf for leaf in tree_leaves(example) if isinstance(leaf, Tensor)]
    if not tensors or any(tensor.ndim == 0 for tensor in tensors):
        raise BadSetting(NO_INPUT.format(model=request.model))
    filled = tree_map(like, example)
    if isinstance(filled, dict):
        return (), filled
    return (tuple(filled) if isinstance(filled, (tuple, list)) else (filled,)), {}


def output_of(model: nn.Module, call: Call) -> Tensor:
    """The loss or the logits that the model gives, if it names them; else its first floating-point tensor."""
    output = model(*call[0], **call[1])
    table = dict(output) if isinstance(output, Mapping) else {}
    named = [table.get(name, getattr(output, name, None)) for name in ("loss", "logits")]
    for leaf in tree_leaves([*named, table or output]):
        if isinstance(leaf, Tensor) and leaf.is_floating_point():
            return leaf
    given = f"a tensor of {_name(output.dtype)}" if isinstance(output, Tensor) else type(output).__name__
    raise BadSetting(f"{type(model).__name__} gives {given}, no floating-point tensor: let it give its loss or logits")


class _OneType(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch gives it no types
    """Refuses products of unlike types, as torch does where tensors have values."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        del types
        if func.overloadpacket.__name__ in PRODUCTS:
            kinds = dict.fromkeys(_name(tensor.dtype) for tensor in args if isinstance(tensor, Tensor))
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
    """Within it a layer is the operations that it consists of, and torch does not warn that they are traced.

    oneDNN's LSTM keeps a record of its own for the backward pass, and says so only to tensors with values.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="torch")
        with torch.backends.mkldnn.flags(enabled=False):
            yield


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def main() -> None:
    """Answer the request in the first argument."""
    asked = json.loads(sys.argv[1])
    logging.getLogger("torch._subclasses.fake_tensor").setLevel(logging.CRITICAL)  # errors are said below
    with contextlib.redirect_stdout(sys.stderr):
        try:
            answer: dict[str, object] = {"estimate": estimate(Request(**asked))}
        except QuizdlError as error:
            answer = {"error": str(error)}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
