"""The order in which claims run: side by side on all cores, those that time something alone and last."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from quizdl.verify.charged_time import cores
from quizdl.verify.declared import Claim


def running_order(claims: Sequence[Claim]) -> list[int]:
    """The indices of the claims in the order in which they run: those that time something last."""
    return sorted(range(len(claims)), key=lambda index: claims[index].alone)


async def side_by_side(
    claims: Sequence[Claim], run: Callable[[int], Awaitable[None]], *, jobs: int | None = None
) -> None:
    """Await `run(index)` for each claim: up to `jobs` at a time (all cores), then those marked `alone`, one at a time.

    Raises what a run raised, for several side by side in an ExceptionGroup; the others are cancelled first.
    """
    slots = asyncio.Semaphore(jobs or cores())

    async def in_a_slot(index: int) -> None:
        async with slots:
            await run(index)

    order = running_order(claims)
    together = [index for index in order if not claims[index].alone] if len(order) > 1 else []
    async with asyncio.TaskGroup() as group:
        for index in together:
            group.create_task(in_a_slot(index))
    for index in order[len(together) :]:
        await run(index)
