"""Diagnose a reader's program in the experiment's process: draw calls, make them of all programs, compare."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

from quizdl.contract import Call
from quizdl.verify.diagnosis import Condition, Diagnosis, Mistake, ObservationKind, Relation
from quizdl.verify.importing import load_verifier
from quizdl.verify.practice.diagnosis.budget import within
from quizdl.verify.practice.diagnosis.classifiers import observe
from quizdl.verify.practice.diagnosis.compared import Compared, by_output
from quizdl.verify.practice.diagnosis.conditions import find_condition
from quizdl.verify.practice.diagnosis.draws import Exercise, Own, Replayed, Runs, drawn_calls, replay
from quizdl.verify.practice.diagnosis.features import DrawnCall, features_of, numbers_of
from quizdl.verify.practice.diagnosis.first_difference import first_difference
from quizdl.verify.practice.diagnosis.likeness import alike, changed_lines
from quizdl.verify.practice.diagnosis.outcomes import Terms
from quizdl.verify.practice.diagnosis.places import find_place
from quizdl.verify.practice.diagnosis.relations import agreeing, find_relations
from quizdl.verify.practice.diagnosis.repeats import find_unstable
from quizdl.verify.practice.diagnosis.substitutions import find_substitutions
from quizdl.verify.practice.reader_process import ReaderProcess
from quizdl.verify.practice.wire import Array

MOST_CALLS, LEAST_DRAWS = 400, 20
SEARCHED = 0.75  # share of the calls in which conditions are searched; in the others they must hold
SECONDS_OF_DRAWS = 2.0  # after them no more calls are drawn
SECONDS_OF_SUBSTITUTIONS = 2.0  # of computing
SECONDS_OF_MISTAKES = 3.0  # those that were not done by then are not named
SECONDS_OF_CHANGED_LINES = 3.0


@dataclass(frozen=True)
class _Bank:
    """What the bank holds of an exercise."""

    exercise: Exercise
    shapes: Mapping[str, Mapping[str, Sequence[str]]]  # by call: the names of lengths of its arguments
    draw: ModuleType
    load: Callable[[str, bool], Any]  # the symbol in a changed text of our module, or in a program of its own
    ours: Any
    source: str  # of the module that holds ours


def diagnose(request: Mapping[str, Any], process: ReaderProcess) -> Diagnosis:
    """What is to be said of the program in the reader's process. Raises SolutionFault where it cannot be loaded."""
    process.load()
    if not request["drawn"]["draw"]:
        seen = tuple(observe(process, request["solution"]["symbol"]))
        return Diagnosis(calls=len(ObservationKind), wrong=len(seen), observed=seen, compared=False)
    bank = _bank(request)
    theirs, ours = _replayed(process, bank)
    compared = _compared(bank, theirs, ours)
    wrong = [not outcome.right for outcome in theirs.outcomes]
    condition_of, condition = _condition(bank, theirs.calls, wrong)
    mistakes = [Mistake(**mistake) for mistake in request["drawn"]["mistakes"]]
    likeness, all_compared = within(SECONDS_OF_MISTAKES, alike(mistakes, theirs, ours, bank.load) if any(wrong) else ())
    right = [(bank.source, True), *((source, False) for source in request["drawn"]["right"])]
    lines = () if likeness or not any(wrong) else changed_lines(right, theirs, ours, bank.load)
    changed, _ = within(SECONDS_OF_CHANGED_LINES, islice(lines, 1))
    return Diagnosis(
        calls=len(wrong),
        wrong=sum(wrong),
        agreeing=tuple(agreeing(compared)),
        condition=condition,
        condition_of=condition_of,
        first=first_difference(theirs.calls, wrong) if bank.exercise.is_class else None,
        relations=tuple(_related(bank, process, compared, ours)),
        likeness=tuple(likeness),
        changed=next(iter(changed), ()),
        compared=all_compared,
    )


def _condition(bank: _Bank, calls: Sequence[DrawnCall], wrong: Sequence[bool]) -> tuple[str, Condition | None]:
    """What parts the calls that go wrong; where those of one name alone do, this name, and what parts these."""
    named: Callable[..., dict[tuple[str, ...], bool | float]] = getattr(bank.draw, "features", lambda *_: {})
    names = list(dict.fromkeys(call.name for call in calls))
    bad = {call.name for call, is_wrong in zip(calls, wrong, strict=True) if is_wrong}
    alone = bad.pop() if len(names) > 1 and len(bad) == 1 else ""
    kept = [place for place, call in enumerate(calls) if alone in ("", call.name)]
    several = names if len(names) > 1 and not alone else ()
    features = [
        features_of(call, bank.shapes[call.name], named(*call.arguments.values()), several)
        for call in (calls[place] for place in kept)
    ]
    return alone, find_condition([wrong[place] for place in kept], features, int(SEARCHED * len(kept)))


