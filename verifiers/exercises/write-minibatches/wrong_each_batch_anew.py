"""draws each batch anew from all samples
배치마다 전체 샘플에서 새로 뽑는다
"""


def batches(n, size, rng):
    lengths = [min(size, n - start) for start in range(0, n, size)]
    return [rng.choice(n, size=length, replace=False) for length in lengths]
