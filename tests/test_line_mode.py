"""The quiz line by line: every kind of question, every command, and an end whatever comes in."""

import asyncio
import os
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from quizdl.bank.model import Bank, Text, Topic
from quizdl.bank.question import Choice, ChoiceQuestion, NumberQuestion, OpenQuestion, OrderQuestion
from quizdl.errors import EngineError
from quizdl.line_mode.input import numbers_in
from quizdl.line_mode.quiz import play_line_mode
from quizdl.report.lines import question_lines, reveal_lines
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.selection import Selection, draw
from quizdl.study.study_session import StudySession
from quizdl.verify import Control, Evidence, Measurement, Verdict
from quizdl.verify.catalogue import Catalogue, read_catalogue
from quizdl.verify.result import Result, decide, result_without_evidence
from quizdl.verify.service import Service
from quizdl.verify.task import PinnedTask
from quizdl.verify.updates import Started, Starting, Update
from quizdl.words import Language

VERIFIER = '''"""A family for this test."""
from quizdl.verify import Control, Evidence, Measurement, claim


@claim(en="The claim itself.", ko="주장 자체.", seconds=0.1)
def claim_a() -> Evidence:
    return Evidence([Measurement("share", 0.65, at_most=1, because="a share")], [Control("c", 2, at_most=1)])
'''


def text(words: str) -> Text:
    return Text(en=f"{words} (en)", ko=f"{words} (ko)")


def shared(name: str) -> dict[str, Any]:
    return {"id": name, "level": 2, "prompt": text("ask"), "answer": text("model"), "verify": ("family.claim_a",)}


def choice(*correct: bool) -> ChoiceQuestion:
    choices = tuple(
        Choice(text=text(f"choice {place}"), because=text(f"reason {place}"), correct=right)
        for place, right in enumerate(correct)
    )
    return ChoiceQuestion(kind="choice", choices=choices, folklore=text("they say"), sources=("a book",), **shared("c"))


MEASURED = NumberQuestion(kind="number", measured="family.claim_a/share", tolerance="10%", unit="%", **shared("m"))
NUMBER = NumberQuestion(kind="number", value=65.0, tolerance=1.0, unit="%", **shared("n"))
ORDER = OrderQuestion(kind="order", items=tuple(text(f"item {place}") for place in range(3)), **shared("o"))
OPEN = OpenQuestion(kind="open", key_points=(text("point 0"), text("point 1"), text("point 2")), **shared("p"))


def bank(*questions: Any) -> Bank:
    return Bank(root=Path("bank"), topics=(Topic(name="topic", title=text("topic"), questions=questions),))


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    (tmp_path / "family.py").write_text(VERIFIER)
    return read_catalogue(tmp_path)


class FakeRunner:
    """Answers at once, as the experiment above would."""

    runs = 0
    value = 65.0
    trouble: BaseException | None = None
    verdict: Verdict | None = None

    async def close(self) -> None:
        return None

    async def run(self, pinned: PinnedTask, on_update: Callable[[Update], None]) -> Result:
        self.runs += 1
        for seconds in (0.5, 0.75):
            on_update(Starting("torch", seconds))
        on_update(Started())
        if isinstance(self.trouble, KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)  # as Ctrl-C does
            await asyncio.sleep(3600)
        if self.trouble:
            raise self.trouble
        if self.verdict:
            return result_without_evidence(pinned.task, self.verdict, "crash: exit code 3", 0.1)
        evidence = Evidence(
            measurements=[Measurement("share", self.value, at_most=100, because="a share")],
            controls=[Control("c", 200, at_most=100)],
        )
        return decide(pinned.task, evidence, 0.1)


def play(
    asked: Bank,
    lines: Iterable[str],
    catalogue: Catalogue | None = None,
    runner: FakeRunner | None = None,
    language: Language = "en",
    why: str = "",
    progress: bytes = b"",
) -> tuple[int, list[str]]:
    """The exit code and every line that was shown, when `lines` come in."""
    shown: list[str] = []
    coming = iter(lines)
    made = runner or FakeRunner()
    with TemporaryDirectory() as folder, ExitStack() as ending:
        file = Path(folder) / "progress.sqlite"
        file.write_bytes(progress)
        store = ending.enter_context(closing(ProgressStore.open(file)))
        learner = Learner(store, asked)
        code = play_line_mode(
            StudySession(learner),
            catalogue,
            language,
            draw(Selection(), learner, seed=1),
            1,
            why,
            read=lambda _prompt: next(coming, None),
            write=shown.append,
            service=Service(runner=made),  # type: ignore[arg-type]  # a fake that only runs
        )
    return code, shown


