"""`quizdl config`: settings that last."""

from __future__ import annotations

import click

from quizdl.cli.help import WordedCommand
from quizdl.cli.options import language_of_command
from quizdl.config import SETTINGS, checked, config_file, read_config, write_config
from quizdl.errors import BadSetting
from quizdl.words import say


@click.command("config", cls=WordedCommand)
@click.argument("name", required=False, type=click.Choice(list(SETTINGS)))
@click.argument("value", required=False)
@click.option("--unset", is_flag=True)
def config_command(name: str | None, value: str | None, unset: bool) -> None:
    making = name is not None and (value is not None or unset)
    settings = read_config(but=name if making else None)  # one that does not fit can be made anew, or forgotten
    if unset and name is None:
        raise click.UsageError("say which setting to forget")
    if unset and value is not None:
        raise click.UsageError("a setting is either made or forgotten")
    if name is not None and making:
        if value is not None:
            settings[name] = checked(name, value)
        try:
            write_config(settings)
        except OSError as error:
            raise BadSetting(f"{config_file()}: cannot be written: {error.strerror or error}") from None
    language = language_of_command()
    for known in SETTINGS:
        if name in (None, known):
            what, wanted = say(language, f"setting.{known}"), say(language, f"setting.{known}.wanted")
            click.echo(f"{known:<8} {settings.get(known, '-')!s:<14} {what} ({wanted})")
    if name is None:
        click.echo(say(language, "setting.kept", file=config_file()))
