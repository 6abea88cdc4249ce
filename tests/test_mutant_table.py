"""No planted bug of an earlier version is lost when families are rewritten."""

import pytest

from tools.mutant_table import planted, successors


@pytest.mark.slow
def test_every_planted_bug_of_0_1_0_has_a_successor() -> None:
    today = successors()
    assert len(today) == 221
    assert set(today.values()) - planted().keys() == set()
