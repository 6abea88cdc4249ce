"""False failures on a busy machine: `python -m benchmarks.under_load` (also `make load`).

Runs quick claims of the built-in bank one after the other, as a reader does, with processes beside them that compute
without end, and counts those whose verdict is `failed` although nothing is wrong with them. There must be none; it
exits with 1 where there is one. On two cores with 16 busy processes it takes some minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, islice

from quizdl import folders
from quizdl.verdict import Verdict
from quizdl.verify.catalogue import read_catalogue
from quizdl.verify.result import Result
from quizdl.verify.service import Service
from quizdl.verify.task import Task
from quizdl.verify.updates import Starting, Update

CLAIMS = 300
BUSY = 16
QUICK_SECONDS = 1.0  # what a quick claim declares at most


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """That many processes that compute without end; they end with this one, which holds their stdin."""
    code = (
        "import sys, threading\nthreading.Thread(target=lambda: (sys.stdin.read(), __import__('os')._exit(0))).start()"
    )
    command = [sys.executable, "-c", f"{code}\nwhile True: pass"]
    running = [subprocess.Popen(command, stdin=subprocess.PIPE) for _ in range(processes)]
    try:
        yield
    finally:
        for process in running:
            process.kill()
            process.communicate()


def quick_tasks(number: int) -> list[Task]:
    """That many tasks: every quick claim that shares the machine with others, then again with the next seed."""
    catalogue = read_catalogue(folders.builtin_bank() / "verifiers")
    claims = [claim for claim in catalogue.claims() if claim.seconds <= QUICK_SECONDS and not claim.alone]
    return list(islice((Task(claim, seed) for seed in count() for claim in claims), number))


async def run(number: int) -> list[Result]:
    """The results of that many quick claims, one after the other on one service."""
    told = ""

    def hear(update: Update) -> None:
        nonlocal told
        if isinstance(update, Starting) and update.module != told:
            told = update.module
            print(f"starting the engine: importing {told}", flush=True)

    results = []
    async with Service() as service:
        for done, task in enumerate(quick_tasks(number), 1):
            result = await service.run(task, hear)
            results.append(result)
            if result.verdict == Verdict.FAILED:
                print(f"false failure: {task.claim.id}, seed {task.seed}: {result.reason}", flush=True)
            if done % 50 == 0:
                print(f"{done} of {number}", flush=True)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.under_load", description=__doc__)
    parser.add_argument("--claims", type=int, default=CLAIMS, help="how many to run (default: %(default)s)")
    parser.add_argument("--busy", type=int, default=BUSY, help="busy processes beside them (default: %(default)s)")
    options = parser.parse_args()
    begin = time.perf_counter()
    with busy(options.busy):
        results = asyncio.run(run(options.claims))
    seconds = time.perf_counter() - begin
    verdicts = Counter(str(result.verdict) for result in results)
    slowest = max(results, key=lambda result: result.seconds)
    print(f"{len(results)} claims beside {options.busy} busy processes, {seconds:.0f} s: {dict(verdicts)}")
    print(f"slowest: {slowest.claim}, {slowest.seconds:.1f} s")
    print(f"not as declared: {sum(not result.as_declared for result in results)}")
    print(f"false failures: {verdicts[str(Verdict.FAILED)]}")
    sys.exit(verdicts[str(Verdict.FAILED)] > 0)


if __name__ == "__main__":
    main()
