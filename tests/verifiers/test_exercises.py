"""The exercises of the built-in bank: their right programs, their mistakes, and the calls that are drawn for them."""

import ast
import doctest
import importlib.util
import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quizdl import folders
from quizdl.bank.cache import open_bank
from quizdl.bank.question import CodeQuestion
from quizdl.contract import Call
from quizdl.lab.lines import count_lines
from quizdl.practice.attempt import Attempt, judge_file
from quizdl.practice.diagnosing import diagnose
from quizdl.practice.exercise import Exercise, exercise_of
from quizdl.practice.source_check import check_source
from quizdl.verify.importing import load_verifier
from quizdl.verify.practice.calls import agree, copied, leaves, like_ours
from quizdl.verify.practice.faults import SolutionFault
from quizdl.verify.service import Service
from tests.built_in import CATALOGUE, VERIFIERS

EXERCISES = {
    question.id: exercise_of(question, CATALOGUE, VERIFIERS)
    for question in open_bank(folders.builtin_bank()).questions()
    if isinstance(question, CodeQuestion)
}
FOLDERS = {name: VERIFIERS / "exercises" / name for name in EXERCISES}
WHOLE = [name for name, exercise in EXERCISES.items() if exercise.question.whole]
PROGRAMS = [(name, path) for name, folder in FOLDERS.items() for path in sorted(folder.glob("[rw]*_*.py"))]
RIGHT = [(name, path) for name, path in PROGRAMS if path.stem.startswith("right_")]
WRONG = [(name, path) for name, path in PROGRAMS if path.stem.startswith("wrong_")]

# a whole program trains: no call of it is drawn, and CI asks those of its judges that declare so many seconds at most;
# `quizdl bank check --prove` asks all of them about every program
WHOLE_SECONDS = 3.0
DRAWN_RIGHT, DRAWN_WRONG = ([one for one in programs if one[0] not in WHOLE] for programs in (RIGHT, WRONG))

RESTING = {
    name: pytest.mark.rests_on(name, *sorted({judge.family for judge in exercise.judges}))
    for name, exercise in EXERCISES.items()
}

DRAWN = {"write-minibatches"}  # a right program may draw otherwise: only which numbers it gives counts, not their order

pytestmark = pytest.mark.filterwarnings("ignore:::numpy")


def title(value: object) -> str | None:
    return value.stem if isinstance(value, Path) else None


def test_each_exercise_has_right_programs_mistakes_and_a_draw() -> None:
    assert {folder.name for folder in (VERIFIERS / "exercises").iterdir()} == set(EXERCISES)
    for name, folder in FOLDERS.items():
        assert len([one for one, _ in RIGHT if one == name]) >= 3, name
        assert len([one for one, _ in WRONG if one == name]) >= 5, name
        assert (folder / "draw.py").exists() == (name not in WHOLE), name


def test_mistakes_are_named_in_both_languages() -> None:
    for _, path in WRONG:
        english, korean = (ast.get_docstring(ast.parse(path.read_text())) or "").splitlines()
        assert re.fullmatch(r"[a-z].*[^.]", english), path
        assert re.search(r"[가-힣]다$", korean), path


@pytest.mark.slow
def test_programs_use_nothing_that_their_exercise_refuses() -> None:
    for name, path in PROGRAMS:
        assert check_source(path.read_text(), EXERCISES[name]) is None, path


def loaded(path: Path) -> Any:
    """The module of a file, under a name of its own, which dataclasses look up."""
    name = f"exercise_{abs(hash(path))}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        return module
    finally:
        del sys.modules[name]


def ours(exercise: Exercise) -> Any:
    return getattr(load_verifier(exercise.program, folder=VERIFIERS), exercise.name)


def as_arrays(value: Any) -> Any:
    """Tensors as arrays, in whatever they stand."""
    if isinstance(value, list | tuple):
        return [as_arrays(item) for item in value]
    if isinstance(value, dict):
        return {name: as_arrays(item) for name, item in value.items()}
    return value.detach().numpy() if hasattr(value, "detach") else value


def answers(program: Any, exercise: Exercise, drawn: Any) -> Iterator[Any]:
    """What a program gives at each of the drawn calls; "changed" where it changes what it may not."""
    make, calls = drawn if exercise.methods else (None, [drawn])
    made = None if make is None else program(**make)
    lent: list[Any] = []
    for item in calls:
        call, arguments = named(item, exercise)
        target = program if made is None else getattr(made, call.name)
        annotated = [parameter.annotation for parameter in inspect.signature(target).parameters.values()]
        for array in lent:
            array.fill(1e9)  # the caller uses its arrays again
        given = copied(arguments)
        lent = [array for array in leaves(given) if isinstance(array, np.ndarray) and array.dtype.kind == "f"]
        tensors = [getattr(kind, "__name__", "") == "Tensor" for kind in annotated]
        with np.errstate(all="ignore"):
            value = target(*(_tensor(one) if t else one for one, t in zip(given, tensors, strict=False)))
        kept = [
            n for n, name in enumerate(call.arguments[: len(given)]) if name not in exercise.question.contract.in_place
        ]
        if any(not _same(given[n], arguments[n]) for n in kept):
            yield "changed"
        elif value is None:
            yield copied([given[call.arguments.index(name)] for name in call.results])
        else:
            yield copied(as_arrays(value))


