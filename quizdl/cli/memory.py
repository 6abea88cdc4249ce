"""`quizdl memory`: estimate the memory of one training step of the reader's model, without allocating it."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import click

from quizdl.cli.estimating import estimated
from quizdl.cli.help import WordedCommand
from quizdl.cli.options import language_here, language_option
from quizdl.errors import BadSetting
from quizdl.files import write_whole
from quizdl.words import Language

FLOATS = ("float32", "bfloat16", "float16", "float64")
LOSSES = ("cross-entropy", "mse", "mean")
TYPES = (*FLOATS, "int64", "int32", "uint8", "bool")


def shapes(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> list[tuple[list[int], str | None]]:
    """The shape of one example of each input, and the type of its numbers: `3,224,224`, `128:int64`, or `:int64` for
    one number.
    """
    del ctx, param
    found = []
    for text in given:
        shape, colon, dtype = text.partition(":")
        sizes = shape.split(",") if shape or not dtype else []
        if not all(size.isascii() and size.isdigit() and int(size) > 0 for size in sizes):
            raise click.BadParameter(
                f"{text!r} is not a shape: write the sizes of one example, as in 3,224,224 or 128:int64, or :int64 if "
                "it is one number"
            )
        if colon and dtype not in TYPES:
            raise click.BadParameter(f"{dtype!r} is not a type of numbers: one of {', '.join(TYPES)}")
        found.append(([int(size) for size in sizes], dtype or None))
    return found


def dimensions(ctx: click.Context, param: click.Parameter, given: str | None) -> list[int | None]:
    """The dimension of the batch in each input: `1` or `0,none`."""
    del ctx, param
    if given is None:
        return []
    if not all(part == "none" or (part.isascii() and part.isdigit()) for part in given.split(",")):
        raise click.BadParameter(f"{given!r} is not a dimension: write its number, or one for each input, as in 1,none")
    return [None if part == "none" else int(part) for part in given.split(",")]


def size_of_memory(ctx: click.Context, param: click.Parameter, given: str | None) -> int | None:
    """Bytes: `80GB` are 80 · 10⁹, `80GiB` are 80 · 2³⁰."""
    del ctx, param
    if given is None:
        return None
    from quizdl.report.view.memory import memory_size

    try:
        return memory_size(given)
    except BadSetting as error:
        raise click.BadParameter(str(error)) from None


@click.command("memory", cls=WordedCommand)
@click.argument("model", metavar="MODEL")
@click.option("--batch", type=click.IntRange(min=1))
@click.option("--max-batch", "room", callback=size_of_memory, metavar="SIZE")
@click.option(
    "--input",
    "inputs",
    callback=shapes,
    multiple=True,
    metavar="SHAPE[:TYPE]",
)
@click.option("--batch-dim", "batch_dims", callback=dimensions, metavar="DIM")
@click.option("--optimizer", default="adam", show_default=True, metavar="NAME")
@click.option("--loss", type=click.Choice(LOSSES))
@click.option("--dtype", type=click.Choice(FLOATS))
@click.option("--master-copy", is_flag=True)
@click.option("--checkpointing", is_flag=True)
@click.option("--lora", type=click.IntRange(min=1), metavar="R")
@click.option("--generate", type=click.IntRange(min=1), metavar="TOKENS")
@click.option("--real", is_flag=True)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=120.0,
    show_default=True,
    metavar="SECONDS",
)
@click.option("--json", "as_json", is_flag=True)
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@language_option
def memory_command(
    model: str,
    batch: int | None,
    room: int | None,
    inputs: list[tuple[list[int], str | None]],
    batch_dims: list[int | None],
    optimizer: str,
    loss: str | None,
    dtype: str | None,
    master_copy: bool,
    checkpointing: bool,
    lora: int | None,
    generate: int | None,
    real: bool,
    timeout: float,
    as_json: bool,
    save: Path | None,
    lang: Language | None,
) -> None:
    if (batch is None) == (room is None):
        raise click.UsageError("give --batch, or --max-batch to find the largest that fits")
    request = {
        "model": model,
        "batch": batch or 1,
        "room": room,
        "inputs": inputs,
        "batch_dims": batch_dims,
        "optimizer": optimizer,
        "loss": loss,
        "dtype": dtype,
        "master_copy": master_copy,
        "checkpointing": checkpointing,
        "lora": lora,
        "generate": generate,
        "real": real,
        "real_step": f"--real: quizdl {shlex.join(sys.argv[1:])} --real",
    }
    language = lang or language_here()
    estimate = estimated(request, timeout, language)
    if save or as_json:
        from quizdl.report.documents import memory_document

        document = json.dumps(memory_document(estimate), ensure_ascii=False, indent=1)
        if save:
            write_whole(save, f"{document}\n")
        if as_json:
            click.echo(document)
            return

    from quizdl.cli.proving import ResultConsole
    from quizdl.report.memory import render_estimate
    from quizdl.report.view.memory import memory_view

    console = ResultConsole()
    console.print(render_estimate(memory_view(estimate, language), console.width))
