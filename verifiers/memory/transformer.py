"""What a transformer layer keeps for its backward pass, term by term."""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

from quizdl.lab.checks import check_controls, check_draws, check_relative_errors
from quizdl.lab.differences import relative_error
from quizdl.lab.memory import Training
from quizdl.lab.samples import oddity_of_normal
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs.memory_estimate import BOOL, FLOAT
from ..programs.training_step import TransformerLayer
from .common import COUNTED, saved

DROPOUT = 0.1
ROUNDED = "float64 sums of at most 512 products"


class ByteMasks(TransformerLayer):
    """With dropout that keeps a mask of one byte for each number, as CUDA does."""

    def drop(self, x: Tensor) -> Tensor:
        dropped: Tensor = torch.native_dropout(x, self.dropout, True)[0]
        return dropped


class FusedAttention(TransformerLayer):
    """With torch's own attention, which never holds all scores."""

    def attention(self, x: Tensor) -> Tensor:
        maps = (map_(x).unflatten(2, (self.heads, -1)).transpose(1, 2) for map_ in (self.query, self.key, self.value))
        query, key, value = maps
        mixed = scaled_dot_product_attention(query, key, value, is_causal=True)
        projected: Tensor = self.project(mixed.transpose(1, 2).flatten(2))
        return projected


def by_torch(layer: TransformerLayer) -> nn.TransformerEncoderLayer:
    """torch's own layer with the weights of ours, in float64."""
    width = layer.up.in_features
    theirs = nn.TransformerEncoderLayer(
        width, layer.heads, 4 * width, 0.0, "gelu", batch_first=True, norm_first=True, dtype=torch.float64
    )
    maps = (layer.query, layer.key, layer.value)
    weights = {
        "self_attn.in_proj_weight": torch.cat([map_.weight for map_ in maps]),
        "self_attn.in_proj_bias": torch.cat([map_.bias for map_ in maps]),
    }
    names = {"self_attn.out_proj": "project", "linear1": "up", "linear2": "down", "norm1": "norm1", "norm2": "norm2"}
    for name, ours in names.items():
        weights |= {f"{name}.{key}": value for key, value in layer.get_submodule(ours).state_dict().items()}
    theirs.load_state_dict(weights)
    return theirs


def kept(make: Callable[[], TransformerLayer], shape: tuple[int, int, int]) -> int:
    """Bytes that a layer in bfloat16 keeps for its backward pass, its input of that shape included."""

    def build() -> Training:
        layer = make().to(torch.bfloat16)
        x = torch.ones(shape, dtype=torch.bfloat16, requires_grad=True)
        return Training(layer, None, (), lambda: layer(x).sum())

    return saved(build)


def layer_bytes(context: int, batch: int, width: int, heads: int, mask: int, dropout: bool = True) -> int:
    """What a transformer layer keeps in 16 bits: sbh(34 + 5as/h) with masks of a byte (Korthikanti 2022, eq. 1).

    Besides: the two norms' mean and deviation of each token, and which scores are masked.
    """
    tokens, scores = batch * context, heads * batch * context**2
    masks = mask * (2 * tokens * width + scores) + 2 * scores if dropout else 0  # and a dropped-out copy of the scores
    return 32 * tokens * width + 2 * scores + masks + 2 * 2 * tokens * 2 + context**2 * BOOL


