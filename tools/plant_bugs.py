"""Plants many small bugs in the implementations of a family and in its programs; lists those that no claim catches.

    python -m tools.plant_bugs adam [--seconds 20] [--claims] [--names] [--function NAME]

Bugs go into the functions that are not claims (with --claims, into those as well): operators swapped,
signs flipped, constants changed, terms and statements dropped. Each runs in a forked process with a time limit.
A survivor is a line that no measurement checks, or an equivalent change.

With --names they go into the claims alone: a variable takes the place of another one of the claim, as when a path is
compared with itself. The claim that was changed judges alone, if it is declared to take a tenth of the limit at most.
A survivor changes a number or a bound of it; what changes none is counted as without effect.
"""

import argparse
import ast
import contextlib
import copy
import multiprocessing
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from quizdl import folders
from quizdl.verify import Unavailable, Undecided
from quizdl.verify.catalogue import open_catalogue
from quizdl.verify.declared import Claim, Family
from quizdl.verify.dependencies import pin
from quizdl.verify.evidence import Evidence
from quizdl.verify.importing import load_verifier
from quizdl.verify.judging import noticed
from quizdl.verify.practice.small_bugs import variants
from quizdl.verify.result import decide
from quizdl.verify.task import Task

Numbers = list[tuple[Any, ...]]

SHOWN = {"Finding", "Curve", "Axes", "Mark", "Undecided", "drawn"}  # what they are called with judges nothing
NEAR = 6  # lines


def misnamings(claim: ast.FunctionDef) -> Iterator[tuple[ast.Name, ast.Name]]:
    """Each use of a variable of the claim beside up to three others of the claim that are used nearest to it."""
    names = [node for node in ast.walk(claim) if isinstance(node, ast.Name)]
    own = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    near = [node for node in names if node.id in own]
    for used in _judged(claim):
        if isinstance(used, ast.Name) and isinstance(used.ctx, ast.Load) and used.id in own:
            by_distance = sorted(near, key=lambda node: abs(node.lineno - used.lineno))
            near_by = [node.id for node in by_distance if abs(node.lineno - used.lineno) <= NEAR]
            others = [other for other in dict.fromkeys(near_by) if other != used.id]
            yield from ((used, ast.Name(other, ast.Load())) for other in others[:3])


def _judged(node: ast.AST) -> Iterator[ast.AST]:
    """What lies below the node, but for pictures and texts."""
    for child in ast.iter_child_nodes(node):
        shown = isinstance(child, ast.Call) and isinstance(child.func, ast.Name) and child.func.id in SHOWN
        if not shown and not (isinstance(child, ast.keyword) and child.arg in ("fields", "axes", "curves")):
            yield child
            yield from _judged(child)


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
            changed = with_replaced(tree, node, replacement or ast.Pass())
            yield getattr(node, "lineno", 0), f"{what}: {ast.unparse(node)[:60]}", changed


def wrong_names(claim: Claim, source: str) -> Iterator[tuple[int, str, str]]:
    """The same for the claim whose names are exchanged."""
    tree = ast.parse(source)
    body = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == claim.function)
    lines = source.splitlines()
    for used, other in misnamings(body):
        what = f"{used.id} -> {other.id}: {lines[used.lineno - 1].strip()[:90]}"
        yield used.lineno, what, with_replaced(tree, used, other)


def with_replaced(tree: ast.Module, node: ast.AST, replacement: ast.AST) -> str:
    """The source of the tree with another node in the place of this one."""
    copies: dict[int, Any] = {}
    changed = copy.deepcopy(tree, copies)
    _Replace(copies[id(node)], replacement).visit(changed)
    return ast.unparse(ast.fix_missing_locations(changed))


SURVIVED, NOTICED, NO_EFFECT = 0, 1, 2


