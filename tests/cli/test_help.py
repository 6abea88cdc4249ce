"""Help in the reader's language: every command and option has words, and Korean fits its columns."""

import re
import unicodedata
from collections.abc import Iterator

import click
import pytest

from quizdl.cli import quizdl_command
from quizdl.words import known, language_file

AROUND = ("cli.help.", "cli.verify.more", "cli.verify.knobs", "cli.verify.no_knobs")  # words that no option has


def contexts(parent: click.Context) -> Iterator[click.Context]:
    yield parent
    if isinstance(parent.command, click.Group):
        for name in parent.command.list_commands(parent):
            command = parent.command.get_command(parent, name)
            assert command is not None
            yield from contexts(click.Context(command, info_name=name, parent=parent, terminal_width=80))


ROOT = click.Context(quizdl_command, info_name="quizdl", terminal_width=80, help_option_names=["-h", "--help"])
CONTEXTS = {context.command_path: context for context in contexts(ROOT)}


@pytest.fixture(autouse=True)
def another_run() -> None:
    """Contexts keep the language of a run; here each test is one."""
    ROOT.meta.clear()


def names_of(context: click.Context) -> Iterator[str]:
    command = context.command
    yield f"cli.{command.name}"
    if context.parent:
        yield f"cli.short.{command.name}"
    for param in command.get_params(context):
        if isinstance(param, click.Option):
            name = max(param.opts, key=len).lstrip("-")
            own = f"cli.{command.name}.{name}"
            yield own if known(own) else f"cli.option.{name}"


def test_the_names_of_commands_are_unique() -> None:
    names = [context.command.name for context in CONTEXTS.values()]
    assert len(set(names)) == len(names)


def test_every_command_and_option_has_words_and_no_others_are_kept() -> None:
    names = {name for context in CONTEXTS.values() for name in names_of(context)}
    kept = {name for name in language_file("en").WORDS if name.startswith("cli.") and not name.startswith(AROUND)}
    assert names == kept


@pytest.mark.parametrize("path", CONTEXTS)
def test_korean_help_is_korean_and_fits_eighty_cells(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["quizdl", "--lang", "ko"])
    shown = CONTEXTS[path].command.get_help(CONTEXTS[path])
    assert shown.startswith(f"사용법: {path}")
    english = re.sub(r"`.*?`|JSON Schema|YYYY-MM-DD", "", shown.replace(path, ""), flags=re.DOTALL)
    assert re.findall(r"\b[A-Za-z]{2,} [A-Za-z]{2,}\b", english) == []
    assert all(cells(line) <= 80 for line in shown.splitlines())
    assert "\0" not in shown


@pytest.mark.parametrize("path", CONTEXTS)
def test_the_help_of_options_begins_in_one_column(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["quizdl", "--lang", "ko"])
    options = CONTEXTS[path].command.get_help(CONTEXTS[path]).partition("옵션:")[2].partition("명령:")[0]
    beside = [re.fullmatch(r"(  -.+?  +)\S.*", line) for line in options.splitlines()]
    assert len({cells(found[1]) for found in beside if found}) == 1


def test_the_language_of_help_follows_an_option_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments, usage in {"--lang ko verify": "사용법", "verify --lang=ko": "사용법", "verify": "Usage"}.items():
        monkeypatch.setattr("sys.argv", ["quizdl", *arguments.split(), "--help"])
        ROOT.meta.clear()
        verify = CONTEXTS["quizdl verify"]
        assert verify.command.get_help(verify).startswith(usage)


def cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
