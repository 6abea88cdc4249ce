"""One over the geometric mean, in plain Python, token by token."""

import math


def perplexity(logits, targets, mask):
    losses = []
    for rows, labels, kept in zip(logits.tolist(), targets.tolist(), mask.tolist(), strict=True):
        for row, label, keep in zip(rows, labels, kept, strict=True):
            if keep:
                top = max(row)
                losses.append(top - row[label] + math.log(math.fsum(math.exp(z - top) for z in row)))
    return math.exp(math.fsum(losses) / len(losses))
