"""`quizdl play`, and `quizdl` alone: the quiz on screen, or line by line where there is no screen to draw on."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import click

from quizdl import folders
from quizdl.bank.model import Bank, Language
from quizdl.cli.options import bank_option, complete_topic, language_here, language_option
from quizdl.errors import CatalogueError, NotTrusted, UnknownName
from quizdl.verify.catalogue import Catalogue, open_catalogue, read_catalogue


@click.command("play")
@click.argument("topics", nargs=-1, metavar="[TOPIC]...", shell_complete=complete_topic)
@click.option("--count", type=click.IntRange(min=1), help="At most that many questions.")
@click.option("--seed", type=click.IntRange(min=0), help="Draw the same questions in the same order again.")
@click.option("--plain", is_flag=True, help="Line by line, for pipes, screen readers and simple terminals.")
@bank_option
@language_option
def play_command(
    topics: tuple[str, ...] = (),
    count: int | None = None,
    seed: int | None = None,
    plain: bool = False,
    bank: Path | None = None,
    lang: Language | None = None,
) -> None:
    """Take the quiz, on some TOPICs or on all."""
    from quizdl.bank.cache import open_bank

    opened = open_bank(bank or folders.builtin_bank())
    names = [topic.name for topic in opened.topics]
    for name in topics:
        if name not in names:
            raise UnknownName("topic", name, names)
    catalogue, why_no_proofs = catalogue_of(opened.verifiers, bank)
    language = lang or language_here()
    if plain or not can_draw():
        code = play_by_lines(opened, catalogue, language, topics, count, seed, why_no_proofs)
    else:
        gc.disable()  # nothing is garbage yet, and looking for it delays the first frame; the quiz enables it again
        from quizdl.tui.run import run_quiz

        code = run_quiz(opened, catalogue, language, topics, count, seed, why_no_proofs)
    click.get_current_context().exit(code)


def play_by_lines(
    bank: Bank,
    catalogue: Catalogue | None,
    language: Language,
    topics: tuple[str, ...],
    count: int | None,
    seed: int | None,
    why_no_proofs: str,
) -> int:
    """The quiz over stdin and stdout; its exit code."""
    from quizdl.plain import play_plain
    from quizdl.verify.results import ResultStore
    from quizdl.verify.runner import Runner

    if sys.stdin is not None:
        sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]  # a stray byte is a wrong answer
    store = ResultStore()
    try:
        return play_plain(
            bank,
            catalogue,
            language,
            topics,
            count,
            seed,
            why_no_proofs,
            read=read_line,
            write=click.echo,
            runner_factory=lambda: Runner(store),
        )
    finally:
        store.close()


def read_line(prompt: str) -> str | None:
    """The next line of stdin without its end, None where there is no more."""
    click.echo(prompt, nl=False)
    line = sys.stdin.readline() if sys.stdin is not None else ""
    return line.rstrip("\r\n") if line else None


def catalogue_of(verifiers: Path, bank: Path | None) -> tuple[Catalogue | None, str]:
    """The claims that may be proven, or None and the reason why there are none."""
    from quizdl.bank.trust import TrustStore

    try:
        if bank is None:
            return open_catalogue(verifiers), ""
        return read_catalogue(verifiers, TrustStore().require(bank)), ""
    except (NotTrusted, CatalogueError) as error:
        return None, str(error)


def can_draw() -> bool:
    """Whether there is a terminal at every end that can place its cursor."""
    ends = (sys.stdin, sys.stdout, sys.stderr)  # Textual draws on stderr; None is closed by the caller
    drawable = all(end is not None and end.isatty() for end in ends)
    return drawable and os.environ.get("TERM", "dumb") not in ("", "dumb", "unknown")
