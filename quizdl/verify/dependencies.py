"""The dependencies of one run: sources, read once, and versions of the packages that they import.

Imports are found with `ast`, transitively; nothing is imported here. A run is served from these sources alone
(`importing`), so a module that this file does not find cannot be imported, and the key of a kept result covers
everything that ran.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import json
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import quizdl
from quizdl import folders
from quizdl.verify.declared import Claim

NOT_INSTALLED = "not installed"
BY_NAME = {"__package__", "__file__", "__path__", "__loader__"}  # code that uses these may load any program beside it
OWN_TEXT = "Path(__file__).read_text"
LOADERS = {"import_module", "__import__"}

Stamp = tuple[int, int, int]  # modification time in ns, size, inode


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources of one run, read once, and the versions of the packages that they import."""

    files: Mapping[Path, str]  # the verifier and what stands beside it, by resolved path: exactly these texts run
    modules: Mapping[str, str] = field(default_factory=dict)  # modules of quizdl, by dotted name
    packages: Mapping[str, str] = field(default_factory=dict)  # versions of third-party packages
    stamps: Mapping[Path, Stamp] = field(default_factory=dict)  # of files that a run may also read from disk
    third_party: frozenset[str] = frozenset()  # modules of third-party packages that are imported at top level
    mentions: frozenset[str] = frozenset()  # "torch.optim" where the files import or mention that

    def digest(self, folder: Path) -> str:
        """SHA-256 over names (seen from `folder`), texts and versions, in hexadecimal."""
        files = {os.path.relpath(file, folder): text for file, text in self.files.items()}
        document = json.dumps([files, dict(self.modules), dict(self.packages)], sort_keys=True)
        return hashlib.sha256(document.encode()).hexdigest()

    def unchanged(self) -> bool:
        """Whether files that a run may also read from disk have not changed since they were read here.

        The verifier and its programs are served from memory; a process that they start imports quizdl from disk.
        """
        try:
            return all(_stamp(path) == stamp for path, stamp in self.stamps.items())
        except OSError:
            return False


def pin(claim: Claim, replaced: Mapping[Path, str]) -> Sources:
    """Read everything that the claim can import; texts in `replaced` take the place of files on disk.

    Where the claim has sources that were vouched for, no other file is read beside the verifier.
    Raises OSError and UnicodeDecodeError where the verifier or a file that it imports cannot be read.
    """
    return _Pinning(claim, replaced).sources()


class Imports(NamedTuple):
    """What a source imports."""

    absolute: frozenset[str]  # dotted names; for `from a import b` both "a" and "a.b"
    relative: frozenset[tuple[int, str]]  # level and dotted name, likewise
    top_level: frozenset[str]  # those of `absolute` that the module body imports by a plain statement
    attributes: frozenset[str]  # "torch.optim" where it says `torch.optim.SGD`
    any_program: bool  # it loads by name, and may load every program beside the verifier
    own_file: bool  # it knows where it is on disk, and may read files there


@lru_cache(maxsize=1024)
def imports_of(source: str) -> Imports:
    """The imports of the source outside `if TYPE_CHECKING`; none if it is not Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Imports(frozenset(), frozenset(), frozenset(), frozenset(), False, False)
    absolute: set[str] = set()
    relative: set[tuple[int, str]] = set()
    used: set[str] = set()
    attributes: set[str] = set()
    own_text: set[ast.AST] = set()  # names in code that reads no more than its own text
    for node in _walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            attributes.add(f"{node.value.id}.{node.attr}")
        if isinstance(node, ast.Import):
            absolute |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names = {module, *(f"{module}.{alias.name}".lstrip(".") for alias in node.names)} - {""}
            if node.level:
                relative |= {(node.level, name) for name in names}
            else:
                absolute |= names
        elif isinstance(node, ast.Name) and node not in own_text:
            used.add(node.id)
        elif isinstance(node, ast.Attribute) and node.attr == "read_text" and ast.unparse(node) == OWN_TEXT:
            own_text |= {inner for inner in ast.walk(node) if isinstance(inner, ast.Name)}
        elif isinstance(node, ast.Attribute) and node.attr in LOADERS:
            used.add(node.attr)
    plain = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    plain |= {node.module for node in tree.body if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    any_program, own_file = bool(used & (BY_NAME | LOADERS)), "__file__" in used
    return Imports(
        frozenset(absolute), frozenset(relative), frozenset(plain), frozenset(attributes), any_program, own_file
    )


def _walk(tree: ast.Module) -> Iterator[ast.AST]:
    """All nodes that may run when the module is imported or used, and the imports under `if __name__ == ...`."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        test = ast.unparse(node.test) if isinstance(node, ast.If) and not node.orelse else ""
        if test in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            continue
        if "__main__" in test:  # a script is started from its text, and has no file
            waiting += [inner for inner in ast.walk(node) if isinstance(inner, (ast.Import, ast.ImportFrom))]
        else:
            waiting += ast.iter_child_nodes(node)


