"""Whether a claim uses a function or class, as far as its sources show; nothing is imported."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from functools import lru_cache

ALWAYS = ""  # stands for the code of a module that runs when it is imported
NOT_AT_IMPORT = ("__main__", "TYPE_CHECKING")  # in the test of an `if` at the top of a module


def uses(function: str, symbol: str, sources: Iterable[str]) -> bool:
    """Whether `function` leads to `symbol` by names in these sources.

    Names of several modules are not told apart, so a claim may be asked although it does not use the symbol. Whole
    programs that a claim runs by a name that it puts together are not followed.
    """
    return symbol in _reached(function, tuple(sources))


@lru_cache(maxsize=512)  # a family's claims are asked about each of its mutants
def _reached(function: str, sources: tuple[str, ...]) -> frozenset[str]:
    """The names that `function` and the imports of its modules lead to."""
    mentions = _mentions(sources)
    reached, waiting = {ALWAYS, function}, [ALWAYS, function]
    while waiting:
        new = mentions.get(waiting.pop(), frozenset()) - reached
        reached |= new
        waiting += new
    return frozenset(reached)


@lru_cache(maxsize=32)
def _mentions(sources: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    """What these modules define, and the names that any definition of that name mentions."""
    names: dict[str, frozenset[str]] = {}
    for source in sources:
        for name, mentioned in _definitions(source).items():
            names[name] = names.get(name, frozenset()) | mentioned
    return names


@lru_cache(maxsize=512)
def _definitions(source: str) -> Mapping[str, frozenset[str]]:
    """What the module defines at its top level, and the names that each definition mentions."""
    mentions: dict[str, set[str]] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.If) and any(word in ast.unparse(node.test) for word in NOT_AT_IMPORT):
            continue
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            defined = [node.name]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            defined = [inner.id for target in targets for inner in ast.walk(target) if isinstance(inner, ast.Name)]
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                mentions.setdefault(alias.asname or alias.name, set()).add(alias.name)
            continue
        else:
            defined = [ALWAYS]
        for name in defined:
            mentions.setdefault(name, set()).update(_mentioned(node))
    return {name: frozenset(names) for name, names in mentions.items()}


def _mentioned(node: ast.AST) -> set[str]:
    """The names in this code: of variables, attributes and imports, and strings, which `getattr` may take."""
    names: set[str] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            names.add(inner.id)
        elif isinstance(inner, ast.Attribute):
            names.add(inner.attr)
        elif isinstance(inner, ast.alias):
            names.add(inner.name)
        elif isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            names.add(inner.value)
    return names
