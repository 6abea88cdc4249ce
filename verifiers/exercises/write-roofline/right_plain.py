"""Both limits, and the longer one."""


def matmul_time(m, k, n, size, peak, bandwidth):
    flop = 2 * m * k * n
    moved = size * (m * k + k * n + m * n)
    return max(flop / peak, moved / bandwidth)
