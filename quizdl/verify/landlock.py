"""Landlock, by which a process on Linux gives up rights for itself and for all that it starts; elsewhere nothing.

Constants and structures are those of <linux/landlock.h>; the numbers of the three system calls are the same on all
architectures. glibc has no functions for them.
"""

from __future__ import annotations

import ctypes
import functools
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
CREATE_RULESET_VERSION = 1
RULE_PATH_BENEATH = 1
PR_SET_NO_NEW_PRIVS = 38

WRITE_FILE, REFER, TRUNCATE = 1 << 1, 1 << 13, 1 << 14
REMOVE_OR_MAKE = sum(1 << bit for bit in range(4, 13))  # folders, files, sockets, pipes, devices and links
SCOPE_ABSTRACT_SOCKETS, SCOPE_SIGNALS = 1 << 0, 1 << 1

FROM_VERSION = {"files": 1, "rename": 2, "truncate": 3, "signals": 6}


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


@functools.cache
def version() -> int:
    """The version of Landlock that the kernel offers; 0 where it has none."""
    if sys.platform != "linux":
        return 0
    try:
        return max(0, _call(CREATE_RULESET, None, ctypes.c_size_t(0), CREATE_RULESET_VERSION))
    except OSError:  # ENOSYS: not built in; EOPNOTSUPP: switched off; EPERM: a container forbids the call
        return 0


def may_signal_anyone() -> bool:
    """Whether a confined process can still send signals to processes outside."""
    return version() < FROM_VERSION["signals"]


def write_only_to(writable: Iterable[Path]) -> bool:
    """From now on this thread, and all that it starts, write only to these files and below these folders.

    Where the kernel can, signals reach only processes that are confined as well. Reading, the network and changes of
    modes and times stay allowed. Paths that do not exist are left out. False where the kernel has no Landlock.
    Raises OSError where it has and refuses.
    """
    known = version()
    if not known:
        return False
    writing = WRITE_FILE | REMOVE_OR_MAKE
    writing |= REFER if known >= FROM_VERSION["rename"] else 0
    writing |= TRUNCATE if known >= FROM_VERSION["truncate"] else 0
    scoped = SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS if not may_signal_anyone() else 0
    rules = _Ruleset(writing, 0, scoped)
    size = ctypes.sizeof(rules) if scoped else 8  # older kernels know shorter structures
    ruleset = _call(CREATE_RULESET, ctypes.byref(rules), ctypes.c_size_t(size), 0)
    try:
        for path in writable:
            _allow(ruleset, path, writing)
        if _libc().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "PR_SET_NO_NEW_PRIVS")
        _call(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return True


def _allow(ruleset: int, path: Path, writing: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)  # type: ignore[attr-defined,unused-ignore]  # Linux only
    except OSError:
        return
    try:
        folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        beneath = _Beneath(writing if folder else writing & (WRITE_FILE | TRUNCATE), descriptor)
        _call(ADD_RULE, ruleset, RULE_PATH_BENEATH, ctypes.byref(beneath), 0)
    finally:
        os.close(descriptor)


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(number: int, *arguments: object) -> int:
    result: int = _libc().syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result
