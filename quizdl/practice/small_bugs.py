"""Small bugs in a program: operators swapped, signs flipped, constants changed, terms and statements dropped."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

SWAPS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
}
FLIPS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
}


class SmallBug(NamedTuple):
    """One changed place of a program."""

    line: int
    old: str
    new: str
    source: str  # of the whole program with it


def variants(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    """Each small bug that can replace `node`, with what it does; None drops the statement."""
    if isinstance(node, ast.BinOp):
        swapped = SWAPS.get(type(node.op))
        if swapped is not None:
            yield f"{type(node.op).__name__} -> {swapped.__name__}", ast.BinOp(node.left, swapped(), node.right)
        yield "keeps only the left side", node.left
        yield "keeps only the right side", node.right
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "drops the minus sign", node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        for changed in (node.value + 1, node.value * 2 or 0.5):
            yield f"{node.value} -> {changed}", ast.Constant(changed)
    elif isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        yield "drops the call", node.args[0]
    elif isinstance(node, (ast.AugAssign, ast.Expr)) and not isinstance(getattr(node, "value", None), ast.Constant):
        yield "drops the statement", None
    elif isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in FLIPS:
        yield "flips the comparison", ast.Compare(node.left, [FLIPS[type(node.ops[0])]()], node.comparators)


def small_bugs(source: str) -> Iterator[SmallBug]:
    """The small bugs that the functions of a program can have, each in a line; the rest of the text stays as it is."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    nodes = dict.fromkeys(node for function in functions for part in function.body for node in ast.walk(part))
    for node in nodes:
        if not isinstance(node, ast.expr | ast.stmt) or node.lineno != node.end_lineno:
            continue
        for _, replacement in variants(node):
            bug = _in_place(source, node, replacement)
            if bug is not None:
                yield bug


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
