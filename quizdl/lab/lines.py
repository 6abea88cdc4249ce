"""Lines of a Python program counted by rules that are printed with the count; standard library only."""

from __future__ import annotations

import ast
import io
import tokenize
from dataclasses import dataclass

RULES = {
    "physical lines": "all lines of the text, as an editor numbers them",
    "code lines": "lines that hold code; blank lines, comments and docstrings do not count",
    "statements": (
        "lines after ast.unparse, which drops comments and layout and writes one statement a line; docstrings are "
        "taken out first; headers such as def, for and else count, and so does each decorator"
    ),
}

NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


@dataclass(frozen=True, slots=True)
class LineCount:
    """How long a program is, by each of the RULES."""

    physical: int
    code: int
    statements: int


def count_lines(source: str) -> LineCount:
    """The lines of `source`, a whole Python program. Raises SyntaxError where it is none."""
    return LineCount(
        physical=len(_lines(source)),
        code=len(_code_lines(source)),
        statements=len(statements(source)),
    )


def statements(source: str) -> list[str]:
    """The statements of `source`, normalised, one a line, indented; docstrings are left out.

    Raises SyntaxError where `source` is not Python.
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        while _docstring(node) is not None:  # a second string would be written as a docstring, over several lines
            del node.body[0]  # type: ignore[attr-defined]  # a docstring stands in a body
    return [line for line in ast.unparse(tree).splitlines() if line]  # it sets functions off by empty lines


def _lines(source: str) -> list[str]:
    """Lines as Python counts them: str.splitlines would also break at form feeds and U+2028."""
    return io.StringIO(source, newline=None).readlines()


def _code_lines(source: str) -> set[int]:
    lines = _lines(source)
    docstrings = [
        ((expression.lineno, expression.col_offset), (expression.end_lineno, expression.end_col_offset))
        for node in ast.walk(ast.parse(source))
        if (expression := _docstring(node)) is not None
    ]
    held: set[int] = set()
    for token in tokenize.generate_tokens(iter([*lines, ""]).__next__):
        row, column = token.start
        if token.type in NO_CODE:
            continue
        start = (row, len(lines[row - 1][:column].encode()))  # ast counts columns in bytes
        if not any(first <= start < last for first, last in docstrings):
            held.update(range(row, token.end[0] + 1))
    return {row for row in held if lines[row - 1].strip()}


def _docstring(node: ast.AST) -> ast.expr | None:
    """The expression that is the docstring of `node`, if it has one."""
    if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) or not node.body:
        return None
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return first.value
    return None