class _Pinning:
    """Follows imports from one verifier on."""

    def __init__(self, claim: Claim, replaced: Mapping[Path, str]) -> None:
        self.path = claim.path.resolve()
        self.folder = claim.folder.resolve()
        self.vouched = {path.resolve(): text for path, text in claim.sources.items()}
        self.replaced = {path.resolve(): text for path, text in replaced.items()}
        self.files: dict[Path, str] = {}
        self.modules: dict[str, str] = {}
        self.asked: set[str] = set()  # names that are modules of quizdl, or names in one
        self.stamps: dict[Path, Stamp] = {}
        self.own_file = False
        self.packages: set[str] = set()
        self.third_party: set[str] = set()
        self.mentions: set[str] = set()

    def sources(self) -> Sources:
        self.add_file(self.path)
        for path in self.replaced.keys() - self.vouched.keys():
            self.add_file(path)
        versions = {name: version_of(name) for name in sorted(self.packages)}
        stamps = {path: stamp for path, stamp in self.stamps.items() if self.own_file or path not in self.files}
        third_party, mentions = frozenset(self.third_party), frozenset(self.mentions)
        return Sources(self.files, self.modules, versions, stamps, third_party, mentions)

    def add_file(self, path: Path) -> None:
        if path in self.files:
            return
        text = self.files[path] = self.text(path)
        found = imports_of(text)
        self.own_file = self.own_file or found.own_file
        for level, name in sorted(found.relative):
            base = path.parents[level - 1] if level <= len(path.parents) else self.folder
            file = base.joinpath(*name.split(".")).with_suffix(".py")
            if file.is_relative_to(self.folder) and self.exists(file):
                self.add_file(file)
        self.add_absolute(found)
        self.mentions |= found.absolute | found.attributes
        if found.any_program:
            known = set(self.third_party), set(self.mentions)
            for file in self.programs():
                self.add_file(file)
            self.third_party, self.mentions = known  # which of the programs it loads cannot be told from the source

    def add_absolute(self, found: Imports) -> None:
        for name in sorted(found.absolute):
            package = name.partition(".")[0]
            if package == "quizdl":
                self.add_module(name)
            elif package not in sys.stdlib_module_names:
                self.packages.add(package)
        self.third_party |= {name for name in found.top_level if name.partition(".")[0] in self.packages}

    def add_module(self, name: str) -> None:
        """Add a module of quizdl and its parent packages, if it exists."""
        if name in self.asked:  # modules import the same names again and again
            return
        self.asked.add(name)
        parent, dot, _ = name.rpartition(".")
        if dot:
            self.add_module(parent)
        path = module_file(name)
        if path is None:
            return
        self.stamps[path] = _stamp(path)
        self.modules[name] = path.read_text(encoding="utf-8")
        self.add_absolute(imports_of(self.modules[name]))

    def text(self, path: Path) -> str:
        if path in self.replaced:
            return self.replaced[path]
        if path in self.vouched:
            return self.vouched[path]
        self.stamps[path] = _stamp(path)
        return path.read_text(encoding="utf-8")

    def exists(self, path: Path) -> bool:
        known = path in self.replaced or path in self.vouched
        return known or (not self.vouched and path.is_file())

    def programs(self) -> list[Path]:
        folder = self.folder / "programs"
        if self.vouched:
            return sorted(path for path in self.vouched if path.is_relative_to(folder))
        return sorted(folder.rglob("*.py"))


def module_file(name: str) -> Path | None:
    """The file of the module of quizdl with that dotted name, or None."""
    place = folders.PACKAGE.joinpath(*name.split(".")[1:])
    candidates = (place / "__init__.py", place.with_suffix(".py"))
    return next((path for path in candidates if path.is_file()), None)


def _stamp(path: Path) -> Stamp:
    status = path.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino


@cache
def version_of(package: str) -> str:
    """The version of the distribution that holds this package, from its metadata: importing torch takes seconds."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        names = sorted(set(_distributions().get(package, ())))  # tensorflow is in tensorflow-cpu
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names) or NOT_INSTALLED


@cache
def _distributions() -> Mapping[str, list[str]]:
    return importlib.metadata.packages_distributions()


def interpreter() -> dict[str, str]:
    """The versions of quizdl and Python."""
    return {"quizdl": quizdl.__version__, "python": platform.python_version()}


def versions() -> dict[str, str]:
    """The versions of the packages that experiments use."""
    return {**interpreter(), **{name: version_of(name) for name in ("numpy", "torch")}}
