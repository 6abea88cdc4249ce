"""MNIST by a numpy CNN: what it adds to the MLP, whether each layer's gradient is right, what it reaches, how fast.

The program under test is `programs/mnist_cnn.py`: two convolutions with filters of 5x5, each followed by max pooling
of 2x2 and a ReLU, and a dense layer; batches of 50 images, each moved by at most a pixel; five epochs.
Notation, as in Dumoulin & Visin (2016): n is the side of an image, k that of a filter or a pooling window, p the
padding on each side, s the stride, o the side of what comes out. The program keeps the batch last, torch first.
"""

import ast
import inspect
import textwrap

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
    Undecided,
    at_least,
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs import mnist_cnn as program
from ..programs import mnist_mlp as mlp
from .common import NOTHING, source, torch_training

FORWARD = ("convolve", "pool", "forward")
BACKWARD = ("filter_gradients", "input_gradient", "pool_gradient", "backward")
DEFINITIONS = ("FILTERS", "SIZE", "PADDING", "STRIDE", "POOL", "output_size")
LAYERS = (*DEFINITIONS, "windows", *FORWARD, *BACKWARD)


def statements_by_name(text: str) -> dict[str, int]:
    """Normalised statements of a program by the function or constant that they define, and of all the rest by ""."""
    counts: dict[str, int] = {}
    for node in ast.parse(text).body:
        named = node.targets[0] if isinstance(node, ast.Assign) else node
        name = getattr(named, "name", "") or getattr(named, "id", "")
        counts[name] = counts.get(name, 0) + len(statements(ast.unparse(node)))
    return counts


def added(names: tuple[str, ...]) -> int:
    """How many more statements define these functions and constants in the CNN than in the MLP."""
    longer, shorter = statements_by_name(source(program)), statements_by_name(source(mlp))
    return sum(longer.get(name, 0) - shorter.get(name, 0) for name in names)


@claim(
    en="Turning the numpy MLP into a CNN adds about 50 statements, from 25 to 75, most of them convolution and "
    "pooling; docstrings, comments and blank lines come on top.",
    ko="numpy MLP를 CNN으로 바꾸면 구문(statement)이 50개 안팎, 곧 25~75개 늘어나며, 그 대부분은 합성곱과 풀링이다. "
    "독스트링, 주석, 빈 줄은 따로 더해진다.",
    short="What a CNN adds to a numpy MLP",
    seconds=0.2,
)
def adds_about_fifty_lines(least: int = 25, most: int = 75) -> Evidence:
    if not 25 <= least <= most <= 75:
        raise Undecided(
            en=f"the sentence says 25 to 75 statements; {least} to {most} asks for less",
            ko=f"문장은 구문 25~75개라고 한다. {least}~{most}개라면 그보다 약한 주장이다",
        )
    text, plain = source(program), source(mlp)
    longer, shorter = count_lines(text), count_lines(plain)
    ours, theirs = statements_by_name(text), statements_by_name(plain)
    more = longer.statements - shorter.statements
    layers = added(LAYERS)
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
    docstrings = [node for node in nodes if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)]
    by_name = np.array([number - theirs.get(name, 0) for name, number in ours.items()])
    in_layers = np.array([name in LAYERS for name in ours])
    parts = range(1, len(ours) + 1)
    return Evidence(
        finding=Finding(
            "The CNN takes {more:.3g} statements more than the MLP; without convolution and pooling it would take "
            "{rest:.3g} more",
            more="statements added",
            rest="statements added without convolution and pooling",
        ),
        caption="Statements that the CNN has more than the MLP, summed up over its functions in their order.",
        measurements=[
            Measurement(
                "statements added",
                more,
                between(
                    least, most, because="nearer to 50 than to none or to 100; headers count and docstrings do not"
                ),
            ),
            Measurement(
                "code lines added",
                longer.code - shorter.code,
                between(
                    least,
                    most,
                    because="nearer to 50 than to none or to 100; blank lines and comments and docstrings do not",
                ),
            ),
            Measurement(
                "physical lines for each code line added",
                (longer.physical - shorter.physical) / (longer.code - shorter.code),
                at_least(1, because="docstrings and blank lines come on top"),
            ),
            Measurement(
                "statements for each code line",
                longer.statements / longer.code,
                at_most(1, because="nothing is golfed"),
            ),
            Measurement(
                "share of convolution and pooling in the statements added",
                layers / more,
                between(0.5, 1, because="most means more than half; the two programs load and report alike"),
            ),
            Measurement(
                "statements beside those of the syntax tree",
                longer.statements - (len(nodes) - len(docstrings)),
                within(0, 0, because="the program has no else or finally, whose headers are no statements there"),
                check=True,
            ),
            Measurement(
                "lines of an example counted otherwise than by hand",
                int(count_lines('"""A\nB"""\n# c\n\na = 1  # d\nif a:\n    a = [2,\n3]\n') != LineCount(8, 4, 3)),
                within(0, 0, because="8 lines, 4 of them code, and 3 statements"),
                check=True,
            ),
            Measurement(
                "statements added in the parts beside those of the whole",
                added((*ours, *(name for name in theirs if name not in ours))) - more,
                NOTHING,
                check=True,
            ),
        ],
        controls=[
            Control("statements added without convolution and pooling", more - layers, between(least, most)),
        ],
        curves=[
            Curve("all", np.cumsum(by_name).tolist(), x=parts, role="subject"),
            Curve("convolution and pooling", np.cumsum(by_name * in_layers).tolist(), x=parts),
            Curve(
                "without convolution and pooling", np.cumsum(by_name * ~in_layers).tolist(), x=parts, role="reference"
            ),
        ],
        axes=Axes(
            x="part of the program",
            y="statements added so far",
            marks=[
                Mark(of="statements added", x=len(parts)),
                Mark(of="statements added without convolution and pooling", x=len(parts)),
            ],
        ),
    )


