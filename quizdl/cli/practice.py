"""`quizdl practice`: write what the claims test in a file of your own, and be judged by them."""

from __future__ import annotations

from pathlib import Path

import click

from quizdl.cli.help import WordedCommand
from quizdl.cli.options import bank_option, complete_exercise, language_here, language_option
from quizdl.cli.play import can_draw, exercises_in, learning, play
from quizdl.words import Language, say

# one at a time
ACTIONS = ("plain", "watch", "hint", "like", "unknown", "solution", "reset", "diff", "break", "dispute", "forget")

METHODS = {"break": "break_own"}  # of actions whose names Python keeps to itself


@click.command("practice", cls=WordedCommand)
@click.argument("name", required=False, shell_complete=complete_exercise)
@click.option("--list", "only_list", is_flag=True)
@click.option("--plain", is_flag=True)
@click.option("--watch", is_flag=True)
@click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="PATH")
@click.option("--timed", is_flag=True)
@click.option("--hint", is_flag=True)
@click.option("--like", is_flag=True)
@click.option("--unknown", is_flag=True)
@click.option("--solution", is_flag=True)
@click.option("--reset", is_flag=True)
@click.option("--diff", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@click.option("--break", is_flag=True)
@click.option("--dispute", is_flag=True)
@click.option("--forget", is_flag=True)
@click.option("--judge", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="FOLDER")
@click.option("--jobs", type=click.IntRange(min=1))
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--sealed/--unsealed", default=None)
@bank_option
@language_option
def practice_command(
    name: str | None,
    only_list: bool,
    file: Path | None,
    timed: bool,
    as_json: bool,
    judge: Path | None,
    jobs: int | None,
    seed: int,
    sealed: bool | None,
    bank: Path | None,
    lang: Language | None,
    **actions: bool,
) -> None:
    language = lang or language_here()
    chosen = [action for action in ACTIONS if actions[action]]
    if len(chosen) > 1:
        raise click.UsageError(f"--{chosen[0]} and --{chosen[1]} exclude each other")
    if as_json and chosen not in ([], ["plain"]):
        raise click.UsageError(f"--{chosen[0]} prints no JSON")
    action = chosen[0] if chosen else "plain" if as_json else "watch"
    if name is None or only_list:
        if chosen or as_json or file or timed or judge:
            raise click.UsageError("name an exercise; quizdl practice --list shows them")
        print_list(bank, language)
        return

    from quizdl.cli.practising import Practising
    from quizdl.practice.exercise import exercise_named

    exercise = exercise_named(name, bank)
    if judge is not None:
        if chosen or file or timed:
            raise click.UsageError("--judge goes with --jobs, --seed, --sealed and --json only")
        from quizdl.cli.marking import Marking

        marking = Marking(exercise, language, jobs=jobs, seed=seed, sealed=sealed)
        click.get_current_context().exit(marking.judge(judge, as_json=as_json))
    with learning(bank) as learner:
        if not (chosen or as_json or file or timed or sealed) and can_draw():
            play(learner, [exercise.question], language=language, bank=bank)
        practising = Practising(learner, exercise, file, language, timed=timed, as_json=as_json, sealed=sealed is True)
        click.get_current_context().exit(getattr(practising, METHODS.get(action, action))())


def print_list(bank: Path | None, language: Language) -> None:
    """Print the exercises of a bank, a line each."""
    from quizdl.report.practice import list_lines
    from quizdl.report.view.exercises import exercise_rows

    with learning(bank) as learner:
        rows = exercise_rows(learner, exercises_in(bank), language)
    click.echo("\n".join(list_lines(rows)) or say(language, "practice.none"))
