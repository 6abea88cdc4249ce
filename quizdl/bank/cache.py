"""Opens a bank from a cache, without importing yaml or pydantic; reads its YAML where the cache does not fit.

The cache is one file a bank: a checksum, an index that says which files it was made from, and two parts a topic, its
summaries and its questions, which are made only when they are needed. Each is written by marshal, which is there
without an import: `quizdl list` would take a tenth longer with JSON.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, TypeVar, overload

import quizdl
from quizdl import folders
from quizdl.bank.files import description_files, question_files, reference_files
from quizdl.bank.model import Bank, Description, QuestionSummary, Text, Topic, Track
from quizdl.files import write_whole

Made = TypeVar("Made")

FORMAT = f"quizdl.bank/10 {quizdl.__version__} {sys.implementation.cache_tag}"  # marshal is that of an interpreter
MODULES = tuple(Path(__file__).with_name(f"{name}.py") for name in ("model", "planted_bugs", "question"))
PROMPT = QuestionSummary._fields.index("prompt")  # all other fields are plain
TICK = 0.02  # seconds; two changes of a file within one tick of the clock of its file system look like one


def open_bank(root: Path) -> Bank:
    """The bank at `root`; read from its YAML only if a file has changed since it was read last.

    Raises BankError with all problems. A cache that is damaged, foreign or not writable is ignored.
    """
    path = folders.cache_folder() / "banks" / f"{zlib.crc32(os.fsencode(root.resolve())):08x}"
    try:
        kept = _opened(path, root)
    except (OSError, EOFError, ValueError, TypeError, KeyError):
        kept = None
    if kept is not None:
        return kept

    from quizdl.bank.planted_bugs import files_of_bugs
    from quizdl.bank.reading import read_bank

    began = time.time()
    try:
        before = _signature(root, patient=True)
    except OSError:
        return read_bank(root)  # says what is wrong
    bank = read_bank(root)
    try:
        code = files_of_bugs(bank)
        if _signature(root) == before and all(file.stat().st_ctime < began - TICK for file in code):
            _keep(path, bank, code, _signature(root, code))
    except (OSError, ValueError):
        pass  # a cache that cannot be written costs time, nothing else
    return bank


def _signature(root: Path, code: Iterable[str | Path] = (), patient: bool = False) -> list[list[Any]]:
    """Name, size, times and inode of every file of the bank, of `code`, and of the modules that make what is kept.

    With `patient`, wait until a later change of a file would change its times.
    """
    written = (*question_files(root), *reference_files(root), *description_files(root))
    files = [(os.path.basename(file), os.stat(file)) for file in (*written, *code, *MODULES)]
    if patient:
        age = time.time() - max(status.st_mtime for _, status in files)
        if 0 <= age < TICK:
            time.sleep(TICK - age)
    return [[name, s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino] for name, s in files]


def _opened(path: Path, root: Path) -> Bank | None:
    data = memoryview(path.read_bytes())
    checksum, rest = int(bytes(data[:8]), 16), data[9:]
    if zlib.crc32(rest) != checksum:
        return None
    length = int(bytes(rest[:8]), 16)
    index = marshal.loads(rest[9 : 9 + length])
    code = [os.path.join(root, name) for name in index["code"]]  # a Path for each would take longer than all the rest
    if index["format"] != FORMAT or index["files"] != _signature(root, code):
        return None
    topics, start = [], 9 + length
    for name, title, count, summaries_size, size in index["topics"]:
        summaries: _Kept[QuestionSummary] = _Kept(rest[start : start + summaries_size], count, _summary)
        start += summaries_size
        topics.append(Topic(name, _made(title), _Kept(rest[start : start + size], count, _made), summaries))
        start += size
    return Bank(root=root, topics=tuple(topics), description=_made(index["description"]))


def _keep(path: Path, bank: Bank, code: Sequence[Path], signature: list[list[Any]]) -> None:
    parts, topics = [], []
    for topic in bank.topics:
        summaries, questions = _written([tuple(one) for one in topic.summaries()]), _written(topic.questions)
        parts += [summaries, questions]
        topics.append((topic.name, topic.title, len(topic.questions), len(summaries), len(questions)))
    names = [str(file.relative_to(bank.root)) for file in code]
    described = {"format": FORMAT, "files": signature, "code": names, "description": bank.description, "topics": topics}
    index = _written(described)
    rest = b"".join([b"%08x " % len(index), index, *parts])
    write_whole(path, b"%08x " % zlib.crc32(rest) + rest)


def _written(value: object) -> bytes:
    return marshal.dumps(_plain(value))


def _plain(value: Any) -> Any:
    """`value` with a mapping for each dataclass: its fields, and the name of its class under None."""
    if isinstance(value, list | tuple):
        return type(value)(map(_plain, value))
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if is_dataclass(value):
        return {None: type(value).__name__, **_plain(vars(value))}
    return value


class _Kept(Sequence[Made]):
    """The questions or summaries of a topic, made at the first access; equal to a tuple of the same."""

    def __init__(self, part: memoryview, count: int, make: Callable[[Any], Made]) -> None:
        """`part` of the cache holds `count` plain values, of each of which `make` makes one."""
        self._part: memoryview | None = part
        self._count = count
        self._make = make
        self._made: tuple[Made, ...] = ()

    def _all(self) -> tuple[Made, ...]:
        if self._part is not None:
            self._made = tuple(map(self._make, marshal.loads(self._part)))
            self._part = None
        return self._made

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Made: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Made, ...]: ...
    def __getitem__(self, index: int | slice) -> Made | tuple[Made, ...]:
        return self._all()[index]

    def __iter__(self) -> Iterator[Made]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        return self._all() == tuple(other) if isinstance(other, (tuple, _Kept)) else NotImplemented

    def __repr__(self) -> str:
        return repr(self._all())


def _summary(plain: tuple[Any, ...]) -> QuestionSummary:
    return QuestionSummary._make([*plain[:PROMPT], _made(plain[PROMPT]), *plain[PROMPT + 1 :]])


def _made(plain: Any) -> Any:
    """What `_plain` was made of; of a bank's values, only questions need the module of questions."""
    if isinstance(plain, tuple):
        return tuple(map(_made, plain))
    if not isinstance(plain, dict):
        return plain
    name = plain.pop(None, None)
    made = {key: _made(value) for key, value in plain.items()}
    return _class_named(name)(**made) if name else made


def _class_named(name: str) -> Any:
    for made in (Text, Track, Description):
        if made.__name__ == name:
            return made
    from quizdl.bank import question

    return getattr(question, name)
