"""What the operations of four networks read, make and keep, counted by hand from the shapes of the layers.

Sizes are in numbers, of float32 where nothing else is said; rows are examples, or tokens, or pixels: whatever a layer
treats alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

Numbers = Mapping[str, int]  # by dtype


def floats(count: int) -> Numbers:
    """So many numbers of float32."""
    return {"float32": count}


@dataclass(frozen=True)
class Op:
    """One operation of the forward pass. Its backward pass holds the gradients of what it read and made.

    weights: of each of its parameters; reads, makes: its input (none for data, which needs no gradient) and output;
    keeps: what stays for its backward pass and no earlier operation keeps; carries: gradients that wait beside it,
    for the other branch of a sum, say; buffers: what it has beside its parameters that needs no gradient.
    """

    weights: tuple[int, ...] = ()
    reads: int = 0
    makes: int = 0
    carries: int = 0
    keeps: Numbers = field(default_factory=dict)
    buffers: Numbers = field(default_factory=dict)


def linear(rows: int, n: int, m: int, *, bias: bool = True, data: bool = False, kept: bool = False) -> Op:
    """From n to m features; it keeps its input, unless that is data, or kept already by what made it."""
    weights = (n * m, m) if bias else (n * m,)
    keeps = {} if data or kept else floats(rows * n)
    return Op(weights, 0 if data else rows * n, rows * m, keeps=keeps)


def convolution(
    batch: int, n: int, m: int, side: int, kernel: int = 3, stride: int = 1, *, bias: bool = False, **known: bool
) -> Op:
    """From n to m channels on side × side pixels: in memory a linear map, but for its shapes."""
    after = linear(batch * (side // stride) ** 2, n, m, bias=bias)
    before = linear(batch * side**2, n, m, **known)
    weights = (n * m * kernel**2, m) if bias else (n * m * kernel**2,)
    return Op(weights, before.reads, after.makes, keeps=before.keeps)


def relu(elements: int) -> Op:
    """Keeps its output, which tells where the input was positive; the input can go."""
    return Op(reads=elements, makes=elements, keeps=floats(elements))


def pool(elements: int) -> Op:
    """2 × 2 max pooling keeps an int64 index for each output, beside its input, which ReLU keeps."""
    return Op(reads=elements, makes=elements // 4, keeps={"int64": elements // 4})


def normalise(elements: int, width: int, groups: int) -> Op:
    """Batch or layer norm: scale and shift a channel, keeps its input, and mean and deviation of each group."""
    return Op((width, width), elements, elements, keeps=floats(elements + 2 * groups))


def batch_norm(elements: int, width: int) -> Op:
    """It also holds a running mean and variance, and how many batches went into them."""
    return replace(normalise(elements, width, width), buffers={"float32": 2 * width, "int64": 1})


def cross_entropy(rows: int, classes: int) -> list[Op]:
    """Log-softmax keeps its output; picking the targets' entries keeps the sum of weights, one number."""
    size = rows * classes
    return [Op(reads=size, makes=size, keeps=floats(size)), Op(reads=size, makes=1, keeps=floats(1))]


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
        return [conv, batch_norm(conv.makes, m)]

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
                ops += branch + beside(followed(shortcut, m), size)
            else:
                ops += beside(branch, size)
            ops += [relu(size)]
    mean = Op(reads=batch * n * side**2, makes=batch * n)
    return [*ops, mean, linear(batch, n, classes), *cross_entropy(batch, classes)]


def transformer_ops(batch: int, context: int, width: int, heads: int) -> list[Op]:
    rows, scores = batch * context, batch * heads * context**2
    stream = rows * width
    # Query, key and value read one input, kept once.
    maps = Op((width**2, width) * 3, stream, 3 * stream, keeps=floats(stream))
    attention = [
        normalise(rows * width, width, rows),
        maps,
        # Backwards, the gradient of value waits beside those of the scores.
        Op(reads=2 * stream, makes=scores, keeps=floats(2 * stream), carries=stream),  # query times key, both kept
        Op(reads=scores, makes=scores, keeps={"bool": context**2}, carries=stream),  # scaled, and some masked
        Op(reads=scores, makes=scores, keeps=floats(scores), carries=stream),  # softmax keeps its output
        Op(reads=scores + stream, makes=stream, keeps=floats(stream)),  # times value
        linear(rows, width, width),
    ]
    up, down = linear(rows, width, 4 * width), linear(rows, 4 * width, width)
    gelu = Op(reads=up.makes, makes=up.makes, keeps=floats(up.makes))  # keeps its input
    return beside(attention, stream) + beside([normalise(rows * width, width, rows), up, gelu, down], stream)


def gpt_ops(
    batch: int, width: int = 256, heads: int = 4, layers: int = 2, context: int = 128, vocabulary: int = 2000
) -> list[Op]:
    rows = batch * context
    embed = [Op((vocabulary * width,), makes=rows * width), Op((context * width,), keeps={"int64": context})]
    blocks = [op for _ in range(layers) for op in transformer_ops(batch, context, width, heads)]
    head = [normalise(rows * width, width, rows), linear(rows, width, vocabulary, bias=False)]
    return [*embed, *blocks, *head, *cross_entropy(rows, vocabulary)]


OPS: dict[str, Callable[..., list[Op]]] = {"MLP": mlp_ops, "CNN": cnn_ops, "ResNet": resnet_ops, "GPT": gpt_ops}
