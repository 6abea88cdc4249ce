"""What a training step needs, counted by hand from the shapes of the layers; run alone, it prints the count.

    python verifiers/programs/memory_by_hand.py GPT 8 adam

Sizes are in bytes; rows are examples, or tokens, or pixels: whatever a layer treats alike.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from quizdl.lab.memory import Items

FLOAT, INT, BOOL = 4, 8, 1  # bytes of an element


@dataclass(frozen=True)
class Op:
    """One operation of the forward pass. Its backward pass holds the gradients of what it read and made.

    weights: elements of each of its parameters; reads, makes: bytes of its input (none for data, which needs no
    gradient) and output; keeps: bytes that stay for its backward pass and that no earlier operation keeps;
    carries: bytes of the gradients that wait beside it, for the other branch of a sum, say;
    buffers: bytes beside its parameters that need no gradient.
    """

    weights: tuple[int, ...] = ()
    reads: int = 0
    makes: int = 0
    keeps: int = 0
    carries: int = 0
    buffers: int = 0


def linear(rows: int, n: int, m: int, *, bias: bool = True, data: bool = False, kept: bool = False) -> Op:
    """From n to m features; it keeps its input, unless that is data, or kept already by what made it."""
    reads = rows * n * FLOAT
    weights = (n * m, m) if bias else (n * m,)
    return Op(weights, 0 if data else reads, rows * m * FLOAT, 0 if data or kept else reads)


def convolution(
    batch: int, n: int, m: int, side: int, kernel: int = 3, stride: int = 1, *, bias: bool = False, **known: bool
) -> Op:
    """From n to m channels on side × side pixels: in memory a linear map, but for its shapes."""
    after = linear(batch * (side // stride) ** 2, n, m, bias=bias)
    before = linear(batch * side**2, n, m, **known)
    weights = (n * m * kernel**2, m) if bias else (n * m * kernel**2,)
    return Op(weights, before.reads, after.makes, before.keeps)


def relu(elements: int) -> Op:
    """Keeps its output, which tells where the input was positive; the input can go."""
    size = elements * FLOAT
    return Op(reads=size, makes=size, keeps=size)


def pool(elements: int) -> Op:
    """2 × 2 max pooling keeps an int64 index for each output, beside its input, which ReLU keeps."""
    return Op(reads=elements * FLOAT, makes=elements // 4 * FLOAT, keeps=elements // 4 * INT)


def normalise(elements: int, width: int, groups: int) -> Op:
    """Batch or layer norm: scale and shift a channel, keeps its input, and mean and deviation of each group."""
    size = elements * FLOAT
    return Op((width, width), size, size, size + 2 * groups * FLOAT)


def batch_norm(elements: int, width: int) -> Op:
    """It also holds a running mean and variance, and how many batches went into them."""
    return replace(normalise(elements, width, width), buffers=2 * width * FLOAT + INT)


def cross_entropy(rows: int, classes: int) -> list[Op]:
    """Log-softmax keeps its output; picking the targets' entries keeps the sum of weights, one number."""
    size = rows * classes * FLOAT
    return [Op(reads=size, makes=size, keeps=size), Op(reads=size, makes=FLOAT, keeps=FLOAT)]


def beside(branch: list[Op], size: int) -> list[Op]:
    """The operations of a residual branch, past which the gradient of that size goes that the last of them reads."""
    return [*(replace(op, carries=op.carries + size) for op in branch[:-1]), branch[-1]]


def mlp_ops(batch: int, hidden: int = 1024, layers: int = 6, inputs: int = 784, classes: int = 10) -> list[Op]:
    ops = []
    for layer in range(layers):
        ops += [linear(batch, hidden if layer else inputs, hidden, data=not layer, kept=True), relu(batch * hidden)]
    return [*ops, linear(batch, hidden, classes, kept=True), *cross_entropy(batch, classes)]


def cnn_ops(batch: int, channels: tuple[int, ...] = (1, 32, 64), side: int = 28, classes: int = 10) -> list[Op]:
    ops = []
    for n, m in pairwise(channels):
        ops += [convolution(batch, n, m, side, bias=True, data=n == channels[0])]
        ops += [relu(batch * m * side**2), pool(batch * m * side**2)]
        side //= 2
    return [*ops, linear(batch, channels[-1] * side**2, classes), *cross_entropy(batch, classes)]


