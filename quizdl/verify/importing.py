"""Load a verifier under a private package name, from its file or from texts in memory.

Two banks may hold files of the same name, and a mutant is loaded beside the real file: so nothing here
touches `sys.path`, and each folder gets a package name of its own.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType

PACKAGE_PREFIX = "_quizdl_bank_"
Prepare = Callable[[ModuleType], None]


def load_verifier(
    path: Path,
    replaced: Mapping[Path, str] | None = None,
    *,
    folder: Path | None = None,
    sealed: bool = False,
    prepare: tuple[Path, Prepare] | None = None,
) -> ModuleType:
    """Import the verifier at `path`; files named in `replaced` are read from there instead of from disk.

    `folder` is the top package of its relative imports, by default the folder that the file stands in.
    With `sealed`, nothing beside it is imported from disk at all: only what `replaced` holds was vouched for.
    `prepare` names a file and what is done to its module before anything imports from it.
    Raises every error that the module raises while it is imported.
    """
    path = path.resolve()
    folder = (folder or path.parent).resolve()
    replaced = {file.resolve(): source for file, source in (replaced or {}).items()}
    version = repr((str(folder), sealed, sorted((str(file), source) for file, source in replaced.items())))
    package = PACKAGE_PREFIX + hashlib.sha256(version.encode()).hexdigest()[:16]
    if package not in sys.modules:
        sys.meta_path.insert(0, _BankFinder(package, replaced, sealed, prepare))
        spec = ModuleSpec(package, None, is_package=True)
        spec.submodule_search_locations = [str(folder)]
        sys.modules[package] = importlib.util.module_from_spec(spec)
    return importlib.import_module(".".join([package, *path.relative_to(folder).with_suffix("").parts]))


def serve_lab(modules: Mapping[str, str], files: Mapping[str, Path]) -> None:
    """Import modules of `quizdl.lab` from these texts from now on, by dotted name; all others are missing."""
    sys.meta_path.insert(0, _LabFinder(modules, files))


def compile_ahead(sources: Mapping[Path, str]) -> None:
    """Compile sources before forking; errors are reported later, when the source is imported."""
    for file, source in sources.items():
        with contextlib.suppress(Exception):
            _compiled(source, str(file))


def forget_compiled() -> None:
    """Forget what `compile_ahead` compiled: a reader's process must not hold our programs."""
    _compiled.cache_clear()


@functools.lru_cache(maxsize=256)
def _compiled(source: str, file: str) -> CodeType:
    code: CodeType = compile(source, file, "exec")
    return code


class _BankFinder(MetaPathFinder):
    """Finds `package.name`, `package.programs.name` and `package.family.name` in the folder of the package."""

    def __init__(
        self, package: str, replaced: Mapping[Path, str], sealed: bool, prepare: tuple[Path, Prepare] | None
    ) -> None:
        self.package = package
        self.replaced = replaced
        self.sealed = sealed
        self.prepare = prepare

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del target
        if path is None or not fullname.startswith(self.package + "."):
            return None
        place = Path(path[0]) / fullname.rpartition(".")[2]
        file = place.with_suffix(".py")
        if file in self.replaced or (file.is_file() and not self.sealed):
            prepare = self.prepare[1] if self.prepare is not None and self.prepare[0] == file else None
            loader = _SourceText(file, self.replaced.get(file), prepare)
            return importlib.util.spec_from_file_location(fullname, file, loader=loader)
        if any(place in file.parents for file in self.replaced) or (place.is_dir() and not self.sealed):
            spec = ModuleSpec(fullname, None, is_package=True)
            spec.submodule_search_locations = [str(place)]
            return spec
        raise ModuleNotFoundError(f"no module {fullname.partition('.')[2]!r} beside the verifier", name=fullname)


class _LabFinder(MetaPathFinder):
    """Finds modules of `quizdl.lab` among texts."""

    def __init__(self, modules: Mapping[str, str], files: Mapping[str, Path]) -> None:
        self.modules = modules
        self.files = files

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        if not fullname.startswith("quizdl.lab."):
            return None
        if fullname not in self.modules:
            raise ModuleNotFoundError(f"{fullname} is not among the modules that the claim imports", name=fullname)
        file = self.files[fullname]
        return importlib.util.spec_from_file_location(fullname, file, loader=_SourceText(file, self.modules[fullname]))


class _SourceText(InspectLoader):
    """Compiles text in memory; never reads or writes bytecode, which may be older than the file."""

    def __init__(self, file: Path, source: str | None, prepare: Prepare | None = None) -> None:
        self.file = file
        self.source = source
        self.prepare = prepare

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        if self.prepare is not None:
            self.prepare(module)

    def get_source(self, fullname: str) -> str:
        del fullname
        return self.file.read_text(encoding="utf-8") if self.source is None else self.source

    def get_code(self, fullname: str) -> CodeType:
        return _compiled(self.get_source(fullname), str(self.file))

    def is_package(self, fullname: str) -> bool:
        del fullname
        return False
