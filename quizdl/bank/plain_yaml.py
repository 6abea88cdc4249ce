"""Reads YAML text to plain values, and finds the position of anything in it. The only user of yaml.

A bank may come from anywhere, so nothing is composed: one pass over libyaml's events builds plain values and stops
at the first limit that is passed. Positions are not kept; where something is wrong the text is read once more.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from quizdl.bank.characters import HARMFUL, name, visible
from quizdl.bank.defect import Defect, FieldPath
from quizdl.bank.scalars import resolve

MOST_SCALAR_BYTES = 20_000
MOST_NODES = 200_000
MOST_DEPTH = 64
MOST_KEYS = 2_000  # of one mapping
MOST_FORBIDDEN = 20  # a file full of aliases need not be read to its end
MOST_PROBLEMS = 100  # a file; the rest is counted

_FIXES = {
    "mapping values are not allowed in this context": 'quote a text that holds ": "',
    "found character that cannot start any token": "indent with spaces",
    "could not find expected ':'": "is the text indented below its key, and quoted?",
    "did not find expected key": "is the indentation right, and every quoted text closed?",
    "found unexpected end of stream": "close the quoted text that begins here",
    "did not find expected ',' or ']'": "close the list, or quote a text that begins with [ or holds a comma",
    "did not find expected ',' or '}'": "close the braces, or quote a text that begins with { or holds a comma",
}
_UNTAG = "remove it, or quote a text that begins with !"
# A value whose first character means something to YAML, after a key, a hyphen, a bracket or a comma
_VALUE = re.compile(r"""(?:^[ ]*|:[ ]+|[,\[{][ ]*|-[ ]+)([*&!%@`|>\]},?:"'-])""")

Mark = tuple[int, int]  # line and column, counted from 1


@dataclass(slots=True)
class Positions:
    """Where keys and values stand in a file."""

    values: dict[FieldPath, Mark] = field(default_factory=dict)
    keys: dict[FieldPath, Mark] = field(default_factory=dict)

    def of(self, defect: Defect) -> Mark:
        """The position of the value (or its key), else of the innermost value around it."""
        if defect.at_key and defect.path in self.keys:
            return self.keys[defect.path]
        for length in range(len(defect.path), -1, -1):
            if defect.path[:length] in self.values:
                return self.values[defect.path[:length]]
        return (1, 1)


class Refused(Exception):
    """Reading stops at this problem."""

    def __init__(self, mark: Mark, path: FieldPath, what: str, fix: str = "") -> None:
        self.problem = (mark, path, what, fix)


class YamlReader:
    """One pass over the events of one file."""

    def __init__(self, text: str, positions: Positions | None = None) -> None:
        self.text = text
        self.positions = positions  # filled where it is given
        self.problems: list[tuple[Mark, FieldPath, str, str]] = []
        self.twice: list[tuple[Mark, FieldPath]] = []  # keys that stood in their mapping already
        self.escapes = "\\" in text  # without any, no scalar holds what the file does not
        self.container: Any = []  # what is being filled; the outermost holds the document itself
        self.key: str | None = None  # whose value comes next
        self.outer: list[tuple[Any, str | None]] = []
        self.nodes = 0
        self.forbidden = 0

    def read(self) -> Any:
        """The document as plain values. Raises Refused."""
        root = self.container
        try:
            self._events(yaml.CSafeLoader(self.text))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            problem = error.problem or "it ends early"
            if problem == "found unexpected end of stream":
                mark = error.context_mark or mark  # the end of the file says nothing of where the quote began
            position = (1, 1) if mark is None else (mark.line + 1, mark.column + 1)
            raise Refused(position, (), f"not YAML: {problem}", self._fix(problem, position)) from None
        except Refused:
            raise
        except Exception as error:  # libyaml's binding is known to raise ValueError, AttributeError and more
            raise Refused((1, 1), (), f"not YAML: {visible(str(error))[:200]!r}") from None
        if not root:
            raise Refused((1, 1), (), "is empty", "begin with topic: and questions:")
        return root[0]

    def _fix(self, problem: str, position: Mark) -> str:
        """A hint for an error of the parser: most often a text begins with a character that means something to YAML."""
        line = "".join(self.text.split("\n", position[0])[position[0] - 1 : position[0]])[:MOST_SCALAR_BYTES]
        values = [match for match in _VALUE.finditer(line) if match.start(1) < position[1]]
        if values and problem not in ("found unexpected end of stream", "could not find expected ':'"):
            return f"quote a text that begins with {values[-1][1]}"
        return _FIXES.get(problem, "")

    def _events(self, parser: yaml.CSafeLoader) -> None:
        get_event = parser.get_event
        documents = 0
        while True:
            event: Any = get_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._scalar(event)
            elif kind is yaml.MappingStartEvent:
                self._open(event, {})
            elif kind is yaml.SequenceStartEvent:
                self._open(event, [])
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self.container, self.key = self.outer.pop()[0], None
            elif kind is yaml.AliasEvent:
                fix = "write the value out, or quote a text that begins with *"
                self._forbid(event, "aliases are not supported", fix)
                self._put(event, None)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._refuse(event, "a second document begins here", "one file holds one topic; remove the ---")
            elif kind is yaml.StreamEndEvent:
                return

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        text = event.value
        if event.anchor is not None or event.tag is not None:
            self._forbid_properties(event)
        if len(text) > MOST_SCALAR_BYTES // 4 and len(text.encode()) > MOST_SCALAR_BYTES:
            self._refuse(event, f"a text larger than {MOST_SCALAR_BYTES // 1000} kB", "cut it")
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        if self.escapes and (harmful := HARMFUL.search(text)):
            self._add_problem(event, f"the control character {name(harmful[0])} is not allowed", "remove it")
            text = HARMFUL.sub("?", text)
        plain = event.style == ""
        if self.key is None and type(self.container) is dict:
            self._begin_key(event, text, plain)
            return
        value: Any = text
        if plain:
            try:
                value = resolve(text)
            except ValueError as error:
                self._add_problem(event, str(error), "give a finite number, or quote it if it is a text")
                value = 0
        self._put(event, value)

    def _begin_key(self, event: yaml.ScalarEvent, text: str, plain: bool) -> None:
        if plain and text == "<<":
            self._forbid(event, "merge keys (<<) are not supported", "write the fields out")
        self.key = text
        if len(self.container) >= MOST_KEYS:
            self._refuse(event, f"more than {MOST_KEYS} keys")
        if text in self.container and len(self.twice) < MOST_PROBLEMS:
            self.twice.append((_mark(event), self._path()))
        if self.positions is not None:
            self.positions.keys.setdefault(self._path(), _mark(event))
        self._count(event)

    def _put(self, event: yaml.Event, value: Any) -> None:
        """Add a value to the container that is being filled."""
        self._count(event)
        if self.positions is not None:
            self.positions.values[self._path()] = _mark(event)
        if type(self.container) is list:
            self.container.append(value)
        elif self.key is None:
            self._refuse(event, "a key must be a word", "write name: value")
        else:
            self.container[self.key] = value
            self.key = None

    def _open(self, event: yaml.CollectionStartEvent, container: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._forbid_properties(event)
        if len(self.outer) >= MOST_DEPTH:
            self._refuse(event, f"nested deeper than {MOST_DEPTH}")
        key = self.key
        self._put(event, container)
        self.outer.append((self.container, key))
        self.container, self.key = container, None

    def _count(self, event: yaml.Event) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self._refuse(event, f"more than {MOST_NODES} values", "split the file by topic")

    def _path(self) -> FieldPath:
        """The path of the next value."""
        steps = [len(c) - 1 if type(c) is list else key for c, key in self.outer[1:]]
        if self.outer:
            steps.append(len(self.container) if type(self.container) is list else self.key)
        return tuple(step for step in steps if step is not None)

    def _forbid_properties(self, event: Any) -> None:
        if event.anchor is not None:
            self._forbid(event, "anchors are not supported", "remove it, or quote a text that begins with &")
        if event.tag is not None:
            self._forbid(event, f"tags ({visible(event.tag)[:60]}) are not supported", _UNTAG)

    def _forbid(self, event: yaml.Event, what: str, fix: str) -> None:
        """Report a feature that makes it impossible to check the rest of the file."""
        self.forbidden += 1
        if self.forbidden > MOST_FORBIDDEN:
            self._refuse(event, "more of these follow")
        self._add_problem(event, what, fix)

    def _add_problem(self, event: yaml.Event, what: str, fix: str) -> None:
        self.problems.append((_mark(event), self._path(), what, fix))
        if len(self.problems) > MOST_PROBLEMS:
            self._refuse(event, "more problems follow")

    def _refuse(self, event: yaml.Event, what: str, fix: str = "") -> NoReturn:
        raise Refused(_mark(event), self._path(), what, fix)


def _mark(event: Any) -> Mark:
    return (event.start_mark.line + 1, event.start_mark.column + 1)
