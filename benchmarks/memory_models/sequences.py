"""Recurrent networks, transformers and language models; graphs."""

from __future__ import annotations

import types
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from benchmarks.memory_models import Case

TOKENS = (8, 64)


class Recurrent(nn.Module):
    def __init__(self, layer: nn.Module, width: int) -> None:
        super().__init__()
        self.layer, self.head = layer, nn.Linear(width, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.layer(x)[0][-1])  # type: ignore[no-any-return]  # a module gives Any


def lstm_time_first() -> Case:
    return Case(Recurrent(nn.LSTM(32, 64, 2), 64), torch.rand(50, 16, 32))


def gru() -> Case:
    return Case(Recurrent(nn.GRU(32, 64), 64), torch.rand(50, 16, 32))


def bidirectional() -> Case:
    return Case(Recurrent(nn.LSTM(32, 64, bidirectional=True), 128), torch.rand(50, 16, 32), optimizer="momentum")


class ByHand(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.cell, self.head = nn.GRUCell(32, 64), nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        state = x.new_zeros(x.shape[1], 64)
        for now in x:
            state = self.cell(now, state)
        return self.head(state)  # type: ignore[no-any-return]  # a module gives Any


def recurrence_by_hand() -> Case:
    return Case(ByHand(), torch.rand(30, 16, 32))


def encoder() -> Case:
    layer = nn.TransformerEncoderLayer(64, 4, 128, batch_first=True)
    return Case(nn.TransformerEncoder(layer, 2), torch.rand(8, 64, 64), "mse")


class Translation(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Transformer(64, 4, 2, 2, 128, batch_first=True)

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        mask = nn.Transformer.generate_square_subsequent_mask(target.shape[1])
        return self.body(source, target, tgt_mask=mask).square().mean()  # type: ignore[no-any-return]  # a module gives Any


def translation() -> Case:
    return Case(Translation(), (torch.rand(8, 40, 64), torch.rand(8, 30, 64)), "own")


class Block(nn.Module):
    """As in Llama: RMSNorm, grouped heads, SwiGLU."""

    def __init__(self, width: int, heads: int, groups: int, fused: bool = True) -> None:
        super().__init__()
        self.heads, self.groups, self.size, self.fused = heads, groups, width // heads, fused
        self.norms = nn.ModuleList(nn.RMSNorm(width) for _ in range(2))
        self.query = nn.Linear(width, width, bias=False)
        self.keys = nn.Linear(width, 2 * groups * self.size, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.up, self.down = nn.Linear(width, 4 * width, bias=False), nn.Linear(2 * width, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        y = self.norms[0](x)
        query = self.query(y).unflatten(-1, (self.heads, self.size)).transpose(1, 2)
        key, value = self.keys(y).unflatten(-1, (2 * self.groups, self.size)).transpose(1, 2).chunk(2, 1)
        key, value = (part.repeat_interleave(self.heads // self.groups, 1) for part in (key, value))
        x = x + self.out(self.attention(query, key, value).transpose(1, 2).flatten(2))
        gate, up = self.up(self.norms[1](x)).chunk(2, -1)
        return x + self.down(F.silu(gate) * up)  # type: ignore[no-any-return]  # a module gives Any

    def attention(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        if self.fused:
            return F.scaled_dot_product_attention(query, key, value, is_causal=True)
        scores = query @ key.transpose(-2, -1) / self.size**0.5
        future = torch.ones(query.shape[2], query.shape[2], dtype=torch.bool).triu(1)
        return F.dropout(scores.masked_fill(future, -1e9).softmax(-1), 0.1, self.training) @ value


class Language(nn.Module):
    """As the usual library has it: returns loss and logits."""

    def __init__(self, tied: bool = False, **block: Any) -> None:
        super().__init__()
        self.embed, self.norm = nn.Embedding(1000, 64), nn.RMSNorm(64)
        self.blocks = nn.ModuleList(Block(64, 4, **{"groups": 2, **block}) for _ in range(3))
        self.head = nn.Linear(64, 1000, bias=False)
        if tied:
            self.head.weight = self.embed.weight

    def logits(self, tokens: Tensor) -> Tensor:
        x = self.embed(tokens)
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))  # type: ignore[no-any-return]  # a module gives Any

    def forward(self, input_ids: Tensor, labels: Tensor) -> Any:
        logits = self.logits(input_ids)
        loss = F.cross_entropy(logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten())
        return types.SimpleNamespace(loss=loss, logits=logits, past_key_values=None)


def _tokens(**names: int) -> dict[str, Tensor]:
    return {name: torch.randint(1000, TOKENS) for name in names or ("input_ids", "labels")}


def language_loss_and_logits() -> Case:
    return Case(Language(), _tokens(), "own")


def language_tied() -> Case:
    return Case(Language(tied=True), _tokens(), "own", "adamw")


def language_plain_attention() -> Case:
    return Case(Language(fused=False), _tokens(), "own")


def language_bfloat16() -> Case:
    return Case(Language(groups=1).bfloat16(), _tokens(), "own", "adafactor")


class Logits(Language):
    def forward(self, input_ids: Tensor, labels: Tensor | None = None) -> Any:
        del labels
        return self.logits(input_ids)


def language_logits_alone() -> Case:
    return Case(Logits(), torch.randint(1000, TOKENS), "tokens")


class Vision(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.patches, self.head = nn.Conv2d(3, 64, 4, 4), nn.Linear(64, 10)
        self.first, self.places = nn.Parameter(torch.zeros(1, 1, 64)), nn.Parameter(torch.zeros(1, 65, 64))
        self.blocks = nn.Sequential(*(Block(64, 4, 4, fused=False) for _ in range(2)))

    def forward(self, x: Tensor) -> Tensor:
        y = self.patches(x).flatten(2).transpose(1, 2)
        y = torch.cat([self.first.expand(len(y), -1, -1), y], 1) + self.places
        return self.head(self.blocks(y)[:, 0])  # type: ignore[no-any-return]  # a module gives Any


def vision_transformer() -> Case:
    return Case(Vision(), torch.rand(8, 3, 32, 32))


class Experts(nn.Module):
    """Every expert runs on every example, weighted by a gate."""

    def __init__(self) -> None:
        super().__init__()
        self.gate, self.experts = nn.Linear(64, 4), nn.ModuleList(nn.Linear(64, 128) for _ in range(4))

    def forward(self, x: Tensor) -> Tensor:
        made = torch.stack([expert(x) for expert in self.experts], -1)
        return (made * self.gate(x).softmax(-1).unsqueeze(-2)).sum(-1)  # type: ignore[no-any-return]  # a module gives Any


def experts() -> Case:
    return Case(Experts(), torch.rand(64, 64))


class GraphConvolution(nn.Module):
    """As in the usual library of graphs: features of nodes, and edges as pairs of indices."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(32, 64), nn.Linear(64, 7)])

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        source, target = edge_index
        degree = torch.zeros(len(x)).index_add_(0, target, torch.ones(edge_index.shape[1])).clamp(min=1)
        for place, layer in enumerate(self.layers):
            x = layer(torch.relu(x) if place else x)
            x = torch.zeros_like(x).index_add_(0, target, x[source]) / degree.unsqueeze(-1)
        return x


def graph_convolution() -> Case:
    return Case(GraphConvolution(), (torch.rand(300, 32), torch.randint(300, (2, 1500))))


class GraphAttention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer, self.score, self.head = nn.Linear(32, 64), nn.Linear(128, 1), nn.Linear(64, 7)

    def forward(self, data: Any) -> Tensor:
        x, (source, target) = self.layer(data.x), data.edge_index
        weights = F.leaky_relu(self.score(torch.cat([x[source], x[target]], -1))).exp()
        total = torch.zeros(len(x), 1).scatter_add_(0, target.unsqueeze(-1), weights)
        made = torch.zeros_like(x).index_add_(0, target, x[source] * weights / total[target].clamp(min=1e-9))
        return self.head(made)  # type: ignore[no-any-return]  # a module gives Any


def graph_attention_on_an_object() -> Case:
    data = types.SimpleNamespace(x=torch.rand(300, 32), edge_index=torch.randint(300, (2, 1500)))
    return Case(GraphAttention(), (data,))


def embedding_bag() -> Case:
    return Case(nn.Sequential(nn.EmbeddingBag(2000, 32), nn.Linear(32, 5)), torch.randint(2000, (64, 20)), "tokens")


class Siamese(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 32))

    def forward(self, one: Tensor, other: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        first, second = self.net(one), self.net(other)
        scores = F.normalize(first, dim=-1) @ F.normalize(second, dim=-1).T
        return F.cross_entropy(scores, torch.arange(len(one))), first, second


def contrastive() -> Case:
    return Case(Siamese(), (torch.rand(64, 128), torch.rand(64, 128)), "own")
