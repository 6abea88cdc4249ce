"""Claims run side by side, except for those that time something."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from quizdl.verdict import Verdict
from quizdl.verify.declared import Claim
from quizdl.verify.scheduling import side_by_side


def claims(alone: Sequence[bool]) -> list[Claim]:
    return [
        Claim(f"f.{place}", Path("f.py"), 1, "", "", 0.1, Verdict.SUPPORTED, "", "", timed, frozenset())
        for place, timed in enumerate(alone)
    ]


async def beside(alone: Sequence[bool], jobs: int) -> tuple[list[int], dict[int, set[int]]]:
    """The order in which the claims ended, and for each which others ran beside it."""
    running: set[int] = set()
    ended: list[int] = []
    seen: dict[int, set[int]] = {}

    async def run(index: int) -> None:
        running.add(index)
        for _ in range(3):  # the others begin in the meantime
            await asyncio.sleep(0)
        seen[index] = set(running) - {index}
        running.discard(index)
        ended.append(index)

    await side_by_side(claims(alone), run, jobs=jobs)
    return ended, seen


async def test_claims_run_beside_each_other_and_those_that_time_something_alone_and_last() -> None:
    ended, seen = await beside([True, False, False, True], jobs=4)
    assert ended == [1, 2, 0, 3]
    assert seen[1] == {2}
    assert (seen[0], seen[3]) == (set(), set())


async def test_no_more_claims_run_at_a_time_than_jobs_allow() -> None:
    _, seen = await beside([False] * 5, jobs=1)
    assert set(map(len, seen.values())) == {0}


async def test_what_a_run_raises_ends_the_others() -> None:
    async def run(index: int) -> None:
        if index:
            raise ValueError("one fails")
        await asyncio.Event().wait()  # for ever

    with pytest.raises(ExceptionGroup, match="unhandled errors"):
        await side_by_side(claims([False, False]), run, jobs=2)
