"""`quizdl stats`: show a reader's progress."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import click

from quizdl import folders
from quizdl.bank.question import CodeQuestion
from quizdl.cli.help import WordedCommand
from quizdl.cli.options import bank_option, interview_day, language_here, language_option, until_option
from quizdl.cli.play import exercises_in, learning
from quizdl.errors import BadSetting
from quizdl.report.stats import bar_lines, name_width, section_lines, stats_json, wrapped
from quizdl.report.view.home import MANY_LINES
from quizdl.report.view.stats import StatsView, stats_view
from quizdl.report.wording import say_storage_warning
from quizdl.study.cards import day_of
from quizdl.study.overview import overview
from quizdl.words import Language, say

WIDEST = 100  # cells


@click.command("stats", cls=WordedCommand)
@until_option
@click.option("--practice", is_flag=True)
@click.option("--readers", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="FOLDER")
@click.option("--json", "as_json", is_flag=True)
@bank_option
@language_option
def stats_command(
    until: datetime | None,
    practice: bool,
    readers: Path | None,
    as_json: bool,
    bank: Path | None,
    lang: Language | None,
) -> None:
    language = lang or language_here()
    if readers is not None:
        print_readers(readers, bank, language)
        return
    if practice:
        print_practice(bank, language, as_json=as_json)
        return
    with learning(bank) as learner:
        if learner.store.warning:
            click.echo(f"quizdl: {say_storage_warning(language, learner.store.warning)}", err=True)
        day = interview_day(until)
        stats = learner.stats(day)
        if as_json:
            click.echo(json.dumps(stats_json(stats), ensure_ascii=False, indent=1, allow_nan=False))
            return
        today = day_of(learner.now().astimezone())
        size = shutil.get_terminal_size()
        view = stats_view(
            stats,
            overview(learner, until=day, streak=stats.streak),
            learner.bank,
            language,
            today,
            tall=size.lines >= MANY_LINES,
        )
        print_view(view, language, min(size.columns, WIDEST))


def print_practice(bank: Path | None, language: Language, *, as_json: bool) -> None:
    """Print how the exercises of a bank went."""
    from quizdl.report.practice import went_document, went_lines
    from quizdl.report.view.exercises import how_it_went

    with learning(bank) as learner:
        went = how_it_went(learner.attempts.attempts(), exercises_in(bank))
    if as_json:
        click.echo(json.dumps(went_document(went), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(went_lines(went, language)) or say(language, "practice.not_tried"))


def print_readers(folder: Path, bank: Path | None, language: Language) -> None:
    """Print how long the readers of a folder took for whole programs: a document of `--practice --json` of each.

    Raises BadSetting for a file that is none.
    """
    from quizdl.bank.cache import open_bank
    from quizdl.practice.readers import median_of, took_of
    from quizdl.report.practice import readers_line

    files = sorted(folder.glob("*.json"))
    opened = open_bank(bank or folders.builtin_bank())
    for exercise in opened.questions():
        if not isinstance(exercise, CodeQuestion) or exercise.said_minutes is None:
            continue
        took = []
        for file in files:
            try:
                took += took_of([json.loads(file.read_bytes())], exercise.id)
            except (ValueError, KeyError, TypeError):
                raise BadSetting(f"{file} is no document of quizdl stats --practice --json") from None
        if took:
            click.echo(readers_line(exercise, median_of(took), language))


def print_view(view: StatsView, language: Language, width: int) -> None:
    """Print a reader's progress: the sentence, the bars, and what there is to say beside them."""
    names = name_width(view.groups)
    parts = [bar_lines(view.bars, width), *(section_lines(group, width, names) for group in view.groups)]
    click.secho("\n".join(wrapped(view.sentence, width)), bold=True)
    for lines in filter(None, parts):
        click.echo()
        for line in lines:
            click.echo("".join(text for text, _ in line).rstrip())
    step = view.step.text if view.step else ""
    if view.step and view.step.what:
        step = f"{say(language, 'stats.next')}: {step}"
    for text in filter(None, (step, view.come_back)):
        click.echo("\n" + "\n".join(wrapped(text, width)))
