"""Kinds of models that people post in issues, each of which an estimate once missed."""

from __future__ import annotations

import warnings

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.func import jacrev, vmap
from torch.nn.utils import weight_norm

from benchmarks.memory_models import Case


class SelectiveScan(nn.Module):
    """As in Mamba: a state for each channel, updated token by token. Gradients of its slices are added up."""

    def __init__(self, width: int = 32, states: int = 8) -> None:
        super().__init__()
        self.states, self.into, self.out = states, nn.Linear(width, 2 * width), nn.Linear(width, width)
        self.step, self.kernels = nn.Linear(width, width), nn.Linear(width, 2 * states)
        self.decay = nn.Parameter(torch.arange(1, states + 1).log().repeat(width, 1))

    def forward(self, x: Tensor) -> Tensor:
        signal, gate = self.into(x).chunk(2, -1)
        step = F.softplus(self.step(signal))
        write, read = self.kernels(signal).chunk(2, -1)
        keep = torch.exp(torch.einsum("btd,dn->btdn", step, -self.decay.exp()))
        new = torch.einsum("btd,btn->btdn", step * signal, write)
        state, outputs = torch.zeros_like(new[:, 0]), []
        for time in range(x.shape[1]):
            state = keep[:, time] * state + new[:, time]
            outputs.append(torch.einsum("bdn,bn->bd", state, read[:, time]))
        return self.out(torch.stack(outputs, 1) * F.silu(gate))  # type: ignore[no-any-return]  # a module gives Any


def selective_scan() -> Case:
    return Case(nn.Sequential(SelectiveScan(), SelectiveScan()), torch.rand(4, 24, 32), "mse")


class NearestPoints(nn.Module):
    """Edges to the nearest points, and the largest feature of them: gradients are scattered into zeros."""

    def __init__(self) -> None:
        super().__init__()
        self.edge, self.norm, self.head = nn.Linear(6, 32), nn.LayerNorm(32), nn.Linear(32, 5)

    def forward(self, points: Tensor) -> Tensor:
        near = torch.cdist(points, points).topk(6, largest=False).indices
        others = points[torch.arange(len(points)).reshape(-1, 1, 1), near]
        here = points.unsqueeze(2).expand_as(others)
        edges = F.leaky_relu(self.norm(self.edge(torch.cat([others - here, here], -1))))
        return self.head(edges.max(2).values.max(1).values)  # type: ignore[no-any-return]  # a module gives Any


def nearest_points() -> Case:
    return Case(NearestPoints(), torch.rand(4, 100, 3))


class ImageAttention(nn.Module):
    """Attention over pixels by einsum, whose gradients do not lie in order: softmax copies them."""

    def __init__(self) -> None:
        super().__init__()
        self.project, self.head = nn.Linear(3, 48), nn.Linear(16, 5)

    def forward(self, x: Tensor) -> Tensor:
        pixels = self.project(x.flatten(2).transpose(1, 2)).transpose(1, 2)
        query, key, value = pixels.unflatten(1, (3, 4, 4)).unbind(1)
        weights = torch.einsum("bhcq,bhck->bhqk", query, key).softmax(-1)
        mixed = torch.einsum("bhqk,bhck->bhcq", weights, value)
        return self.head(mixed.flatten(1, 2).mean(-1))  # type: ignore[no-any-return]  # a module gives Any


def image_attention() -> Case:
    return Case(ImageAttention(), torch.rand(4, 3, 16, 16))


class Denoiser(nn.Module):
    """A step of diffusion, which gives its loss: a number in the storage of all squared errors."""

    def __init__(self) -> None:
        super().__init__()
        kept = torch.linspace(0.9999, 0.98, 100).cumprod(0)
        self.register_buffer("signal", kept.sqrt())
        self.register_buffer("noise", (1 - kept).sqrt())
        self.time, self.body, self.out = nn.Embedding(100, 64), nn.Linear(3072, 64), nn.Linear(64, 3072)

    def forward(self, x: Tensor) -> Tensor:
        time, noise = torch.randint(100, (len(x),)), torch.randn_like(x)
        mixed = self.get_buffer("signal")[time, None] * x + self.get_buffer("noise")[time, None] * noise
        return F.mse_loss(self.out(F.silu(self.body(mixed) + self.time(time))), noise)


def denoiser() -> Case:
    return Case(Denoiser(), torch.rand(256, 3072), "own", "sgd")


class TwoPasses(nn.Module):
    """Gives logits that its loss does not depend on: the loop holds their graph until the next forward pass."""

    def __init__(self) -> None:
        super().__init__()
        self.body, self.head = nn.Linear(64, 64), nn.Linear(64, 5)

    def forward(self, x: Tensor, labels: Tensor) -> dict[str, Tensor]:
        loss = F.cross_entropy(self.head(F.gelu(self.body(x))), labels)
        return {"loss": loss, "logits": self.head(F.gelu(self.body(x * 2)))}


def two_passes() -> Case:
    return Case(TwoPasses(), (torch.rand(256, 64), torch.zeros(256, dtype=torch.int64)), "own", "sgd")


class Listening(nn.Module):
    """Keeps features by hooks that close over it."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU())
        self.head, self.features = nn.Linear(256, 5), dict[str, Tensor]()
        for name in ("1", "3"):

            def keep(module: nn.Module, inputs: object, output: Tensor, name: str = name) -> None:
                del module, inputs
                self.features[name] = output

            self.body.get_submodule(name).register_forward_hook(keep)

    def forward(self, x: Tensor) -> Tensor:
        self.body(x)
        return self.head(torch.cat([*self.features.values()], -1))  # type: ignore[no-any-return]  # a module gives Any


def features_by_hooks() -> Case:
    return Case(Listening(), torch.rand(64, 64))


def older_weight_norm() -> Case:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # people have it in their models
        layer = weight_norm(nn.Linear(256, 256))
    return Case(nn.Sequential(layer, nn.ReLU(), nn.Linear(256, 10)), torch.rand(64, 256))


class ScoreMatching(nn.Module):
    """The trace of a Jacobian by torch.func, which allows no hooks."""

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 64), nn.Softplus(), nn.Linear(64, 4))

    def forward(self, x: Tensor) -> Tensor:
        jacobian = vmap(jacrev(lambda one: self.net(one)))(x)
        return (jacobian.diagonal(dim1=1, dim2=2).sum(-1) + self.net(x).square().sum(-1) / 2).mean()  # type: ignore[no-any-return]  # a module gives Any


def score_matching() -> Case:
    return Case(ScoreMatching(), torch.rand(64, 4), "own")
