"""What the quiz looks up of a family that is a folder: the file of a claim, and what a planted bug changes."""

from pathlib import Path

import pytest

from quizdl.tui.experiments import Experiments
from quizdl.verify.catalogue import read_catalogue
from tests.folder_family import FIRST, SECOND, write_walks


@pytest.fixture
def experiments(tmp_path: Path) -> Experiments:
    return Experiments(read_catalogue(write_walks(tmp_path)), "")


def test_a_claim_is_shown_in_its_own_file(experiments: Experiments) -> None:
    assert experiments.catalogue is not None
    passages = [experiments.passage(claim) for claim in experiments.catalogue.claims()]
    assert [(passage.title, passage.source) for passage in passages] == [
        ("first.py · walks.two_steps", FIRST),
        ("second.py · walks.three_steps", SECOND),
    ]
    assert [passage.source.splitlines()[passage.line - 1][:6] for passage in passages] == ["@claim", "@claim"]


def test_a_bug_is_shown_in_the_file_that_it_changes(experiments: Experiments) -> None:
    assert experiments.catalogue is not None
    changes = [experiments.change(mutant) for mutant in experiments.catalogue.families["walks"].mutants]
    assert [(change.file, change.new) for change in changes] == [
        ("programs/walk.py", ("    return x - 2",)),
        ("walks/first.py", ("    return far(step(START))",)),
        ("walks/second.py", ("    x = walk.step(walk.step(walk.step(5)))",)),
    ]
