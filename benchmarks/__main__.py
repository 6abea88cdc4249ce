"""Prints each ratio beside its budget: `make bench`. Exits with 1 if one is over. (`make load`: see `under_load`.)"""

from __future__ import annotations

import asyncio
import gc
import io
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import yaml

from benchmarks.proving import proving
from benchmarks.studying import answering, choosing, looking
from benchmarks.timing import BIN, ratio, seconds_of, seconds_until_shown
from quizdl import folders
from quizdl.bank.cache import open_bank
from quizdl.bank.reading import read_bank
from quizdl.verify.catalogue import read_catalogue
from quizdl.verify.service import Service
from quizdl.verify.task import Task

QUIZDL = str(BIN / "quizdl")
Line = tuple[str, float, str, float]  # what, measured, spread, budget


def commands() -> Iterator[Line]:
    """Light commands against the import of click."""
    click = [sys.executable, "-c", "import click"]
    for arguments in (["--help"], ["list"]):
        median, least, most = ratio(partial(seconds_of, [QUIZDL, *arguments]), partial(seconds_of, click))
        yield f"quizdl {arguments[0]} / import click", median, f"{least:.2f}–{most:.2f}", 1.5


def first_frame() -> Iterator[Line]:
    """The first question against a minimal Textual app."""
    quiz = [QUIZDL, "play", "adam", "--seed", "1", "--lang", "en"]
    minimal = [sys.executable, "-m", "benchmarks.minimal_app"]
    median, least, most = ratio(
        lambda: seconds_until_shown(quiz, "leave"), lambda: seconds_until_shown(minimal, "bias correction"), runs=15
    )
    yield "first question frame / minimal Textual app", median, f"{least:.2f}–{most:.2f}", 1.6


def many_questions(count: int, folder: Path) -> Path:
    """A bank of `count` questions made of the built-in ones under new ids.

    Those of planted bugs are left out: most of their time is that of reading programs.
    """
    (folder / "questions").mkdir(parents=True)
    topics = []
    for path in sorted((folders.builtin_bank() / "questions").glob("*.yaml")):
        head, *questions = re.split(r"(?m)^(?=  - id: )", path.read_text(encoding="utf-8"))
        topics.append((head, [question for question in questions if "\n    bug: " not in question]))
    written, number = 0, 0
    while written < count:
        head, questions = topics[number % len(topics)]
        text = head + re.sub(r"(?m)^(  - id: .*)$", rf"\1-{number}", "".join(questions))
        (folder / "questions" / f"topic{number}.yaml").write_text(text, encoding="utf-8")
        written += len(questions)
        number += 1
    return folder


def timed(work: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()
    begin = time.perf_counter()
    work()
    seconds = time.perf_counter() - begin
    gc.enable()
    return seconds


def reading() -> Iterator[Line]:
    """Reading and checking a bank against PyYAML's C loader on the same text, and against its cache."""
    with tempfile.TemporaryDirectory() as place:
        thousand = many_questions(1_000, Path(place) / "thousand")
        texts = [path.read_text(encoding="utf-8") for path in (thousand / "questions").glob("*.yaml")]

        def plain_yaml() -> None:
            for text in texts:
                yaml.load(io.StringIO(text), Loader=yaml.CSafeLoader)

        median, least, most = ratio(lambda: timed(lambda: read_bank(thousand)), lambda: timed(plain_yaml), runs=5)
        yield "reading 1 000 questions / CSafeLoader", median, f"{least:.2f}–{most:.2f}", 1.5

        many = many_questions(10_000, Path(place) / "many")
        cold = timed(lambda: read_bank(many))
        open_bank(many)
        warm = [
            timed(lambda: [len(topic.questions) for topic in open_bank(many).topics]) for _ in range(7)
        ]  # as home does
        spread = f"{min(warm) / cold:.2%}–{max(warm) / cold:.2%}"
        yield "opening 10 000 unchanged (home screen) / reading them", statistics.median(warm) / cold, spread, 0.03


def adam() -> Iterator[Line]:
    """`quizdl verify adam` from nothing, against importing torch and what its claims declare."""
    catalogue = read_catalogue(folders.builtin_bank() / "verifiers")
    declared = sum(claim.seconds for claim in catalogue.families["adam"].claims)
    torch = [sys.executable, "-c", "import torch"]
    median, least, most = ratio(
        lambda: seconds_of([QUIZDL, "verify", "adam", "--fresh"]), lambda: declared + seconds_of(torch), runs=5
    )
    yield "quizdl verify adam / (import torch + declared)", median, f"{least:.2f}–{most:.2f}", 1.5


async def _one_more() -> list[float]:
    catalogue = read_catalogue(folders.builtin_bank() / "verifiers")
    task = Task(catalogue.claim("momentum.last_ten"))
    seconds = []
    async with Service() as service:
        await service.warm()
        for _ in range(21):
            begin = time.perf_counter()
            result = await service.run(task)
            assert result.evidence is not None, result.reason
            seconds.append(time.perf_counter() - begin)
    return seconds[1:]


def one_more_claim() -> Iterator[Line]:
    """One more claim on a warm server; the work of the claim, well under a millisecond, is counted in."""
    seconds = asyncio.run(_one_more())
    yield (
        "one more claim on a warm server, in s",
        statistics.median(seconds),
        f"{min(seconds):.3f}–{max(seconds):.3f}",
        0.05,
    )


def everything() -> Iterator[Line]:
    """Every claim of the built-in bank, fresh: 4 minutes for the families of 0.1.0, and 35 s for the five since."""
    begin = time.perf_counter()
    done = subprocess.run([QUIZDL, "verify", "--all", "--fresh", "--json"], capture_output=True, text=True)
    minutes = (time.perf_counter() - begin) / 60
    claims = len(json.loads(done.stdout)["claims"])
    yield f"quizdl verify --all --fresh ({claims} claims), in minutes", minutes, "one run", 4 + 35 / 60


MEASURES = (commands, first_frame, reading, adam, one_more_claim, proving, answering, choosing, looking, everything)


def main() -> None:
    over = 0
    print(f"{'what':<62}{'measured':>10}  {'spread':<18}{'budget':>8}")
    for measure in MEASURES:
        for what, measured, spread, budget in measure():
            over += measured > budget
            mark = "" if measured <= budget else "  OVER"
            print(f"{what:<62}{measured:>10.3f}  {spread:<18}{budget:>8.2f}{mark}", flush=True)
    sys.exit(over > 0)


if __name__ == "__main__":
    main()
