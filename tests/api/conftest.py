"""Banks with a verifier of their own, and a background service that ends with the tests."""

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quizdl.api.background import close_background_service

VERIFIER = '''
"""A coin."""
from quizdl.verify import Control, Curve, Evidence, Measurement, claim, within
import os, time


def same(n: int) -> int:
    return n


def unused() -> None: ...


@claim(en="It holds <b>here</b>.", seconds=0.1)
def holds(n: int = 2, seeds: int = 1, seed: int = 0) -> Evidence:
    BODY
    return Evidence(
        measurements=[Measurement("n", same(n), within(2.0, 0.0, because="it is"))],
        controls=[Control("one more", n + 1, within(2.0, 0.0))],
        curves=[Curve("line", y=[1.0, 2.0, 1.5])],
    )
'''

MakeBank = Callable[..., Path]


@pytest.fixture(scope="module", autouse=True)
def _service() -> Iterator[None]:
    yield
    close_background_service()


@pytest.fixture
def make_bank(tmp_path: Path) -> MakeBank:
    """Writes a bank whose one claim, `coin.holds`, first runs the lines that are given."""

    def make(body: str = "pass") -> Path:
        (tmp_path / "bank" / "verifiers").mkdir(parents=True, exist_ok=True)
        lines = textwrap.indent(textwrap.dedent(body), "    ").strip()
        (tmp_path / "bank" / "verifiers" / "coin.py").write_text(VERIFIER.replace("BODY", lines))
        return tmp_path / "bank"

    return make
