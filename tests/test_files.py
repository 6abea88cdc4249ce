"""A file that is written whole holds its old content or its new one, whatever happens in between."""

import multiprocessing
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from quizdl import files
from quizdl.files import write_whole

OLD, NEW = b"old" * 10_000, b"new" * 20_000
PROCESSES = multiprocessing.get_context("forkserver")  # a fork of pytest itself would share its threads and files


def write_and_be_killed(path: Path, at_line: int) -> None:
    """Write NEW to `path`, and be killed before the line with this number, counted as lines are reached."""
    reached = 0

    def count(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal reached
        if frame.f_code.co_filename != files.__file__:
            return None
        reached += event == "line"
        if reached == at_line:
            os.kill(os.getpid(), signal.SIGKILL)
        return count

    sys.settrace(count)
    write_whole(path, NEW)


@pytest.mark.slow
@pytest.mark.fault
def test_a_kill_at_any_line_leaves_the_old_content_or_the_new(tmp_path: Path) -> None:
    path = tmp_path / "file"
    found: list[bytes] = []
    exit_code: int | None = -signal.SIGKILL
    while exit_code == -signal.SIGKILL:
        path.write_bytes(OLD)
        child = PROCESSES.Process(target=write_and_be_killed, args=(path, len(found) + 1))
        child.start()
        child.join()
        exit_code = child.exitcode
        found.append(path.read_bytes())
    assert exit_code == 0
    assert found == sorted(found, reverse=True) == [OLD] * found.count(OLD) + [NEW] * found.count(NEW)
    assert found.count(OLD) > 5
    assert found.count(NEW) > 1


@pytest.mark.fault
def test_content_is_on_the_disk_before_the_rename_and_the_rename_before_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []
    fsync, replace = os.fsync, os.replace

    def sync(descriptor: int) -> None:
        fsync(descriptor)
        done.append("folder" if os.path.samestat(os.fstat(descriptor), tmp_path.stat()) else "file")

    def rename(source: Path, target: Path) -> None:
        replace(source, target)
        done.append("rename")

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", rename)
    write_whole(tmp_path / "file", "답")
    assert done == ["file", "rename", "folder"]
    assert (tmp_path / "file").read_bytes() == "답".encode()


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=repr)
def test_a_write_that_fails_leaves_the_old_content_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    path = tmp_path / "file"
    write_whole(path, OLD)

    def fail(_: int) -> None:
        raise error

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(type(error)):
        write_whole(path, NEW)
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == {path: OLD}


def test_folders_above_are_made_and_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "one" / "two" / "file"
    write_whole(path, "text")
    assert path.stat().st_mode & 0o777 == 0o600
