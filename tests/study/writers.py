"""What other processes do to a store of progress, for tests that run several of them or kill them."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

from quizdl import files
from quizdl.study import backups, database, durable_database, rescue
from quizdl.study.cards import NewReview, Rating
from quizdl.study.progress import BUILTIN, ProgressStore
from quizdl.study.scheduling import LATEST, Scheduler
from quizdl.study.storage_warnings import NotSaved, StorageWarning

MORNING = datetime(2027, 1, 4, 9, tzinfo=UTC)  # a Monday

PROCESSES = multiprocessing.get_context("forkserver")  # a fork of pytest itself would share its threads and files
PROCESSES.set_forkserver_preload([__name__])


def in_child(act: Callable[..., Any], *arguments: Any) -> Any:
    """What a function returns or raises in a process of its own."""
    with PROCESSES.Pool(1) as pool:
        return pool.apply(act, arguments)


class Clock:
    """A clock that stands until the test sets it."""

    def __init__(self, at: datetime = MORNING) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return self.at.timestamp()

    def forward(self, **length: float) -> None:
        self.at += timedelta(**length)


def answer(store: ProgressStore, question: str, rating: Rating = Rating.GOOD, revision: int = 1) -> int:
    """Record an answer; the id of its review."""
    return store.record(BUILTIN, NewReview(question, revision, rating, 1.0), Scheduler()).review_id


def fill(path: Path, count: int, now: Callable[[], datetime], questions: int = 7) -> list[int]:
    """Ids of so many answers, one a minute, recorded in a session that is closed as it should be."""
    clock = Clock(now())
    store = ProgressStore.open(path, now=clock)
    ids = []
    for number in range(count):
        ids.append(answer(store, f"q{number % questions}", Rating(1 + number % 4)))
        clock.at += timedelta(minutes=1)
    assert store.saved, store.warning
    store.close()
    return ids


def all_is_well(path: Path, acknowledged: list[int]) -> None:
    """Every answer is there, the file is sound, and every card is the one that its log makes."""
    store = ProgressStore.open(path, now=Clock(LATEST))  # whatever clock it was written by
    assert (store.saved, store.warning) == (True, None)
    store.cards(BUILTIN)  # those of rescued reviews are made when they are read
    assert set(acknowledged) <= {review.id for review in store.reviews()}
    assert store.rebuild(Scheduler()) == 0
    store.close()
    with sqlite3.connect(path) as stranger:
        assert stranger.execute("pragma integrity_check").fetchall() == [("ok",)]
    stranger.close()


def cause(store: ProgressStore) -> str | None:
    """Why answers do not reach the disk; None where they do."""
    return store.warning.why.cause if isinstance(store.warning, NotSaved) else None


def answer_many(path: Path, count: int, seed: int) -> tuple[list[int], StorageWarning | None]:
    """Record so many answers among others who do so; their ids, and what was wrong."""
    draw = random.Random(seed)
    store = ProgressStore.open(path)
    ids = [answer(store, f"q{draw.randrange(20)}", draw.choice(list(Rating))) for _ in range(count)]
    trouble = None if store.saved else store.warning
    store.close()
    return ids, trouble


def answer_until_killed(path: Path, acknowledged: Path, seed: int) -> None:
    """Record answers without end; every id is written to `acknowledged` once the store has returned it."""
    draw = random.Random(seed)
    store = ProgressStore.open(path)
    with acknowledged.open("ab", buffering=0) as file:
        while True:
            review = answer(store, f"q{draw.randrange(20)}", draw.choice(list(Rating)))
            if not store.saved:
                os._exit(3)
            file.write(b"%d\n" % review)


def answer_on_a_full_disk(path: Path) -> dict[str, Any]:
    """Record until the disk is full, 20 more, and then, with room again, one more.

    Full is either the file system, when it is a small one, or what this process may write to one file.
    """
    real = path.parent.parent.is_mount()
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    if not real:
        resource.setrlimit(resource.RLIMIT_FSIZE, (256 * 1024, hard))  # Python ignores the signal; writing fails
    store = ProgressStore.open(path)
    before: list[int] = []
    while store.saved:
        before.append(answer(store, f"q{len(before) % 20}"))
    after = [answer(store, f"q{number}") for number in range(20)]
    full = {
        "on disk": before[:-1],  # the last one found it full
        "in memory": [before[-1], *after],
        "trouble": cause(store),
        "seen": [review.id for review in store.reviews()],
        "cards": len(store.cards(BUILTIN)),
        "outside": ids_on_disk(path),
    }
    if real:
        subprocess.run(["mount", "-o", "remount,size=8m", path.parent.parent], check=True)
    else:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    durable_database.RETRY_SECONDS, store._database._next_try = 0.0, 0.0
    last = answer(store, "q1")
    full |= {"last": last, "saved again": store.saved, "trouble again": cause(store)}
    store.close()
    return full | {"at last": ids_on_disk(path)}


def ids_on_disk(path: Path) -> list[int]:
    """Ids of all reviews, seen by a stranger."""
    other = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return [row[0] for row in other.execute("select id from reviews where voids is null order by number")]
    finally:
        other.close()


def visit_without_rights(path: Path) -> dict[str, Any]:
    """Open a store that may be read and not written, and record an answer."""
    if os.geteuid() == 0:  # root may write everywhere
        os.setegid(65534)
        os.seteuid(65534)
    scheduler = Scheduler()
    store = ProgressStore.open(path)
    before = len(list(store.reviews()))
    card = store.record(BUILTIN, NewReview("new", 1, Rating.GOOD, 1.0), scheduler).card
    seen = {
        "before": before,
        "after": len(list(store.reviews())),
        "cards": "new" in store.cards(BUILTIN) and card.reviews == 1,
        "saved": store.saved,
        "trouble": cause(store),
    }
    store.close()
    return seen


TRACED = {module.__file__ for module in (database, rescue, backups, durable_database, files)}


def kill_at_every_line(folder: Path, start: str, step: int = 1) -> int:
    """Open a store, answer, and close it, killed at one line of what writes files after the other; how many kills.

    `start` is a folder to begin with, copied for each run; "" begins with nothing. After each kill the next start must
    find every acknowledged answer and save a new one.
    """
    acknowledged = folder / "acknowledged"
    line = 0
    while True:
        data = folder / f"data{line}"
        if start:
            shutil.copytree(start, data)
        before = ids_on_disk(data / "kept.sqlite") if start else []
        acknowledged.write_bytes(b"")
        process = os.fork()
        if not process:
            answer_until_line(data / "progress.sqlite", acknowledged, line)
        _, status = os.waitpid(process, 0)
        answer_after_a_kill(data / "progress.sqlite", [*before, *map(int, acknowledged.read_text().split())])
        shutil.rmtree(data)
        if status == 0:
            return line // step
        assert os.WTERMSIG(status) == signal.SIGKILL
        line += step


def answer_until_line(path: Path, acknowledged: Path, line: int) -> None:
    """Answer twice and close, but die at that line of those that run in TRACED."""
    left = line

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal left
        if frame.f_code.co_filename not in TRACED:
            return None
        if event == "line":
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    store = ProgressStore.open(path, now=Clock())
    with acknowledged.open("ab", buffering=0) as file:
        for question in ("q1", "q2"):
            file.write(b"%d\n" % answer(store, question))
            assert store.saved
    store.close()
    os._exit(0)


def answer_after_a_kill(path: Path, acknowledged: list[int]) -> None:
    """What the reader finds at the next start: all that was acknowledged, and a store that saves."""
    store = ProgressStore.open(path, now=Clock())
    assert store.saved, store.warning
    store.cards(BUILTIN)  # those of rescued reviews are made when they are read
    assert set(acknowledged) <= {review.id for review in store.reviews()}
    last = answer(store, "q3")
    assert store.saved, store.warning
    assert store.rebuild(Scheduler()) == 0
    store.close()
    assert last in ids_on_disk(path)
    assert not [name for name in os.listdir(path.parent) if name.endswith(("-part", "-copy", "-restored"))]


def migrate_and_die(path: Path, statements: list[str]) -> None:
    """Bring a store to a version that does not exist yet, where `die()` in SQL is kill -9."""
    real = database.steps()

    def connect(*arguments: Any, **named: Any) -> sqlite3.Connection:
        connection = backups.connect(*arguments, **named)
        connection.create_function("die", 0, lambda: os.kill(os.getpid(), signal.SIGKILL))
        return connection

    steps = (*real, ";\n".join(statements) + ";\n")
    with patch.multiple(database, steps=lambda: steps, connect=connect):
        ProgressStore.open(path).close()


if __name__ == "__main__":
    print(json.dumps(answer_on_a_full_disk(Path(sys.argv[1]))))
