"""Frameworks: what one line of PyTorch, Keras or TensorFlow takes over, and how soon a classifier is trained.

Notation: the classifier of MNIST has 784 pixels, 128 hidden units with ReLU and 10 scores. W₁ (784, 128), b₁, W₂
(128, 10) and b₂ are its weights θ, and its loss L is the mean cross-entropy of a batch; η = 0.5 is the learning rate.
It is written four times, by hand and in each framework, in `programs/classifier_*.py`.
"""

import ast
from typing import Any

import numpy as np

from quizdl.lab.lines import LineCount, count_lines, statements
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    between,
    claim,
    mutant,
    within,
)

from .processes import FRAMEWORKS, text_of

ROLES: dict[str, Any] = {"NumPy": "reference", "PyTorch": "subject", "Keras": "", "TensorFlow": ""}
REPLACED = ("classifier", "backward", "train", "accuracy")  # what a framework takes over; loading and reporting stay


def golfed(text: str) -> str:
    """The same program with simple statements that follow each other joined by semicolons; no docstrings."""
    lines: list[str] = []
    depth = 0
    for line in statements(text):
        before, depth = depth, len(line) - len(line.lstrip())
        if lines and before == depth and not line.endswith(":") and not lines[-1].endswith(":"):
            lines[-1] += "; " + line.lstrip()
        else:
            lines.append(line)
    return "\n".join(lines)


def statements_by_part(text: str) -> dict[str, int]:
    """Statements of each part of a program, in their order: by the name of the function, or 'rest' for all others."""
    parts: dict[str, int] = {"rest": 0}
    for node in ast.parse(text).body:
        part = node.name if isinstance(node, ast.FunctionDef) else "rest"
        parts[part] = parts.get(part, 0) + len(statements(ast.unparse(node)))
    return parts


@claim(
    en="Reading the data, model, training and test take fewer statements in PyTorch, in Keras and in TensorFlow than "
    "in numpy by hand. By hand, too, it is less than the hundred lines that are often allowed.",
    ko="데이터 읽기, 모델 선언, 학습, 평가까지 PyTorch, Keras, TensorFlow 어느 것으로 써도 numpy로 직접 쓰는 것보다 "
    "구문(statement)이 적다. 직접 써도 흔히 말하는 100줄보다는 적다.",
    short="Statements of a classifier by framework",
    seconds=0.2,
)
def short_programs() -> Evidence:
    texts = {name: text_of(f"classifier_{name.lower()}") for name in ("NumPy", *FRAMEWORKS)}
    parts = {name: statements_by_part(text) for name, text in texts.items()}
    lines = {name: count_lines(text) for name, text in texts.items()}
    by_hand, joined = lines["NumPy"], golfed(texts["NumPy"])
    same = ast.dump(ast.parse(joined)) == ast.dump(ast.parse("\n".join(statements(texts["NumPy"]))))
    replaced = sum(parts["NumPy"][name] - 1 for name in REPLACED)
    fewer = between(
        by_hand.statements - replaced,
        by_hand.statements - 1,
        because="fewer than by hand, by the bodies of {parts} functions at most; lines after ast.unparse are counted",
    )
    bar = at_most(99, because="the post's hundred lines, for numpy")
    return Evidence(
        finding=Finding(
            "The program takes {numpy:.0f} statements in numpy, {torch:.0f} in PyTorch, {keras:.0f} in Keras and "
            "{tensorflow:.0f} in TensorFlow",
            numpy="numpy: statements",
            torch="PyTorch: statements",
            keras="Keras: statements",
            tensorflow="TensorFlow: statements",
        ),
        caption="Statements of each program so far: imports and the report first, then each function. By hand the "
        "gradient takes a function of its own.",
        measurements=[
            *(
                Measurement(
                    "{framework}: statements",
                    lines[framework].statements,
                    fewer,
                    fields={"framework": framework, "parts": len(REPLACED)},
                )
                for framework in FRAMEWORKS
            ),
            Measurement("numpy: statements", by_hand.statements, bar),
            Measurement("numpy: code lines", by_hand.code, bar),
            Measurement("numpy: physical lines", by_hand.physical, bar),
            Measurement(
                "largest number of statements for each code line",
                max(count.statements / count.code for count in lines.values()),
                at_most(1, because="a statement takes a line or more, unless the program is golfed"),
            ),
            Measurement(
                "lines of an example counted otherwise than by hand",
                int(count_lines('"""A\nB"""\n# c\n\na = 1  # d\nif a:\n    a = [2,\n3]\n') != LineCount(8, 4, 3)),
                within(0, 0, because="8 lines, 4 of them code, and 3 statements"),
                check=True,
            ),
            Measurement(
                "statements outside all parts",
                sum(count.statements for count in lines.values()) - sum(sum(part.values()) for part in parts.values()),
                within(0, 0, because="the parts are the whole program"),
                check=True,
            ),
            Measurement(
                "programs that golfing changes",
                float(not same),
                within(0, 0, because="a semicolon ends a statement as a new line does"),
                check=True,
            ),
        ],
        controls=[
            Control(
                "an MLP by hand with momentum and its own reader of files: statements",
                count_lines(text_of("mnist_mlp")).statements,
                at_most(by_hand.statements - 1),
            ),
            Control(
                "golfed: statements for each code line",
                by_hand.statements / count_lines(joined).code,
                at_most(1),
            ),
        ],
        curves=[
            Curve(name, np.cumsum([*part.values()]).tolist(), x=range(1, len(part) + 1), role=ROLES[name])
            for name, part in parts.items()
        ],
        axes=Axes(
            x="part of the program",
            y="statements so far",
            marks=[
                Mark(of="numpy: statements", x=len(parts["NumPy"])),
                Mark(of="PyTorch: statements", x=len(parts["PyTorch"])),
                Mark(of="Keras: statements", x=len(parts["Keras"])),
                Mark(of="TensorFlow: statements", x=len(parts["TensorFlow"])),
            ],
        ),
    )


mutant("counts the program by hand for each framework", 'f"classifier_{name.lower()}"', '"classifier_numpy"')
mutant("leaves imports out of the parts", "        parts[part] = parts.get(part, 0) +", "        parts[part] =")
mutant("joins no lines", "before == depth and", "before > depth and")
