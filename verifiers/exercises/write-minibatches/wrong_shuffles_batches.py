"""shuffles whole batches of neighbours
이웃한 샘플로 만든 배치를 통째로 섞는다
"""

import numpy as np


def batches(n, size, rng):
    cut = [np.arange(start, min(start + size, n)) for start in range(0, n, size)]
    full = [batch for batch in cut if len(batch) == size]
    return [full[i] for i in rng.permutation(len(full))] + [batch for batch in cut if len(batch) < size]