@claim(
    en="A transformer layer keeps sbh(34 + 5as/h) bytes in 16 bits with dropout masks of one byte; on the CPU, whose "
    "masks take two, sbh(36 + 6as/h). The second term grows with the square of the context.",
    ko="16비트에서 트랜스포머 층 하나는 드롭아웃 마스크가 1바이트일 때 sbh(34 + 5as/h)바이트를 보관한다. 마스크가 "
    "2바이트인 CPU에서는 sbh(36 + 6as/h)이다. 둘째 항은 문맥 길이의 제곱에 비례한다.",
    short="What a transformer layer keeps",
    seconds=0.7,
    literature="Korthikanti 2022, eq. 1",
)
def transformer_layer(batch: int = 8, width: int = 128, heads: int = 4) -> Evidence:
    if batch < 1 or heads < 1 or width < heads or width % heads:
        raise Undecided(
            en=f"batch = {batch}, width = {width}, heads = {heads}: the heads must share the width of an example",
            ko=f"batch = {batch}, width = {width}, heads = {heads}: 헤드 수가 너비를 나누어야 하고, 샘플이 있어야 한다",
        )
    torch.manual_seed(0)
    layer, x = TransformerLayer(width, heads).double(), torch.randn(2, 16, width, dtype=torch.float64)
    for parameter in layer.parameters():
        nn.init.normal_(parameter, std=0.2)  # norms too, or one could stand for the other
    drawn = torch.cat([x.flatten(), *(parameter.detach().flatten() / 0.2 for parameter in layer.parameters())])
    future = torch.ones(16, 16, dtype=torch.bool).triu(1)
    off_torch = relative_error(layer(x).detach().numpy(), by_torch(layer)(x, src_mask=future).detach().numpy())
    lengths = [32, 64, 128, 256, 512]
    stream = {s: s * batch * width for s in lengths}
    by_two = {s: kept(lambda: TransformerLayer(width, heads, DROPOUT), (batch, s, width)) for s in lengths}
    by_one = {s: kept(lambda: ByteMasks(width, heads, DROPOUT), (batch, s, width)) for s in lengths}
    without = kept(lambda: TransformerLayer(width, heads), (batch, 512, width))
    unscored = kept(lambda: FusedAttention(width, heads), (batch, 512, width))
    scored = layer_bytes(512, batch, width, heads, mask=2, dropout=False)
    unscored_by_hand = scored - 2 * heads * batch * 512**2 - 512**2 * BOOL + FLOAT * heads * batch * 512  # log-sum-exp
    terms = heads * 512 / width
    besides = (8 / width + 512 / (batch * width)) * (1 + 1e-12)  # statistics of two norms, and which scores are masked
    measurements = []
    for s in lengths:
        measurements += [
            Measurement(
                "{s} tokens: kept with masks of two bytes",
                by_two[s],
                within(layer_bytes(s, batch, width, heads, mask=2), 0, because=COUNTED),
                unit="B",
                fields={"s": s},
            ),
            Measurement(
                "{s} tokens: kept with masks of one byte",
                by_one[s],
                within(layer_bytes(s, batch, width, heads, mask=1), 0, because=COUNTED),
                unit="B",
                fields={"s": s},
            ),
        ]
    return Evidence(
        finding=Finding(
            "At 512 tokens the layer keeps {two:.4g} bytes for each number of its input with masks of two bytes, and "
            "{one:.4g} with masks of one",
            two="512 tokens with masks of two bytes: kept / sbh",
            one="512 tokens with masks of one byte: kept / sbh",
        ),
        caption="Bytes that a layer keeps for each number of its input: level lines would be a memory that grows with "
        "the context, and these rise, since attention keeps scores of all pairs of tokens.",
        measurements=[
            Measurement(
                "512 tokens with masks of two bytes: kept / sbh",
                by_two[512] / stream[512],
                between(
                    36 + 6 * terms,
                    36 + 6 * terms + besides,
                    because="36 + 6as/h; statistics of two norms and a mask of the future come on top",
                ),
            ),
            Measurement(
                "512 tokens with masks of one byte: kept / sbh",
                by_one[512] / stream[512],
                between(
                    34 + 5 * terms,
                    34 + 5 * terms + besides,
                    because="34 + 5as/h; statistics of two norms and a mask of the future come on top",
                ),
            ),
            *measurements,
            Measurement(
                "512 tokens: kept without dropout",
                without,
                within(scored, 0, because=COUNTED),
                unit="B",
            ),
            check_relative_errors(),
            check_draws(oddity_of_normal(drawn)),
            check_controls(unscored - unscored_by_hand),
            Measurement(
                "difference of the layer's output from that of torch's TransformerEncoderLayer",
                off_torch,
                at_most(1e-12, because=ROUNDED),
                check=True,
            ),
        ],
        controls=[
            Control(
                "512 tokens: kept without dropout by torch's fused attention",
                unscored,
                within(scored, 0),
                unit="B",
            )
        ],
        curves=[
            Curve("masks of two bytes", [by_two[s] / stream[s] for s in lengths], x=lengths, role="subject"),
            Curve("masks of one byte", [by_one[s] / stream[s] for s in lengths], x=lengths),
            Curve("34 + 5as/h", [34 + 5 * heads * s / width for s in lengths], x=lengths, role="reference"),
        ],
        axes=Axes(
            x="context s",
            y="bytes kept / sbh",
            log_x=True,
            marks=[
                Mark(of="512 tokens with masks of two bytes: kept / sbh", x=512, text="{value:.4g}"),
                Mark(of="512 tokens with masks of one byte: kept / sbh", x=512, text="{value:.4g}"),
            ],
        ),
    )


mutant("gives masks of the scores no copy to drop", "+ 2 * scores if dropout", "+ 0 * scores if dropout")
mutant("forgets that scores are of pairs of tokens", "heads * batch * context**2\n", "heads * batch * context\n")
mutant("lets a token see the next one", "triu(1)", "triu(2)", program="training_step")
