"""Where things live: banks, the reader's data, caches, logs.

`QUIZDL_HOME` moves data, settings, cache and logs below one folder: tests use it, and so can readers with two profiles.
Elsewhere the folders are those of platformdirs. Its import takes a tenth of the start of `quizdl --help`, so on Linux,
where a variable or the home folder says it all, they are named without it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
ON_LINUX = {"data": ".local/share", "config": ".config", "cache": ".cache", "state": ".local/state"}  # below the home


def builtin_bank() -> Path:
    """The folder of the built-in bank: inside an installed package, or the checkout around the package."""
    installed = PACKAGE / "_bank"
    return installed if installed.is_dir() else PACKAGE.parent


def data_folder() -> Path:
    """Where progress and trust are kept; may not exist yet."""
    return _folder("data")


def config_folder() -> Path:
    """Where the reader's settings are kept; may not exist yet."""
    return _folder("config")


def cache_folder() -> Path:
    """Where things are kept that can be made again: unpacked data, results, parsed banks; may not exist yet."""
    return _folder("cache")


def state_folder() -> Path:
    """Where logs of fatal errors are kept; may not exist yet."""
    return _folder("state")


def _folder(kind: str) -> Path:
    if home := os.environ.get("QUIZDL_HOME"):
        return Path(home) / kind
    if sys.platform == "linux" and "ANDROID_DATA" not in os.environ:
        base, home = os.environ.get(f"XDG_{kind.upper()}_HOME", ""), os.environ.get("HOME", "")
        if os.path.isabs(base):
            return Path(base) / "quizdl"
        if os.path.isabs(home):
            return Path(home) / ON_LINUX[kind] / "quizdl"

    import platformdirs

    return Path(getattr(platformdirs, f"user_{kind}_dir")("quizdl"))
