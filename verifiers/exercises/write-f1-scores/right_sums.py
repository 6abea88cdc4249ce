"""The denominator of F1 is how often the class occurs plus how often it is answered."""

import numpy as np


def f1_scores(confusion):
    both = confusion.sum(axis=0) + confusion.sum(axis=1)
    twice = 2 * np.diag(confusion)
    return {"micro": float(twice.sum() / both.sum()), "macro": float(np.mean(twice / np.where(both == 0, 1, both)))}
