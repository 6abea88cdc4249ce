"""A wrong file is diagnosed in an experiment's process, by calls that its exercise draws."""

import pytest

from quizdl.practice.attempt import Attempt
from quizdl.practice.diagnosing import diagnose, judge_and_diagnose, known_mistakes
from quizdl.practice.exercise import Exercise, exercise_named
from quizdl.verify.diagnosis import Comparison, Diagnosis, FeatureKind, RelationKind
from quizdl.verify.service import Service
from tests.practice.bank import RIGHT, WRONG, draws_calls, step_bank


@pytest.fixture(scope="module")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    from quizdl.bank.trust import TrustStore, read_sources

    root = step_bank(tmp_path_factory.mktemp("bank"))
    draws_calls(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUIZDL_HOME", str(root / "home"))
        TrustStore().trust(root, read_sources(root))
        return exercise_named("write-step", root)


async def diagnosed(exercise: Exercise, source: str) -> Diagnosis | None:
    async with Service() as service:
        return await diagnose(exercise, source.encode(), "/home/me/write_step.py", service)


def test_mistakes_are_named_in_both_languages_whether_planted_or_whole_programs(exercise: Exercise) -> None:
    known = known_mistakes(exercise)
    assert [mistake.id for mistake in known.mistakes] == ["wrong_climbs", "step.halves_the_rate"]
    assert known.texts["wrong_climbs"].ko == "오르막으로 간다"
    assert known.texts["step.halves_the_rate"].en == "halves the rate"


@pytest.mark.slow
async def test_a_wrong_program_is_like_a_mistake_and_its_change_has_the_other_sign(exercise: Exercise) -> None:
    found = await diagnosed(exercise, WRONG)
    assert found is not None
    assert found.likeness == (("wrong_climbs",),)
    assert found.wrong == found.calls >= 20, "as many as there was time for"
    (relation,) = found.relations
    assert (relation.kind, relation.value, relation.change) == (RelationKind.FACTOR, -1.0, True)


@pytest.mark.slow
async def test_where_it_goes_wrong_is_told_and_like_nothing_known(exercise: Exercise) -> None:
    found = await diagnosed(exercise, RIGHT.replace("return", "theta = theta[:2]\n    return"))
    assert found is not None
    assert found.likeness == ()
    assert found.condition is not None
    assert found.condition.exact
    (term,) = found.condition.terms
    assert (term.feature.kind, term.comparison, term.value) == (FeatureKind.SIZE, Comparison.AT_LEAST, 3.0)


@pytest.mark.slow
async def test_a_diagnosis_follows_an_attempt_that_is_wrong(exercise: Exercise) -> None:
    async with Service() as service:
        for source, ends in ((WRONG, Diagnosis), (RIGHT, Attempt), ("def step(", Attempt)):
            steps = [step async for step in judge_and_diagnose(exercise, source.encode(), "step.py", service)]
            assert isinstance(steps[-1], ends), source


@pytest.mark.slow
async def test_a_program_that_ends_the_process_is_diagnosed_by_the_calls_up_to_then(exercise: Exercise) -> None:
    ends = "import sys\ncalls = []\n" + RIGHT.replace(
        "return", "calls.append(1)\n    len(calls) > 30 and sys.exit()\n    return -"
    )
    found = await diagnosed(exercise, ends)
    assert found is not None
    assert found.calls == found.wrong == 30
