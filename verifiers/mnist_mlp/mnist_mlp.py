"""MNIST by a numpy MLP: how long the program is, what it reaches, whether its gradients are right, how fast it is.

The program under test is `programs/mnist_mlp.py`: 784 pixels, a hidden layer of 256 ReLUs, ten scores; batches of
100 images, each moved by at most a pixel; momentum 0.9; a learning rate that falls from 0.2 to zero over four epochs.
An iteration is one step of the optimizer, and 600 of them are an epoch. `quizdl.lab.lines` counts the lines.
"""

import ast
import lzma

import numpy as np

from quizdl.lab import mnist
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
    claim,
    mutant,
    within,
)

from ..programs import mnist_mlp as program
from .common import NOTHING, no_looser, source

TRAINING = ("forward", "backward", "step", "train")  # training proper


def golfed(text: str) -> str:
    """The same program with simple statements that follow each other joined by semicolons; no docstrings."""
    lines: list[str] = []
    indentation = 0
    for line in statements(text):
        before, indentation = indentation, len(line) - len(line.lstrip())
        if lines and before == indentation and not line.endswith(":") and not lines[-1].endswith(":"):
            lines[-1] += "; " + line.lstrip()
        else:
            lines.append(line)
    return "\n".join(lines)


@claim(
    en="A numpy MLP that loads MNIST, trains and reports fits in 100 lines, whichever way one counts; "
    "training proper takes fewer than 30 statements.",
    ko="MNIST를 읽고, 학습하고, 결과를 출력하는 numpy MLP는 어떤 방식으로 세어도 100줄 안에 들어간다. "
    "학습 부분은 구문(statement) 30개가 안 된다.",
    short="A numpy MLP on MNIST, line by line",
    seconds=0.2,
)
def fits_in_a_hundred_lines(bar: int = 100, bar_for_training: int = 30) -> Evidence:
    no_looser(bar, 100)
    no_looser(bar_for_training, 30)
    text = source()
    parts = ast.parse(text).body
    functions = {node.name: node for node in parts if isinstance(node, ast.FunctionDef)}
    lines, joined = count_lines(text), count_lines(golfed(text))
    count_by_part = [count_lines(ast.get_source_segment(text, node) or "") for node in parts]
    core = sum(len(statements(ast.unparse(functions[name]))) for name in TRAINING)
    called = {node.id for node in ast.walk(functions["train"]) if isinstance(node, ast.Name) and node.id in functions}
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
    docstrings = [node for node in nodes if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)]
    by_hand = "a = 1; longer = 2\nif a:\n    b = 3; longer = 4\nc = 5"
    example = golfed("a = 1\nlonger = 2\nif a:\n    b = 3\n    longer = 4\nc = 5")
    same = ast.dump(ast.parse(golfed(text))) == ast.dump(ast.parse("\n".join(statements(text))))
    dense = at_most(1, because="a statement takes a line or more, unless the program is golfed")
    order = range(1, len(parts) + 1)
    return Evidence(
        finding=Finding(
            "The whole program takes {physical:.3g} lines, {code:.3g} of them code; training proper takes {core:.3g} "
            "statements",
            physical="physical lines",
            code="code lines",
            core="statements of training proper",
        ),
        caption="The program grows from its imports to its main function. The functions of training proper add less "
        "than half of its statements.",
        measurements=[
            Measurement(
                "physical lines", lines.physical, at_most(bar - 1, because="the post's bar; as an editor numbers them")
            ),
            Measurement(
                "code lines",
                lines.code,
                at_most(bar - 1, because="the post's bar; blank lines and comments and docstrings do not count"),
            ),
            Measurement(
                "statements",
                lines.statements,
                at_most(bar - 1, because="the post's bar; lines after ast.unparse, headers included, docstrings not"),
            ),
            Measurement(
                "statements of training proper",
                core,
                at_most(bar_for_training - 1, because="forward, backward, step and train, with their headers"),
            ),
            Measurement("statements for each code line", lines.statements / lines.code, dense),
            Measurement(
                "functions of training that are not counted or not called",
                len((called | {"train"}) ^ {*TRAINING, "pixels"}),
                within(0, 0, because="train calls all the others; pixels belongs to loading"),
                check=True,
            ),
            Measurement(
                "statements beside those of the syntax tree",
                lines.statements - (len(nodes) - len(docstrings)),
                within(0, 0, because="the program has no else or finally, whose headers are no statements there"),
                check=True,
            ),
            Measurement(
                "lines of an example counted otherwise than by hand",
                int(count_lines('"""A\nB"""\n# c\n\na = 1  # d\nif a:\n    a = [2,\n3]\n') != LineCount(8, 4, 3)),
                within(0, 0, because="8 lines, 4 of them code, and 3 statements"),
                check=True,
            ),
            Measurement("lines beside line ends", lines.physical - text.count("\n"), NOTHING, check=True),
            Measurement(
                "statements that golfing saves",
                lines.statements - joined.statements if same else np.inf,
                NOTHING,
                check=True,
            ),
            Measurement("an example golfed otherwise than by hand", example != by_hand, NOTHING, check=True),
        ],
        controls=[
            Control("physical lines that golfing saves", lines.statements - joined.physical, NOTHING),
            Control("golfed: statements for each code line", joined.statements / joined.code, dense),
        ],
        curves=[
            Curve("physical lines", [node.end_lineno or 0 for node in parts], x=order, role="subject"),
            Curve("code lines", np.cumsum([count.code for count in count_by_part]).tolist(), x=order),
            Curve(
                "statements of training proper",
                np.cumsum(
                    [
                        count.statements if getattr(node, "name", "") in TRAINING else 0
                        for count, node in zip(count_by_part, parts, strict=True)
                    ]
                ).tolist(),
                x=order,
                role="reference",
            ),
        ],
        axes=Axes(
            x="part of the program",
            y="lines so far",
            marks=[
                Mark(of="physical lines", x=len(parts)),
                Mark(of="code lines", x=len(parts)),
                Mark(of="statements of training proper", x=len(parts)),
            ],
        ),
    )


