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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._pytree import tree_leaves, tree_map

from quizdl.errors import BadSetting, QuizdlError, UnknownName
from quizdl.lab.complaints import said_by_reader, said_plainly
from quizdl.lab.memory import fake_tensors, is_fake
from quizdl.lab.step_memory import Call, as_call, measure, plain_kernels

NO_INPUT = (
    "{model} does not say what an input looks like: give --input 3,224,224 (the shape of one example), or let it "
    "return (module, example)"
)


@dataclass(frozen=True, slots=True)
class Request:
    """The model to estimate: inputs are shapes of one example, each with the name of its type (None: `dtype`)."""

    model: str
    batch: int
    inputs: Sequence[tuple[Sequence[int], str | None]]
    optimizer: str
    dtype: str

    def __str__(self) -> str:
        """The model and its inputs: `nets:mlp with an input of (8, 1, 28, 28) float32`."""
        passed = " and ".join(f"{(self.batch, *shape)} {dtype or self.dtype}" for shape, dtype in self.inputs)
        return f"{self.model} with {f'an input of {passed}' if passed else f'a batch of {self.batch} like its example'}"


def estimate(request: Request) -> dict[str, Any]:
    """Estimate items in bytes at the peak of the second training step; no tensor is allocated.

    Raises QuizdlError with one sentence if the model or the request is wrong.
    """
    target = find(request.model)
    with said_plainly(str(request)), plain_kernels(), fake_tensors():
        dtype: torch.dtype = getattr(torch, request.dtype)
        model, example = make(request, target)
        model.to(dtype)
        return measure(request.model, model, batches(request, example, dtype), request.optimizer, dtype)


def find(name: str) -> Callable[[], object]:
    """Import `module:callable` or `path/to/file.py:callable`. Raises UnknownName and BadSetting."""
    place, _, attribute = name.rpartition(":")
    if not place or not attribute or (not place.endswith(".py") and not place.replace(".", "x").isidentifier()):
        raise BadSetting(f"{name}: write module:callable, or path/to/file.py:callable")
    module = load_file(Path(place)) if place.endswith(".py") else load_module(place)
    target = getattr(module, attribute, None)
    if target is None:
        known = [known for known, value in vars(module).items() if callable(value) and not known.startswith("_")]
        raise UnknownName(f"callable of {place}", attribute, known)
    if isinstance(target, nn.Module) or not callable(target):
        raise BadSetting(f"{name} is not a callable that makes a model: write a function, or name the class")
    made: Callable[[], object] = target
    return made


def load_module(name: str) -> ModuleType:
    """Import the module of that name, from the current folder first."""
    sys.path.insert(0, str(Path.cwd()))
    with said_by_reader(f"{name} cannot be imported"):
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name is None or not (name == error.name or name.startswith(f"{error.name}.")):
                raise  # something that it imports is missing
    raise UnknownName("module", name, sorted(path.stem for path in Path.cwd().glob("*.py")))


def load_file(path: Path) -> ModuleType:
    """Import the module in that file; it may import its neighbours."""
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


def make(request: Request, target: Callable[[], object]) -> tuple[nn.Module, object]:
    """Make the reader's model and its example, if it has one. Call it within `fake_tensors`."""
    with said_by_reader(f"{request.model}() failed", advice="write a function without arguments that makes the model"):
        made = target()
    model, example = made if isinstance(made, tuple) and len(made) == 2 else (made, None)
    if not isinstance(model, nn.Module):
        raise BadSetting(f"{request.model}() gives {type(model).__name__}, not an nn.Module")
    if not all(map(is_fake, model.parameters())):
        raise BadSetting(f"{request.model}() gives an existing model: it must make a new one")
    if not any(parameter.requires_grad for parameter in model.parameters()):
        raise BadSetting(f"{request.model}() gives a model in which no parameter requires a gradient")
    return model, getattr(model, "example_input_array", None) if example is None else example


def batches(request: Request, example: object, dtype: torch.dtype) -> Call:
    """The inputs of forward: a batch of each requested shape, or one like the example with that batch size."""

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
    return as_call(tree_map(like, example))


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