def named(item: Any, exercise: Exercise) -> tuple[Call, Any]:
    """A drawn call with that of the contract; the last of it where the draw names none."""
    if not isinstance(item[0], str):
        return exercise.calls[-1], item
    name, arguments = item
    return next(call for call in exercise.calls if call.name == name), arguments


def _tensor(array: Any) -> Any:
    import torch

    return torch.from_numpy(array)


def _same(one: object, other: object) -> bool:
    pairs = zip(leaves(one), leaves(other), strict=True)
    return all(a is b if callable(a) else _equal(a, b) for a, b in pairs)


def _equal(one: object, other: object) -> bool:
    if one is None or isinstance(one, str):
        return one == other
    is_generator = isinstance(one, np.random.Generator)  # a call draws from it, which is no change
    return is_generator or np.array_equal(one, other, equal_nan=True)  # type: ignore[arg-type]  # both are arrays here


def in_order(value: Any) -> Any:
    return np.sort(np.concatenate(list(leaves(value))))


def agreeing(exercise: Exercise, program: Any, draws: int, *, any_order: bool = False) -> Iterator[bool]:
    """For each drawn call whether a program agrees with ours."""
    draw, own = loaded(exercise.folder / "draw.py"), ours(exercise)
    counts = getattr(draw, "counts", lambda value: value)
    for seed in range(draws):
        drawn = draw.draw(np.random.default_rng(seed))
        results = [named(item, exercise)[0].results for item in (drawn[1] if exercise.methods else [drawn])]
        pairs = zip(answers(own, exercise, drawn), answers(program, exercise, drawn), results, strict=True)
        for asked, given, names in pairs:
            try:
                fitting: Any = like_ours(given, asked, names)
            except SolutionFault:
                yield False
            else:
                pair = counts(fitting), counts(asked)
                yield agree(*map(in_order, pair) if any_order else pair)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=RESTING[name]) for name, one in EXERCISES.items() if one.question.contract.compared],
)
async def test_a_mistake_is_known_by_its_calls(name: str) -> None:
    exercise, path = EXERCISES[name], next(path for one, path in WRONG if one == name)
    async with Service() as service:
        found = await diagnose(exercise, path.read_bytes(), str(path), service)
    assert found is not None
    assert (path.stem,) in found.likeness, found


@pytest.mark.slow
@pytest.mark.parametrize(("name", "path"), DRAWN_RIGHT, ids=title)
def test_a_right_program_agrees_with_ours_on_drawn_calls(name: str, path: Path) -> None:
    exercise = EXERCISES[name]
    program = getattr(loaded(path), exercise.name)
    assert all(agreeing(exercise, program, draws=30, any_order=name in DRAWN))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "path"), DRAWN_WRONG, ids=title)
def test_drawn_calls_part_a_mistake_from_ours(name: str, path: Path) -> None:
    exercise = EXERCISES[name]
    assert not all(agreeing(exercise, getattr(loaded(path), exercise.name), draws=60))


@pytest.mark.parametrize("name", [name for name, one in EXERCISES.items() if one.question.session])
def test_a_session_shows_what_our_program_gives(name: str) -> None:
    exercise = EXERCISES[name]
    names = {"np": np, exercise.name: ours(exercise)}
    test = doctest.DocTestParser().get_doctest(exercise.question.session or "", names, name, None, None)
    told: list[str] = []
    assert doctest.DocTestRunner().run(test, out=told.append).failed == 0, "".join(told)


@pytest.mark.parametrize("name", [name for name, one in EXERCISES.items() if one.question.session])
def test_a_session_is_wrong_of_the_starter(name: str) -> None:
    exercise = EXERCISES[name]
    names: dict[str, Any] = {"np": np}
    exec(exercise.question.starter, names)
    test = doctest.DocTestParser().get_doctest(exercise.question.session or "", names, name, None, None)
    assert doctest.DocTestRunner().run(test, out=lambda _: None).failed > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", [pytest.param(name, marks=RESTING[name]) for name in EXERCISES if name not in WHOLE])
async def test_the_judges_pass_every_right_program(name: str) -> None:
    passed = await passing(EXERCISES[name], [path for one, path in RIGHT if one == name])
    assert all(passed.values()), passed


async def passing(exercise: Exercise, paths: list[Path]) -> dict[str, bool]:
    """Of each program whether the judges pass it."""
    passed = {}
    async with Service() as service:
        for path in paths:
            *_, attempt = [step async for step in judge_file(exercise, path.read_bytes(), str(path), service)]
            assert isinstance(attempt, Attempt)
            passed[path.stem] = attempt.passed
    return passed


@pytest.mark.slow
@pytest.mark.parametrize("name", WHOLE)
async def test_the_quick_judges_of_a_whole_program_tell_a_right_one_from_a_wrong_one(name: str) -> None:
    quick = [judge for judge in EXERCISES[name].judges if judge.seconds <= WHOLE_SECONDS]
    right, wrong = (next(path for one, path in programs if one == name) for programs in (RIGHT, WRONG))
    passed = await passing(replace(EXERCISES[name], judges=quick), [right, wrong])
    assert passed == {right.stem: True, wrong.stem: False}


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_program_is_as_long_and_its_bar_as_high_as_the_exercise_says(name: str) -> None:
    exercise = EXERCISES[name]
    if exercise.question.statements is not None:
        assert exercise.question.statements == count_lines(exercise.program.read_text()).statements
    if exercise.question.accuracy is not None:
        bars = [judge.knobs["accuracy"] for judge in exercise.judges if "accuracy" in judge.knobs]
        assert bars == [exercise.question.accuracy]
