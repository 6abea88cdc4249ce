"""Opens a bank from a cache, without importing yaml or pydantic; reads its YAML where the cache does not fit.

The cache is one file a bank: a line with a checksum, a line that says which files it was made from, and one line of
JSON a topic, which is turned into questions only when they are needed.
"""

from __future__ import annotations

import json
import os
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, overload

import quizdl
from quizdl import folders
from quizdl.bank.files import description_files, question_files, reference_files
from quizdl.bank.model import Bank, Description, QuestionSummary, Text, Topic, Track
from quizdl.files import write_whole

if TYPE_CHECKING:
    from quizdl.bank.question import AnyQuestion, Choice, Contract, PlantedBug

Made = TypeVar("Made")

FORMAT = f"quizdl.bank/9 {quizdl.__version__}"
MODULES = tuple(Path(__file__).with_name(f"{name}.py") for name in ("model", "planted_bugs", "question"))
TICK = 0.02  # seconds; two changes of a file within one tick of the clock of its file system look like one


def open_bank(root: Path) -> Bank:
    """The bank at `root`; read from its YAML only if a file has changed since it was read last.

    Raises BankError with all problems. A cache that is damaged, foreign or not writable is ignored.
    """
    path = folders.cache_folder() / "banks" / f"{zlib.crc32(os.fsencode(root.resolve())):08x}"
    try:
        kept = _opened(path, root)
    except (OSError, ValueError, TypeError, KeyError):
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
    index = json.loads(bytes(rest[9 : 9 + length]))
    code = [os.path.join(root, name) for name in index["code"]]  # a Path for each would take longer than all the rest
    if index["format"] != FORMAT or index["files"] != _signature(root, code):
        return None
    topics, start = [], 9 + length
    for name, title, count, summaries_size, size in index["topics"]:
        summaries: _Kept[QuestionSummary] = _Kept(rest[start : start + summaries_size], count, _summary)
        start += summaries_size
        topics.append(Topic(name, Text(**title), _Kept(rest[start : start + size], count, _question), summaries))
        start += size
    return Bank(root=root, topics=tuple(topics), description=_description(index["description"]))


def _keep(path: Path, bank: Bank, code: Sequence[Path], signature: list[list[Any]]) -> None:
    lines, topics = [], []
    for topic in bank.topics:
        summaries, questions = _line([summary._asdict() for summary in topic.summaries()]), _line(topic.questions)
        lines += [summaries, questions]
        topics.append((topic.name, topic.title, len(topic.questions), len(summaries), len(questions)))
    names = [str(file.relative_to(bank.root)) for file in code]
    described = {"format": FORMAT, "files": signature, "code": names, "description": bank.description, "topics": topics}
    index = _line(described)
    rest = b"".join([b"%08x " % len(index), index, *lines])
    write_whole(path, b"%08x " % zlib.crc32(rest) + rest)


def _line(value: object) -> bytes:
    """A line of JSON; dataclasses become mappings of their fields."""
    return json.dumps(value, default=_fields, ensure_ascii=False).encode() + b"\n"


def _fields(value: object) -> dict[str, Any]:
    """The fields of a dataclass; an example as text, for its mappings are not parts of a question."""
    kept = vars(value)
    return {**kept, "example": json.dumps(kept["example"])} if "example" in kept else kept


class _Kept(Sequence[Made]):
    """The questions or summaries of a topic, made at the first access; equal to a tuple of the same."""

    def __init__(self, line: memoryview, count: int, make: Callable[[dict[str, Any]], object]) -> None:
        """`line` is a list in JSON, of which `make` turns each mapping, the innermost first, into a value."""
        self._line: memoryview | None = line
        self._count = count
        self._make = make
        self._made: tuple[Made, ...] = ()

    def _all(self) -> tuple[Made, ...]:
        if self._line is not None:
            self._made = tuple(json.loads(bytes(self._line), object_hook=self._make))
            self._line = None
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


def _description(plain: dict[str, Any]) -> Description:
    tracks = [Track(**_with_tuples({**track, "title": Text(**track["title"])})) for track in plain["tracks"]]
    return Description(**_with_tuples({**plain, "tracks": tracks}))


def _summary(plain: dict[str, Any]) -> QuestionSummary | Text:
    return QuestionSummary(**_with_tuples(plain)) if "id" in plain else Text(**plain)


def _question(plain: dict[str, Any]) -> AnyQuestion | Choice | Contract | PlantedBug | Text:
    """What a mapping stands for. Its fields were checked before they were kept."""
    from quizdl.bank.question import KINDS, BugQuestion, Choice, Contract, PlantedBug

    if "example" in plain:
        plain["example"] = json.loads(plain["example"])
    if "kind" in plain:
        return (BugQuestion if "planted" in plain else KINDS[plain["kind"]])(**_with_tuples(plain))
    part = (
        Choice if "because" in plain else Contract if "calls" in plain else PlantedBug if "changed" in plain else Text
    )
    return part(**_with_tuples(plain))


def _with_tuples(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()}
