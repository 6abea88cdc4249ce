"""Padding in perplexity: it does not belong there, and lengths are the weights of sentences."""

import math

import numpy as np

from quizdl.lab.checks import check_controls
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

from ..programs.perplexity import Labels, perplexity
from .common import Array, require
from .perplexities import giving


@claim(
    en="Padding does not belong in perplexity: whatever stands there must not move it, and counted with a loss near 0 "
    "it lowers it, more for a batch with longer padding. With unequal lengths the mean over tokens is not the mean of "
    "sentences, and may lie on either side of it.",
    ko="패딩은 퍼플렉시티에 들어가면 안 된다. 패딩 자리에 무엇이 있든 값이 그대로여야 한다. 손실이 0에 가까운 패딩을 "
    "함께 세면 퍼플렉시티가 낮아지고, 패딩이 긴 배치일수록 더 낮아진다. 길이가 다르면 토큰에 대한 평균은 문장에 대한 "
    "평균과 다르며 더 클 수도 작을 수도 있다.",
    short="Padding in perplexity",
    seconds=0.2,
)
def padding(short: int = 3, long: int = 12, loss: float = 2.5) -> Evidence:
    require(
        1 <= short <= 50 and 2 * short <= long <= 200 and 0.5 <= loss <= 3.5,
        en="a sentence of 1 to 50 tokens, one at least twice as long, 200 at most, and a loss of 0.5 to 3.5",
        ko="짧은 문장은 1~50토큰, 긴 문장은 그 2배 이상 200토큰 이하, 손실은 0.5에서 3.5여야 한다",
    )
    mask = np.arange(long) < np.array([[short], [long]])

    def batch(losses: tuple[float, float], at_padding: float) -> tuple[Array, Labels]:
        """Two sentences with these losses at each token, and one at the padding of the first."""
        own = np.where(mask, np.exp(-np.array(losses))[:, None], math.exp(-at_padding))
        return giving(own, 60)

    every = np.ones(mask.shape, dtype=bool)
    tokens, places = short + long, 2 * long

    def of_tokens_and_all(at_padding: float) -> tuple[float, float]:
        """Perplexity of one batch by its tokens and with the padding counted."""
        both = batch((loss, loss), at_padding)
        return perplexity(*both, mask), perplexity(*both, every)

    (right_one, counted), (other_one, counted_other) = of_tokens_and_all(1e-6), of_tokens_and_all(4.0)
    unequal = [perplexity(*batch(losses, 4.0), mask) for losses in ((1.0, 3.0), (3.0, 1.0))]
    right = [math.exp((short * a + long * b) / tokens) for a, b in ((1.0, 3.0), (3.0, 1.0))]
    off_sentences = [one / math.exp(2.0) - 1 for one in unequal]
    off_in_theory = [math.expm1((b - a) / 2 * (long - short) / tokens) for a, b in ((1.0, 3.0), (3.0, 1.0))]
    lengths = np.arange(short, long + 1)
    falling = []
    for length in lengths:
        longer = np.arange(long) < np.array([[short], [int(length)]])
        own = np.where(longer, math.exp(-loss), math.exp(-1e-6))
        falling.append(perplexity(*giving(own[:, :length], 60), every[:, :length]))
    return Evidence(
        finding=Finding(
            "A loss of {loss:g} per token is perplexity {right:.3g}; with the padding of the short sentence counted it "
            "reads {counted:.3g}",
            right="perplexity of the tokens",
            counted="perplexity with padding counted",
        ),
        caption="Perplexity of two sentences with one loss per token, if padding counts with a loss near 0, over the "
        "length of the longer one. By tokens alone it stays.",
        fields={"loss": loss},
        measurements=[
            Measurement(
                "perplexity of the tokens",
                right_one,
                within(math.exp(loss), 1e-11 * math.exp(loss), because="one loss at every token; rounding"),
            ),
            Measurement(
                "change of perplexity with other predictions at the padding",
                other_one - right_one,
                within(0, 1e-12, because="the same tokens; rounding of their logits"),
            ),
            Measurement(
                "logarithm of perplexity with a loss of 4 counted at the padding over the loss",
                math.log(counted_other) / loss,
                within(
                    (tokens + (places - tokens) * 4 / loss) / places,
                    1e-9,
                    because="the share of tokens, and a loss of 4 at the others; rounding",
                ),
                check=True,
            ),
            Measurement(
                "logarithm of perplexity with padding counted over the loss",
                math.log(counted) / loss,
                within(
                    (tokens + (places - tokens) * 1e-6 / loss) / places,
                    1e-9,
                    because="the share of tokens, and a loss of 10⁻⁶ at the others; rounding",
                ),
            ),
            Measurement(
                "largest distance of unequal sentences from the mean over tokens",
                max(abs(one / other - 1) for one, other in zip(unequal, right, strict=True)),
                at_most(1e-12, because="lengths are the weights; rounding"),
            ),
            Measurement("tokens", int(mask.sum()), within(short + long, 0, because="both lengths"), check=True),
            check_controls(*(one - other for one, other in zip(off_sentences, off_in_theory, strict=True))),
        ],
        controls=[
            Control("perplexity with padding counted", counted, within(math.exp(loss), 1e-11 * math.exp(loss))),
            Control(
                "least distance of unequal sentences from e to the mean loss of sentences",
                min(map(abs, off_sentences)),
                at_most(1e-12),
            ),
        ],
        curves=[
            Curve("padding counted", falling, x=list(lengths), role="subject"),
            Curve("tokens alone", [math.exp(loss)] * 2, x=[short, long], role="reference"),
        ],
        axes=Axes(
            x="length of the longer sentence",
            y="perplexity",
            marks=[
                Mark(of="perplexity of the tokens", x=short),
                Mark(of="perplexity with padding counted", x=long),
            ],
        ),
    )


mutant("takes the mean over padding as well", "[mask].mean()", ".mean()", program="perplexity")
