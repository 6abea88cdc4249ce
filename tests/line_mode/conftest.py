"""A family of one claim."""

from pathlib import Path

import pytest

from quizdl.verify.catalogue import Catalogue, read_catalogue
from tests.line_mode.playing import VERIFIER


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    (tmp_path / "family.py").write_text(VERIFIER)
    return read_catalogue(tmp_path)
