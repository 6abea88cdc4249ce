"""The documents against the program: commands, options, files, links."""

import ast
import importlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from quizdl.cli import quizdl_command

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [*sorted(ROOT.glob("*.md")), ROOT / "questions" / "README.md", ROOT / "verifiers" / "README.md"]
DOCUMENTS += sorted((ROOT / "docs").glob("*.md"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
REFERENCE = {
    row[0].strip("` ").removeprefix("quizdl").split("[")[0].strip(): row[1]
    for line in README.partition("## Commands")[2].splitlines()
    if line.startswith("| `quizdl") and (row := line.strip("|").split("|"))
}


def commands(group: click.Group, name: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {word}".strip())
        else:
            yield f"{name} {word}".strip(), command


COMMANDS = dict(commands(quizdl_command))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_names_every_command_with_its_arguments_and_options(name: str) -> None:
    rows = [row for row in REFERENCE if row.split(" ")[: len(name.split())] == name.split()]
    assert rows, f"README.md has no row for quizdl {name}"
    options = [option for option in COMMANDS[name].params if isinstance(option, click.Option)]
    for option in options:
        assert f"`{option.opts[0]}" in REFERENCE[rows[0]], f"quizdl {name} {option.opts[0]}"


def test_the_readme_names_no_option_that_does_not_exist() -> None:
    known = {flag for command in COMMANDS.values() for option in command.params for flag in option.opts}
    known |= {flag for option in quizdl_command.params for flag in option.opts} | {"--help"}
    assert set(re.findall(r"`(--[a-z-]+)", README)) <= known


def examples() -> list[str]:
    blocks = [block for path in DOCUMENTS for block in re.findall(r"```sh\n(.*?)```", path.read_text(), re.DOTALL)]
    lines = [line for block in blocks for line in block.splitlines()]
    return [line.partition("  #")[0].strip() for line in lines if line.startswith("quizdl")]


@pytest.mark.parametrize("line", examples())
def test_every_example_is_one_that_the_program_understands(line: str, tmp_path: Path) -> None:
    (tmp_path / "mybank").mkdir()
    words = [word.replace("mybank", str(tmp_path / "mybank")) for word in shlex.split(line)[1:]]
    command: click.Command = quizdl_command
    context = quizdl_command.make_context("quizdl", words)
    while isinstance(command, click.Group) and (rest := [*context._protected_args, *context.args]):
        name, found, words = command.resolve_command(context, rest)
        assert found is not None
        command = found
        context = command.make_context(name, words, parent=context)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


def test_the_architecture_names_what_is_there() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    paths = re.findall(r"`([\w/]+(?:\.py|/))`", text)
    assert len(paths) > 20
    assert [path for path in paths if not (ROOT / path).exists() and not (ROOT / "quizdl" / path).exists()] == []
    packages = {path.parent.name for path in (ROOT / "quizdl").glob("*/__init__.py")}
    floors = set(re.findall(r"(\w+)/ ", text.partition("```")[2].partition("```")[0]))
    assert packages <= floors


def test_the_glossary_explains_twelve_terms_and_names_where_each_lives() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    terms = re.findall(r"^\*\*(\w+)\*\*: .*?`(quizdl\.[\w.]+)\.(\w+)`\n", text, re.DOTALL | re.MULTILINE)
    assert [term for term, _, _ in terms] == sorted(re.findall(r"^\*\*(\w+)\*\*", text, re.MULTILINE))
    assert len(terms) == 12
    for term, module, name in terms:
        assert hasattr(importlib.import_module(module), name), term


@pytest.mark.slow
def test_the_page_of_faults_lists_each_test_that_is_marked_as_one_and_no_other() -> None:
    listed = re.findall(r"`([\w/]+\.py::\w+)`", (ROOT / "docs" / "faults.md").read_text(encoding="utf-8"))
    marked = [
        f"{path.relative_to(ROOT / 'tests').as_posix()}::{node.name}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and "pytest.mark.fault" in map(ast.unparse, node.decorator_list)
    ]
    assert sorted(listed) == sorted(marked)


def test_no_document_or_program_names_a_path_of_one_machine() -> None:
    files = [*DOCUMENTS, *(ROOT / "quizdl").rglob("*.py"), *(ROOT / "verifiers").rglob("*.py"), ROOT / "pyproject.toml"]
    for path in files:
        assert not re.search(r"(?<![\w.])/(?:home|root|work|Users)/\w", path.read_text(encoding="utf-8")), path


@pytest.mark.slow
def test_what_the_readme_shows_of_memory_prints_an_estimate_when_it_is_pasted(tmp_path: Path) -> None:
    (block,) = (found for found in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) if "quizdl memory" in found)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "QUIZDL_HOME": str(tmp_path / "home"), "LANG": "C.UTF-8"}
    done = subprocess.run(["bash", "-e"], input=block, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "activations" in done.stdout


@pytest.mark.parametrize(
    ("target", "messages"),
    [("quiz", ["Making there", "Installing torch and the rest", "GB"]), ("test", ["Installing what the tests need"])],
)
def test_make_says_what_it_does_while_it_installs(target: str, messages: list[str]) -> None:
    if shutil.which("make") is None:
        pytest.skip("no make here")
    dry = subprocess.run(["make", "-n", target, "VENV=there"], cwd=ROOT, capture_output=True, text=True, check=True)
    for words in messages:
        assert any(line.startswith("echo") and words in line for line in dry.stdout.splitlines()), words
    assert "--quiet" not in dry.stdout, "pip shows its progress"


def test_the_licence_names_what_the_package_holds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "MIT AND CC-BY-SA-3.0"
    assert [(ROOT / file).exists() for file in project["license-files"]] == [True, True]
    assert "CC BY-SA 3.0" in README
