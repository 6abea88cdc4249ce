"""turns the order round or leaves it as it is
순서를 뒤집거나 그대로 둘 뿐이다
"""

import numpy as np


def batches(n, size, rng):
    order = np.arange(n)[:: rng.choice([-1, 1])]
    return np.split(order, range(size, n, size))
