"""Matrices from 1×1 to thousands of rows, numbers of 1 to 8 bytes, slow and fast devices."""


def draw(rng):
    m, k, n = (int(2.0 ** rng.uniform(0, 12)) for _ in range(3))
    size = int(2 ** rng.integers(0, 4))
    return m, k, n, size, float(10.0 ** rng.uniform(9, 15)), float(10.0 ** rng.uniform(9, 13))


def features(m, k, n, size, peak, bandwidth):
    computing, moving = 2 * m * k * n / peak, size * (m * k + k * n + m * n) / bandwidth
    longer = "moving takes longer than computing", "옮기는 시간이 계산보다 김"
    return {(*longer, "computing takes longer than moving", "계산하는 시간이 옮기기보다 김"): moving > computing}