def resnet_ops(batch: int, width: int = 32, stages: int = 4, side: int = 32, classes: int = 10) -> list[Op]:
    def followed(conv: Op, m: int) -> list[Op]:
        return [conv, batch_norm(conv.makes // FLOAT, m)]

    ops = [*followed(convolution(batch, 3, width, side, data=True), width), relu(batch * width * side**2)]
    n = width
    for stage in range(stages):
        m = width * 2**stage
        for stride in (1 if stage == 0 else 2, 1):
            shortcut = convolution(batch, n, m, side, 1, stride, kept=True)
            branch = followed(convolution(batch, n, m, side, 3, stride, kept=True), m)
            n, side = m, side // stride
            size = batch * m * side**2
            branch += [relu(size), *followed(convolution(batch, m, m, side, kept=True), m)]
            if stride > 1:  # backwards, the shortcut comes first, and its gradient waits for that of the branch
                branch = [replace(op, carries=shortcut.reads) for op in branch]
                ops += branch + beside(followed(shortcut, m), size * FLOAT)
            else:
                ops += beside(branch, size * FLOAT)
            ops += [relu(size)]
    mean = Op(reads=batch * n * side**2 * FLOAT, makes=batch * n * FLOAT)
    return [*ops, mean, linear(batch, n, classes), *cross_entropy(batch, classes)]


def transformer_ops(batch: int, context: int, width: int, heads: int) -> list[Op]:
    rows, scores = batch * context, batch * heads * context**2 * FLOAT
    stream = rows * width * FLOAT
    maps = Op((width**2, width) * 3, stream, 3 * stream, stream)  # query, key and value read one input, kept once
    attention = [
        normalise(rows * width, width, rows),
        maps,
        # Backwards, the gradient of value waits beside those of the scores.
        Op(reads=2 * stream, makes=scores, keeps=2 * stream, carries=stream),  # query times key, both kept
        Op(reads=scores, makes=scores, keeps=context**2 * BOOL, carries=stream),  # scaled, and some masked
        Op(reads=scores, makes=scores, keeps=scores, carries=stream),  # softmax keeps its output
        Op(reads=scores + stream, makes=stream, keeps=stream),  # times value
        linear(rows, width, width),
    ]
    up, down = linear(rows, width, 4 * width), linear(rows, 4 * width, width)
    gelu = Op(reads=up.makes, makes=up.makes, keeps=up.makes)  # keeps its input
    return beside(attention, stream) + beside([normalise(rows * width, width, rows), up, gelu, down], stream)


def gpt_ops(
    batch: int, width: int = 256, heads: int = 4, layers: int = 2, context: int = 128, vocabulary: int = 2000
) -> list[Op]:
    rows = batch * context
    embed = [Op((vocabulary * width,), makes=rows * width * FLOAT), Op((context * width,), keeps=context * INT)]
    blocks = [op for _ in range(layers) for op in transformer_ops(batch, context, width, heads)]
    head = [normalise(rows * width, width, rows), linear(rows, width, vocabulary, bias=False)]
    return [*embed, *blocks, *head, *cross_entropy(rows, vocabulary)]


OPS: dict[str, Callable[..., list[Op]]] = {"MLP": mlp_ops, "CNN": cnn_ops, "ResNet": resnet_ops, "GPT": gpt_ops}


@dataclass(frozen=True)
class Rule:
    """What an optimizer holds for each parameter, and how much room its step takes for the one it updates."""

    numbers: int
    counts: bool = False  # its steps, for each tensor of parameters apart
    temporaries: int = 0


ADAM = Rule(numbers=2, counts=True, temporaries=2)  # the root of v, and its quotient by the correction
RULES = {"sgd": Rule(0), "momentum": Rule(1), "adam": ADAM, "adamw": ADAM}


def estimate(ops: list[Op], inputs: int, optimizer: str) -> tuple[Items, int]:
    """Items of a training step when its backward pass begins (its gradients, when it ends), and the peak.

    The backward pass goes from the last operation to the first: gradients of parameters come, what was kept goes.
    """
    rule, weights = RULES[optimizer], [count for op in ops for count in op.weights]
    parameters, buffers = sum(weights) * FLOAT, sum(op.buffers for op in ops)
    state = rule.numbers * parameters + rule.counts * len(weights) * FLOAT
    kept = list(accumulate(op.keeps for op in ops))
    gradients = reversed(list(accumulate(sum(op.weights) * FLOAT for op in reversed(ops))))
    passing = (op.reads + op.makes + op.carries for op in ops)
    backward = max(sum(held) for held in zip(kept, gradients, passing, strict=True))
    step = parameters + rule.temporaries * max(weights) * FLOAT
    peak = parameters + buffers + state + inputs + max(backward, step)
    return Items(parameters, buffers, inputs, parameters, state, kept[-1]), peak


if __name__ == "__main__":
    model, batch, optimizer = (*sys.argv[1:], *("GPT", "8", "adam")[len(sys.argv) - 1 :])
    items, peak = estimate(OPS[model](int(batch)), 0, optimizer)
    print(items, f"peak without the input: {peak}", sep="\n")
