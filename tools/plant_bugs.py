"""Plants many small bugs in the implementations of a family and in its programs; lists those that no claim catches.

    python -m tools.plant_bugs adam [--seconds 20] [--claims] [--function NAME]

Bugs go into the functions that are not claims (with --claims, into those as well): operators swapped,
signs flipped, constants changed, terms and statements dropped. Each runs in a forked process with a time limit.
A survivor is a line that no measurement checks, or an equivalent change.
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
from typing import Any

from quizdl import folders
from quizdl.verify import Unavailable, Undecided
from quizdl.verify.catalogue import open_catalogue
from quizdl.verify.declared import Family
from quizdl.verify.dependencies import pin
from quizdl.verify.importing import load_verifier
from quizdl.verify.judging import noticed
from quizdl.verify.result import decide
from quizdl.verify.task import Task

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
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        for changed in (node.value + 1, node.value * 2 or 0.5):
            yield f"{node.value} -> {changed}", ast.Constant(changed)
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
    def __init__(self, target: ast.AST, replacement: ast.AST) -> None:
        self.target, self.replacement = target, replacement

    def visit(self, node: ast.AST) -> Any:
        return self.replacement if node is self.target else self.generic_visit(node)


def bugs(family: Family, file: Path, source: str, in_claims: bool) -> Iterator[tuple[int, str, str]]:
    """(line, what was done, changed source) for each bug in the file; annotations, defaults and docstrings stay."""
    tree = ast.parse(source)
    claims = {claim.function for claim in family.claims if claim.path == file}
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    bodies = [statement for node in functions if in_claims or node.name not in claims for statement in node.body]
    nodes = dict.fromkeys(node for statement in bodies for node in ast.walk(statement))  # functions may be nested
    for node in sorted(nodes, key=lambda node: getattr(node, "lineno", 0)):
        for what, replacement in variants(node):
            copies: dict[int, Any] = {}
            changed = copy.deepcopy(tree, copies)
            _Replace(copies[id(node)], replacement or ast.Pass()).visit(changed)
            line = getattr(node, "lineno", 0)
            yield line, f"{what}: {ast.unparse(node)[:60]}", ast.unparse(ast.fix_missing_locations(changed))


def trial(family: Family, file: Path, source: str) -> None:
    """Exit 0 if every claim is still as declared (the bug survived), 1 if one is not or crashed.

    A claim that needs what this machine lacks says nothing.
    """
    warnings.simplefilter("ignore")
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115  # lives as long as the process
    try:
        for claim in sorted(family.claims, key=lambda claim: claim.seconds):
            module = load_verifier(claim.path, {file: source}, folder=claim.folder)
            with contextlib.suppress(Unavailable, Undecided):
                if noticed(decide(Task(claim), getattr(module, claim.function)(), 0.0)):
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
    verifiers = folders.builtin_bank() / "verifiers"
    family = open_catalogue(verifiers).families[chosen.family]
    for claim in family.claims:
        load_verifier(claim.path, folder=claim.folder)  # imports numpy and torch once, before forking
    fork = multiprocessing.get_context("fork")
    sources = {file: text for claim in family.claims for file, text in pin(claim, {}).files.items()}
    ranges = {
        file: [
            (node.lineno, node.end_lineno or 0)
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef) and chosen.function in ("", node.name)
        ]
        for file, text in sources.items()
    }
    planted = ((file, *bug) for file, text in sources.items() for bug in bugs(family, file, text, chosen.claims))
    count = survived = 0
    for file, line, what, source in planted:
        if not any(first <= line <= last for first, last in ranges[file]):
            continue
        process = fork.Process(target=trial, args=(family, file, source))
        process.start()
        process.join(chosen.seconds)
        if process.is_alive():  # a bug that never ends is caught by the runner's time limit
            process.kill()
            process.join()
        count += 1
        if process.exitcode == 0:
            survived += 1
            print(f"{file.relative_to(verifiers)}:{line}: survived: {what}", flush=True)
    print(f"{count} bugs planted, {survived} survived")


if __name__ == "__main__":
    main()
