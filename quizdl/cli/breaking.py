"""`quizdl practice NAME --break`: bugs in the program that passed, and which claims notice them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import click

from quizdl.cli.proving import leaving_when_terminated
from quizdl.cli.sealing_off import judging_service
from quizdl.practice.exercise import Exercise
from quizdl.practice.own_bugs import OwnBug, ask_about, bugs_of
from quizdl.report.text import harmless
from quizdl.report.view.own_bug import own_bug_text
from quizdl.words import Language, say

BUGS = 5


def break_program(exercise: Exercise, source: str, file: str, language: Language) -> None:
    """Plant some bugs in a program that passed, and print for each what notices it. Raises EngineError."""
    bugs = bugs_of(exercise, source)[:BUGS]
    if bugs:
        asyncio.run(_ask(bugs, exercise, file, language))
    else:
        click.echo(say(language, "own_bug.none"))


async def _ask(bugs: Sequence[OwnBug], exercise: Exercise, file: str, language: Language) -> None:
    with leaving_when_terminated():
        async with judging_service(exercise, sealed=False) as service:
            for bug in bugs:
                *_, asked = [own async for own in ask_about(bug, exercise, file, service)]
                click.echo(harmless(own_bug_text(asked, exercise, language)))
