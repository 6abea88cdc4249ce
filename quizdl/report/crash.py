"""A fatal error: one sentence for the reader, and a log file with the traceback."""

from __future__ import annotations

import platform
import traceback
from datetime import datetime
from pathlib import Path

import quizdl
from quizdl import folders
from quizdl.report.text import one_line
from quizdl.words import say

MOST_LOGS = 20  # the oldest go
LONGEST = 200  # characters of the error's own words in the sentence


class FatalError(Exception):
    """An error ended the quiz (its cause); `language` is the reader's at that time."""

    def __init__(self, language: str) -> None:
        super().__init__("the quiz was ended by an error")
        self.language = language


def write_crash_log(error: BaseException) -> Path | None:
    """Write the traceback of `error` to a new file in the state folder; None if it cannot be written."""
    folder = folders.state_folder()
    at = datetime.now().astimezone()
    system = f"quizdl {quizdl.__version__}, Python {platform.python_version()}, {platform.platform()}"
    text = "\n".join([f"{at.isoformat()}", system, *traceback.format_exception(error)])
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        log = folder / f"crash-{at:%Y%m%dT%H%M%S}-{at.microsecond:06}.log"
        log.write_text(text, encoding="utf-8", errors="backslashreplace")
        for old in sorted(folder.glob("crash-*.log"))[:-MOST_LOGS]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return log


def say_crash(language: str, error: BaseException) -> str:
    """Write the log, and return one line that names the error and the log."""
    log = write_crash_log(error)
    first = str(error).strip().partition("\n")[0][:LONGEST]
    what = f"{type(error).__name__}: {first}" if first else type(error).__name__
    line = say(language, "crash.logged" if log else "crash.no_log", what=what, log=log)
    return one_line(line)