@claim(
    en="The program reads the original MNIST itself: four IDX files, each a header of big-endian sizes before its "
    "bytes, give the same 70 000 images and labels as the checked copy.",
    ko="프로그램은 MNIST 원본을 직접 읽는다. 빅엔디언으로 크기를 적은 헤더 뒤에 데이터가 이어지는 IDX 파일 네 개에서, "
    "검증된 사본과 똑같은 이미지와 레이블 70,000개를 얻는다.",
    short="MNIST read from its original files",
    seconds=2,
    literature="LeCun 1998",
)
def loads_mnist() -> Evidence:
    data = mnist.load()  # checked against the SHA-256 sums of the original files
    truth = [data.train_images, data.train_labels, data.test_images, data.test_labels]
    arrays, rows = program.load(), program.pixels(data.test_images[:20])
    alike = [array.shape for array in arrays] == [array.shape for array in truth]
    differing = sum(int((one != other).sum()) for one, other in zip(arrays, truth, strict=True)) if alike else np.inf
    off = np.abs(rows - data.test_images[:20].reshape(20, 784).astype(float) / 255).max()
    packed = np.frombuffer(lzma.decompress(mnist.PACKED.read_bytes()), np.uint8)
    headless = packed[: data.train_images.size].reshape(data.train_images.shape)  # 16 bytes too early
    ink = data.train_images.mean(axis=(0, 1))
    smeared = headless.mean(axis=(0, 1))
    darkest = int(ink.argmax())
    return Evidence(
        finding=Finding(
            "The darkest column of the mean digit has a grey value of {ink:.4g} as the program reads it, and of "
            "{smeared:.2g} with the header taken for pixels",
            ink="grey value of the darkest column",
            smeared="grey value of that column with the header taken for pixels",
        ),
        caption="Mean ink of the training images by column. A reader that takes the 16 bytes of the header for pixels "
        "pushes all images to the side.",
        measurements=[
            Measurement("entries that differ", differing, NOTHING),
            Measurement(
                "grey value of the darkest column",
                arrays[0].mean(axis=(0, 1))[darkest] if alike else np.nan,
                within(ink[darkest], 1e-9, because="the same sum of integers, in float64"),
            ),
            Measurement(
                "largest error of a grey value",
                off,
                at_most(2**-24, because="k/255 by one float32 division, up to one"),
            ),
            Measurement("bytes of a pixel", rows.itemsize, within(4, 0, because="float32")),
            Measurement(
                "images and labels that were read",
                sum(len(array) for array in arrays),
                within(140_000, 0, because="60 000 and 10 000, each with its label"),
                check=True,
            ),
        ],
        controls=[
            Control("entries that differ with the header taken for pixels", (headless != truth[0]).sum(), NOTHING),
            Control(
                "grey value of that column with the header taken for pixels",
                smeared[darkest],
                within(ink[darkest], 1e-9),
            ),
        ],
        curves=[
            Curve("as the program reads it", arrays[0].mean(axis=(0, 1)) if alike else ink * np.nan, role="subject"),
            Curve("the header taken for pixels", smeared, role="reference"),
        ],
        axes=Axes(
            x="column of the image",
            y="mean grey value",
            marks=[
                Mark(of="grey value of the darkest column", x=darkest, text="{value:.4g}"),
                Mark(of="grey value of that column with the header taken for pixels", x=darkest, text="{value:.2g}"),
            ],
        ),
    )


mutant("returns the files backwards", "arrays.append(", "arrays.insert(0, ", program="mnist_mlp")
mutant("greys that end at 255/256", "np.float32(255)", "np.float32(256)", program="mnist_mlp")
mutant("always works in float64", "np.float32(255)", "np.float64(255)", program="mnist_mlp")
