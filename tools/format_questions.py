"""Writes question files in one form: `python -m tools.format_questions [--check] [FILE...]`, or all built-in ones.

The meaning of a file does not change. Comments are dropped. Lines are at most 120 columns wide, as wide as ruff counts.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quizdl import folders
from quizdl.bank.document import Document
from quizdl.bank.model import fields_in_files
from quizdl.bank.question import KINDS, Question
from quizdl.bank.scalars import resolve

WIDTH = 120  # columns
FIRST = ("id", "tags", "follow_up", "revision", "kind", "level", "prompt")  # then what belongs to the kind
COMPACT = ("topic", "text")  # bilingual texts that stand on one line where they fit
PLAIN_VALUES = ("example", "make")  # mappings of numbers and lists that do so

_LITERAL = re.compile(r"\S.*\S\n?", re.DOTALL)  # what a block of lines holds as it is
_WORDS = re.compile(r"[^ \t\n]+( [^ \t\n]+)*")  # what a folded text holds as it is
_PLAIN = re.compile(r"[A-Za-z][\w.-]*", re.ASCII)


def formatted(file: Path) -> str:
    """The text of a valid file of questions in the one form. Raises ValueError if its meaning would change."""
    document = Document(file)
    if not document.usable:
        raise ValueError(str(document.problems[0]))
    topic, questions = document.value["topic"], document.value["questions"]
    blocks = ["\n".join(_item(_ordered(question), "  ")) for question in questions]
    text = "\n".join([*_field("topic", topic, ""), "questions:", "\n\n".join(blocks), ""])
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as written:
        written.write(text)
        written.flush()
        if Document(Path(written.name)).value != document.value:
            raise ValueError("its meaning would change")
    return text


def _ordered(question: dict[str, Any]) -> dict[str, Any]:
    common, names = fields_in_files(Question), fields_in_files(KINDS[question["kind"]])
    own = [name for name in names if name not in common and name not in FIRST]
    order = dict.fromkeys([*FIRST, *own, *names])
    return {name: question[name] for name in order if name in question}


def _item(value: Any, indent: str) -> list[str]:
    """An item of a list."""
    if not isinstance(value, dict):
        return [f"{indent}- {_scalar(value)}"]
    if value.keys() <= {"en", "ko"} and _columns(line := f"{indent}- {_flow(value)}") <= WIDTH:
        return [line]
    first, *lines = (line for name, part in value.items() for line in _field(name, part, f"{indent}  "))
    return [f"{indent}- {first.lstrip()}", *lines]


def _field(name: str, value: Any, indent: str) -> list[str]:
    """A field of a mapping."""
    below = f"{indent}  "
    if isinstance(value, list):
        if not any(isinstance(item, dict) for item in value):
            line = f"{indent}{name}: {_scalar(value)}"
            if _columns(line) <= WIDTH:
                return [line]
        return [f"{indent}{name}:", *(line for item in value for line in _item(item, below))]
    if isinstance(value, dict):
        if name in COMPACT and _columns(line := f"{indent}{name}: {_flow(value)}") <= WIDTH:
            return [line]
        if name in PLAIN_VALUES and _columns(line := f"{indent}{name}: {_scalar(value)}") <= WIDTH:
            return [line]
        return [f"{indent}{name}:", *(line for part in value.items() for line in _field(*part, below))]
    if name in ("en", "ko", "starter", "session"):
        return list(_prose(name, value, indent))
    return [f"{indent}{name}: {_scalar(value)}"]


def _flow(text: dict[str, str]) -> str:
    return "{" + ", ".join(f"{language}: {_quoted(words)}" for language, words in text.items()) + "}"


def _prose(name: str, text: str, indent: str) -> Iterator[str]:
    """A text or code: quoted where it fits a line, folded where it is longer, literal where it has lines."""
    line = f"{indent}{name}: {_quoted(text)}"
    below = f"{indent}  "
    if "\n" in text and _LITERAL.fullmatch(text):
        yield f"{indent}{name}: |" + ("" if text.endswith("\n") else "-")
        yield from (line and below + line for line in text.removesuffix("\n").split("\n"))
    elif _columns(line) <= WIDTH or not _WORDS.fullmatch(text):
        yield line
    else:
        yield f"{indent}{name}: >-"
        yield from _wrapped(text, below)


def _wrapped(text: str, indent: str) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if line and _columns(f"{indent}{line} {word}") > WIDTH:
            yield indent + line
            line = word
        else:
            line = f"{line} {word}".lstrip()
    yield indent + line


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) and resolve(value) == value else _quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_scalar, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(name)}: {_scalar(part)}" for name, part in value.items()) + "}"
    return "null" if value is None else repr(value)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="all built-in ones, where none is given")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where a file would change")
    options = parser.parse_args()
    changed = 0
    for file in options.files or sorted((folders.builtin_bank() / "questions").glob("*.yaml")):
        try:
            text = formatted(file)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            sys.exit(f"{file} cannot be formatted ({error!r}); see quizdl bank check")
        for number, line in enumerate(text.split("\n"), 1):
            if _columns(line) > WIDTH:
                sys.exit(f"{file}:{number}: is wider than {WIDTH} columns and cannot be broken")
        if text != file.read_text(encoding="utf-8"):
            changed += 1
            print(f"{file}: {'is not' if options.check else 'is now'} in the one form")
            if not options.check:
                file.write_text(text, encoding="utf-8")
    if changed and options.check:
        sys.exit("run: python -m tools.format_questions")


if __name__ == "__main__":
    main()
