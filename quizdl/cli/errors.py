"""Errors on stderr in the reader's language: those of quizdl and of click."""

from __future__ import annotations

import click

from quizdl.cli.help import metavars
from quizdl.cli.options import language_of_arguments


def complain(error: Exception) -> None:
    """Print an error in the reader's language."""
    from quizdl.report.errors import say_error
    from quizdl.report.text import harmless  # a bank may hold files of any name

    click.echo(harmless(f"quizdl: {say_error(language_of_arguments(), error)}"), err=True)


def show_misuse(error: click.ClickException) -> None:
    """Print a usage error in the reader's language, with a hint at the help."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    from quizdl.report.errors import say_message
    from quizdl.report.text import harmless

    language = language_of_arguments()
    context = error.ctx if isinstance(error, click.UsageError) else None
    if isinstance(error, click.BadParameter) and error.param is not None and context is not None:
        error.param_hint = metavars(context, error.param.get_error_hint(context))
    lines = [say_message(language, f"Error: {error.format_message()}")]
    if context is not None:
        lines = [
            context.get_usage(),
            say_message(language, f"Try '{context.command_path} --help' for help."),
            "",
            *lines,
        ]
    click.echo(harmless("\n".join(lines)), err=True)
