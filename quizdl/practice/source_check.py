"""What can be said of a reader's file before any of it runs: its encoding, its syntax, its symbol, its imports."""

from __future__ import annotations

import ast
import codecs
import difflib
import io
import sys
import tokenize
from collections.abc import Iterator
from typing import Any

from quizdl.practice.exercise import Exercise
from quizdl.verify.practice.faults import FaultKind

Fault = dict[str, Any]  # kind and details, as `verify.practice.faults` lists them

MOST_BYTES = 2**20
REFUSED_MODULES = frozenset(  # of the standard library: no exercise needs what they reach
    ("ctypes", "gc", "importlib", "inspect", "marshal", "multiprocessing", "os", "pickle", "pty", "runpy", "shutil")
) | {"signal", "site", "socket", "subprocess", "threading", "urllib", "asyncio", "concurrent", "http", "pathlib"}
ENCODINGS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def read_source(data: bytes) -> str | Fault:
    """The text of a file, with Unix line ends, or what is wrong with it."""
    if len(data) > MOST_BYTES:
        return {"kind": FaultKind.TOO_LARGE, "bytes": len(data), "most": MOST_BYTES}
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return {"kind": FaultKind.NOT_UTF8, "looks_like": _looks_like(data)}
    text = io.IncrementalNewlineDecoder(None, translate=True).decode(text, final=True)
    return text if text.strip() else {"kind": FaultKind.EMPTY}


def check_source(text: str, exercise: Exercise) -> Fault | None:
    """What is wrong with the text of a file as an attempt at the exercise; None where it may run."""
    before, null, _ = text.partition("\0")
    if null:
        return {"kind": FaultKind.SYNTAX, "line": before.count("\n") + 1, "column": 1, "message": "null byte"}
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        line, column = error.lineno or 1, error.offset or 1
        return {"kind": FaultKind.SYNTAX, "line": line, "column": column, "message": error.msg}
    except (RecursionError, MemoryError):
        return {"kind": FaultKind.NESTED}
    if _code(text) == _code(exercise.question.starter):
        return {"kind": FaultKind.UNCHANGED}
    return _missing(tree, exercise) or _imported(tree, exercise)


def _looks_like(data: bytes) -> str | None:
    for mark, name in ENCODINGS.items():
        if data.startswith(mark):
            return name
    try:
        data.decode("cp949")
    except UnicodeDecodeError:
        return None
    return "cp949"


def _code(text: str) -> list[str]:
    """The tokens of a source, without comments and blank lines."""
    dropped = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return [text]
    return [token.string for token in tokens if token.type not in dropped]


def _missing(tree: ast.Module, exercise: Exercise) -> Fault | None:
    """The symbol or a method of it that the file does not define."""
    defined = {name: node for node in tree.body for name in names_bound_by(node)}
    if exercise.name not in defined:
        return _not_there(exercise.name, defined)
    found = defined[exercise.name]
    if exercise.methods and isinstance(found, ast.ClassDef) and not found.bases:
        methods = {name: node for node in found.body for name in names_bound_by(node)}
        for method in exercise.methods:
            if method not in methods:
                return _not_there(f"{exercise.name}.{method}", {f"{exercise.name}.{n}": m for n, m in methods.items()})
    return None


def _not_there(name: str, defined: dict[str, ast.stmt]) -> Fault:
    near = next(iter(difflib.get_close_matches(name, defined, n=1)), None)
    return {"kind": FaultKind.MISSING, "name": name, "near": near, "line": defined[near].lineno if near else None}


def names_bound_by(node: ast.stmt) -> list[str]:
    """The names that a statement at the top level of a module or class defines."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [inner.id for target in node.targets for inner in ast.walk(target) if isinstance(inner, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    return []


def _imported(tree: ast.Module, exercise: Exercise) -> Fault | None:
    """The first import of what the exercise does not allow, or is about."""
    may_use, forbidden = exercise.question.may_use, exercise.question.forbidden
    for line, name in _imports(tree):
        if any(name == dotted or name.startswith(f"{dotted}.") for dotted in forbidden):
            return {"kind": FaultKind.FORBIDDEN, "name": name, "line": line}
        top = name.partition(".")[0]
        allowed = top in may_use or any(name == dotted or name.startswith(f"{dotted}.") for dotted in may_use)
        harmless = top in sys.stdlib_module_names and top not in REFUSED_MODULES
        if not allowed and not harmless:
            return {"kind": FaultKind.IMPORTED, "name": name, "line": line, "may_use": list(may_use)}
    return None


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The modules and names that a source imports, with their lines, in order."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)
