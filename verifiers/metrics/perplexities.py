"""Perplexity: over tokens, not over sentences or batches, without padding, and per byte where tokens differ."""

import math

import numpy as np

from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_least,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.perplexity import Labels, Mask, perplexity
from .common import Array, logits_of, require


def giving(own: Array, vocabulary: int) -> tuple[Array, Labels]:
    """Logits (B, T, V) and targets (B, T) that are given these probabilities, the others sharing the rest."""
    targets = np.arange(own.size).reshape(own.shape) % vocabulary
    p = np.repeat((1 - own)[..., None] / (vocabulary - 1), vocabulary, axis=-1)
    np.put_along_axis(p, targets[..., None], own[..., None], axis=-1)
    return logits_of(p), targets


def all_tokens(targets: Labels) -> Mask:
    return np.ones(targets.shape, dtype=bool)


@claim(
    en="Perplexity is exp of the mean loss per token, one over the geometric mean of the probabilities: V for uniform "
    "guessing among V tokens. The mean of the perplexities of sentences is another number: for sentences of equal "
    "length it is never lower, and higher by cosh(s) where two of them have losses s above and below the mean.",
    ko="퍼플렉시티는 토큰당 평균 손실의 exp, 곧 확률의 기하평균의 역수이다. 토큰 V개를 고르게 찍으면 V이다. 문장마다 "
    "구한 퍼플렉시티의 평균은 다른 값이다. 문장의 길이가 같으면 결코 더 낮지 않으며, 두 문장의 손실이 평균에서 "
    "위아래로 s만큼 떨어져 있으면 cosh(s)배이다.",
    short="Perplexity over tokens",
    seconds=0.2,
    literature="Jelinek 1977",
)
def perplexity_per_token(vocabulary: int = 50, spread: float = 1.0, seed: int = 0) -> Evidence:
    require(
        10 <= vocabulary <= 500 and 0.3 <= spread <= 1.5,
        en="a vocabulary of 10 to 500 and losses that are 0.3 to 1.5 above and below their mean of 2",
        ko="어휘는 10개에서 500개, 손실은 평균 2에서 위아래로 0.3에서 1.5만큼 떨어져야 한다",
    )
    rng = np.random.default_rng(seed)
    own = rng.dirichlet(np.ones(3), size=(4, 6))[..., 0] * 0.98 + 0.01
    logits, targets = giving(own, vocabulary)
    uniform = np.zeros((2, 3, vocabulary))
    some = all_tokens(targets)

    def averages(s: float) -> tuple[float, float]:
        """Perplexity of two sentences of four tokens with losses 2 ± s, and the mean of their own perplexities."""
        pair = giving(np.exp(-np.array([[2 + s] * 4, [2 - s] * 4])), vocabulary)
        alone = [perplexity(pair[0][i : i + 1], pair[1][i : i + 1], np.ones((1, 4), dtype=bool)) for i in (0, 1)]
        return perplexity(*pair, np.ones((2, 4), dtype=bool)), float(np.mean(alone))

    spreads = np.linspace(0, 1.5, 16)
    rows = [averages(s) for s in spreads]
    whole, of_sentences = averages(spread)
    by_product = math.prod(own.ravel().tolist()) ** (-1 / own.size)
    bits = float(np.mean(-np.log2(own)))
    return Evidence(
        finding=Finding(
            "Two sentences of perplexity e^(2±{spread:g}): over their tokens it is {whole:.3g}, the mean of the two "
            "{mean:.3g}",
            whole="perplexity over all tokens of two sentences",
            mean="mean of the perplexities of the two sentences",
        ),
        caption="Perplexity over all tokens of two sentences of equal length, and the mean of their perplexities, "
        "over how far their mean losses are from the mean of both.",
        fields={"spread": spread},
        measurements=[
            Measurement(
                "perplexity over all tokens of two sentences",
                whole,
                within(math.exp(2), 1e-11, because="e to the mean loss of 2; rounding"),
            ),
            Measurement(
                "perplexity of guessing over the size of the vocabulary",
                perplexity(uniform, np.zeros((2, 3), np.int64), np.ones((2, 3), dtype=bool)) / vocabulary,
                within(1, 1e-12, because="every token has probability 1/V"),
            ),
            Measurement(
                "perplexity over the inverse geometric mean of the probabilities",
                perplexity(logits, targets, some) / by_product,
                within(1, 1e-12, because="e to a mean logarithm is a product's root; rounding"),
            ),
            Measurement(
                "perplexity with 1000 added to all logits over the same",
                max(perplexity(logits + far, targets, some) for far in (1000.0, -1000.0)) / by_product,
                within(1, 1e-10, because="softmax does not see a constant; rounding of logits of 1000"),
            ),
            Measurement(
                "perplexity over two to the mean of bits",
                perplexity(logits, targets, some) / 2**bits,
                within(1, 1e-12, because="2^bits = e^nats; rounding"),
            ),
            Measurement(
                "ratio of the mean of perplexities to cosh",
                of_sentences / whole / math.cosh(spread),
                within(1, 1e-12, because="(e^(2+s) + e^(2-s))/2 = e²cosh(s); rounding"),
            ),
            Measurement(
                "least and largest probability of a target: ratio",
                float(own.max() / own.min()),
                at_least(2, because="or all means would be alike"),
                check=True,
            ),
        ],
        controls=[
            Control("mean of the perplexities of the two sentences", of_sentences, within(math.exp(2), 1e-11)),
            Control(
                "mean of 1/p over the inverse geometric mean of the probabilities",
                float(np.mean(1 / own)) / by_product,
                within(1, 1e-12),
            ),
        ],
        curves=[
            Curve("over all tokens", [row[0] for row in rows], x=list(spreads), role="subject"),
            Curve("mean of sentences", [row[1] for row in rows], x=list(spreads), role="reference"),
        ],
        axes=Axes(
            x="distance of losses",
            y="perplexity",
            marks=[
                Mark(of="perplexity over all tokens of two sentences", x=spread),
                Mark(of="mean of the perplexities of the two sentences", x=spread),
            ],
        ),
    )


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

    sure, unsure = batch((loss, loss), 1e-6), batch((loss, loss), 4.0)
    every = np.ones(mask.shape, dtype=bool)
    counted = perplexity(*sure, every)
    tokens, places = short + long, 2 * long
    unequal = [perplexity(*batch(losses, 4.0), mask) for losses in ((1.0, 3.0), (3.0, 1.0))]
    right = [math.exp((short * a + long * b) / tokens) for a, b in ((1.0, 3.0), (3.0, 1.0))]
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
                perplexity(*sure, mask),
                within(math.exp(loss), 1e-11 * math.exp(loss), because="one loss at every token; rounding"),
            ),
            Measurement(
                "change of perplexity with other predictions at the padding",
                perplexity(*unsure, mask) - perplexity(*sure, mask),
                within(0, 1e-12, because="the same tokens; rounding of their logits"),
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
        ],
        controls=[
            Control("perplexity with padding counted", counted, within(math.exp(loss), 1e-11 * math.exp(loss))),
            Control(
                "least distance of unequal sentences from e to the mean loss of sentences",
                min(abs(one / math.exp(2.0) - 1) for one in unequal),
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
mutant(
    "averages the perplexities of tokens",
    "np.exp(token_losses(logits, targets)[mask].mean())",
    "np.exp(token_losses(logits, targets)[mask]).mean()",
    program="perplexity",
)
mutant("exponentiates to base 2", "float(np.exp(token", "float(np.exp2(token", program="perplexity")
mutant("leaves out the normaliser", "np.log(np.exp(shifted).sum(axis=-1)) - own", "-own", program="perplexity")
mutant(
    "sums exponentials of the logits as they are",
    "logits - logits.max(axis=-1, keepdims=True)",
    "1.0 * logits",
    program="perplexity",
)
