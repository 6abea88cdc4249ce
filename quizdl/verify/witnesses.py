"""Whom to ask first about a planted bug: the claims that are quick, and those that speak of what it changed."""

from __future__ import annotations

import ast
import re
from collections import Counter

from quizdl.verify.declared import Claim, Family, Mutant

WORD = re.compile(r"[a-z]{4,}")
STEM = 5  # letters, by which "weights" and "weighted" are one word


def witnesses(family: Family, mutant: Mutant) -> list[Claim]:
    """All claims of the family, first those that cost few seconds for each word that they alone share with the bug.

    The bug's words are those of its description, of its line, of the functions around it and of its file. It is a
    guess that saves time and decides nothing: who wants to know whether a bug is caught asks until one claim notices.
    """
    around = [
        node.name
        for node in ast.walk(ast.parse(mutant.source))
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.lineno <= mutant.line <= (node.end_lineno or 0)
    ]
    wanted = _words(mutant.description, mutant.old, mutant.path.stem, *around) - _words(family.name)
    texts = {
        node.name: ast.get_source_segment(family.source, node) or ""
        for node in ast.parse(family.source).body
        if isinstance(node, ast.FunctionDef)
    }
    said = {claim.id: wanted & _words(claim.function, texts.get(claim.function, "")) for claim in family.claims}
    spread = Counter(word for words in said.values() for word in words)  # a word of all claims tells none from another

    def cost(claim: Claim) -> float:
        shared = sum(1 - spread[word] / len(family.claims) for word in said[claim.id])
        return claim.seconds / (1 + shared) ** 2

    return sorted(family.claims, key=cost)


def _words(*texts: str) -> set[str]:
    return {word[:STEM] for text in texts for word in WORD.findall(text.lower())}
