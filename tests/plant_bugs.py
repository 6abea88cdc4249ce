"""Plants many small bugs in the implementations of a family and lists those that no claim catches.

    python tests/plant_bugs.py adam [--seconds 20] [--claims]

Bugs go into the functions that are not claims (with --claims, into those as well): operators swapped,
signs flipped, constants changed, terms and statements dropped. Each runs in a forked process with a time limit.
A survivor is a line that no measurement pins, or a change that means the same.
"""

import argparse
import ast
import contextlib
import copy
import multiprocessing
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

from quizdl import folders
from quizdl.verify import Unavailable, Undecided
from quizdl.verify.declared import Family
from quizdl.verify.importing import load_verifier
from quizdl.verify.reading import read_family

SWAPS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
}


def variants(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    """Each small bug that can replace `node`; None drops the statement."""
    if isinstance(node, ast.BinOp):
        swapped = SWAPS.get(type(node.op))
        if swapped is not None:
            yield (
                f"{type(node.op).__name__} -> {swapped.__name__}",
                ast.BinOp(node.left, swapped(), node.right),
            )
        yield "keeps only the left side", node.left
        yield "keeps only the right side", node.right
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "drops the minus sign", node.operand
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield f"{node.value} -> {node.value + 1}", ast.Constant(node.value + 1)
        yield f"{node.value} -> {node.value * 2 or 0.5}", ast.Constant(node.value * 2 or 0.5)
    elif isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        yield "drops the call", node.args[0]
    elif isinstance(node, (ast.AugAssign, ast.Expr)) and not isinstance(getattr(node, "value", None), ast.Constant):
        yield "drops the statement", None
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        flipped = {ast.Lt: ast.GtE, ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.GtE: ast.Lt, ast.Eq: ast.NotEq}
        if type(node.ops[0]) in flipped:
            new = ast.Compare(node.left, [flipped[type(node.ops[0])]()], node.comparators)
            yield "flips the comparison", new


class _Replace(ast.NodeTransformer):
    def __init__(self, target: int, replacement: ast.AST | None) -> None:
        self.target, self.replacement, self.seen = target, replacement, -1

    def visit(self, node: ast.AST) -> ast.AST | None:
        self.seen += 1
        if self.seen == self.target:
            return ast.Pass() if self.replacement is None else self.replacement
        return self.generic_visit(node)


def bugs(family: Family, in_claims: bool) -> Iterator[tuple[int, str, str]]:
    """(line, what was done, changed source) for each bug; annotations, defaults and docstrings stay."""
    tree = ast.parse(family.source)
    claims = {claim.function for claim in family.claims}
    order: list[ast.AST] = []

    class Number(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            order.append(node)
            return self.generic_visit(node)

    Number().visit(copy.deepcopy(tree))
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and (in_claims or node.name not in claims):
            inside |= {id(child) for statement in node.body for child in ast.walk(statement)}
    originals: list[ast.AST] = []

    class Same(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            originals.append(node)
            return self.generic_visit(node)

    Same().visit(tree)
    for index, node in enumerate(originals):
        if id(node) not in inside:
            continue
        for what, replacement in variants(node):
            changed = _Replace(index, replacement).visit(copy.deepcopy(tree))
            line = getattr(node, "lineno", 0)
            yield line, f"{what}: {ast.unparse(node)[:60]}", ast.unparse(ast.fix_missing_locations(changed))


def trial(family: Family, source: str) -> None:
    """Exit 0 where every claim still comes out as declared (the bug survived), 1 where one turned or crashed.

    A claim that needs what this machine lacks says nothing.
    """
    warnings.simplefilter("ignore")
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115  # lives as long as the process
    try:
        module = load_verifier(family.path, {family.path: source})
        for claim in sorted(family.claims, key=lambda claim: claim.seconds):
            with contextlib.suppress(Unavailable, Undecided):
                if getattr(module, claim.function)().judge()[0] != claim.expects:
                    os._exit(1)
    except BaseException:
        os._exit(1)
    os._exit(0)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("family")
    arguments.add_argument("--seconds", type=float, default=20.0)
    arguments.add_argument("--claims", action="store_true")
    arguments.add_argument("--function", default="", help="only bugs on lines of functions of this name")
    chosen = arguments.parse_args()
    family = read_family(folders.builtin_bank() / "verifiers" / f"{Path(chosen.family).stem}.py")
    load_verifier(family.path)  # imports numpy and torch once, before forking
    fork = multiprocessing.get_context("fork")
    ranges = [
        (node.lineno, node.end_lineno or 0)
        for node in ast.walk(ast.parse(family.source))
        if isinstance(node, ast.FunctionDef) and chosen.function in ("", node.name)
    ]
    count = survived = 0
    for line, what, source in bugs(family, chosen.claims):
        if not any(first <= line <= last for first, last in ranges):
            continue
        process = fork.Process(target=trial, args=(family, source))
        process.start()
        process.join(chosen.seconds)
        if process.is_alive():  # a bug that never ends is caught by the runner's time limit
            process.kill()
            process.join()
        count += 1
        if process.exitcode == 0:
            survived += 1
            print(f"{family.path.name}:{line}: survived: {what}", flush=True)
    print(f"{count} bugs planted, {survived} survived")


if __name__ == "__main__":
    main()
