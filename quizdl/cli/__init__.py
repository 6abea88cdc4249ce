"""The command line: every command, and the only place that prints and exits.

Exit codes: 0 every claim came out as it declares; 1 one did not, or an error in quizdl ended it; 2 wrong use or a bad
bank; 3 with --strict, something could not be checked; 4 answers could not be saved; 128 + n ended by signal n.
"""

from __future__ import annotations

import gc
import importlib
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import click

import quizdl
from quizdl.cli.errors import complain, show_misuse
from quizdl.cli.help import WordedGroup
from quizdl.cli.options import bank_option, language_of_arguments, language_option
from quizdl.config import maths_are_plain
from quizdl.errors import QuizdlError, UnknownName
from quizdl.prose import PLAIN_MATHS

COMMANDS = {  # name: the module that holds it, imported only when it is called
    "play": "play",
    "study": "study",
    "interview": "interview",
    "practice": "practice",
    "verify": "verify",
    "memory": "memory",
    "list": "questions",
    "show": "questions",
    "export": "export",
    "report": "report",
    "bank": "banks",
    "trust": "banks",
    "stats": "stats",
    "config": "config",
    "doctor": "doctor",
}


class _LazyGroup(WordedGroup):
    """Subcommands are imported when they are used, so that `--help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"quizdl.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            raise UnknownName("command", args[0], COMMANDS)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except OSError as error:  # as a rule: nothing more can be printed; click would say 1, which is a verdict
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            if isinstance(error, BrokenPipeError):  # the reader of our output has seen enough
                ctx.exit(141)  # 128 + SIGPIPE, as a shell says it
            complain(error)
            ctx.exit(2)


@click.group(
    "quizdl", cls=_LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(quizdl.__version__, message="quizdl %(version)s")
@bank_option
@language_option
@click.pass_context
def quizdl_command(ctx: click.Context, bank: Path | None, lang: str | None) -> None:
    PLAIN_MATHS.set(maths_are_plain())
    given = {name: value for name, value in (("bank", bank), ("lang", lang)) if value is not None}
    ctx.default_map = dict.fromkeys(COMMANDS, given)  # so `quizdl --bank PATH verify` is `quizdl verify --bank PATH`
    if ctx.invoked_subcommand is None:
        from quizdl.cli.play import WITHOUT_COMMAND, play_command

        ctx.meta[WITHOUT_COMMAND] = True
        ctx.invoke(play_command, **given)


def _crashed(error: Exception) -> int:
    """Report an internal error in one line that names the log; return the exit code."""
    from quizdl.report.crash import FatalError, say_crash

    if isinstance(error, FatalError) and error.__cause__ is not None:
        click.echo(say_crash(error.language, error.__cause__), err=True)
    else:
        click.echo(say_crash(language_of_arguments(), error), err=True)
    return 1


def exit_code(command: Callable[[], object]) -> int:
    """Call `command`, print errors to stderr, and return the exit code."""
    try:
        code = command()
    except click.ClickException as error:
        show_misuse(error)
        code = error.exit_code
    except QuizdlError as error:
        complain(error)
        code = 2
    except (KeyboardInterrupt, click.Abort):
        code = 130
    except Exception as error:
        code = _crashed(error)
    return code if isinstance(code, int) else 0


def run() -> NoReturn:
    """Run the command line and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # None where it is closed
            stream.reconfigure(errors="replace")  # a terminal without Hangul shows '?'
    code = exit_code(lambda: quizdl_command.main(standalone_mode=False))
    gc.freeze()  # the process ends: what still lives need not be looked through three times more
    sys.exit(code)
