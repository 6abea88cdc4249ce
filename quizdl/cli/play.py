"""`quizdl play`, and `quizdl` without a command: the quiz on screen, or line by line without a capable terminal."""

from __future__ import annotations

import gc
import os
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from quizdl import folders
from quizdl.bank.model import QuestionSummary
from quizdl.bank.question import AnyQuestion
from quizdl.cli.help import WordedCommand
from quizdl.cli.options import (
    bank_option,
    complete_topic,
    interview_day,
    language_here,
    language_of_command,
    language_option,
)
from quizdl.cli.terminal import compose_line, ended_by_signals, read_line
from quizdl.config import config_file, read_config, remember
from quizdl.errors import CatalogueError, NotTrusted
from quizdl.report.problems import say_problems
from quizdl.report.wording import say_unsaved
from quizdl.study.cards import NEW_DAY, begin_days_at
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.selection import ONLY, Only, Selection, draw
from quizdl.study.study_session import StudySession
from quizdl.verify.catalogue import Catalogue, open_catalogue, read_catalogue
from quizdl.words import Language, say

WITHOUT_COMMAND = "quizdl.without_command"  # in click's meta: the reader typed `quizdl`, and named nothing
NOT_SAVED = 4  # the exit code where answers could not be saved


@click.command("play", cls=WordedCommand)
@click.argument("topics", nargs=-1, metavar="[TOPIC]...", shell_complete=complete_topic)
@click.option("--only", type=click.Choice(ONLY))
@click.option("--level", "levels", multiple=True, type=click.IntRange(1, 3))
@click.option("--tag", "tags", multiple=True)
@click.option("--search", "text", default="", metavar="WORDS")
@click.option("--count", type=click.IntRange(min=1))
@click.option("--most-asked", is_flag=True)
@click.option("--seed", type=click.IntRange(min=0))
@click.option("--plain", is_flag=True)
@bank_option
@language_option
def play_command(
    topics: tuple[str, ...] = (),
    only: Only | None = None,
    levels: tuple[int, ...] = (),
    tags: tuple[str, ...] = (),
    text: str = "",
    count: int | None = None,
    most_asked: bool = False,
    seed: int | None = None,
    plain: bool = False,
    bank: Path | None = None,
    lang: Language | None = None,
) -> None:
    selection = Selection(topics, tags, levels, only, text, most_asked)
    at_home = selection == Selection() and count is None
    seed_drawn = random.SystemRandom().randrange(10_000) if seed is None else seed
    with learning(bank) as learner:
        play(
            learner,
            None if at_home else draw(selection, learner, count, seed_drawn),
            seed=seed,
            plain=plain,
            bank=bank,
            language=lang or language_here(),
        )


@contextmanager
def learning(bank: Path | None) -> Iterator[Learner]:
    """Open the bank and the reader's progress in it, and close it afterwards. Raises BankError.

    What could not be saved is told on stderr once the store is closed; a command that succeeded exits with NOT_SAVED.
    """
    from quizdl.bank.cache import open_bank

    opened = open_bank(bank or folders.builtin_bank())
    begin_days_at(int(read_config().get("day", NEW_DAY)))
    store = ProgressStore.open()
    code: object = 0
    try:
        yield Learner(store, opened)
    except click.exceptions.Exit as end:
        code = end.exit_code
        raise
    except BaseException:
        code = None
        raise
    finally:
        store.close()
        if lost := say_unsaved(language_of_command(), store.unsaved):
            click.echo(f"quizdl: {lost}", err=True)
            if code == 0:
                raise click.exceptions.Exit(NOT_SAVED)


def exercises_in(bank: Path | None) -> list[QuestionSummary]:
    """The exercises of a bank, which its learner leaves out. Raises BankError."""
    from quizdl.bank.cache import open_bank

    topics = open_bank(bank or folders.builtin_bank()).topics
    return [summary for topic in topics for summary in topic.summaries() if summary.kind == "code"]


def play(
    learner: Learner,
    questions: Sequence[AnyQuestion] | None,
    *,
    language: Language,
    bank: Path | None = None,
    seed: int | None = None,
    plain: bool = False,
) -> NoReturn:
    """Ask these questions, or begin at home, on screen or line by line; exit with the quiz's code."""
    if questions is not None and not questions:
        click.echo(say(language, "line.no_questions"))
        click.get_current_context().exit(0)
    catalogue, why_no_proofs = catalogue_of(learner.bank.verifiers, bank, language)
    if plain or not can_draw():
        seed = random.SystemRandom().randrange(10_000) if seed is None else seed
        asked = draw(Selection(), learner, seed=seed) if questions is None else questions
        code = play_by_lines(learner, catalogue, language, asked, seed, why_no_proofs)
    else:
        gc.disable()  # nothing is garbage yet, and looking for it delays the first frame; the quiz enables it again
        from quizdl.tui.run import run_quiz

        code = run_quiz(
            learner,
            catalogue,
            language,
            questions,
            seed,
            why_no_proofs,
            theme=chosen_theme(),
            remember=remember,
            until=interview_day(None),
            welcomes=catalogue is not None and is_first_run(learner),
        )
    click.get_current_context().exit(code)


def is_first_run(learner: Learner) -> bool:
    """Whether `quizdl`, typed alone, finds neither progress nor settings, and the bank names a question to try."""
    if WITHOUT_COMMAND not in click.get_current_context().meta or not learner.bank.description.first:
        return False
    from quizdl.tui.navigator import WELCOMED

    untouched = not (learner.cards or learner.store.banks() or learner.store.setting(WELCOMED))
    return untouched and not config_file().exists()


def chosen_theme() -> str:
    """The theme in the settings; without one the terminal's background decides."""
    return str(read_config().get("theme", "terminal"))


def play_by_lines(
    learner: Learner,
    catalogue: Catalogue | None,
    language: Language,
    questions: Sequence[AnyQuestion],
    seed: int,
    why_no_proofs: str,
) -> int:
    """Run the quiz over stdin and stdout; return its exit code."""
    from quizdl.line_mode.quiz import play_line_mode
    from quizdl.verify.service import Service
    from quizdl.verify.store import ResultStore

    with ended_by_signals():
        return play_line_mode(
            StudySession(learner),
            catalogue,
            language,
            questions,
            seed,
            why_no_proofs,
            read=read_line,
            write=click.echo,
            compose=compose_line,
            remember=remember,
            service=Service(ResultStore()),
        )


def catalogue_of(verifiers: Path, bank: Path | None, language: Language) -> tuple[Catalogue | None, str]:
    """The claims that may run, or None and the reason."""
    if bank is None:
        return open_catalogue(verifiers), ""
    from quizdl.bank.trust import TrustStore

    try:
        return read_catalogue(verifiers, TrustStore().require(bank)), ""
    except CatalogueError as error:
        return None, say_problems(language, error)
    except NotTrusted as error:
        return None, str(error)


def can_draw() -> bool:
    """Whether stdin and stdout are a terminal that can position the cursor."""
    ends = (sys.stdin, sys.stdout, sys.stderr)  # Textual draws on stderr; None is closed by the caller
    drawable = all(end is not None and end.isatty() for end in ends)
    return drawable and os.environ.get("TERM", "dumb") not in ("", "dumb", "unknown")
