"""A real step: where tensors without values do not do, within a limit of memory."""

from __future__ import annotations

import resource
import sys

import psutil

SHARE_OF_FREE_MEMORY = 0.8


def limit_memory() -> None:
    """Let this process take at most a share of the memory that is free now.

    torch then raises an error instead of making the machine swap.
    """
    if sys.platform != "linux":  # others ignore the limit
        return
    room = int(psutil.virtual_memory().available * SHARE_OF_FREE_MEMORY)
    limit = psutil.Process().memory_info().vms + room
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
