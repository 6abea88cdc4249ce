"""`quizdl practice`: the reader's file, its judgement in lines, and what is stored of it."""

import json
import os
import pty
import select
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner, Result

from quizdl.cli.practice import practice_command
from quizdl.errors import BadSetting
from quizdl.study.attempts import AttemptLog, Round, StoredAttempt
from quizdl.study.learner import key_of
from quizdl.study.progress import ProgressStore
from quizdl.verify.sealing import can_seal
from tests.cli.conftest import PATIENCE, QUIZDL, Quizdl
from tests.practice.bank import RIGHT, WRONG, draws_calls, step_bank
from tests.processes import all_end
from tests.study.writers import MORNING

OUR_PROGRAM = '"""A step against the gradient."""'


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    root = step_bank(tmp_path / "bank")
    trusted(root)
    return root


def trusted(root: Path) -> None:
    from quizdl.bank.trust import TrustStore, read_sources

    TrustStore().trust(root, read_sources(root))


def practice(bank: Path, *arguments: str, typed: str = "", lang: str = "en") -> Result:
    return CliRunner().invoke(practice_command, [*arguments, "--bank", str(bank), "--lang", lang], input=typed)


def log_of(bank: Path) -> AttemptLog:
    from quizdl.bank.cache import open_bank

    store = ProgressStore.open()
    return AttemptLog(store, key_of(open_bank(bank), store))


def test_the_exercises_are_listed_with_how_they_stand(bank: Path) -> None:
    assert practice(bank).output == "write-step  [new, level 1, 5 min]  Write one step of gradient descent.\n"
    practice(bank, "write-step", "--hint")
    listed = practice(bank, "--list", lang="ko").output
    assert listed == "write-step  [작성 중, 난이도 1, 5분]  경사 하강법의 한 스텝을 작성하라.\n"


@pytest.mark.slow
def test_a_whole_program_that_passes_is_told_its_length_and_the_readers_time(tmp_path: Path) -> None:
    root = step_bank(tmp_path / "bank")
    questions = root / "questions" / "steps.yaml"
    whole = questions.read_text().replace("    minutes: 5\n", "    minutes: 5\n    whole: true\n    statements: 2\n")
    questions.write_text(whole)
    trusted(root)
    (tmp_path / "mine.py").write_text(RIGHT)
    told = practice(root, "write-step", "--plain", "--file", str(tmp_path / "mine.py")).output
    assert "2 statements; ours takes 2" in told
    assert "You: 0 minutes at work, 0 by the clock; 5 are declared." in told
    again = practice(root, "write-step", "--plain", "--file", str(tmp_path / "mine.py")).output
    assert "2 statements; ours takes 2" in again
    assert "at work" not in again


@pytest.mark.fault
def test_the_starter_is_written_once_and_is_no_attempt(bank: Path, home: Path) -> None:
    file = home / "practice" / "write_step.py"
    first = practice(bank, "write-step", "--plain")
    assert first.exit_code == 1
    assert f"The starter is in {file}.\nStill the starter" in first.output
    file.write_text("def stpe(theta, g, lr=0.1):\n    return theta\n")
    second = practice(bank, "write-step", "--plain", lang="ko")
    assert second.exit_code == 1
    assert f"작성 중인 파일: {file}\n아직 실행되지 않습니다.\n정의가 없습니다: step." in second.output
    assert "stpe" in file.read_text()
    (attempt,) = log_of(bank).attempts()
    assert (attempt.fault, attempt.passed) == ("missing", False)


def test_hints_come_one_by_one_and_are_none_where_time_counts(bank: Path) -> None:
    assert practice(bank, "write-step", "--hint").output == "Hint 1 of 2: Which way does the loss fall?\n"
    both = "힌트 1/2: 손실은 어느 쪽으로 줄어드는가?\n힌트 2/2: theta - lr * g\n"
    assert practice(bank, "write-step", "--hint", lang="ko").output == both
    practice(bank, "write-step", "--timed", "--plain")
    assert practice(bank, "write-step", "--hint").exit_code == 2


