"""Fixtures of all tests: a home for each, so that none touches the reader's progress, trust or caches."""

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.proven import pytest_addoption, pytest_collection_modifyitems, pytest_configure

__all__ = ["pytest_addoption", "pytest_collection_modifyitems", "pytest_configure"]

os.environ["OMP_NUM_THREADS"] = "1"  # two test processes with two BLAS threads each collapse on two cores
os.environ.pop("NO_COLOR", None)
settings.register_profile("busy", deadline=None)  # how long an example takes says nothing on a machine that others use
settings.load_profile("busy")
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in a shell's background job: what tests start inherits it
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def home() -> Iterator[Path]:
    """A fresh QUIZDL_HOME for the whole run, but for the unpacked data set, which is the same everywhere."""
    with tempfile.TemporaryDirectory(prefix="quizdl-home-") as folder:
        before = os.environ.get("QUIZDL_HOME")
        os.environ["QUIZDL_HOME"] = folder
        yield Path(folder)
        if before is None:
            del os.environ["QUIZDL_HOME"]
        else:
            os.environ["QUIZDL_HOME"] = before


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a case by its value where pytest would number it."""
    text = repr(val) if isinstance(val, list | tuple | dict) else ""
    return text if 0 < len(text) <= 60 and " at 0x" not in text else None  # an address differs between processes
