"""Import what a reader names: `module:callable`, `package.module:callable` or `path/to/file.py:callable`."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from torch import nn

from quizdl.errors import BadSetting, UnknownName
from quizdl.estimate.model_errors import Caller, said_by_reader


def find(name: str, caller: Caller) -> Callable[..., Any]:
    """Import what `name` says. Raises UnknownName and BadSetting."""
    place, _, attribute = name.rpartition(":")
    if place.endswith(".ipynb"):
        raise BadSetting(f"{place} is a notebook: call quizdl.estimate_memory(model, batch) in it")
    if not place or not attribute or (not place.endswith(".py") and not place.replace(".", "x").isidentifier()):
        raise BadSetting(f"{name}: write module:callable, or path/to/file.py:callable")
    module = _load_file(Path(place), caller) if place.endswith(".py") else _load_module(place, caller)
    target = getattr(module, attribute, None)
    if target is None:
        known = [known for known, value in vars(module).items() if callable(value) and not known.startswith("_")]
        raise UnknownName(f"callable of {place}", attribute, known)
    if isinstance(target, nn.Module) or not callable(target):
        raise BadSetting(f"{name} is not a callable that makes a model: write a function, or name the class")
    made: Callable[..., Any] = target
    return made


def _load_module(name: str, caller: Caller) -> ModuleType:
    """Import the module of that name, from the current folder first."""
    sys.path.insert(0, str(Path.cwd()))
    with said_by_reader(f"{name} cannot be imported", caller):
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name is None or not (name == error.name or name.startswith(f"{error.name}.")):
                raise  # something that it imports is missing
    deeper = [str(path.relative_to(Path.cwd())) for path in Path.cwd().glob(f"*/{name.replace('.', '/')}.py")]
    known = sorted(path.stem for path in Path.cwd().glob("*.py"))
    raise UnknownName("module", name, deeper or known, "packages must be installed where quizdl runs")


def _load_file(path: Path, caller: Caller) -> ModuleType:
    """Import the module in that file; it may import its neighbours, and its package if it is in one."""
    if not path.is_file():
        raise UnknownName("file", str(path), sorted(map(str, path.parent.glob("*.py"))))
    root, parts = path.resolve().parent, [path.stem]
    while (root / "__init__.py").is_file():
        parts.insert(0, root.name)
        root = root.parent
    sys.path.insert(0, str(root))
    if len(parts) > 1:
        with said_by_reader(f"{path} cannot be imported", caller):
            return importlib.import_module(".".join(parts))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise BadSetting(f"{path} cannot be read as a Python file")
    module = sys.modules[path.stem] = importlib.util.module_from_spec(spec)
    with said_by_reader(f"{path} cannot be imported", caller):
        spec.loader.exec_module(module)
    return module
