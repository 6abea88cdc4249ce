"""One file of a bank as plain values, with its problems where they stand."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from quizdl.bank.characters import HARMFUL_IN_FILE, name
from quizdl.bank.defect import Defect, FieldPath, path_text
from quizdl.bank.plain_yaml import MOST_FORBIDDEN, Mark, Positions, Refused, YamlReader
from quizdl.errors import Problem

MOST_BYTES = 1_000_000  # a file

_FIRST_LINE = re.compile(r"^(?![ \t]*(?:#|\r?$))", re.MULTILINE)  # that is neither blank nor a comment


class Document:
    """One file of questions as plain values: dicts, lists, strings, numbers, booleans, None."""

    def __init__(self, file: Path) -> None:
        """Read `file`. Its problems are in `problems`; `usable` says whether `value` can be checked."""
        self.file = file
        self.value: Any = None
        self.text = ""
        self.problems: list[Problem] = []
        self.usable = False
        try:
            self.text = self._read_text()
            self._read_with(YamlReader(self.text))
        except Refused as refused:
            self._add_problem(*refused.problem)

    def _read_with(self, reader: YamlReader) -> None:
        try:
            self.value = reader.read()
            self.usable = reader.forbidden == 0
        finally:
            for mark, path, what, fix in reader.problems:
                self._add_problem(mark, path, what, fix)
            for mark, path in reader.twice:
                line, column = self.positions.keys[path]
                what = f"the key {path[-1]!r} occurs twice, first at line {line}, column {column}"
                self._add_problem(mark, path, what, "keep one")

    @cached_property
    def positions(self) -> Positions:
        """Positions of all keys and values; reads the text again."""
        positions = Positions()
        with suppress(Refused):  # what stands before the stop has been recorded
            YamlReader(self.text, positions).read()
        return positions

    def add_defects(self, defects: Iterable[Defect]) -> None:
        """Turn defects into problems with positions; drop those at or below a path that has a problem already."""
        spots = {problem.path for problem in self.problems}
        for defect in defects:
            around = (path_text(defect.path[:length]) for length in range(1, len(defect.path) + 1))
            if spots.isdisjoint(around):
                self._add_problem(self.positions.of(defect), defect.path, defect.what, defect.fix)

    def _add_problem(self, mark: Mark, path: FieldPath, what: str, fix: str = "") -> None:
        self.problems.append(Problem(self.file, *mark, path_text(path), what, fix))

    def _read_text(self) -> str:
        data = self._read_bytes()
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Refused((1, 1), (), "is UTF-16, not UTF-8", "save it as UTF-8")
        try:
            text = data.decode("utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8")) + 1
            what = f"is not UTF-8 (the byte {data[error.start]:#04x})"
            raise Refused((line, column), (), what, "save it as UTF-8") from None
        if (first := _FIRST_LINE.search(text)) and text.startswith("%", first.start()):
            # libyaml takes time quadratic in the number of directives
            raise Refused((text.count("\n", 0, first.start()) + 1, 1), (), "directives (%…) are not supported")
        return self._without_harmful(text)

    def _read_bytes(self) -> bytes:
        try:
            status = self.file.stat()
            if not stat.S_ISREG(status.st_mode):
                raise Refused((1, 1), (), "is not a file")
            if status.st_size <= MOST_BYTES:
                with self.file.open("rb") as stream:
                    data = stream.read(MOST_BYTES + 1)
                if len(data) <= MOST_BYTES:
                    return data
        except OSError as error:
            raise Refused((1, 1), (), f"cannot be read: {error.strerror}") from None
        raise Refused((1, 1), (), f"is larger than {MOST_BYTES // 1000} kB", "split it by topic")

    def _without_harmful(self, text: str) -> str:
        """`text` with harmful characters reported and replaced, so that the rest can still be checked."""
        for count, match in enumerate(HARMFUL_IN_FILE.finditer(text)):
            start = match.start()
            mark = (text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))
            if count == MOST_FORBIDDEN:
                raise Refused(mark, (), "more such characters follow")
            self._add_problem(mark, (), f"the control character {name(match[0])} is not allowed", "remove it")
        return HARMFUL_IN_FILE.sub("?", text) if self.problems else text
