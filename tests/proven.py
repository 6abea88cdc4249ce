"""Long proofs that passed on content which has not changed since: `make test` leaves them out, `make prove` does not.

A case marked `rests_on("adam")` judges the content of a family, or of an exercise. `--prove` runs every such case and
writes those that pass after more than `LONG` seconds into `proven.json`, with a fingerprint of what they rest on: the
code of the family's files, the programs and the modules of `quizdl.lab` that it mentions, and the versions of the
packages that it runs on.
As long as the fingerprint stays, the case says nothing new.
"""

import ast
import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

import pytest

from quizdl import folders
from quizdl.family_files import files_of

TABLE = Path(__file__).parent / "proven.json"
LONG = 0.5  # seconds
VERIFIERS = folders.builtin_bank() / "verifiers"
LAB = Path(folders.__file__).parent / "lab"
WORD = re.compile(r"\w+")
PACKAGES = re.compile("numpy|torch|keras|tensorflow([-_]cpu)?")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--prove", action="store_true", help="run long proofs although their content is unchanged")


@pytest.hookimpl(trylast=True)  # of what no marker has left out: a fingerprint takes longer than most tests
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--prove"):
        for item in items:
            item.user_properties += [("rests on", content) for content in _content_of(item)]
        return
    table = proven()
    known = [item for item in items if item.nodeid in table and table[item.nodeid] in _content_of(item)]
    config.hook.pytest_deselected(items=known)
    items[:] = [item for item in items if item not in known]


class Recorder:
    """Writes what passed, in the process that hears of all cases."""

    def __init__(self) -> None:
        self.seen: dict[str, str | None] = {}  # None: too short for the table, or failed

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        content = dict(report.user_properties).get("rests on")
        if content is not None and report.when == "call":
            self.seen[report.nodeid] = str(content) if report.passed and report.duration > LONG else None

    def pytest_sessionfinish(self) -> None:
        table = {name: content for name, content in {**proven(), **self.seen}.items() if content is not None}
        TABLE.write_text(json.dumps(table, indent=0, sort_keys=True) + "\n", encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--prove") and not hasattr(config, "workerinput"):  # xdist's workers report to one process
        config.pluginmanager.register(Recorder())


def proven() -> dict[str, str]:
    """The cases that passed, each with the fingerprint of what it rested on."""
    table: dict[str, str] = json.loads(TABLE.read_text(encoding="utf-8"))
    return table


def _content_of(item: pytest.Item) -> Iterator[str]:
    mark = item.get_closest_marker("rests_on")
    if mark is not None:
        yield fingerprint(*mark.args)


@cache
def fingerprint(*names: str) -> str:
    """A fingerprint of families and exercises by name, and of all that their files mention."""
    waiting = [file for name in names for file in _files_named(name)]
    modules = {path.stem: path for folder in (LAB, VERIFIERS / "programs") for path in sorted(folder.glob("*.py"))}
    texts: dict[str, str] = {}
    while waiting:
        path = waiting.pop()
        if path.as_posix() not in texts:
            text = texts[path.as_posix()] = _code_of(path.read_text(encoding="utf-8"))
            waiting += [modules[word] for word in set(WORD.findall(text)) & set(modules)]
    lines = [*_packages(), *(f"{Path(name).name}\n{text}" for name, text in sorted(texts.items()))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


@cache
def _packages() -> list[str]:
    return sorted(f"{one.name} {one.version}" for one in distributions() if PACKAGES.fullmatch(one.name))


@cache
def _code_of(source: str) -> str:
    """The code in a source: comments and the layout of lines say nothing to an experiment."""
    return ast.unparse(ast.parse(source))


def _files_named(name: str) -> list[Path]:
    exercise, family = VERIFIERS / "exercises" / name, VERIFIERS / name
    if exercise.is_dir():
        return sorted(exercise.glob("*.py"))
    return files_of(family if family.is_dir() else family.with_suffix(".py"))