def place_of(shown: list[str], words: str) -> str:
    """The number in front of a choice or item."""
    return next(line for line in shown if words in line).split(".")[0]


def asked_lines(question: Any) -> list[str]:
    """What play() with seed 1 shows of a question: a first session only looks."""
    return play(bank(question), ["q"])[1]


def test_a_right_choice_is_told_right_with_the_reason_for_each_choice() -> None:
    question = choice(False, True, False)
    code, shown = play(bank(question), [place_of(asked_lines(question), "choice 1"), ""])
    assert code == 0
    assert "Right." in shown
    picked = place_of(asked_lines(question), "choice 1")
    at = shown.index(f"> {picked}. choice 1 (en)")
    assert shown[at + 1] == "   right: reason 1 (en)"
    assert "   wrong: reason 0 (en)" in shown
    assert "Model answer: model (en)" in shown
    assert "Commonly said, but wrong: they say (en)" in shown
    assert "Rests on: family.claim_a" in shown
    assert "Sources: a book" in shown
    assert "1 of 1 right, credit 100 %" in shown
    assert "  topic (en): 1 of 1 right, credit 100 %" in shown


def test_a_wrong_choice_is_told_wrong_and_listed_at_the_end() -> None:
    question = choice(False, True, False)
    _, shown = play(bank(question), [place_of(asked_lines(question), "choice 2"), ""])
    assert "Not quite." in shown
    assert shown[-2:] == ["To look at again:", "  c: ask (en)"]


def test_of_several_correct_choices_all_must_be_named_and_a_part_earns_a_part() -> None:
    question = choice(True, True, False)
    first, second = (place_of(asked_lines(question), f"choice {index}") for index in (0, 1))
    assert "Right." in play(bank(question), [f"{second}, {first}", ""])[1]
    assert "Not quite: 50 % of it was right." in play(bank(question), [first, ""])[1]


def test_a_number_is_read_with_its_unit_and_its_tolerance_is_told() -> None:
    _, shown = play(bank(NUMBER), ["about", "64 %", ""])
    assert "That was not understood. ? for help." in shown
    assert "Right." in shown
    assert "The answer: 65 %. Right within 1 %." in shown
    assert "Not quite." in play(bank(NUMBER), ["0.65", ""])[1]


def test_items_put_in_their_right_order_are_right() -> None:
    asked = asked_lines(ORDER)
    places = [place_of(asked, f"item {index}") for index in range(3)]
    assert "Right." in play(bank(ORDER), [" ".join(places), ""])[1]
    _, shown = play(bank(ORDER), ["1 2", "1 2 2", "1 2 3", ""])
    assert shown.count("That was not understood. ? for help.") == 2
    assert "Right." not in shown
    assert shown[shown.index("The right order:") + 1] == "1. item 0 (en)"


def test_an_open_answer_is_graded_by_the_key_points_ticked() -> None:
    _, shown = play(bank(OPEN), ["my answer, at length", "1 3", ""])
    assert "Right." in shown
    assert sum("point 0" in line for line in shown) == 1  # shown to be ticked, not repeated after
    assert "Not quite: 33 % of it was right." in play(bank(OPEN), ["", "2", ""])[1]
    assert "Not quite." in play(bank(OPEN), ["", "", ""])[1]


def test_a_prediction_is_graded_by_what_was_measured(catalogue: Catalogue) -> None:
    _, shown = play(bank(MEASURED), ["70", ""], catalogue)
    assert "Measured on this machine: 65 %. Right within 6.5 %." in shown
    assert "Right." in shown
    assert "supported: The claim itself." in shown
    assert "Not quite." in play(bank(MEASURED), ["72", ""], catalogue)[1]


SECRETS = ("model (en)", "they say (en)", "The claim itself.", "65")


@pytest.mark.fault
@pytest.mark.parametrize("way", ["it fails", "it is stopped", "it may not run", "no engine"])
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
        "it fails": "crash: exit code 3",
        "it is stopped": "Stopped.",
        "it may not run": "Experiments do not run: not trusted ␛[31m",
        "no engine": "no server",
    }[way] in told
    assert "Nothing was answered." in shown
    _, shown = play(bank(question), ["70", "ㅁ", ""], claims, broken)
    assert "Model answer: model (en)" in shown
    assert "Commonly said, but wrong: they say (en)" in shown


def test_a_prediction_can_be_measured_again(catalogue: Catalogue) -> None:
    class Recovers(FakeRunner):
        async def run(self, pinned: PinnedTask, *updates: Any) -> Result:
            self.verdict = None if self.runs else Verdict.FAILED
            return await super().run(pinned, *updates)

    _, shown = play(bank(MEASURED), ["70", "v", ""], catalogue, Recovers())
    assert shown.index("The experiment gave no number.") < shown.index("Right.")


