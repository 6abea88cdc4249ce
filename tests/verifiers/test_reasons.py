"""Every reason of the built-in verifiers is written in both languages; read from the source, nothing runs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import quizdl
from quizdl import folders
from quizdl.family_files import families_in, files_of

FOLDER = folders.builtin_bank() / "verifiers"
VERIFIERS = [file for family in families_in(FOLDER).values() for file in files_of(family)]
LAB = sorted((Path(quizdl.__file__).parent / "lab").glob("*.py"))
RAISED = ("Undecided", "Unavailable")
HANGUL = re.compile("[가-힣]")


def trees(paths: list[Path]) -> Iterator[ast.Module]:
    yield from (ast.parse(path.read_text(encoding="utf-8")) for path in paths)


def is_korean(text: ast.AST) -> bool:
    return any(isinstance(part, ast.Constant) and HANGUL.search(str(part.value)) for part in ast.walk(text))


KOREAN_CONSTANTS = {
    target.id
    for tree in trees(LAB)
    for node in tree.body
    if isinstance(node, ast.Assign) and is_korean(node.value)
    for target in node.targets
    if isinstance(target, ast.Name)
}


def takes_korean(function: ast.FunctionDef) -> bool:
    return any(argument.arg == "ko" for argument in (*function.args.args, *function.args.kwonlyargs))


def reasons(tree: ast.Module) -> Iterator[tuple[ast.expr, dict[str | None, ast.expr], bool]]:
    """What raises a reason, its keywords, and whether the function around it takes the Korean from its caller."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    passing_on = {function.name for function in functions if takes_korean(function)}
    for function in functions:
        for node in ast.walk(function):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name) and node.exc.id in RAISED:
                yield node.exc, {}, takes_korean(function)
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            keywords = {keyword.arg: keyword.value for keyword in node.keywords}
            if node.func.id in RAISED or (node.func.id in passing_on and "en" in keywords):
                yield node, keywords, takes_korean(function)


def gives_korean(text: ast.expr | None, passed_on: bool) -> bool:
    if isinstance(text, ast.Name):
        return passed_on and text.id == "ko"
    if isinstance(text, ast.Attribute):
        return text.attr in KOREAN_CONSTANTS
    return text is not None and is_korean(text)


def filled_in(text: ast.expr) -> set[str]:
    """The expressions that an f-string fills in, but for the sentence that it is given in its language."""
    values = [part.value for part in ast.walk(text) if isinstance(part, ast.FormattedValue)]
    return {ast.unparse(value) for value in values} - {"en", "ko"}


@pytest.mark.parametrize("path", VERIFIERS, ids=lambda path: path.stem)
def test_a_built_in_verifier_gives_every_reason_in_both_languages(path: Path) -> None:
    [tree] = trees([path])
    missing = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node, keywords, passed_on in reasons(tree)
        if "en" not in keywords or not gives_korean(keywords.get("ko"), passed_on)
    ]
    assert missing == []


@pytest.mark.parametrize("path", VERIFIERS, ids=lambda path: path.stem)
def test_both_languages_of_a_reason_fill_in_the_same_numbers(path: Path) -> None:
    [tree] = trees([path])
    unlike = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node, keywords, _ in reasons(tree)
        if {"en", "ko"} <= keywords.keys() and filled_in(keywords["en"]) != filled_in(keywords["ko"])
    ]
    assert unlike == []


@pytest.mark.slow
def test_each_built_in_verifier_is_looked_at() -> None:
    found = [node for tree in trees(VERIFIERS) for node, _, _ in reasons(tree)]
    assert len(found) > 100
