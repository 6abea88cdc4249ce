"""Confine an experiment's process: close descriptors, replace the home, forbid writing elsewhere."""

from __future__ import annotations

import contextlib
import functools
import importlib
import os
import re
import resource
import signal
import site
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from quizdl.verify import landlock

SECRETS = re.compile(
    r"TOKEN(?!IZERS)|SECRET|PASSW|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|_SOCK$|^DBUS_", re.IGNORECASE
)
CACHES = (  # variables that lead libraries to a cache; without them they look below HOME
    *("MPLCONFIGDIR", "TORCH_HOME", "TORCHINDUCTOR_CACHE_DIR", "TRITON_CACHE_DIR", "TRITON_HOME"),
    *("CUDA_CACHE_PATH", "HF_HOME", "NUMBA_CACHE_DIR", "PYTHONPYCACHEPREFIX", "XDG_RUNTIME_DIR"),
)
DEVICES = ("null", "zero", "full", "random", "urandom", "shm", "nvidia*", "nvidia-caps/*", "dri/*", "kfd")


def harmless_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """The environment variables for experiments, without those that name secrets or the reader's session."""
    kept = {name: value for name, value in variables.items() if not SECRETS.search(name)}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1"}


def confine(limits: Mapping[str, Any], reports: int, output: int, scratch: Path, lab: Iterable[str]) -> None:
    """Keep stdin, both pipes and a scratch folder, set the kernel's limits, and give up everything else.

    `lab` names modules whose `prepare()` fills a cache that experiments then only read.
    """
    os.dup2(output, 1)
    os.dup2(output, 2)
    close_all_but(0, 1, 2, reports)
    for number in (signal.SIGINT, signal.SIGCHLD, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    os.chdir(scratch)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower(resource.RLIMIT_FSIZE, limits["disk"] // 2)  # one file may not take all the room
    _lower(resource.RLIMIT_DATA, limits["memory"])
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # too large a file is an OSError, not a death
    prepared = [importlib.import_module(name).prepare() for name in lab]
    _move_home(scratch, prepared)
    with contextlib.suppress(OSError):  # a container may forbid it: then `quizdl doctor` says so
        landlock.write_only_to([scratch, *devices()])


@functools.cache
def devices() -> tuple[Path, ...]:
    """The devices below /dev that experiments may write; none holds data. A supervisor lists them once."""
    return tuple(device for pattern in DEVICES for device in Path("/dev").glob(pattern))


def close_all_but(*kept: int) -> None:
    """Close every other descriptor of this process."""
    try:
        descriptors = [int(name) for name in os.listdir("/dev/fd")]
    except OSError:
        descriptors = list(range(resource.getrlimit(resource.RLIMIT_NOFILE)[0]))
    for descriptor in descriptors:
        if descriptor not in kept:
            with contextlib.suppress(OSError):  # the one that listed them is closed already
                os.close(descriptor)


def _move_home(scratch: Path, prepared: Iterable[Path]) -> None:
    """Point the home and caches at the scratch folder, and link the prepared data there."""
    home = scratch / "home"
    cache = home / "quizdl" / "cache"
    cache.mkdir(parents=True)
    for folder in prepared:
        (cache / folder.name).symlink_to(folder)
    for name in CACHES:
        os.environ.pop(name, None)
    if site.ENABLE_USER_SITE:  # packages that were installed there are found by it, not by HOME
        os.environ["PYTHONUSERBASE"] = site.getuserbase()
    os.environ["HOME"] = str(home)
    os.environ["QUIZDL_HOME"] = str(home / "quizdl")
    os.environ["KERAS_HOME"] = str(home / ".keras")
    for name, place in (
        ("XDG_CACHE_HOME", ".cache"),
        ("XDG_CONFIG_HOME", ".config"),
        ("XDG_DATA_HOME", ".local/share"),
        ("XDG_STATE_HOME", ".local/state"),
    ):
        os.environ[name] = str(home / place)
    for name in ("TMPDIR", "TEMP", "TMP"):
        os.environ[name] = str(scratch)
    tempfile.tempdir = None  # it may have been looked up already, in a process that this one was forked from


def _lower(limit: int, value: int) -> None:
    hard = resource.getrlimit(limit)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (value, value))


def holds() -> dict[str, bool]:
    """What the kernel enforces here for experiments, by name: "files", "signals" and "daemons"."""
    return {
        "files": landlock.version() > 0,
        "signals": not landlock.may_signal_anyone(),
        "daemons": sys.platform == "linux",
    }
