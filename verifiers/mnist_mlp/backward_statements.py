"""The backward pass statement by statement: how many there are, and that none can be missed."""

import ast
from types import SimpleNamespace
from typing import Any

import numpy as np

from quizdl.lab.lines import statements
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_least,
    at_most,
    claim,
    within,
)

from ..programs import mnist_mlp as program
from .common import no_looser, source
from .gradients import SMALLEST, complex_gradients, program_errors, small_batch


def without_statement(name: str, number: int) -> Any:
    """The program with one statement taken out of the body of a function; docstrings do not count."""
    tree = ast.parse("\n".join(statements(source())))
    function = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    function.body[number] = ast.Pass()
    names: dict[str, Any] = {"__name__": "shortened"}
    exec(compile(ast.unparse(tree), "shortened", "exec"), names)
    return SimpleNamespace(**names)


@claim(
    en="A hand-written backward pass of a fixed MLP takes about ten lines, at most 15 statements, and none of them "
    "can be spared.",
    ko="구조가 고정된 MLP의 역전파를 직접 구현하면 10줄 안팎, 많아야 구문(statement) 15개이며, 그중 하나도 뺄 수 없다.",
    short="A backward pass of about ten lines",
    seconds=0.3,
)
def backward_in_ten_lines(seed: int = 0, bar: int = 15) -> Evidence:
    no_looser(bar, 15)
    parameters, x, labels = small_batch(np.random.default_rng(seed))
    truth = complex_gradients(parameters, x, labels)
    backward = next(node for node in ast.parse(source()).body if getattr(node, "name", "") == "backward")
    written = len(statements(ast.unparse(backward)))
    errors = np.array(
        [
            program_errors(without_statement("backward", n), truth, parameters, x, labels).max()
            for n in range(written - 1)  # all but the header
        ]
    )
    whole = program_errors(program, truth, parameters, x, labels).max()
    mildest = int(errors.argmin())
    broken = np.isinf(errors)
    numbers = np.arange(1, written)
    seen = at_least(1e-9, because="a thousand times what rounding may do; infinite where nothing runs any more")
    return Evidence(
        finding=Finding(
            "Without one of its statements the backward pass errs by {least:.2g} at least, or no longer runs; with all "
            "of them by {whole:.1g}",
            least="smallest error with one statement deleted",
            whole="error with none deleted",
        ),
        caption="Relative error of the gradient with one statement deleted, by its place in the function. Where no "
        "point stands the program no longer runs.",
        measurements=[
            Measurement(
                "statements of the backward pass",
                written,
                at_most(bar, because="the post's ten and half as many again; headers count and docstrings do not"),
            ),
            Measurement("smallest error with one statement deleted", errors.min(), seen),
            Measurement(
                "statements that were deleted in turn",
                len(errors),
                within(len(getattr(backward, "body", [])) - 1, 0, because="all of its body but the docstring"),
                check=True,
            ),
        ],
        controls=[Control("error with none deleted", whole, seen)],
        curves=[
            Curve(
                "one statement deleted",
                errors[~broken].tolist(),
                x=numbers[~broken].tolist(),
                points=True,
                role="subject",
            ),
            Curve("none deleted", [max(whole, SMALLEST)] * (written - 1), x=numbers.tolist(), role="reference"),
        ],
        axes=Axes(
            x="statement of the backward pass",
            y="relative error of the gradient",
            log_y=True,
            marks=[
                Mark(of="smallest error with one statement deleted", x=1 + mildest, text="{value:.2g}"),
                Mark(of="error with none deleted", x=1, text="{value:.1g}"),
            ],
        ),
    )
