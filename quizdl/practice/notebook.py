"""A cell of a notebook as an attempt: the one that begins with `# quizdl: write-adam`, or `%%practice write-adam`.

Of the rest of the notebook it gets the imports that it needs, and nothing else: what it takes from elsewhere would be
missing where it runs alone. Its lines keep their numbers, since the imports stand where its first line was.
"""

from __future__ import annotations

import ast
import builtins
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from quizdl.practice.source_check import Fault, names_bound_by, read_source
from quizdl.verify.practice.faults import FaultKind

SUFFIX = ".ipynb"
MARK = re.compile(r"(?:#\s*quizdl:|%%practice)\s+(\S+)\s*")
NO_PYTHON = ("%", "!", "?")  # lines of the notebook's own begin so
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


def is_notebook(file: str) -> bool:
    """Whether a file of this name is a notebook."""
    return file.endswith(SUFFIX)


def read_program(data: bytes, file: str, exercise: str) -> str | Fault:
    """The program in a file: its text, or of a notebook the cell of the exercise; or what is wrong with it."""
    if not is_notebook(file):
        return read_source(data)
    try:
        cells = list(_code_cells(json.loads(data)))
    except (*UNREADABLE, KeyError, TypeError, AttributeError):
        return {"kind": FaultKind.NO_NOTEBOOK}
    marked = [place for place, cell in enumerate(cells) if _exercise_of(cell) == exercise]
    if not marked:
        return {"kind": FaultKind.NO_CELL, "name": exercise}
    program = _program(cells[marked[-1]], cells[: marked[-1]])
    return read_source(program.encode(errors="replace")) if isinstance(program, str) else program


def notebook_of(cells: Sequence[str]) -> bytes:
    """A notebook with these cells of code."""
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]}).encode()


def _code_cells(document: Any) -> Iterator[str]:
    for cell in document["cells"]:
        if cell["cell_type"] == "code":
            yield "".join(cell["source"])  # a text, or a list of its lines


def _exercise_of(cell: str) -> str | None:
    mark = MARK.fullmatch(cell.partition("\n")[0])
    return mark and mark[1]


def _program(cell: str, earlier: Sequence[str]) -> str | Fault:
    """The cell with what it needs of the imports of earlier cells; or a name that it takes from one of these."""
    body = cell.partition("\n")[2]
    try:
        tree = ast.parse(body)
    except UNREADABLE:
        return f"\n{body}"  # which is told with its line as of any file
    trees = list(_trees(earlier))
    nodes = sorted((node for node in ast.walk(tree) if isinstance(node, ast.Name)), key=lambda node: node.lineno)
    names = {node.id for node in nodes}
    imports = [(name, line) for one in trees for name, line in _imports(one) if name in names]
    known = {*_bound(tree), *dir(builtins), *(name for name, _ in imports)}
    elsewhere = {name for one in trees for statement in one.body for name in names_bound_by(statement)}
    for node in nodes:
        if node.id in elsewhere - known:
            return {"kind": FaultKind.HIDDEN, "name": node.id, "line": node.lineno + 1}
    future, lines = _without_future(tree, body)
    return "\n".join(["; ".join(dict.fromkeys([*future, *(line for _, line in imports)])), *lines])


def _trees(cells: Sequence[str]) -> Iterator[ast.Module]:
    """What can be read of cells as Python."""
    for cell in cells:
        lines = ["" if line.startswith(NO_PYTHON) else line for line in cell.split("\n")]
        try:
            yield ast.parse("\n".join(lines))
        except UNREADABLE:
            continue


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """What is imported at the top level: each name with a statement that imports it."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from ((_name(alias), ast.unparse(ast.Import([alias]))) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            for alias in node.names:
                yield _name(alias), ast.unparse(ast.ImportFrom(node.module, [alias], node.level))


def _name(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _bound(tree: ast.Module) -> Iterator[str]:
    """The names that are bound anywhere in a source."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                yield name
            case ast.alias():
                yield _name(node)
            case _ if isinstance(given := getattr(node, "name", None), str):  # functions, classes, captures
                yield given


def _without_future(tree: ast.Module, body: str) -> tuple[list[str], list[str]]:
    """The imports from `__future__`, which must come before any other, and the lines of the source without them."""
    future, lines = [], body.split("\n")
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            future.append(ast.unparse(node))
            end = node.end_lineno or node.lineno
            lines[node.lineno - 1 : end] = [""] * (end - node.lineno + 1)
    return future, lines
