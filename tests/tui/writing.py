"""An exercise on the screen: its bank, judges that say what the tests want, and the way to it."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from quizdl.bank.question import AnyQuestion, CodeQuestion
from quizdl.practice.attempt import Attempt, Began, Step
from quizdl.practice.exercise import Exercise
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.practice import PracticeScreen
from quizdl.verify import Control, Evidence, Measurement, at_most
from quizdl.verify.catalogue import Catalogue, read_catalogue
from quizdl.verify.diagnosis import Comparison, Condition, Diagnosis, Feature, FeatureKind, Term
from quizdl.verify.events import TaskBegan, TaskEnded
from quizdl.verify.judging import Judged
from quizdl.verify.practice.faults import FaultKind
from quizdl.verify.result import decide
from quizdl.verify.task import Task
from quizdl.words import Language
from tests.bank.exercise import write_adam
from tests.tui.looking import until
from tests.tui.small_bank import bank_of

JUDGES = ("against_torch", "bias_correction", "long_silence", "own_state")
CLAIM = """

@claim(en="The claim {name} of Adam holds.", ko="Adam의 주장 {name}이 성립한다.", seconds=0.5)
def {name}() -> Evidence:
    raise NotImplementedError
"""
RIGHT, WRONG, BROKEN, ENDLESS = b"# right\n", b"# wrong\n", b"theta = 1\nv = (theta\n", b"# endless\n"
FIRST = {
    "number": 2, "call": "step", "names": ["theta", "g"], "arguments": [[0.0], [1.0]],
    "given": [-0.0001], "asked": [-0.001],
}  # fmt: skip

DIAGNOSIS = Diagnosis(
    calls=60,
    wrong=50,
    condition=Condition(
        True, (Term(Feature(FeatureKind.CALL), Comparison.AT_LEAST, 2.0),), exact=True, met=50, of_kind=50, calls=60
    ),
)


class FakeJudges:
    """Stands in for `judge_and_diagnose`: what it says depends on the bytes alone."""

    def __init__(self) -> None:
        self.judged: list[bytes] = []
        self.fresh: list[bool] = []
        self.cancelled: list[bytes] = []

    async def __call__(
        self, exercise: Exercise, data: bytes, file: str, service: object, *, fresh: bool = False
    ) -> AsyncGenerator[Step, None]:
        del file, service
        self.judged.append(data)
        self.fresh.append(fresh)
        fault = _fault(exercise, data)
        if fault is not None:
            yield _attempt(exercise, data, fault=fault)
            return
        yield Began(hashlib.sha256(data).hexdigest(), [claim.id for claim in exercise.judges])
        tasks = [Task(claim) for claim in exercise.judges]
        results = []
        for index, task in enumerate(tasks):
            yield TaskBegan(index, task)
            if data == ENDLESS:
                try:
                    await asyncio.sleep(3600)
                except asyncio.CancelledError:
                    self.cancelled.append(data)
                    raise
            wrong = data == WRONG and task.claim.id == "adam.bias_correction"
            measured = Measurement("first step", 30.6 if wrong else 0.0, at_most(1, because="ε/|g|"))
            evidence = Evidence(measurements=[measured], controls=[Control("c", 2, at_most(1))])
            results.append(decide(task, evidence, 0.21))
            yield TaskEnded(index, task, results[-1])
        yield _attempt(exercise, data, results=results)
        if data == WRONG:
            yield DIAGNOSIS


def _fault(exercise: Exercise, data: bytes) -> dict[str, Any] | None:
    if data.decode() == exercise.question.starter:
        return {"kind": FaultKind.UNCHANGED}
    return {"kind": FaultKind.SYNTAX, "line": 2, "column": 5, "message": "invalid"} if data == BROKEN else None


def _attempt(exercise: Exercise, data: bytes, *, fault: Any = None, results: Any = ()) -> Attempt:
    for result in results:
        object.__setattr__(result, "calls", {"made": 5, "agreed": 5 - 2 * (data == WRONG), "first": None})
        if data == RIGHT:
            result.calls["speed"] = {"times": 34.2, "ours": 0.01, "shape": [3, 2, 8, 9]}
    if data == WRONG:
        results[1].calls["first"] = FIRST
    judges = {result.claim: Judged.PASSED if result.as_declared else Judged.REFUSED for result in results}
    sha256, asked = hashlib.sha256(data).hexdigest(), len(exercise.judges)
    return Attempt(exercise.question.id, 1, sha256, fault, judges, results, 0.5, asked, data.decode())


def adam_exercise(folder: Path) -> tuple[CodeQuestion, Catalogue]:
    """The exercise of Adam, and claims of its names that only `FakeJudges` can judge by."""
    question = write_adam(folder)
    head = '"""Adam."""\n\nfrom quizdl.verify import Evidence, claim\n'
    text = head + "".join(CLAIM.format(name=name) for name in JUDGES)
    (folder / "verifiers" / "adam.py").write_text(text, encoding="utf-8")
    return question, read_catalogue(folder / "verifiers")


def exercise_app(
    folder: Path, store: ProgressStore, *others: AnyQuestion, language: Language = "en", proofs: bool = True
) -> QuizApp:
    """A quiz over the exercise of Adam, and then `others`."""
    question, known = adam_exercise(folder)
    catalogue = known if proofs else None
    learner = Learner(store, bank_of(question, *others, root=folder))
    return QuizApp(learner, catalogue, language=language, questions=[question, *others], seed=1)


async def writing(pilot: Pilot[int], app: QuizApp) -> PracticeScreen:
    """The screen of the exercise, once the starter has been looked at."""
    await until(pilot, lambda: isinstance(app.screen, PracticeScreen) and app.screen.judging.attempt is not None)
    assert isinstance(app.screen, PracticeScreen)
    return app.screen


async def saved(pilot: Pilot[int], screen: PracticeScreen, data: bytes) -> None:
    """Save the file, and wait for what the judges say of it."""
    screen.work.file.write_bytes(data)
    sha256 = hashlib.sha256(data).hexdigest()
    judging = screen.judging
    await until(pilot, lambda: judging.attempt and judging.attempt.sha256 == sha256 and not judging.is_stale)
