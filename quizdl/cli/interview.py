"""`quizdl interview`: a mock interview, on screen or line by line."""

from __future__ import annotations

import random
from pathlib import Path

import click

from quizdl.cli.help import WordedCommand
from quizdl.cli.options import bank_option, complete_topic, interview_day, language_here, language_option
from quizdl.cli.play import can_draw, catalogue_of, chosen_theme, learning
from quizdl.cli.terminal import compose_line, ended_by_signals, read_line
from quizdl.config import remember
from quizdl.errors import BadSetting, UnknownName
from quizdl.report.interview import say_no_open
from quizdl.study.learner import Learner
from quizdl.verify.catalogue import Catalogue
from quizdl.words import Language, say


@click.command("interview", cls=WordedCommand)
@click.argument("topics", nargs=-1, metavar="[TOPIC]...", shell_complete=complete_topic)
@click.option("--minutes", type=click.IntRange(1, 24 * 60), default=30, show_default=True)
@click.option("--level", "levels", multiple=True, type=click.IntRange(1, 3))
@click.option("--seed", type=click.IntRange(min=0))
@click.option("--plain", is_flag=True)
@click.option("--list", "lists", is_flag=True)
@click.option("--report", type=click.IntRange(min=1), metavar="N")
@bank_option
@language_option
def interview_command(
    topics: tuple[str, ...],
    minutes: int,
    levels: tuple[int, ...],
    seed: int | None,
    plain: bool,
    lists: bool,
    report: int | None,
    bank: Path | None,
    lang: Language | None,
) -> None:
    language = lang or language_here()
    with learning(bank) as learner:
        if lists or report is not None:
            _show_reports(learner, catalogue_of(learner.bank.verifiers, bank, language)[0], language, report)
            return
        known = [topic.name for topic in learner.bank.topics]
        for name in topics:
            if name not in known:
                raise UnknownName("topic", name, known)
        from quizdl.study.rehearsal import Rehearsal

        drawn = random.SystemRandom().randrange(10_000) if seed is None else seed
        rehearsal = Rehearsal(learner, minutes, drawn, topics, levels)
        if rehearsal.interview.current is None:
            click.echo(say_no_open(learner.bank, topics, levels, language))
            click.get_current_context().exit(0)
        catalogue, why = catalogue_of(learner.bank.verifiers, bank, language)
        if plain or not can_draw():
            from quizdl.line_mode.interview import interview_line_mode

            with ended_by_signals():
                code = interview_line_mode(
                    rehearsal, catalogue, language, read=read_line, write=click.echo, compose=compose_line
                )
        else:
            from quizdl.tui.run import run_quiz

            until = interview_day(None)
            code = run_quiz(
                learner,
                catalogue,
                language,
                None,
                seed,
                why,
                theme=chosen_theme(),
                remember=remember,
                until=until,
                rehearsal=rehearsal,
            )
    click.get_current_context().exit(code)


def _show_reports(learner: Learner, catalogue: Catalogue | None, language: Language, number: int | None) -> None:
    """Print the report with that number as Markdown, or one line for each. Raises BadSetting if it does not exist."""
    from quizdl.report.interview import interview_markdown
    from quizdl.report.view.interview import Proofs, interview_view, past_rows
    from quizdl.study.held_interview import HeldInterviews

    held_interviews = HeldInterviews(learner)
    interviews = held_interviews.all()
    if number is None:
        rows = past_rows(interviews, learner.bank, language)
        lines = [f"{place}. {row.title}: {row.headline}" for place, row in enumerate(rows, 1)]
        click.echo("\n".join(lines) or say(language, "reports.none"))
        return
    if number > len(interviews):
        raise BadSetting(say(language, "reports.no_such", number=number))
    held = interviews[number - 1]
    proofs = Proofs(catalogue, learner.store.proven(learner.key))
    view = interview_view(held, learner.bank, held_interviews.best_before(held), proofs, language)
    click.echo(interview_markdown(view, language), nl=False)
