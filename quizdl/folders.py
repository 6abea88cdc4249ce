"""The folders of banks, of the reader's data, of caches and of logs.

`QUIZDL_HOME` moves data, settings, cache and logs below one folder: tests use it, and so can readers with two profiles.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

PACKAGE = Path(__file__).resolve().parent


def builtin_bank() -> Path:
    """The folder of the built-in bank: inside an installed package, or the checkout around the package."""
    installed = PACKAGE / "_bank"
    return installed if installed.is_dir() else PACKAGE.parent


def data_folder() -> Path:
    """The folder of progress and trust; may not exist yet."""
    home = os.environ.get("QUIZDL_HOME")
    return Path(home) / "data" if home else Path(platformdirs.user_data_dir("quizdl"))


def config_folder() -> Path:
    """The folder of the reader's settings; may not exist yet."""
    home = os.environ.get("QUIZDL_HOME")
    return Path(home) / "config" if home else Path(platformdirs.user_config_dir("quizdl"))


def cache_folder() -> Path:
    """The folder of unpacked data, results and parsed banks, which can be made again; may not exist yet."""
    home = os.environ.get("QUIZDL_HOME")
    return Path(home) / "cache" if home else Path(platformdirs.user_cache_dir("quizdl"))


def state_folder() -> Path:
    """The folder of logs of fatal errors; may not exist yet."""
    home = os.environ.get("QUIZDL_HOME")
    return Path(home) / "state" if home else Path(platformdirs.user_state_dir("quizdl"))


def practice_folder() -> Path:
    """The folder of the reader's own programs where the settings name no other; may not exist yet."""
    home = os.environ.get("QUIZDL_HOME")
    return Path(home) / "practice" if home else Path("~/quizdl-practice")