@pytest.mark.fault
def test_the_last_answer_can_be_undone_once_all_are_given() -> None:
    asked = asked_lines(choice(True, False))
    right, wrong = place_of(asked, "choice 0"), place_of(asked, "choice 1")
    code, shown = play(bank(choice(True, False)), [right, "", "u", wrong, "", "x"])
    assert code == 0
    assert shown.index("Right.") < shown.index("Undone.") < shown.index("Not quite.")


def test_undoing_what_is_not_there_comes_to_an_end() -> None:
    code, shown = play(bank(NUMBER, ORDER), repeat("u"))
    assert code == 0
    assert "There is nothing to undo." in shown


def test_a_typed_answer_that_was_not_graded_is_offered_again_and_then_gone() -> None:
    with TemporaryDirectory() as folder, closing(ProgressStore.open(Path(folder) / "p.sqlite")) as store:

        def session(*lines: str) -> list[str]:
            shown, coming = list[str](), iter(lines)
            study = StudySession(Learner(store, bank(OPEN)))
            play_line_mode(study, None, "en", [OPEN], 1, read=lambda _prompt: next(coming, None), write=shown.append)
            return shown

        offer = "Press Enter to take the answer that you began: my answer"
        assert offer not in session("my answer")
        assert offer in session("q")
        assert offer in session("", "s")
        assert offer in session("", "1 3", "")
        assert offer not in session("q")


def test_l_is_kept_for_the_next_start() -> None:
    kept = list[tuple[str, str]]()
    with TemporaryDirectory() as folder, closing(ProgressStore.open(Path(folder) / "p.sqlite")) as store:
        lines = iter(["l"])
        play_line_mode(
            StudySession(Learner(store, bank(OPEN))),
            None,
            "en",
            [OPEN],
            1,
            read=lambda _prompt: next(lines, None),
            write=lambda _line: None,
            remember=lambda name, value: kept.append((name, value)),
        )
    assert kept == [("lang", "ko")]


def test_a_number_without_a_tolerance_says_nothing_of_one() -> None:
    _, shown = play(bank(replace(NUMBER, tolerance=0.0)), ["65", ""])
    assert "The answer: 65 %." in shown
    assert not any("within" in line for line in shown)


def test_v_proves_the_answer_as_often_as_asked_and_stays_at_the_question(catalogue: Catalogue) -> None:
    runner = FakeRunner()
    question = choice(True, False)
    _, shown = play(bank(question), ["v", "1", "v", "v", ""], catalogue, runner)
    assert runner.runs == 2
    assert shown.count("That was not understood. ? for help.") == 1  # before the answer nothing is proven
    assert shown.count("  share: 65; must be ≤ 100; kept; because: a share") == 2
    assert "family.claim_a: supported, as declared" in shown
    assert shown[-1] == "supported: The claim itself.", "the summary says what was proven in words"


def test_trouble_in_the_engine_and_ctrl_c_lead_back_to_the_question(catalogue: Catalogue) -> None:
    for trouble, told in ((EngineError("no server"), "no server"), (KeyboardInterrupt(), "Stopped.")):
        runner = FakeRunner()
        runner.trouble = trouble
        code, shown = play(bank(choice(True, False), NUMBER), ["1", "v", "", "1", ""], catalogue, runner)
        assert code == 0
        assert told in shown
        assert any(" of 2 right" in line for line in shown)  # the next question was still asked


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


@pytest.mark.fault
@pytest.mark.parametrize("keys", ["vlq", "ㅍㅣㅂ", "ＶＬＱ", unicodedata.normalize("NFKD", "ㅍㅣㅂ")])
def test_letters_of_a_hangul_keyboard_are_the_same_commands(keys: str, catalogue: Catalogue) -> None:
    runner = FakeRunner()
    prove, switch, leave = list(keys)
    code, shown = play(bank(choice(True, False), NUMBER), [switch, "1", prove, leave], catalogue, runner)
    assert code == 0
    assert runner.runs == 1
    assert "ask (ko)" in shown
    assert any(line.endswith("주장 자체.") for line in shown)


def test_l_asks_the_same_question_in_the_other_language_and_help_and_skip_do_as_they_say() -> None:
    _, shown = play(bank(NUMBER, ORDER), ["l", "?", "s", "l", "s"])
    assert shown.count("ask (ko)") == 2
    assert any(line.startswith("s: 문제 건너뛰기") for line in shown)
    assert shown[-2:] == ["Nothing was answered.", "2 skipped"]


