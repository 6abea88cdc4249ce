"""The memory of generating text: weights, and keys and values of all tokens so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from torch import nn

from quizdl.errors import BadSetting


class Cache(NamedTuple):
    """Keys and values of one token of one example: layers × groups of heads × numbers a head, two of each."""

    layers: int
    groups: int
    size: int
    bytes_of_a_number: int
    source: str  # "config" of the model, or the "attention" that ran

    def bytes(self, batch: int, tokens: int) -> int:
        """Of so many tokens in each example."""
        return 2 * self.layers * self.groups * self.size * self.bytes_of_a_number * batch * tokens


def cache_of(name: str, model: nn.Module, seen: Sequence[tuple[int, int, int]]) -> Cache:
    """The cache of a model, by its config or by `seen`: groups, size and bytes of a number of each attention that ran.

    Raises BadSetting where neither says it.
    """
    config = getattr(model, "config", None)
    layers, heads = (getattr(config, field, None) for field in ("num_hidden_layers", "num_attention_heads"))
    width = getattr(config, "hidden_size", None)
    number = next((parameter.element_size() for parameter in model.parameters()), 4)
    if layers and heads and width:
        groups: Any = getattr(config, "num_key_value_heads", None) or heads
        size: Any = getattr(config, "head_dim", None) or width // heads
        return Cache(layers, groups, size, number, "config")
    if not seen or len(set(seen)) > 1:
        raise BadSetting(
            f"{name} does not say how large its keys and values are: use scaled_dot_product_attention in equal layers, "
            "or give it a config with num_hidden_layers, num_attention_heads and hidden_size"
        )
    return Cache(len(seen), *seen[0], "attention")
