"""Perplexity: over tokens, not over sentences or batches."""

import math

import numpy as np

from quizdl.lab.checks import NOT_ODD, check_controls
from quizdl.lab.samples import oddity_of_uniform
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_least,
    between,
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


def normaliser(logits: Array) -> Array:
    """ln Σ e^z of each token, shape (B, T): the constant that softmax does not see."""
    return np.asarray(np.logaddexp.reduce(logits, axis=-1))


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
    own = rng.dirichlet(np.ones(3), size=(12, 20))[..., 0] * 0.98 + 0.01
    logits, targets = giving(own, vocabulary)
    uniform = np.zeros((2, 3, vocabulary))
    some = all_tokens(targets)
    constants = 1000.0 * (np.arange(own.size).reshape(own.shape) % 3 - 1)
    moved = logits + constants[..., None]

    def averages(s: float) -> tuple[float, float]:
        """Perplexity of two sentences of four tokens with losses 2 ± s, and the mean of their own perplexities."""
        pair = giving(np.exp(-np.array([[2 + s] * 4, [2 - s] * 4])), vocabulary)
        alone = [perplexity(pair[0][i : i + 1], pair[1][i : i + 1], np.ones((1, 4), dtype=bool)) for i in (0, 1)]
        return perplexity(*pair, np.ones((2, 4), dtype=bool)), float(np.mean(alone))

    spreads = np.linspace(0, 1.5, 16)
    rows = [averages(s) for s in spreads]
    whole, of_sentences = averages(spread)
    by_product = math.prod(own.ravel().tolist()) ** (-1 / own.size)
    of_inverses = float(np.mean(1 / own)) / by_product
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
                "perplexity with a thousand more or less at every other token over the same",
                perplexity(moved, targets, some) / by_product,
                within(1, 1e-10, because="softmax does not see a constant; rounding of logits of 1000"),
            ),
            Measurement(
                "constants of the logits: largest less least",
                float(np.ptp(normaliser(moved))),
                between(2000 - 1e-6, 2006 + 1e-6, because="from -1000 to 1000, and up to 6 more of another token"),
                check=True,
            ),
            Measurement(
                "constants of the logits as they were: largest less least",
                float(np.ptp(normaliser(logits))),
                within(6, 1e-9, because="from 0 to 6; rounding"),
                check=True,
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
            Measurement(
                "how odd the probabilities of the targets look",
                oddity_of_uniform((1 - (own - 0.01) / 0.98) ** 2, 0, 1),
                NOT_ODD,
                check=True,
            ),
            check_controls(
                of_sentences - (math.exp(2 + spread) + math.exp(2 - spread)) / 2,
                of_inverses - math.fsum(1 / p for p in own.ravel().tolist()) / own.size * math.exp(-bits * math.log(2)),
            ),
        ],
        controls=[
            Control("mean of the perplexities of the two sentences", of_sentences, within(math.exp(2), 1e-11)),
            Control(
                "mean of 1/p over the inverse geometric mean of the probabilities",
                of_inverses,
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
mutant(
    "takes the largest logit of the whole batch off",
    "logits.max(axis=-1, keepdims=True)",
    "logits.max()",
    program="perplexity",
)