@claim(
    en="What defines filter size, padding, stride and pooling is a handful of constants and one formula. Most of what "
    "a CNN adds is the passes, and the backward pass takes more statements than the forward pass.",
    ko="필터 크기, 패딩, 스트라이드, 풀링의 정의는 상수 몇 개와 공식 하나뿐이다. 늘어나는 코드의 대부분은 순전파와 "
    "역전파이고, 역전파가 순전파보다 길다.",
    short="What the backward pass adds to the code",
    seconds=0.2,
)
def backward_is_the_cost() -> Evidence:
    more = count_lines(source(program)).statements - count_lines(source(mlp)).statements
    definitions, forward, backward = added(DEFINITIONS), added(FORWARD), added(BACKWARD)
    in_torch = sum(".backward(" in line for line in statements(textwrap.dedent(inspect.getsource(torch_training))))
    return Evidence(
        finding=Finding(
            "The backward pass adds {backward:.3g} statements, the forward pass {forward:.3g}, and the definition of "
            "sizes {definitions:.3g}",
            backward="statements added for the backward pass",
            forward="statements added for the forward pass",
            definitions="statements added to define sizes",
        ),
        caption="Statements that the CNN has more than the MLP: definitions, forward pass, backward pass.",
        measurements=[
            Measurement(
                "statements added to define sizes",
                definitions,
                between(1, more / 2, because="most of what is added is something else: more than half"),
            ),
            Measurement(
                "statements added for the forward pass",
                forward,
                between(1, more, because="part of what is added"),
            ),
            Measurement(
                "share of the two passes in the statements added",
                added((*FORWARD, *BACKWARD, "windows")) / more,
                between(0.5, 1, because="most means more than half"),
            ),
            Measurement(
                "statements added for the backward pass",
                backward,
                between(forward + 1, more, because="more than the forward pass; part of what is added"),
            ),
            Measurement(
                "statements of functions with a gradient in their name that the backward pass leaves out",
                added(tuple(name for name in statements_by_name(source(program)) if "gradient" in name))
                + added(("backward",))
                - backward,
                NOTHING,
                check=True,
            ),
        ],
        controls=[
            Control("statements of the backward pass where torch differentiates", in_torch, between(forward + 1, more)),
        ],
        curves=[
            Curve("statements added", [definitions, forward, backward], x=[1, 2, 3], points=True, role="subject"),
        ],
        axes=Axes(
            x="definitions; forward pass; backward pass",
            y="statements added",
            marks=[
                Mark(of="statements added to define sizes", x=1),
                Mark(of="statements added for the forward pass", x=2),
                Mark(of="statements added for the backward pass", x=3),
            ],
        ),
    )


mutant("takes the MLP's statements for none", "longer.get(name, 0) - shorter.get(name, 0)", "longer.get(name, 0)")
