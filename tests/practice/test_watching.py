"""A file of the reader's is watched: each save is seen once and whole, and what is no file is told."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

import pytest

from quizdl.practice.watching import Lost, Saved, judge_saves, read_once, watch

QUICK = 0.005
PATIENCE = 20.0


async def following(states: AsyncGenerator[Saved | Lost, None]) -> Saved | Lost:
    return await asyncio.wait_for(anext(states), PATIENCE)


async def silence(states: AsyncGenerator[Saved | Lost, None]) -> None:
    """Nothing is told for a while; this ends the watching."""
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(states), 20 * QUICK)


async def test_a_file_is_seen_at_once_and_after_it_was_written_in_place(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"one")
    async with aclosing(watch(path, QUICK)) as states:
        assert await following(states) == Saved(b"one")
        path.write_bytes(b"two")
        assert await following(states) == Saved(b"two")
        await silence(states)


@pytest.mark.fault
async def test_a_file_renamed_over_the_watched_one_is_seen_also_under_a_clock_set_back(tmp_path: Path) -> None:
    path, other = tmp_path / "a.py", tmp_path / "a.py~"
    path.write_bytes(b"one")
    async with aclosing(watch(path, QUICK)) as states:
        assert await following(states) == Saved(b"one")
        other.write_bytes(b"two")
        os.utime(other, (1.0, 1.0))
        other.replace(path)
        assert await following(states) == Saved(b"two")


@pytest.mark.fault
async def test_a_deleted_file_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"one")
    async with aclosing(watch(path, QUICK)) as states:
        assert await following(states) == Saved(b"one")
        path.unlink()
        assert await following(states) == Lost.MISSING
        path.write_bytes(b"one")
        assert await following(states) == Saved(b"one")


@pytest.mark.fault
async def test_a_pipe_is_told_and_never_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    os.mkfifo(path)
    async with aclosing(watch(path, QUICK)) as states:
        assert await following(states) == Lost.SPECIAL
        path.unlink()
        path.mkdir()
        assert await following(states) == Lost.FOLDER
    assert read_once(path) == Lost.FOLDER


@pytest.mark.fault
async def test_a_file_that_may_not_be_read_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"one")

    def refuse(*_: object) -> int:
        raise PermissionError

    async with aclosing(watch(path, QUICK)) as states:
        with monkeypatch.context() as patch:
            patch.setattr("quizdl.practice.watching.os.open", refuse)
            assert await following(states) == Lost.UNREADABLE
            waiting = asyncio.ensure_future(anext(states))
            await asyncio.sleep(10 * QUICK)
            assert not waiting.done()
        assert await asyncio.wait_for(waiting, PATIENCE) == Saved(b"one")


@pytest.mark.fault
async def test_a_file_saved_again_and_again_is_read_when_it_rests(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"begun")
    async with aclosing(watch(path, 10 * QUICK)) as states:
        assert await following(states) == Saved(b"begun")
        waiting = asyncio.ensure_future(anext(states))
        for count in range(40):
            path.write_bytes(b"%d" % count)
            await asyncio.sleep(QUICK)
            assert not waiting.done()
        assert await asyncio.wait_for(waiting, PATIENCE) == Saved(b"39")


async def test_a_file_is_read_once_without_watching_it(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    assert read_once(path) == Lost.MISSING
    path.write_bytes(b"one")
    assert read_once(path) == Saved(b"one")


class Judge:
    """Tells three steps of each state, unless it is to hang after the first; knows which runs came to their end."""

    def __init__(self) -> None:
        self.ended: list[bytes] = []
        self.cancelled: list[bytes] = []

    async def __call__(self, data: bytes) -> AsyncGenerator[str, None]:
        try:
            for step in range(3):
                yield f"{data.decode()} {step}"
                if data == b"hangs":
                    await asyncio.sleep(PATIENCE)
            self.ended.append(data)
        except (asyncio.CancelledError, GeneratorExit):
            self.cancelled.append(data)
            raise


async def test_a_save_during_a_run_ends_it_and_starts_the_next(tmp_path: Path) -> None:
    path, judge, seen = tmp_path / "a.py", Judge(), []
    path.write_bytes(b"hangs")
    async with aclosing(judge_saves(path, judge, QUICK)) as steps:
        async with asyncio.timeout(PATIENCE):
            async for step in steps:
                seen.append(step)
                if step == "hangs 0":
                    path.write_bytes(b"works")
                if step == "works 2":
                    break
    assert seen == [Saved(b"hangs"), "hangs 0", Saved(b"works"), "works 0", "works 1", "works 2"]
    assert judge.cancelled[0] == b"hangs"


async def test_a_run_goes_on_where_its_file_is_gone(tmp_path: Path) -> None:
    path, judge, seen = tmp_path / "a.py", Judge(), []
    path.write_bytes(b"works")
    async with aclosing(judge_saves(path, judge, QUICK)) as steps:
        async with asyncio.timeout(PATIENCE):
            async for step in steps:
                seen.append(step)
                path.unlink(missing_ok=True)
                if Lost.MISSING in seen and judge.ended:
                    break
    assert judge.ended == [b"works"]
    assert [step for step in seen if isinstance(step, str) and step.startswith("works")] == [
        "works 0", "works 1", "works 2",
    ]  # fmt: skip


async def test_closing_ends_the_run(tmp_path: Path) -> None:
    path, judge = tmp_path / "a.py", Judge()
    path.write_bytes(b"hangs")
    async with aclosing(judge_saves(path, judge, QUICK)) as steps:
        async with asyncio.timeout(PATIENCE):
            while await anext(steps) != "hangs 0":
                pass
    assert judge.cancelled == [b"hangs"]
