"""The runs that hunt a mutant; claims that are likely to catch it come first."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from quizdl.verify.declared import Claim, Family, Mutant
from quizdl.verify.dependencies import pin
from quizdl.verify.symbol_use import ALWAYS, uses
from quizdl.verify.task import Task

WORD = re.compile(r"[a-z]{4,}")
STEM = 5  # letters, by which "weights" and "weighted" are one word


@dataclass(frozen=True, slots=True)
class HuntPlan:
    """A mutant, and the runs to make with it planted."""

    mutant: Mutant
    tasks: Sequence[Task]  # without the mutant
    whole: bool = True  # whether they hold every claim of the mutant's family
    until_caught: bool = False  # ask one claim after the other, until one catches it


def plan_hunts(families: Sequence[Family], tasks: Sequence[Task]) -> list[HuntPlan]:
    """Show every mutant of these families to those of the tasks that belong to its family.

    One in code that the tasks do not run is left out.
    """
    plans = []
    for family in families:
        known = {claim.id for claim in family.claims}
        asked = [task for task in tasks if task.claim.id in known]
        whole = {task.claim.id for task in asked} == known
        wanted = family.mutants if whole else _within_reach(asked, family)
        plans += [HuntPlan(mutant, asked, whole) for mutant in wanted if asked]
    return plans


def _within_reach(tasks: Sequence[Task], family: Family) -> list[Mutant]:
    """The mutants in code that one of the tasks may run."""
    claims = {task.claim.path: task.claim for task in tasks}  # those of one file import the same
    files = {path: pin(claim, {}).files for path, claim in claims.items()}
    wanted = []
    for mutant in family.mutants:
        importing = {task.claim.function for task in tasks if mutant.path in files[task.claim.path]}
        if mutant.path in family.files:  # no program
            changed, sources = next(iter(_around(mutant)), ALWAYS), _sources(family, mutant)
            importing = {function for function in importing if uses(function, changed, sources)}
        if importing:
            wanted.append(mutant)
    return wanted


def plan_quick_hunts(families: Sequence[Family]) -> list[HuntPlan]:
    """Show every mutant to the claims of its family at their defaults, the likely ones first, until one catches it."""
    return [
        HuntPlan(mutant, [Task(claim) for claim in rank_claims(family, mutant)], until_caught=True)
        for family in families
        for mutant in family.mutants
        if family.claims
    ]


def rank_claims(family: Family, mutant: Mutant) -> list[Claim]:
    """Order claims by how likely they are to catch the mutant for the seconds they cost.

    The mutant's words are those of its description, of its line, of the functions around it and of its file. A claim
    is likely if it shares words with the mutant that other claims do not. Those that do not lead to the changed code
    come last. The order only saves time.
    """
    around = _around(mutant)
    changed, sources = next(iter(around), ALWAYS), _sources(family, mutant)
    wanted = _words(mutant.description, mutant.old, mutant.path.stem, *around) - _words(family.name)
    texts = {path: _words_of_functions(source) for path, source in family.files.items()}
    shared = {
        claim.id: wanted & (_words(claim.function) | texts.get(claim.path, {}).get(claim.function, set()))
        for claim in family.claims
    }
    spread = Counter(word for words in shared.values() for word in words)  # a word of all claims tells none apart

    def cost(claim: Claim) -> tuple[bool, float]:
        telling = sum(1 - spread[word] / len(family.claims) for word in sorted(shared[claim.id]))
        return not uses(claim.function, changed, sources), claim.seconds / (1 + telling) ** 2

    return sorted(family.claims, key=cost)


def _around(mutant: Mutant) -> list[str]:
    """The functions and classes around the changed line, from the outermost."""
    return [
        node.name
        for node in ast.walk(ast.parse(mutant.source))
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.lineno <= mutant.line <= (node.end_lineno or 0)
    ]


def _sources(family: Family, mutant: Mutant) -> tuple[str, ...]:
    """The sources that claims of the family may run."""
    return (*family.files.values(), *_programs(mutant.folder))


@lru_cache(maxsize=4)
def _programs(folder: Path) -> tuple[str, ...]:
    """The sources of the programs beside verifiers, as they were when first asked for."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted((folder / "programs").glob("*.py")))


@lru_cache(maxsize=64)
def _words_of_functions(source: str) -> Mapping[str, set[str]]:
    """The words of each function at the top level of a module."""
    lines = source.split("\n")  # ast.get_source_segment splits the source again for every function
    functions = (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    return {node.name: _words(*lines[node.lineno - 1 : node.end_lineno]) for node in functions}


def _words(*texts: str) -> set[str]:
    return {word[:STEM] for text in texts for word in WORD.findall(text.lower())}
