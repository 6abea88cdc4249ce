"""Experiments line by line: predictions are measured, answers proven, and nothing of an answer shows too early."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quizdl.errors import EngineError
from quizdl.verify import Verdict
from quizdl.verify.catalogue import Catalogue, read_catalogue
from quizdl.verify.result import Result
from quizdl.verify.task import PinnedTask
from quizdl.verify.updates import Update
from quizdl.words import Language
from tests.line_mode.playing import MEASURED, NUMBER, VERIFIER, FakeRunner, bank, choice, play, text


def test_a_prediction_is_graded_by_what_was_measured(catalogue: Catalogue) -> None:
    _, shown = play(bank(MEASURED), ["70", ""], catalogue)
    assert "70 % predicted, 65 % measured: near enough; right from 58.5 to 71.5" in shown
    assert "Right." in shown
    assert shown[-2:] == ["Proven in this set:", "  The claim itself."]
    _, wrong = play(bank(MEASURED), ["130", ""], catalogue)
    assert "130 % predicted, 65 % measured: 2 times too large; right from 58.5 to 71.5" in wrong
    assert "Not quite." in wrong


SECRETS = ("model (en)", "they say (en)", "The claim itself.", "65")


@pytest.mark.fault
@pytest.mark.parametrize("way", ["it fails", "it is stopped", "it may not run", "no engine"])
@pytest.mark.slow
def test_a_prediction_reveals_nothing_where_it_is_not_measured_until_the_answer_is_asked_for(
    catalogue: Catalogue, way: str
) -> None:
    question = replace(MEASURED, folklore=text("they say"))
    broken = FakeRunner()
    broken.verdict = Verdict.FAILED if way == "it fails" else None
    broken.trouble = {"it is stopped": KeyboardInterrupt(), "no engine": EngineError("no server")}.get(way)
    claims = None if way == "it may not run" else catalogue
    _, shown = play(bank(question), ["70", "huh", ""], claims, broken, why="not trusted \x1b[31m")
    told = "\n".join(shown)
    assert not [secret for secret in SECRETS if secret in told]
    assert told.count("a: show the answer") == 2
    assert {
        "it fails": "The experiment stopped: exit code 3",
        "it is stopped": "Stopped.",
        "it may not run": "Experiments do not run: not trusted ␛[31m",
        "no engine": "no server",
    }[way] in told
    assert "Nothing was answered." in shown
    _, shown = play(bank(question), ["70", "ㅁ", ""], claims, broken)
    assert "Said aloud: model (en)" in shown
    assert "Myth: they say (en)" in shown


def test_a_prediction_can_be_measured_again(catalogue: Catalogue) -> None:
    class Recovers(FakeRunner):
        async def run(self, pinned: PinnedTask, *updates: Any) -> Result:
            self.verdict = None if self.runs else Verdict.FAILED
            return await super().run(pinned, *updates)

    _, shown = play(bank(MEASURED), ["70", "v", ""], catalogue, Recovers())
    assert shown.index("The experiment gave no number.") < shown.index("Right.")


def test_v_proves_the_answer_as_often_as_asked_and_stays_at_the_question(catalogue: Catalogue) -> None:
    runner = FakeRunner()
    question = choice(True, False)
    _, shown = play(bank(question), ["v", "1", "v", "v", ""], catalogue, runner)
    assert runner.runs == 2
    assert shown.count("That was not understood. ? for help.") == 1  # before the answer nothing is proven
    assert shown.count("  share: 65; theory ≤ 100; kept; because: a share") == 2
    assert "family.claim_a: supported, as declared" in shown
    assert shown[-1] == "  The claim itself.", "the summary says what was proven in words"


def test_trouble_in_the_engine_and_ctrl_c_lead_back_to_the_question(catalogue: Catalogue) -> None:
    for trouble, told in ((EngineError("no server"), "no server"), (KeyboardInterrupt(), "Stopped.")):
        runner = FakeRunner()
        runner.trouble = trouble
        code, shown = play(bank(choice(True, False), NUMBER), ["1", "v", "", "1", ""], catalogue, runner)
        assert code == 0
        assert told in shown
        assert any(" of 2, in " in line for line in shown)  # the next question was still asked


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "starting the engine: importing torch, 0 s"),
        ("ko", "실험 엔진 시작 중: torch 불러오는 중, 0초"),
    ],
)
def test_a_slow_start_of_the_engine_is_told_once(language: Language, told: str, catalogue: Catalogue) -> None:
    _, shown = play(bank(choice(True, False)), ["1", "v", "v", ""], catalogue, language=language)
    assert shown.count(told) == 1


def test_an_error_of_the_engine_is_told_in_the_readers_language(catalogue: Catalogue) -> None:
    runner = FakeRunner()
    runner.trouble = EngineError("sklearn is not installed, and this experiment needs it: pip install sklearn")
    _, shown = play(bank(choice(True, False)), ["1", "v", ""], catalogue, runner, language="ko")
    assert "sklearn: 이 실험에 필요한데 설치되어 있지 않습니다: pip install sklearn" in shown


def test_the_claims_of_one_answer_run_side_by_side_and_are_told_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Together(FakeRunner):
        begun = ended = 0

        async def run(self, pinned: PinnedTask, on_update: Callable[[Update], None]) -> Result:
            self.begun += 1
            while self.begun < 2 or (pinned.task.claim.function == "claim_a" and not self.ended):
                await asyncio.sleep(0)  # the second begins before the first ends, and ends first
            self.ended += 1
            return await super().run(pinned, on_update)

    monkeypatch.setattr("quizdl.verify.task_pool.cores", lambda: 2)
    second = VERIFIER[VERIFIER.index("@claim") :].replace("claim_a", "claim_b").replace("itself", "beside it")
    (tmp_path / "family.py").write_text(f"{VERIFIER}\n\n{second}")
    question = replace(choice(True, False), verify=("family.claim_a", "family.claim_b"))
    _, shown = play(bank(question), ["1", "v", ""], read_catalogue(tmp_path), Together())
    told = [line for line in shown if line in ("The claim itself.", "The claim beside it.")]
    assert told == ["The claim itself.", "The claim beside it."]
