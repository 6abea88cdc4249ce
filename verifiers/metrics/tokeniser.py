"""Perplexity and the tokeniser: per token two models do not compare, per byte they do."""

import math

import numpy as np

from quizdl.lab.checks import NOT_ODD, check_controls
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

from ..programs.perplexity import perplexity
from .common import Array, counted, logits_of, oddity_of_shares, require


def chain(symbols: int, rng: np.random.Generator) -> Array:
    """Transition probabilities of a Markov chain, shape (S, S)."""
    rows: Array = rng.dirichlet(np.ones(symbols), size=symbols) * 0.9 + 0.1 / symbols
    return rows


@claim(
    en="Perplexities of two tokenisers do not compare: the same model of the same text in tokens of k bytes has the "
    "kth power of the perplexity per byte. Per byte the two are one number.",
    ko="토크나이저가 다르면 퍼플렉시티를 비교할 수 없다. 같은 모델, 같은 텍스트라도 토큰 하나가 k바이트이면 "
    "퍼플렉시티가 바이트당 값의 k제곱이 된다. 바이트당으로 환산하면 두 값은 같다.",
    short="Perplexity and the tokeniser",
    seconds=0.3,
)
def tokeniser(symbols: int = 4, size: int = 2, seed: int = 0) -> Evidence:
    require(
        2 <= symbols <= 6 and 2 <= size <= 3,
        en="2 to 6 symbols, and tokens of 2 or 3 bytes: all tokens fit into a vocabulary",
        ko="모든 토큰이 어휘에 들어가려면 기호는 2개에서 6개, 토큰은 2바이트나 3바이트여야 한다",
    )
    rng = np.random.default_rng(seed)
    steps = chain(symbols, rng)
    text = [0]
    for _ in range(240):
        text.append(int(rng.choice(symbols, p=steps[text[-1]])))
    before, after = np.array(text[:-1]), np.array(text[1:])

    def per_token(k: int) -> float:
        """Perplexity of the text after its first byte in tokens of k bytes, from the chain's own probabilities."""
        p = steps
        for _ in range(k - 1):  # of a string given what came before it: one more byte
            p = (p.reshape(symbols, -1, symbols)[..., :, None] * steps).reshape(symbols, -1)
        starts = before[::k]
        targets = sum(after[i::k] * symbols ** (k - 1 - i) for i in range(k))
        return perplexity(logits_of(p[starts][None]), np.asarray(targets)[None], np.ones((1, len(starts)), dtype=bool))

    single, joined = per_token(1), per_token(size)
    sizes = (1, 2, 3)
    values = [per_token(k) for k in sizes]
    followed = counted(before, after, symbols)
    expected = followed.sum(axis=1, keepdims=True) * steps
    freedom = symbols * (symbols - 1)
    surplus = float(np.sum((followed - expected) ** 2 / expected) - freedom) / math.sqrt(2 * freedom)
    likelihood = math.fsum(math.log(steps[a, b]) for a, b in zip(before, after, strict=True))
    return Evidence(
        finding=Finding(
            "The same chain has perplexity {single:.3g} in single bytes and {joined:.3g} in tokens of {size} bytes",
            single="perplexity in single bytes",
            joined="perplexity in longer tokens",
        ),
        caption="Perplexity of one text under one model, over the length of the tokens; per byte it does not move.",
        fields={"size": size},
        measurements=[
            Measurement(
                "perplexity in single bytes",
                single,
                within(math.exp(-likelihood / 240), 1e-11, because="e to the mean loss of 240 bytes; rounding"),
            ),
            Measurement(
                "perplexity in longer tokens",
                joined,
                within(
                    math.exp(-likelihood * size / 240), 1e-9, because="as many times the loss for each token; rounding"
                ),
            ),
            Measurement(
                "perplexity per byte in longer tokens",
                joined ** (1 / size),
                within(math.exp(-likelihood / 240), 1e-11, because="the same likelihood over the same bytes; rounding"),
            ),
            Measurement(
                "χ² of what follows each symbol less what the chain expects",
                surplus,
                between(
                    1e-9 - math.sqrt(freedom / 2),
                    9,
                    because="χ² is not 0, since counts are whole; beyond nine deviations once in a million",
                ),
                unit="standard errors",
                check=True,
            ),
            Measurement("bytes of the text", len(after), within(240, 0, because="as many as drawn"), check=True),
            Measurement(
                "symbols that occur",
                len(np.unique(after)),
                at_least(2, because="a text of one symbol would tell nothing"),
                check=True,
            ),
            Measurement(
                "how odd the rows of the chain look",
                oddity_of_shares((steps - 0.1 / symbols) / 0.9),
                NOT_ODD,
                check=True,
            ),
            check_controls(
                joined - single - math.exp(-likelihood * size / 240) + math.exp(-likelihood / 240), most=1e-9
            ),
        ],
        controls=[
            Control("perplexity in longer tokens less that in single bytes", joined - single, within(0, 1e-9)),
        ],
        curves=[
            Curve("per token", values, x=list(sizes), role="subject"),
            Curve(
                "per byte", [v ** (1 / k) for k, v in zip(sizes, values, strict=True)], x=list(sizes), role="reference"
            ),
        ],
        axes=Axes(
            x="bytes in a token",
            y="perplexity",
            log_y=True,
            marks=[
                Mark(of="perplexity in single bytes", x=1),
                Mark(of="perplexity in longer tokens", x=size),
            ],
        ),
    )


mutant("joins bytes in the wrong order", "symbols ** (k - 1 - i)", "symbols**i")
