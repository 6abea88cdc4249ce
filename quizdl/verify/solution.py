"""A reader's function or class in place of the bank's."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from quizdl.errors import BadSolution, UnknownName

LINE_BREAK = re.compile(r"\r\n?|\n")  # as Python counts lines
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Solution:
    """A module with one of its top-level functions or classes replaced.

    The source is Python that defines `symbol`; its imports and helpers go into the module too.
    """

    path: Path  # of the module
    symbol: str
    source: str

    def fits(self) -> bool:
        """Whether the module on disk defines the symbol at its top level."""
        try:
            return self.symbol in _definitions(ast.parse(self.path.read_text(encoding="utf-8")))
        except (OSError, ValueError, SyntaxError):
            return False

    def replaced_in(self, module: str) -> str:
        """The text of the module with the solution in it.

        Imports from `__future__` are left out: those of the module count. Raises UnknownName where the module or the
        source defines no such function or class at its top level, and BadSolution where the source is not Python.
        """
        tree = self.parsed()
        self._definition(tree, "the solution")
        ours = self._definition(ast.parse(module), self.path.name)
        source = LINE_BREAK.split(self.source)
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                source[node.lineno - 1 : node.end_lineno] = [""] * _lines_of(node)
        first = min([ours.lineno, *(decorator.lineno for decorator in ours.decorator_list)])
        lines = LINE_BREAK.split(module)
        return "\n".join([*lines[: first - 1], *source, *lines[ours.end_lineno :]])

    def parsed(self) -> ast.Module:
        """The source. Raises BadSolution where it is not Python."""
        try:
            return ast.parse(self.source)
        except SyntaxError as error:
            raise BadSolution(f"the solution is not Python: line {error.lineno or 1}: {error.msg}") from None
        except (ValueError, RecursionError, MemoryError):
            raise BadSolution("the solution is not Python: it holds null bytes or is nested too deeply") from None

    def _definition(self, tree: ast.Module, place: str) -> Definition:
        """The definition of the symbol. Raises UnknownName."""
        known = _definitions(tree)
        if self.symbol not in known:
            raise UnknownName(f"function or class of {place}", self.symbol, known)
        return known[self.symbol]


def solutions_in(source: str, verifiers: Path) -> list[Solution]:
    """The solutions that a file holds: one for each module of the bank that defines a function or class of its name.

    Raises BadSolution where the file is not Python, and UnknownName where the bank defines none of its names.
    """
    names = _definitions(Solution(verifiers, "", source).parsed())
    if not names:
        raise BadSolution("the solution defines no function and no class")
    programs = sorted((verifiers / "programs").rglob("*.py"))
    found = [solution for name in names for path in programs if (solution := Solution(path, name, source)).fits()]
    if not found:
        known = [name for path in programs for name in _definitions(ast.parse(path.read_text(encoding="utf-8")))]
        raise UnknownName("function or class of the bank", ", ".join(names), known)
    return found


def _definitions(tree: ast.Module) -> dict[str, Definition]:
    """The functions and classes at the top level, by name; the last of a name counts when the module is imported."""
    return {node.name: node for node in tree.body if isinstance(node, Definition)}


def _lines_of(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1
