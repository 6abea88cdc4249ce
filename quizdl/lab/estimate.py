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
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils._pytree import tree_leaves

from quizdl.errors import BadSetting, QuizdlError, UnknownName
from quizdl.lab.memory import Training, fake_tensors, is_fake, saved_by_layer, track

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
NO_VALUES = (
    "the model looks at the values of a tensor ({what}); here tensors have shapes only, so what depends on data cannot "
    "be estimated"
)


@dataclass(frozen=True, slots=True)
class Request:
    """What to estimate: inputs are shapes of one example, each with the name of its type (none: as `dtype` says)."""

    model: str
    batch: int
    inputs: Sequence[tuple[Sequence[int], str | None]]
    optimizer: str
    dtype: str


def estimate(request: Request) -> dict[str, Any]:
    """Items in bytes at the peak of the second training step, and what stands around them; no tensor is allocated.

    Raises QuizdlError with a sentence for whatever is amiss with the model or the request.
    """
    target = find(request.model)
    with said_plainly(request), fake_tensors():
        training, inputs = prepare(request, target)
        step = track(lambda: training)
        layers = saved_by_layer(lambda: training)
    kinds = {name or "model": type(module).__name__ for name, module in training.model.named_modules()}
    largest = sorted(layers.items(), key=lambda layer: -layer[1])[:MOST_LAYERS]
    formula = step.peak.parameters + step.peak.buffers + sum(tensor.nbytes for tensor in inputs)
    return {
        "model": request.model,
        "parameters": sum(parameter.numel() for parameter in training.model.parameters()),
        "batch": request.batch,
        "optimizer": request.optimizer,
        "dtype": request.dtype,
        "inputs": [[list(tensor.shape[1:]), _name(tensor.dtype)] for tensor in inputs],
        "items": asdict(step.peak),
        "peak": step.peak.total,
        "phase": step.peak_phase,
        "formula": formula,
        "factor": step.peak.total / formula,
        "layers": [{"name": name, "kind": kinds.get(name, ""), "kept": size} for name, size in largest],
    }


def find(name: str) -> Callable[[], object]:
    """What `module:callable` or `path/to/file.py:callable` names. Raises UnknownName and BadSetting."""
    place, _, attribute = name.rpartition(":")
    if not place or not attribute:
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


def prepare(request: Request, target: Callable[[], object]) -> tuple[Training, list[Tensor]]:
    """The training loop of the reader's model, and its inputs; to be called within `fake_tensors`."""
    with said_by_reader(f"{request.model}() failed"):
        made = target()
    model, example = made if isinstance(made, tuple) and len(made) == 2 else (made, None)
    if not isinstance(model, nn.Module):
        raise BadSetting(f"{request.model}() gives {type(model).__name__}, not an nn.Module")
    if not all(map(is_fake, model.parameters())):
        raise BadSetting(f"{request.model}() gives a model that was there before: it must make a new one")
    example = getattr(model, "example_input_array", None) if example is None else example
    dtype: torch.dtype = getattr(torch, request.dtype)
    model.to(dtype).train()
    inputs = batches(request, example, dtype)
    targets, loss_of = loss_for(output_of(model, inputs), tokens=not any(map(torch.is_floating_point, inputs)))
    held: list[Tensor] = []

    def loss() -> Tensor:
        held[:] = [output_of(model, inputs)]  # a loop that names its output holds it through the step
        return loss_of(held[0])

    optimizer = OPTIMIZERS[request.optimizer](model.parameters())
    return Training(model, optimizer, (*inputs, *targets), loss), inputs


def batches(request: Request, example: object, dtype: torch.dtype) -> list[Tensor]:
    """A batch of each input: of the shapes asked for, or like the example, whose first dimension is its batch."""
    asked = [(tuple(shape), getattr(torch, name) if name else dtype) for shape, name in request.inputs]
    if not asked:
        like = [leaf for leaf in tree_leaves(example) if isinstance(leaf, Tensor)]
        if not like or any(tensor.ndim == 0 for tensor in like):
            raise BadSetting(NO_INPUT.format(model=request.model))
        asked = [(tuple(each.shape[1:]), dtype if each.is_floating_point() else each.dtype) for each in like]
    return [torch.zeros((request.batch, *shape), dtype=kind) for shape, kind in asked]


def output_of(model: nn.Module, inputs: Sequence[Tensor]) -> Tensor:
    """The first tensor of floating-point numbers in what the model gives: its loss or its logits, say."""
    output = model(*inputs)
    for leaf in tree_leaves(dict(output) if isinstance(output, dict) else output):
        if isinstance(leaf, Tensor) and leaf.is_floating_point():
            return leaf
    raise BadSetting("the model gives no floating-point tensor: there is no loss in it")


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
def said_by_reader(what: str) -> Iterator[None]:
    """An error in the reader's own code becomes a sentence that says where it lies."""
    try:
        yield
    except (QuizdlError, KeyboardInterrupt):
        raise
    except BaseException as error:  # SystemExit too: the module may be a script
        raise BadSetting(f"{what}: {_where(error)}{type(error).__name__}: {_short(error)}") from error


@contextlib.contextmanager
def said_plainly(request: Request) -> Iterator[None]:
    """What torch says about fake tensors, devices and shapes becomes a sentence."""
    try:
        yield
    except (QuizdlError, KeyboardInterrupt):
        raise
    except ImportError as error:
        raise BadSetting(str(error)) from error
    except BaseException as error:
        kind = type(error).__name__
        if kind in ("DataDependentOutputException", "DynamicOutputShapeException"):
            raise BadSetting(f"{_where(error)}{NO_VALUES.format(what=_short(error))}") from error
        raise BadSetting(
            f"{request.model} with an input of {_shapes(request)}: {_where(error)}{_short(error)}"
        ) from error


def _shapes(request: Request) -> str:
    shapes = [str((request.batch, *shape)) for shape, _ in request.inputs]
    return f"shape {' and '.join(shapes)}" if shapes else f"batch size {request.batch}"


def _where(error: BaseException) -> str:
    """The last place outside torch and quizdl where it went wrong: `nets.py:12: `."""
    own = (str(Path(torch.__file__).parent), str(Path(__file__).parent), sys.prefix, sys.base_prefix, "<frozen")
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(own)]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}: " if frames else ""


def _short(error: BaseException) -> str:
    """The first line of its message."""
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def main() -> None:
    """Answer the request in the first argument."""
    asked = json.loads(sys.argv[1])
    with contextlib.redirect_stdout(sys.stderr):
        try:
            answer: dict[str, object] = {"estimate": estimate(Request(**asked))}
        except QuizdlError as error:
            answer = {"error": str(error)}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