def trial(claims: Sequence[Claim], file: Path, source: str, before: Numbers | None = None) -> None:
    """Exit with SURVIVED if every claim is still as declared, with NOTICED if one is not or crashed.

    With NO_EFFECT if the numbers of the last claim are those of `before`. A claim that needs what this machine lacks
    says nothing.
    """
    warnings.simplefilter("ignore")
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115  # lives as long as the process
    outcome = SURVIVED
    try:
        for claim in claims:
            module = load_verifier(claim.path, {file: source}, folder=claim.folder)
            with contextlib.suppress(Unavailable, Undecided):
                evidence = getattr(module, claim.function)()
                if noticed(decide(Task(claim), evidence, 0.0)):
                    os._exit(NOTICED)
                outcome = NO_EFFECT if numbers(evidence) == before else SURVIVED
    except BaseException:
        os._exit(NOTICED)
    os._exit(outcome)


def numbers(evidence: Evidence) -> Numbers:
    """All that the verdict follows from, in order."""
    judged = (*evidence.measurements, *evidence.controls)
    return [(entry.value, entry.interval, replace(entry.bound, because="")) for entry in judged]


def outcome(seconds: float, *arguments: Any) -> int:
    """The outcome of a trial in a process of its own; one that never ends is noticed by the runner's limit of time."""
    process = multiprocessing.get_context("fork").Process(target=trial, args=arguments)
    process.start()
    process.join(seconds)
    if process.is_alive():
        process.kill()
        process.join()
        return NOTICED
    return process.exitcode or SURVIVED


def exchange_names(family: Family, seconds: float, function: str) -> None:
    """Exchange names in the claims of the family, and print what they do not notice."""
    count = unlike = survived = 0
    for claim in family.claims:
        if claim.seconds > seconds / 10 or function not in ("", claim.function):
            continue
        module = load_verifier(claim.path, folder=claim.folder)
        before = numbers(getattr(module, claim.function)())
        for line, what, source in wrong_names(claim, claim.path.read_text(encoding="utf-8")):
            found = outcome(seconds, [claim], claim.path, source, before)
            count, unlike = count + 1, unlike + (found == NO_EFFECT)
            if found == SURVIVED:
                survived += 1
                print(f"{claim.path.name}:{line}: survived: {what}", flush=True)
    print(f"{count} names exchanged, {unlike} without effect, {survived} survived")


def plant(family: Family, seconds: float, function: str, in_claims: bool) -> None:
    """Plant bugs in the files of the family, and print what no claim notices."""
    for claim in family.claims:
        load_verifier(claim.path, folder=claim.folder)  # imports numpy and torch once, before forking
    sources = {file: text for claim in family.claims for file, text in pin(claim, {}).files.items()}
    ranges = {
        file: [
            (node.lineno, node.end_lineno or 0)
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef) and function in ("", node.name)
        ]
        for file, text in sources.items()
    }
    claims = sorted(family.claims, key=lambda claim: claim.seconds)
    planted = ((file, *bug) for file, text in sources.items() for bug in bugs(family, file, text, in_claims))
    count = survived = 0
    for file, line, what, source in planted:
        if any(first <= line <= last for first, last in ranges[file]):
            count += 1
            if outcome(seconds, claims, file, source) == SURVIVED:
                survived += 1
                print(f"{file.name}:{line}: survived: {what}", flush=True)
    print(f"{count} bugs planted, {survived} survived")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("family")
    arguments.add_argument("--seconds", type=float, default=20.0)
    arguments.add_argument("--claims", action="store_true")
    arguments.add_argument("--names", action="store_true")
    arguments.add_argument("--function", default="", help="only bugs on lines of functions of this name")
    chosen = arguments.parse_args()
    family = open_catalogue(folders.builtin_bank() / "verifiers").families[chosen.family]
    if chosen.names:
        exchange_names(family, chosen.seconds, chosen.function)
    else:
        plant(family, chosen.seconds, chosen.function, chosen.claims)


if __name__ == "__main__":
    main()
