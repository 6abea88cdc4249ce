"""Few tokens or many, padding of any length, a sentence that is all padding, sure models, far logits."""

import numpy as np


def draw(rng):
    sentences, length, vocabulary = int(rng.integers(1, 5)), int(rng.choice([1, 2, 6])), int(rng.choice([2, 3, 11]))
    logits = rng.choice([0.3, 3.0]) * rng.standard_normal((sentences, length, vocabulary))
    logits += rng.choice([0.0, -1000.0, 1000.0]) * (rng.random() < 0.5)
    mask = np.arange(length) < rng.integers(0, length, size=(sentences, 1), endpoint=True)
    mask[rng.integers(sentences), 0] = True  # one token at least
    return logits, rng.integers(vocabulary, size=(sentences, length)), mask