@pytest.mark.fault
def test_a_reset_asks_and_keeps_the_old_file(bank: Path, home: Path) -> None:
    file = home / "practice" / "write_step.py"
    practice(bank, "write-step", "--reset")
    starter = file.read_text()
    file.write_text(WRONG)
    assert practice(bank, "write-step", "--reset", typed="n\n").exit_code == 0
    assert file.read_text() == WRONG
    assert practice(bank, "write-step", "--reset").exit_code == 1  # there is no answer
    assert file.read_text() == WRONG
    practice(bank, "write-step", "--reset", typed="y\n")
    assert file.read_text() == starter
    (old,) = (home / "practice" / "attic").iterdir()
    assert old.read_text() == WRONG


@pytest.mark.fault
def test_what_an_exercise_has_become_since_it_was_begun_is_told(bank: Path) -> None:
    practice(bank, "write-step", "--plain")
    log = log_of(bank)
    log.keep_round("write-step", Round(revision=0, begun=MORNING, last=MORNING))
    assert "has changed since you began" in practice(bank, "write-step", "--plain").output
    practice(bank, "write-step", "--reset", typed="y\n")
    assert "has changed" not in practice(bank, "write-step", "--plain").output


def test_our_program_is_shown_after_a_try_alone_and_what_passed_is_compared_with(bank: Path, home: Path) -> None:
    refused = practice(bank, "write-step", "--solution")
    assert (refused.exit_code, OUR_PROGRAM in refused.output) == (2, False)
    assert "nothing to compare" in practice(bank, "write-step", "--diff").output
    log = log_of(bank)
    log.keep_round("write-step", Round(revision=1, begun=MORNING, last=MORNING, attempts=1))
    log.add(StoredAttempt("write-step", 1, "a", True, None, 3, 3, 0, 60.0, 12.5, MORNING), RIGHT)
    file = home / "practice" / "write_step.py"
    file.parent.mkdir()
    file.write_text(WRONG)
    assert practice(bank, "write-step", "--diff").output.endswith(
        "-    return theta - lr * g\n+    return theta + lr * g\n"
    )
    file.write_text(RIGHT)
    assert "the same as when it passed" in practice(bank, "write-step", "--diff").output
    shown = practice(bank, "write-step", "--solution").output
    assert OUR_PROGRAM in shown
    assert "Rated again" in shown
    assert practice(bank, "write-step", "--forget").output == "1 attempt at write-step forgotten, with its source.\n"
    assert log_of(bank).attempts() == []
    assert file.read_text() == RIGHT


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["write-stp"], "did you mean write-step?"),
        (["write-step", "--hint", "--diff"], "--hint and --diff exclude each other"),
        (["write-step", "--hint", "--json"], "--hint prints no JSON"),
        (["--plain"], "name an exercise"),
        (["write-step", "--reset", "--file", "mine.py"], "--reset and --file exclude each other"),
    ],
)
def test_wrong_use_is_told(
    bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.py").write_text(RIGHT)
    done = practice(bank, *arguments)
    assert done.exit_code != 0
    assert told in done.output + str(done.exception)


@pytest.mark.slow
def test_judged_once_a_file_gives_its_exit_code_its_lines_and_its_document(
    quizdl: Quizdl, bank: Path, tmp_path: Path
) -> None:
    right, wrong = tmp_path / "right.py", tmp_path / "wrong.py"
    right.write_text(RIGHT)
    wrong.write_text(WRONG)
    there = ("--bank", str(bank), "--lang", "en")
    refused = quizdl("practice", "write-step", "--plain", "--file", str(wrong), *there)
    assert refused.returncode == 1, refused.stderr
    assert refused.stdout.startswith("Not right yet. 0 of 3 claims.\n  refused: One number\n")
    assert "    distance from θ - ηg: 0.1, must be 0 ± 1e-12 (three roundings)\n" in refused.stdout
    assert "  step 1: theta [1], g [0.5], lr 0.1  yours [1.05]  ours [0.95]\n" in refused.stdout
    assert "  agrees with ours on 0 of 3 calls\n1 try, 0:00\n" in refused.stdout
    told = json.loads(quizdl("practice", "write-step", "--json", "--file", str(wrong), *there).stdout)
    assert (told["schema"], told["verdict"], told["attempts"]) == ("quizdl.practice/1", "refused", 1)
    assert told["judges"] == {"step.one": "refused", "step.many": "refused", "step.rate": "refused"}
    assert told["calls"]["first"]["given"] == [1.05]
    disputed = quizdl("practice", "write-step", "--dispute", "--file", str(wrong), *there).stdout
    (report,) = (tmp_path / "home" / "state" / "disputes").iterdir()
    assert str(report) in disputed
    assert json.loads(report.read_text())["source"] == WRONG
    passed = quizdl("practice", "write-step", "--plain", "--file", str(right), *there)
    assert passed.returncode == 0, passed.stderr
    assert passed.stdout.startswith("Right. 3 of 3 claims.\n  passed: One number\n")
    assert "Rated good" in passed.stdout
    went = "write-step  first pass in 0:"
    assert quizdl("stats", "--practice", *there).stdout.startswith(went)
    assert "2 attempts; 1 program that passed is kept" in quizdl("doctor", *there[:2]).stdout


@pytest.mark.slow
def test_a_wrong_file_is_compared_with_ours_and_on_demand_with_known_mistakes(
    quizdl: Quizdl, bank: Path, tmp_path: Path, home: Path
) -> None:
    draws_calls(bank)
    trusted(bank)
    file = tmp_path / "mine.py"

    def told(action: str) -> str:
        there = ("--bank", str(bank), "--file", str(file), "--lang", "en")
        return quizdl("practice", "write-step", action, *there).stdout

    file.write_text(WRONG)
    plain = told("--plain")
    assert "\n  Where it differs: change of theta: ours with the other sign.\n" in plain
    document = json.loads(told("--json"))
    assert (document["diagnosis"]["calls"], document["hints"]) == (400, 0)
    assert "climbs" not in plain + json.dumps(document)
    assert told("--like") == "It behaves exactly like a known mistake: climbs.\n"
    assert json.loads(told("--json"))["hints"] == 1
    assert told("--hint").startswith("Hint 1 of 2")
    file.write_text(WRONG.replace("theta + lr", "theta - 3 * lr"))
    unknown = told("--like")
    (kept,) = (home / "state" / "unknown-mistakes").iterdir()
    assert unknown.startswith("It behaves like no mistake that is known here.\nIt is kept in ")
    assert told("--unknown") == f"{kept}\n"
    assert kept.read_text() == file.read_text()
    file.write_text("def step(")
    assert told("--like").startswith("It cannot be compared")


@pytest.mark.slow
@pytest.mark.fault
def test_what_cannot_be_judged_exits_with_3(quizdl: Quizdl, tmp_path: Path) -> None:
    bank = step_bank(tmp_path / "bank")
    claims = bank / "verifiers" / "step.py"
    lacking = claims.read_text().replace(
        "def rate() -> Evidence:\n", 'def rate() -> Evidence:\n    raise Unavailable("no GPU", ko="GPU가 없음")\n'
    )
    claims.write_text(lacking.replace("import Control", "import Unavailable, Control"))
    assert quizdl("trust", str(bank)).returncode == 0
    right = tmp_path / "right.py"
    right.write_text(RIGHT)
    done = quizdl("practice", "write-step", "--plain", "--file", str(right), "--bank", str(bank), "--lang", "en")
    assert done.returncode == 3
    assert "Not judged. 2 of 3 claims passed" in done.stdout
    assert "  cannot judge here: Learning rate\n    no GPU\n" in done.stdout


@pytest.mark.slow
@pytest.mark.fault
def test_an_untrusted_bank_judges_nothing(quizdl: Quizdl, tmp_path: Path, home: Path) -> None:
    bank = step_bank(tmp_path / "bank")
    done = quizdl("practice", "write-step", "--plain", "--bank", str(bank))
    assert done.returncode == 2
    assert "quizdl trust" in done.stderr
    assert not (home / "practice").exists()


class Terminal:
    """quizdl on a terminal of its own."""

    def __init__(self, *arguments: str, **variables: str) -> None:
        self.pid, self.end = pty.fork()
        if self.pid == 0:
            os.execve(QUIZDL, [str(QUIZDL), *arguments], {**os.environ, **variables})
        self.seen = ""

    def wait_for(self, text: str) -> str:
        """All that was seen, once it holds the text; what is before it is not looked at again."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.seen:
            assert time.monotonic() < deadline, self.seen
            if select.select([self.end], [], [], 1)[0]:
                self.seen += os.read(self.end, 2**16).decode(errors="replace")
        before, _, self.seen = self.seen.partition(text)
        return before + text

    def exit_code(self) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.mark.slow
@pytest.mark.fault
def test_saves_of_another_program_are_judged_on_a_terminal_until_ctrl_c(bank: Path, home: Path) -> None:
    terminal = Terminal("practice", "write-step", "--watch", "--bank", str(bank), "--lang", "en")
    file = home / "practice" / "write_step.py"
    begun = terminal.wait_for("Still the starter")
    assert "Write one step of gradient descent." in begun
    assert "Example: step(theta [1, -2], g [0.5, 0.5], lr 0.1) → theta [0.95, -2.05]" in begun
    subprocess.run(["sh", "-c", f"cat > {file}"], input=WRONG, text=True, check=True)
    assert "step 1: theta [1]" in terminal.wait_for("1 try")
    file.unlink()
    terminal.wait_for("is gone; waiting for it")
    draft = file.with_suffix(".new")
    draft.write_text(RIGHT)
    draft.replace(file)
    assert "Rated good" in terminal.wait_for("--solution shows ours")
    children = psutil.Process(terminal.pid).children(recursive=True)
    os.write(terminal.end, b"\x03")
    assert terminal.exit_code() == 0
    assert all_end(children)
    assert [attempt.passed for attempt in log_of(bank).attempts()] == [False, True]


@pytest.mark.slow
@pytest.mark.fault
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_run_that_is_ended_leaves_no_process_and_no_attempt(bank: Path, home: Path, number: signal.Signals) -> None:
    file = home / "practice" / "write_step.py"
    file.parent.mkdir(parents=True)
    file.write_text("import time\n\n\ndef step(theta, g, lr=0.1):\n    time.sleep(60)\n")
    terminal = Terminal("practice", "write-step", "--watch", "--bank", str(bank))
    children: list[psutil.Process] = []
    deadline = time.monotonic() + PATIENCE
    while len(children) < 4 and time.monotonic() < deadline:  # the server, the supervisor, the child and the reader's
        children = psutil.Process(terminal.pid).children(recursive=True)
        time.sleep(0.02)
    assert len(children) >= 4
    os.kill(terminal.pid, number)
    assert terminal.exit_code() in (128 + number, -number)
    assert all_end(children)
    log = log_of(bank)
    assert log.attempts() == []
    assert log.rounds()["write-step"].attempts == 0


@pytest.mark.slow
@pytest.mark.skipif(not can_seal(), reason="bubblewrap is not here")
def test_a_single_file_is_sealed_off_on_request(bank: Path, tmp_path: Path) -> None:
    file = tmp_path / "looks.py"
    missing = f"try:\n    open('/proc/{os.getpid()}/comm')\nexcept FileNotFoundError:\n    pass\nelse:\n    1 / 0\n"
    file.write_text(f"{missing}\n\n{RIGHT}")
    asked = ("write-step", "--file", str(file), "--json")
    open_one, sealed = json.loads(practice(bank, *asked).stdout), json.loads(practice(bank, *asked, "--sealed").stdout)
    assert (open_one["sealed"], open_one["passed"], open_one["fault"]["kind"]) == (False, False, "not_loaded")
    assert (sealed["sealed"], sealed["passed"]) == (True, True)


def test_a_file_is_not_judged_unsealed_where_it_was_to_be_sealed_off(
    bank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quizdl.cli.sealing_off.can_seal", lambda: False)
    refused = practice(bank, "write-step", "--plain", "--sealed")
    assert isinstance(refused.exception, BadSetting)
    assert "bubblewrap" in str(refused.exception)
