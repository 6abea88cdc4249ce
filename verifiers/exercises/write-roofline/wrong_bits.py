"""moves bits and not bytes
바이트가 아니라 비트를 옮긴다
"""


def matmul_time(m, k, n, size, peak, bandwidth):
    return max(2 * m * k * n / peak, 8 * size * (m * k + k * n + m * n) / bandwidth)
