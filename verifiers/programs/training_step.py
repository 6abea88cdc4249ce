"""Four models and one training step of each; run alone, it prints what the step makes resident, in bytes.

    MALLOC_MMAP_THRESHOLD_=65536 python verifiers/programs/training_step.py adam MLP GPT

(The variable has the C library give back at once what is freed; without it more stays resident than is held.)

Shapes: an image batch is (batch, channels, height, width), a batch of text is (batch, context) of tokens.
"""

from __future__ import annotations

import ctypes
import gc
import json
import math
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def mlp(hidden: int = 1024, layers: int = 6, inputs: int = 784, classes: int = 10) -> nn.Module:
    """Linear and ReLU, so many times, and a linear output."""
    widths = [inputs] + [hidden] * layers
    parts = [part for n, m in pairwise(widths) for part in (nn.Linear(n, m), nn.ReLU())]
    return nn.Sequential(nn.Flatten(), *parts, nn.Linear(widths[-1], classes))


def cnn(channels: tuple[int, ...] = (1, 32, 64), side: int = 28, classes: int = 10) -> nn.Module:
    """Convolution, ReLU and max pooling, for each number of channels after the first; a linear output."""
    parts: list[nn.Module] = []
    for n, m in pairwise(channels):
        parts += [nn.Conv2d(n, m, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        side //= 2
    return nn.Sequential(*parts, nn.Flatten(), nn.Linear(channels[-1] * side**2, classes))


class ResidualBlock(nn.Module):
    """He 2016, fig. 2: two convolutions, each with batch norm, beside an identity (or a 1×1 convolution)."""

    def __init__(self, n: int, m: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(n, m, 3, stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(m)
        self.conv2 = nn.Conv2d(m, m, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(m)
        self.shortcut = (
            nn.Identity()
            if stride == 1 and n == m
            else nn.Sequential(nn.Conv2d(n, m, 1, stride, bias=False), nn.BatchNorm2d(m))
        )

    def forward(self, x: Tensor) -> Tensor:
        branch = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))
        return F.relu(branch + self.shortcut(x))


def resnet(width: int = 32, stages: int = 4, classes: int = 10) -> nn.Module:
    """ResNet-18 for small images: two residual blocks a stage; each stage halves the side and doubles the width."""
    parts: list[nn.Module] = [nn.Conv2d(3, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
    n = width
    for stage in range(stages):
        m = width * 2**stage
        parts += [ResidualBlock(n, m, stride=1 if stage == 0 else 2), ResidualBlock(m, m, stride=1)]
        n = m
    return nn.Sequential(*parts, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(n, classes))


class TransformerLayer(nn.Module):
    """Attention and MLP, each behind a layer norm and beside an identity, as in GPT-2 (Radford 2019)."""

    def __init__(self, width: int, heads: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.project = nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def attention(self, x: Tensor) -> Tensor:
        batch, context, width = x.shape
        split = (batch, context, self.heads, width // self.heads)
        query, key, value = (
            map_(x).view(split).transpose(1, 2).contiguous() for map_ in (self.query, self.key, self.value)
        )
        scores = query @ key.transpose(2, 3) / math.sqrt(split[3])
        future = torch.ones(context, context, dtype=torch.bool, device=x.device).triu(1)
        weights = self.drop(scores.masked_fill_(future, -math.inf).softmax(3))
        mixed: Tensor = self.project((weights @ value).transpose(1, 2).reshape(x.shape))
        return mixed

    def drop(self, x: Tensor) -> Tensor:
        return F.dropout(x, self.dropout)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.drop(self.attention(self.norm1(x)))
        return x + self.drop(self.down(F.gelu(self.up(self.norm2(x)))))


class GPT(nn.Module):
    """Tokens (batch, context) to logits (batch, context, vocabulary)."""

    def __init__(self, width: int, heads: int, layers: int, context: int, vocabulary: int) -> None:
        super().__init__()
        self.tokens, self.places = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.layers = nn.Sequential(*(TransformerLayer(width, heads) for _ in range(layers)))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, vocabulary, bias=False)

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.tokens(tokens) + self.places(torch.arange(tokens.shape[1], device=tokens.device))
        logits: Tensor = self.head(self.norm(self.layers(x)))
        return logits


def gpt(width: int = 256, heads: int = 4, layers: int = 2, context: int = 128, vocabulary: int = 2000) -> nn.Module:
    """A small GPT-2."""
    return GPT(width, heads, layers, context, vocabulary)


@dataclass(frozen=True)
class Example:
    """A model, the shape of one input, the number of classes, and a batch that makes its memory worth measuring."""

    build: Callable[[], nn.Module]
    shape: tuple[int, ...]
    classes: int
    batch: int

    @property
    def text(self) -> bool:
        """Whether an input is a row of tokens, each with the next one as its class."""
        return len(self.shape) == 1

    def data(self, batch: int, device: str = "cpu") -> tuple[Tensor, Tensor]:
        """Random inputs and targets."""
        if self.text:
            tokens = torch.randint(self.classes, (2, batch, *self.shape), device=device)
            return tokens[0].clone(), tokens[1].clone()
        return torch.rand(batch, *self.shape, device=device), torch.randint(self.classes, (batch,), device=device)


EXAMPLES = {
    "MLP": Example(mlp, (1, 28, 28), 10, batch=2048),
    "CNN": Example(cnn, (1, 28, 28), 10, batch=512),
    "ResNet": Example(resnet, (3, 32, 32), 10, batch=32),
    "GPT": Example(gpt, (128,), 2000, batch=16),
}


def optimizer_of(name: str, model: nn.Module) -> torch.optim.Optimizer:
    """An optimizer that updates one parameter after the other: what it needs does not depend on torch's defaults."""
    if name.startswith("adam"):
        kind = torch.optim.AdamW if name == "adamw" else torch.optim.Adam
        return kind(model.parameters(), lr=1e-4, foreach=False, fused=False)
    momentum = 0.9 if name == "momentum" else 0.0
    return torch.optim.SGD(model.parameters(), lr=1e-4, momentum=momentum, foreach=False, fused=False)


def loss_of(model: nn.Module, inputs: Tensor, targets: Tensor) -> Tensor:
    """Mean cross-entropy over all targets."""
    return F.cross_entropy(model(inputs).flatten(0, targets.ndim - 1), targets.flatten())


def train(example: Example, batch: int, optimizer: str, steps: int, device: str = "cpu") -> None:
    """Build the model and train it for some steps on one batch."""
    model = example.build().to(device)
    stepper = optimizer_of(optimizer, model)
    inputs, targets = example.data(batch, device)
    for _ in range(steps):
        loss_of(model, inputs, targets).backward()
        stepper.step()
        stepper.zero_grad()


def resident(field: str) -> int:
    """Bytes of this process in memory: now (VmRSS), or at most so far (VmHWM)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith(field))


def measure(name: str, optimizer: str) -> int:
    """Bytes that two training steps make resident beyond what the process held before the model existed."""
    torch.set_num_threads(1)
    train(EXAMPLES[name], 2, optimizer, steps=1)  # loads what torch loads late, and makes its threads
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    before = resident("VmRSS")
    train(EXAMPLES[name], EXAMPLES[name].batch, optimizer, steps=2)
    return resident("VmHWM") - before


def measure_apart(names: list[str], optimizer: str) -> dict[str, int]:
    """The same for several models, each in a process of its own, forked before torch has computed anything."""
    sizes = {}
    for name in names:
        reading, writing = os.pipe()
        if (child := os.fork()) == 0:
            os.write(writing, str(measure(name, optimizer)).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            sizes[name] = int(pipe.read())
        os.waitpid(child, 0)
    return sizes


if __name__ == "__main__":
    print(json.dumps(measure_apart(sys.argv[2:] or list(EXAMPLES), sys.argv[1] if sys.argv[1:] else "adam")))
