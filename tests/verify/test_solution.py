"""A reader's function or class in the place of the bank's, judged by the claims that import its module."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from quizdl.errors import BadSetting, BadSolution, UnknownName
from quizdl.report.errors import say_error
from quizdl.verify.events import SolutionJudged
from quizdl.verify.judging import Judged, SolutionJudgement
from quizdl.verify.service import Service
from quizdl.verify.solution import Solution
from quizdl.verify.task import Task
from tests.built_in import CATALOGUE, VERIFIERS
from tests.verify.conftest import MakeClaim

MODULE = '''"""Means."""
from collections.abc import Sequence


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


@staticmethod
# decorated
def middle(values): return sorted(values)[len(values) // 2]
after = 1
'''
PATH = Path("means.py")
ADAM = VERIFIERS / "programs" / "adam.py"
QUICK = ("adam.bias_correction", "adam.long_silence", "adam.never_more_than_lr")


def replaced(symbol: str, source: str) -> str:
    return Solution(PATH, symbol, source).replaced_in(MODULE)


def test_a_definition_is_replaced_with_its_decorators_and_nothing_around_it() -> None:
    assert replaced("middle", "def middle(values):\n    return 0") == MODULE.replace(
        "@staticmethod\n# decorated\ndef middle(values): return sorted(values)[len(values) // 2]",
        "def middle(values):\n    return 0",
    )


def test_imports_and_helpers_come_along_and_imports_from_the_future_do_not() -> None:
    source = (
        "from __future__ import annotations\r\nimport math\r\n\r\ndef mean(values):\r\n    return math.fsum(values)"
    )
    text = replaced("mean", source)
    compile(text, "means.py", "exec")
    assert "__future__" not in text
    assert "import math\n\ndef mean(values):\n    return math.fsum(values)" in text


@pytest.mark.parametrize(
    ("symbol", "source", "english", "korean"),
    [
        (
            "men",
            "def men(): ...",
            "no function or class of means.py is called 'men'; did you mean mean?",
            "means.py 파일의 함수와 클래스 중에 그런 이름이 없습니다: 'men' (비슷한 이름: mean)",
        ),
        (
            "mean",
            "def average(): ...",
            "no function or class of the solution is called 'mean'",
            "답안의 함수와 클래스 중에 그런 이름이 없습니다: 'mean'",
        ),
        (
            "mean",
            "x = 1\ndef mean(values:",
            "the solution is not Python: line 2: '(' was never closed",
            "답안의 2번째 줄에 파이썬 구문 오류가 있습니다: '(' was never closed",
        ),
        (
            "mean",
            "x = " + "-" * 10_000 + "1",
            "the solution is not Python: it holds null bytes or is nested too deeply",
            "답안이 파이썬 코드가 아닙니다. 널 바이트가 있거나 너무 깊이 중첩되어 있습니다.",
        ),
    ],
    ids=["no such symbol", "not in the source", "a mistake", "nested"],
)
def test_what_does_not_fit_is_told_in_both_languages(symbol: str, source: str, english: str, korean: str) -> None:
    with pytest.raises((UnknownName, BadSolution)) as told:
        replaced(symbol, source)
    assert (say_error("en", told.value), say_error("ko", told.value)) == (english, korean)


async def judged(source: str, service: Service, *names: str) -> SolutionJudgement:
    """What these claims say about this class Adam."""
    tasks = [Task(CATALOGUE.claim(name)) for name in names]
    events = [event async for event in service.judge(Solution(ADAM, "Adam", source), tasks)]
    assert isinstance(events[-1], SolutionJudged)
    return events[-1].judgement


def our_adam() -> str:
    """Our own class Adam, as source."""
    module = ADAM.read_text(encoding="utf-8")
    [node] = [node for node in ast.parse(module).body if isinstance(node, ast.ClassDef) and node.name == "Adam"]
    return "\n".join(module.split("\n")[node.lineno - 1 : node.end_lineno])


@pytest.mark.slow
async def test_our_own_symbol_planted_back_passes_and_one_with_a_known_mistake_is_refused() -> None:
    ours = our_adam()
    without_correction = ours.replace("self.m / (1 - self.beta1**self.t)", "self.m")
    assert without_correction != ours
    async with Service() as service:
        right = await judged(ours, service, *QUICK)
        wrong = await judged(without_correction, service, *QUICK)
    assert (right.passes, set(right.claims.values())) == (True, {Judged.PASSED})
    assert (wrong.passes, wrong.claims["adam.bias_correction"]) == (False, Judged.REFUSED)
    assert [result.claim for result in wrong.results] == list(QUICK)


@pytest.mark.slow
async def test_a_solution_that_raises_is_refused() -> None:
    async with Service() as service:
        judgement = await judged("class Adam:\n    ...", service, "adam.bias_correction")
    assert judgement.claims == {"adam.bias_correction": Judged.REFUSED}


@pytest.mark.slow
async def test_a_solution_that_no_claim_uses_is_told_and_not_judged() -> None:
    async with Service() as service:
        with pytest.raises(BadSetting) as told:
            await judged(our_adam(), service, "momentum.last_ten")
    assert say_error("en", told.value) == "adam.Adam cannot be judged: none of the claims uses it"
    assert say_error("ko", told.value) == "adam.Adam 코드를 쓰는 주장이 없어 평가할 수 없습니다."


async def test_a_claim_whose_source_cannot_be_read_does_not_judge(make_claim: MakeClaim) -> None:
    task = Task(make_claim("return PROOF"))
    task.claim.path.unlink()
    async with Service() as service:
        solution = Solution(task.claim.path, "it", "def it(): ...")
        *_, last = [event async for event in service.judge(solution, [task])]
    assert isinstance(last, SolutionJudged)
    assert last.judgement.claims == {"example.it": Judged.UNJUDGED}


@pytest.mark.slow
async def test_a_misspelt_symbol_is_told_before_anything_runs() -> None:
    task = Task(CATALOGUE.claim("adam.bias_correction"))
    async with Service() as service:
        with pytest.raises(UnknownName, match="did you mean Adam"):
            async for _ in service.judge(Solution(ADAM, "Adma", "class Adma: ..."), [task]):
                pass


def test_of_a_bank_that_was_vouched_for_the_text_that_was_vouched_for_runs(make_claim: MakeClaim) -> None:
    claim = make_claim("return PROOF")
    vouched = claim.path.read_text(encoding="utf-8")
    claim.path.write_text("raise SystemExit('edited since')", encoding="utf-8")
    solution = Solution(claim.path, "it", "def it(): ...")
    task = Task(replace(claim, sources={claim.path: vouched})).with_solution(solution)
    assert task.replaced == {claim.path.resolve(): solution.replaced_in(vouched)}