def _bank(request: Mapping[str, Any]) -> _Bank:
    drawn, symbol = request["drawn"], request["solution"]["symbol"]
    path, folder = Path(request["path"]), Path(request["folder"])
    files = {Path(file): source for file, source in request["files"].items()}

    def load(source: str, planted: bool) -> Any:
        if planted:
            return getattr(load_verifier(path, {**files, path: source}, folder=folder, sealed=True), symbol)
        return getattr(_module(source), symbol)

    draw = _module(drawn["draw"])
    in_place, counts = frozenset(request["solution"]["contract"]["in_place"]), getattr(draw, "counts", None)
    calls = {one["name"]: Call(**one) for one in drawn["calls"]}
    terms = {name: Terms(call.results, in_place, counts) for name, call in calls.items()}
    ours = load(files[path], True)
    shapes = {name: dict(zip(call.arguments, call.shapes, strict=True)) for name, call in calls.items()}
    anew = None if request["solution"]["contract"]["compared"] else draw.draw
    return _Bank(Exercise(symbol, calls, terms, isinstance(ours, type), anew), shapes, draw, load, ours, files[path])


def _module(source: str) -> ModuleType:
    """A module of its own, with a name by which dataclasses find it."""
    module = ModuleType(f"_exercise_{len(sys.modules)}")
    sys.modules[module.__name__] = module
    exec(compile(source, module.__name__, "exec"), module.__dict__)
    return module


def _replayed(process: Runs, bank: _Bank) -> tuple[Replayed, Replayed]:
    """The drawn calls of the reader's program and of ours, until there are enough, or time is up."""
    calls: list[DrawnCall] = []
    theirs, ours = Replayed(bank.exercise, calls, [], []), Replayed(bank.exercise, calls, [], [])
    own = Own(bank.ours)
    begun, seed, alive = time.monotonic(), 0, True
    while alive and len(calls) < MOST_CALLS and (seed < LEAST_DRAWS or time.monotonic() - begun < SECONDS_OF_DRAWS):
        drawn = drawn_calls(bank.draw.draw, bank.exercise, seed)
        asked = list(replay(own, bank.exercise, drawn))
        given = list(replay(process, bank.exercise, drawn, [value for value, _ in asked]))
        alive = len(given) == len(drawn)
        calls.extend(drawn[: len(given)])
        for replayed, answers in ((theirs, given), (ours, asked[: len(given)])):
            replayed.values.extend(value for value, _ in answers)
            replayed.outcomes.extend(outcome for _, outcome in answers)
        seed += 1
    return theirs, ours


def _compared(bank: _Bank, theirs: Replayed, ours: Replayed) -> list[Compared]:
    exercise, own = bank.exercise, Own(bank.ours)
    anew = replay(own, exercise, [call._replace(number=1) for call in ours.calls]) if exercise.is_class else None
    compared: list[Compared] = []
    before: dict[str, tuple[Array, ...]] = {}  # of the last call of each name in the object
    for call, given, asked in zip(ours.calls, theirs.outcomes, ours.outcomes, strict=True):
        results = asked.results or ()
        before = {} if call.number == 1 else before
        compared.append(
            Compared(
                arguments=call.arguments,
                numbers=numbers_of(call, bank.shapes[call.name]),
                outputs=_outputs(exercise.calls[call.name], len(results)),
                first=call.number == 1,
                given=given,
                ours=results,
                before=before.get(call.name, ()),
                fresh=next(anew)[1].results or () if anew is not None else (),
            )
        )
        before[call.name] = results
    return compared


def _outputs(call: Call, count: int) -> list[str]:
    """The names of results; where the contract lets others follow, dW_1, db_1, dW_2 are dW, db, dW."""
    names = call.results
    if call.more_results:
        stems = [re.sub(r"_?1$", "", name) for name in names]
        return [stems[place % len(stems)] for place in range(count)]
    return list(names) if len(names) == count else ["result"] * count


def _related(bank: _Bank, process: Runs, calls: Sequence[Compared], ours: Replayed) -> list[Relation]:
    """How outputs relate to ours; else by what change of the arguments; else at which of their numbers they differ."""
    simple = {relation.output: relation for relation in find_relations(calls)}
    pairs = by_output(calls)
    unstable = {relation.output: relation for relation in find_unstable(process, calls, ours)}
    lacking = [name for name in pairs if name not in unstable and (name not in simple or simple[name].first)]
    search = find_substitutions(lacking, calls, ours, Own(bank.ours), bank.shapes)
    changes = {relation.output: relation for relation in within(SECONDS_OF_SUBSTITUTIONS, search)[0]}
    places = {name: found for name in lacking if (found := find_place(name, pairs[name])) is not None}
    related = places | simple | changes | unstable
    return [related[name] for name in pairs if name in related]
