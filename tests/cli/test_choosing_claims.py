"""`quizdl verify`: choosing what to run, turning knobs, and what is said about a knob that was turned."""

import json
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pexpect
import pytest

from quizdl.cli.claims import titled
from quizdl.cli.verify import say_how_long
from quizdl.folders import builtin_bank
from quizdl.report.documents import json_text
from quizdl.verify.hunt_plans import plan_hunts
from quizdl.verify.reading import read_family
from quizdl.verify.task import Task
from tests.cli.conftest import QUIZDL, Quizdl
from tests.verify.conftest import HEAD

pytestmark = pytest.mark.slow  # each starts the program anew

ENGLISH_TOPIC = """topic: {en: "Remembering"}
questions:
  - id: m
    kind: open
    level: 1
    prompt: {en: "What does momentum do?"}
    key_points: [{en: "It sums gradients."}, {en: "It forgets them."}]
    answer: {en: "It sums gradients and forgets them."}
    verify: [momentum.buffer]
"""
PATIENCE = 60  # seconds: other tests may keep the machine busy


def in_a_terminal(home: Path, *arguments: str) -> "pexpect.spawn[str]":
    environment = {**os.environ, "QUIZDL_HOME": str(home), "LANG": "C.UTF-8", "TERM": "xterm-256color"}
    return pexpect.spawn(
        str(QUIZDL), list(arguments), env=environment, encoding="utf-8", timeout=PATIENCE, dimensions=(40, 160)
    )


@pytest.fixture
def menu(tmp_path: Path) -> Iterator["pexpect.spawn[str]"]:
    child = in_a_terminal(tmp_path / "home", "verify")
    child.expect("Which one")
    yield child
    child.close(force=True)


def test_without_a_name_a_terminal_gets_a_list_to_choose_from(menu: "pexpect.spawn[str]") -> None:
    assert "momentum" in (menu.before or "")
    menu.sendline("nosuch")
    menu.expect("no such number or name")
    menu.sendline("momentum.last_ten")
    menu.expect("1 of 1 as declared")
    menu.expect(pexpect.EOF)
    menu.close()
    assert menu.exitstatus == 0


def test_enter_alone_leaves_the_list(menu: "pexpect.spawn[str]") -> None:
    menu.sendline("")
    menu.expect(pexpect.EOF)
    menu.close()
    assert menu.exitstatus == 0


def test_without_a_name_a_pipe_gets_the_families_and_exit_code_2(quizdl: Quizdl) -> None:
    done = quizdl("verify")
    assert (done.returncode, done.stdout) == (2, "")
    assert "momentum" in done.stderr
    assert "12 claims" in done.stderr


def test_a_korean_reader_gets_the_families_with_the_titles_of_their_topics(quizdl: Quizdl) -> None:
    listed = quizdl("verify", "--lang", "ko").stderr.splitlines()
    [line] = [line for line in listed if " gradient_descent " in line]
    assert "경사 하강법" in line
    assert "where it moves" not in line
    assert "Gradient descent: where it moves" in quizdl("verify", "--lang", "en").stderr


def test_a_family_without_a_korean_topic_keeps_its_own_title(tmp_path: Path) -> None:
    family = read_family(builtin_bank() / "verifiers" / "momentum")
    questions = tmp_path / "questions"
    questions.mkdir()
    for text in (ENGLISH_TOPIC, "topic: [\n", None):
        (questions / "momentum.yaml").unlink(missing_ok=True)
        if text is not None:
            (questions / "momentum.yaml").write_text(text)
        assert titled([family], tmp_path, "ko") == [family]


def test_a_list_of_claims_shows_their_knobs_and_defaults(quizdl: Quizdl) -> None:
    done = quizdl("verify", "--list", "momentum.last_ten", "--lang", "en")
    assert "    knobs: beta = 0.9" in done.stdout.splitlines()
    assert "seed" not in quizdl("verify", "--list", "momentum.escapes_by_noise").stdout


def test_a_list_of_claims_is_json_where_json_is_asked_for(quizdl: Quizdl) -> None:
    document = json.loads(quizdl("verify", "--list", "--json", "momentum.last_ten").stdout)
    assert document["schema"] == "quizdl.claims/1"
    (claim,) = document["claims"]
    assert (claim["id"], claim["knobs"]) == ("momentum.last_ten", {"beta": 0.9})
    assert set(claim["sentence"]) == {"en", "ko"}


