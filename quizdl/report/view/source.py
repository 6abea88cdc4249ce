"""The code behind a claim, for readers: the code under test, the claim itself, and our program of an exercise."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from quizdl.verify.declared import Claim, Family


class Passage(NamedTuple):
    """Some lines of a file, the first of which has the number `first`; `line` stands out, if it is among them."""

    title: str
    source: str
    line: int = 0
    first: int = 1
    bugs: frozenset[int] = frozenset()  # the lines that planted bugs change


def code_of(claim: Claim, family: Family) -> list[Passage]:
    """The code under test that the file of a claim names, and then the claim itself.

    Code under test is what planted bugs change in the programs: whole functions and classes.
    """
    own = family.files[claim.path]
    bugs: dict[Path, set[int]] = {}
    for mutant in family.mutants:
        if mutant.path not in family.files:
            bugs.setdefault(mutant.path, set()).add(mutant.line)
    found = [
        Passage(f"{path.name} · {node.name}", _lines(source, node), first=node.lineno, bugs=frozenset(lines))
        for path, lines in bugs.items()
        for source in [_text_of(path, claim)]
        for node in _definitions(source)
        if any(node.lineno <= line <= (node.end_lineno or 0) for line in lines) and re.search(rf"\b{node.name}\b", own)
    ]
    node = next(node for node in _definitions(own) if node.name == claim.function)
    return [*found, Passage(f"{claim.path.name} · {claim.id}", _lines(own, node), first=node.lineno)]


def program_of(symbol: str, claim: Claim) -> Passage:
    """Our program of an exercise, whose `symbol` is `adam.Adam` and which the claim judges."""
    module, _, name = symbol.rpartition(".")
    path = claim.folder / "programs" / f"{module}.py"
    source = _text_of(path, claim)
    node = next(node for node in _definitions(source) if node.name == name)
    return Passage(f"{path.name} · {name}", _lines(source, node), first=node.lineno)


def _text_of(path: Path, claim: Claim) -> str:
    """The text of a program, as it was vouched for or as it is."""
    return claim.sources.get(path) or path.read_text(encoding="utf-8")


@lru_cache(maxsize=32)  # the claims of a family name the same files
def _definitions(source: str) -> list[ast.FunctionDef | ast.ClassDef]:
    """The functions and classes of a file."""
    return [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]


def _lines(source: str, node: ast.stmt) -> str:
    """The lines of a definition, without its decorators."""
    return "\n".join(source.splitlines()[node.lineno - 1 : node.end_lineno])
