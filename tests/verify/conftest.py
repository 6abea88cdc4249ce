"""Verifiers written for a test, and a runner with short limits to run them."""

import textwrap
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from quizdl.verify import runner as runner_module
from quizdl.verify.declared import Claim
from quizdl.verify.reading import read_family
from quizdl.verify.runner import Runner

HEAD = """
from quizdl.verify import Control, Curve, Evidence, Measurement, Unavailable, Undecided
from quizdl.verify import at_most, claim, mutant, progress, show, within
import os, signal, sys, time
"""
PROOF = """
Evidence(
    measurements=[Measurement("one", 1.0, within(1.0, 0.0, because="arithmetic"))],
    controls=[Control("two", 2.0, within(1.0, 0.0))],
)
"""

MakeClaim = Callable[[str], Claim]


@pytest.fixture
def make_claim(tmp_path: Path) -> MakeClaim:
    """Writes a verifier whose one claim has the body that is given, and returns that claim.

    PROOF in the body stands for evidence that supports the claim.
    """

    def make(body: str) -> Claim:
        indented = textwrap.indent(textwrap.dedent(body).replace("PROOF", PROOF.strip()), "    ")
        source = f'"""A test."""\n{HEAD}\n@claim(en="It holds.", seconds=0.05)\ndef it() -> Evidence:\n{indented}\n'
        path = tmp_path / "example.py"
        path.write_text(source)
        return read_family(path).claims[0]

    return make


@pytest.fixture
async def runner(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Runner]:
    """A runner whose experiments may take two seconds, 400 MB of memory and 40 MB of disk."""
    monkeypatch.setattr(runner_module, "LEAST_SECONDS", 2.0)
    monkeypatch.setattr(runner_module, "MEMORY_BYTES", 400 * 2**20)
    monkeypatch.setattr(runner_module, "DISK_BYTES", 40 * 2**20)
    async with Runner() as running:
        yield running