def test_help_lists_the_knobs_of_what_is_named(quizdl: Quizdl) -> None:
    assert "beta = 0.9" in quizdl("verify", "momentum.last_ten", "--help").stdout
    assert "--help` lists the knobs" in " ".join(quizdl("verify", "--help").stdout.split())


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("quizdl verify momentum.last_ten --set ", ["beta=0.9"]),
        ("quizdl verify momentum.against_torch --set l", ["lr=0.05"]),
        ("quizdl verify --set ", []),
        ("quizdl verify nosuch --set ", []),
    ],
)
def test_a_shell_completes_the_knobs_of_the_claims_that_are_named(
    quizdl: Quizdl, words: str, offered: list[str]
) -> None:
    place = str(len(words.split(" ")) - 1)
    done = quizdl(COMP_WORDS=words, COMP_CWORD=place, _QUIZDL_COMPLETE="bash_complete")
    assert [line.removeprefix("plain,") for line in done.stdout.split()] == offered


def test_with_a_knob_turned_the_output_says_that_the_sentence_speaks_of_the_defaults(quizdl: Quizdl) -> None:
    note = "the sentence is about the defaults; this run changed: beta = 0.5 (default 0.9)"
    turned = quizdl("verify", "momentum.last_ten", "--set", "beta=0.5", "--lang", "en").stdout
    assert note in " ".join(turned.split())
    assert (
        "문장은 기본값일 때의 내용이다"
        in quizdl("verify", "momentum.last_ten", "--set", "beta=0.5", "--lang", "ko").stdout
    )
    same = quizdl("verify", "momentum.last_ten", "--set", "beta=0.9", "--lang", "en").stdout
    assert "is about the defaults" not in same


def test_json_holds_sentences_what_was_changed_and_the_curves(quizdl: Quizdl) -> None:
    text = quizdl("verify", "momentum.last_ten", "--set", "beta=0.5", "--json").stdout
    (claim,) = json.loads(text)["claims"]
    assert claim["sentence"]["en"].startswith("The last n gradients")
    assert "기울기" in claim["sentence"]["ko"]
    assert claim["changed"] == {"beta": {"value": 0.5, "default": 0.9}}
    assert claim["axes"]["y"] == "weight they hold"
    curve = claim["curves"][0]
    assert (curve["name"], curve["points"]) == ("running mean", False)
    assert (curve["x"][:2], curve["y"][:2]) == ([1.0, 2.0], [0.5, 0.75])
    assert not any(line.strip(" ,").replace(".", "").isdigit() for line in text.splitlines())  # one line for all points


def test_numbers_of_one_list_stand_on_one_line_of_json_and_texts_stay_as_they_are() -> None:
    document = {"numbers": [1.0, -2e-9, None], "texts": ["[\n 1,\n 2\n]", "1"], "none": []}
    text = json_text(document)
    assert json.loads(text) == document
    assert '"numbers": [ 1.0, -2e-09, null ]' in text


@pytest.mark.fault
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_a_signal_ends_a_run_shows_the_cursor_again_and_keeps_no_half_result(
    quizdl: Quizdl, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    path = tmp_path / "sleepy.py"
    path.write_text(f'"""Sleeps."""\n{HEAD}\n@claim(en="z", seconds=9)\ndef z() -> Evidence:\n    time.sleep(60)\n')
    assert quizdl("trust", str(path)).returncode == 0
    child = in_a_terminal(tmp_path / "home", "verify", str(path))
    child.expect("s left")
    child.kill(number)
    child.expect(pexpect.EOF)
    rest = child.before or ""
    child.close()
    assert child.exitstatus == code
    assert "\x1b[?25h" in rest  # the cursor
    assert "Traceback" not in rest
    with closing(sqlite3.connect(tmp_path / "home" / "cache" / "results.sqlite")) as kept:
        assert kept.execute("select count(*) from results").fetchone() == (0,)


def test_how_long_it_may_take_counts_seeds_and_mutants(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    family = read_family(builtin_bank() / "verifiers" / "adam")
    claim = replace(family.claims[0], seconds=7.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    tasks = [Task(claim, seed) for seed in (0, 1)]
    say_how_long(tasks, [], "en")
    assert capsys.readouterr().err == ""
    plans = plan_hunts([family], tasks)
    assert plans
    say_how_long(tasks, plans, "en")
    runs = 2 * (1 + len(plans))
    assert f"{runs} runs, about {7 * runs} s of work" in capsys.readouterr().err
