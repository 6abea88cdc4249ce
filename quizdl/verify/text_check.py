"""Whether the translations of a family fit its texts: what is missing, unused, or has other fields.

Texts are found in the source, where they stand as literals, and in evidence, where they come from elsewhere.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from quizdl.errors import Problem
from quizdl.verify.declared import Family
from quizdl.verify.evidence import Evidence
from quizdl.verify.texts import placeholders
from quizdl.verify.translations import read_translations, shared_translations, translation_file

Constants = Mapping[str, Sequence[tuple[Path, ast.expr]]]  # what is assigned to each name, and in which file

# Where a call takes a text that readers see: by place, and by keyword.
PLACES = {"Measurement": 0, "Control": 0, "Curve": 0, "Finding": 0, "mutant": 0}
KEYWORDS = {
    "Measurement": ("name", "unit"),
    "Control": ("name", "unit"),
    "Curve": ("name",),
    "Axes": ("x", "y"),
    "Mark": ("text",),
    "Evidence": ("caption",),
    "claim": ("short",),
    **dict.fromkeys(("within", "at_most", "at_least", "between"), ("because",)),
}
FIELDS = re.compile(r"\{[^{}]*\}")
WORD = re.compile(r"\b[a-z]{2,}\b")  # names, formulas and units stay as they are: Adam, η, MB


def needs_translation(text: str) -> bool:
    """Whether the text holds a word of English."""
    return WORD.search(FIELDS.sub(" ", text)) is not None


def texts_of(evidence: Evidence) -> Iterator[str]:
    """All texts of a run with their fields open, as a translation names them."""
    for number in (*evidence.measurements, *evidence.controls):
        yield from (number.template, number.bound.because, number.unit)
    for curve in evidence.curves:
        yield curve.template
    yield from (evidence.axes.x, evidence.axes.y, evidence.caption)
    yield from (mark.text for mark in evidence.axes.marks)
    if evidence.finding:
        yield evidence.finding.text


def untranslated(evidence: Evidence, texts: Mapping[str, str]) -> list[str]:
    """The texts of a run that `texts` does not translate."""
    return sorted({text for text in texts_of(evidence) if needs_translation(text) and text not in texts})


def check_translations(family: Family, language: str) -> list[Problem]:
    """The problems of the file that translates a family's texts; none if the bank does not have that file."""
    path = translation_file(family.path.parent, family.name, language)
    if not path.is_file():
        return []
    try:
        texts = read_translations(path)
    except (OSError, ValueError) as error:
        return [Problem(path, 1, 1, "", f"cannot be read: {error}")]
    problems: list[Problem] = []
    literals: set[str] = set()
    trees = {file: ast.parse(source) for file, source in family.files.items()}
    constants = {file.stem: _constants(file, tree) for file, tree in trees.items()}
    for file, tree in trees.items():
        literal = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        literals |= {str(node.value) for node in literal}
        known = {**constants[file.stem], **_imported(tree, constants)}
        problems += _missing(file, tree, known, {**shared_translations(language), **texts}, path.name)
    lines = path.read_text(encoding="utf-8").splitlines()
    for english, translation in texts.items():
        line = next(
            (place for place, text in enumerate(lines, 1) if text.startswith((f'"{english}"', f"'{english}'"))), 1
        )
        if english not in literals:
            problems.append(Problem(path, line, 1, "", f"no text of the verifier is {english!r}", "delete the line"))
        elif (ours := _fields(english)) != (theirs := _fields(translation)):
            told = f"the fields of {english!r} are {_listed(ours)}, those of its translation {_listed(theirs)}"
            problems.append(Problem(path, line, 1, "", told))
    return problems


def _missing(
    file: Path, tree: ast.Module, constants: Constants, texts: Mapping[str, str], translations: str
) -> Iterator[Problem]:
    """The texts that are not translated, and those that no file can translate."""
    for argument in _shown(tree):
        for place, text in _literals(file, argument, constants):
            at = text.lineno, text.col_offset + 1
            if isinstance(text, ast.JoinedStr):
                what = f"{ast.unparse(text)} cannot be translated"
                yield Problem(place, *at, "", what, "write a literal with named fields, and fields=")
            elif needs_translation(str(text.value)) and text.value not in texts:
                yield Problem(place, *at, "", f"{text.value!r} is not translated in {translations}")


def _shown(tree: ast.Module) -> Iterator[ast.expr]:
    """The arguments of calls that readers see."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            place = PLACES.get(node.func.id)
            if place is not None and len(node.args) > place:
                yield node.args[place]
            names = KEYWORDS.get(node.func.id, ())
            yield from (keyword.value for keyword in node.keywords if keyword.arg in names)


def _constants(file: Path, tree: ast.Module) -> Constants:
    """What is assigned to each name, wherever in the file."""
    found: dict[str, list[tuple[Path, ast.expr]]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append((file, node.value))
    return dict(found)


def _imported(tree: ast.Module, constants: Mapping[str, Constants]) -> Constants:
    """What another file of the family assigns to each name that this one imports from it."""
    return {
        alias.asname or alias.name: constants[node.module or ""].get(alias.name, ())
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module in constants
        for alias in node.names
    }


def _literals(file: Path, node: ast.expr, constants: Constants) -> Iterator[tuple[Path, ast.Constant | ast.JoinedStr]]:
    """The literal texts that an argument can be, and the file of each."""
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        yield file, node
    elif isinstance(node, ast.IfExp):
        yield from _literals(file, node.body, constants)
        yield from _literals(file, node.orelse, constants)
    elif isinstance(node, ast.Name):
        for place, value in constants.get(node.id, ()):
            if isinstance(value, (ast.Constant, ast.JoinedStr, ast.IfExp)):
                yield from _literals(place, value, constants)


def _fields(text: str) -> frozenset[str]:
    try:
        return placeholders(text)
    except ValueError:
        return frozenset()


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "-"