@pytest.mark.fault
def test_an_empty_input_is_refused() -> None:
    code, shown = play(bank(NUMBER), [])
    assert code == 2
    assert shown[-1].startswith("Standard input is empty")


@pytest.mark.fault
def test_the_end_of_the_input_ends_with_the_summary() -> None:
    code, shown = play(bank(NUMBER, choice(True, False)), ["x"])
    assert code == 0
    assert shown[-1] == "Nothing was answered."


@pytest.mark.fault
@pytest.mark.parametrize("line", ["y", "", "l", "?", "v", "1", "ㅋ", "\x00", "9" * 5000])
def test_endless_input_of_any_kind_comes_to_an_end(line: str, catalogue: Catalogue) -> None:
    code, shown = play(bank(NUMBER, ORDER, OPEN, MEASURED, choice(True, False)), repeat(line), catalogue)
    assert code == 0
    assert len(shown) < 2000


def test_a_bank_without_questions_says_so() -> None:
    assert play(bank(), ["1"]) == (0, ["There are no questions to ask."])


HOSTILE = Text(en="[@click=app.quit]E[x][/] \x1b]52;c;eA==\x07\u202e\\", ko="ㅤ\x9b")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_hostile_text_in_every_field_is_shown_harmless(language: Language) -> None:
    base = shared("h") | {"prompt": HOSTILE, "answer": HOSTILE, "sources": (HOSTILE.en,), "folklore": HOSTILE}
    bad = Choice(text=HOSTILE, because=HOSTILE, correct=True)
    questions = (
        ChoiceQuestion(kind="choice", choices=(bad, bad), **base),
        OrderQuestion(kind="order", items=(HOSTILE, HOSTILE, HOSTILE), **base),
        OpenQuestion(kind="open", key_points=(HOSTILE, HOSTILE), **base),
        NumberQuestion(kind="number", value=1.0, tolerance=0.0, unit="\x1b[m", **base),
    )
    for question in questions:
        lines = [*question_lines(question, language), *reveal_lines(question, language)]
        assert all(line.isprintable() for line in lines), lines
        if language == "en":
            assert "[@click=app.quit]E[x][/] ␛]52;c;eA==␇<U+202E>\\" in lines[0]


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("1 3", [1, 3]),
        ("31", [3, 1]),
        ("3 > 1", [3, 1]),
        ("１,２", [1, 2]),
        ("2)", [2]),
        ("1 1", None),
        ("4", None),
        ("0", None),
        ("", None),
        ("1 a", None),
        ("-", None),
    ],
)
def test_places_are_read_however_they_are_separated(line: str, places: list[int] | None) -> None:
    assert numbers_in(line, 3) == places


@pytest.mark.fault
@pytest.mark.slow
@pytest.mark.parametrize("surroundings", [{"TERM": "dumb"}, {"NO_COLOR": "1"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_command_goes_plain_without_a_terminal_and_never_hangs(
    surroundings: dict[str, str], language: str, tmp_path: Path
) -> None:
    folder = tmp_path / "bank" / "questions"
    folder.mkdir(parents=True)
    (folder / "t.yaml").write_text(
        "topic: {en: T, ko: 주제}\nquestions:\n  - id: n\n    kind: number\n    level: 1\n    value: 3\n"
        "    tolerance: 0\n    prompt: {en: How many, ko: 몇}\n    answer: {en: Three, ko: 셋}\n"
        "    verify: [family.claim_a]\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "quizdl", "play", "--bank", str(tmp_path / "bank"), "--lang", language]
    environment = os.environ | surroundings
    for given, code in ((b"", 2), (b"3\n\n", 0), (b"\xff\xfe\n3\n\n", 0)):
        run = subprocess.run(command, input=given, capture_output=True, env=environment, timeout=600, check=False)
        assert run.returncode == code, run.stderr
        assert b"Traceback" not in run.stderr
        assert b"\x1b" not in run.stdout


def test_trouble_with_progress_is_told_once_in_the_language_of_the_reader() -> None:
    _, shown = play(bank(NUMBER, OPEN), ["65", "", "said", "1", ""], language="ko", progress=b"garbage" * 1000)
    assert sum("학습 기록이 손상되어 있었습니다." in line for line in shown) == 1
    _, shown = play(bank(NUMBER, OPEN), ["65", "", "said", "1", ""], language="en", progress=b"garbage" * 1000)
    assert "Your progress was damaged." in shown[1], "before the first question"
    assert sum("Your progress was damaged." in line for line in shown) == 1


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
