"""Small bugs in a program: operators swapped, signs flipped, constants changed, terms and statements dropped."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

SWAPS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
}
FLIPS: dict[type[ast.cmpop], Sequence[type[ast.cmpop]]] = {
    ast.Lt: (ast.GtE, ast.LtE),
    ast.Gt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Gt, ast.Lt),
    ast.GtE: (ast.Lt, ast.Gt),
    ast.Eq: (ast.NotEq,),
}
RENAMES = {
    "sum": "mean",
    "mean": "sum",
    "max": "min",
    "min": "max",
    "argmax": "argmin",
    "argmin": "argmax",
    "maximum": "minimum",
    "minimum": "maximum",
    "zeros_like": "ones_like",
    "ones_like": "zeros_like",
}
ONE_SIDED = (ast.Sub, ast.Div, ast.MatMult)  # where the order of both sides matters


class SmallBug(NamedTuple):
    """One changed place of a program."""

    line: int
    old: str
    new: str
    source: str  # of the whole program with it
    kind: str = ""  # what it does

    def and_also(self, other: SmallBug) -> str:
        """The whole program with two bugs, in lines of their own."""
        lines = self.source.splitlines(keepends=True)
        lines[other.line - 1] = other.source.splitlines(keepends=True)[other.line - 1]
        return "".join(lines)


def variants(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    """Each small bug that can replace `node`, with what it does; None drops the statement."""
    if isinstance(node, ast.BinOp):
        yield from _of_operator(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "drops the minus sign", node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        for changed in dict.fromkeys((node.value + 1, node.value * 2 or 0.5, max(node.value - 1, 0))):
            if changed != node.value:
                yield f"{node.value} -> {changed}", ast.Constant(changed)
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, (ast.AugAssign, ast.Expr)) and not isinstance(getattr(node, "value", None), ast.Constant):
        yield "drops the statement", None
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        for flipped in FLIPS.get(type(node.ops[0]), ()):
            yield "flips the comparison", ast.Compare(node.left, [flipped()], node.comparators)
    elif isinstance(node, ast.IfExp):
        yield "always takes the first", node.body
        yield "always takes the second", node.orelse
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield "drops the transpose", node.value
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) and isinstance(node.ctx, ast.Load):
        yield "drops the slice", node.value


def _of_operator(node: ast.BinOp) -> Iterator[tuple[str, ast.AST]]:
    swapped = SWAPS.get(type(node.op))
    if swapped is not None:
        yield f"{type(node.op).__name__} -> {swapped.__name__}", ast.BinOp(node.left, swapped(), node.right)
    yield "keeps only the left side", node.left
    yield "keeps only the right side", node.right
    if isinstance(node.op, ONE_SIDED):
        yield "exchanges the sides", ast.BinOp(node.right, node.op, node.left)


def _of_call(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    if node.args and not any(isinstance(argument, ast.Starred) for argument in node.args):
        yield "drops the call", node.args[0]
    if len(node.args) == 2:
        yield "exchanges the arguments", ast.Call(node.func, node.args[::-1], node.keywords)
    if isinstance(node.func, ast.Attribute) and node.func.attr in RENAMES:
        other = ast.Attribute(node.func.value, RENAMES[node.func.attr])
        yield f"{node.func.attr} -> {other.attr}", ast.Call(other, node.args, node.keywords)


def small_bugs(source: str) -> Iterator[SmallBug]:
    """The small bugs that the functions of a program can have, each in a line; the rest of the text stays as it is."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    nodes = dict.fromkeys(node for function in functions for part in function.body for node in ast.walk(part))
    for node in nodes:
        if not isinstance(node, ast.expr | ast.stmt) or node.lineno != node.end_lineno:
            continue
        for kind, replacement in variants(node):
            bug = _in_place(source, node, replacement)
            if bug is not None:
                yield bug._replace(kind=kind)


def _in_place(source: str, node: ast.expr | ast.stmt, replacement: ast.AST | None) -> SmallBug | None:
    """The source with the node's own text replaced; None where that is no Python."""
    lines = source.splitlines(keepends=True)
    line = lines[node.lineno - 1].encode()  # columns of ast count bytes
    before, old, after = (
        line[: node.col_offset],
        line[node.col_offset : node.end_col_offset],
        line[node.end_col_offset :],
    )
    new = "pass" if replacement is None else ast.unparse(replacement)
    if isinstance(node, ast.Call) and isinstance(replacement, ast.BinOp):
        new = f"({new})"
    lines[node.lineno - 1] = before.decode() + new + after.decode()
    changed = "".join(lines)
    try:
        ast.parse(changed)
    except SyntaxError:
        return None
    return SmallBug(node.lineno, old.decode(), new, changed)
