"""moves the second matrix alone
두 번째 행렬만 옮긴다
"""


def matmul_time(m, k, n, size, peak, bandwidth):
    return max(2 * m * k * n / peak, size * k * n / bandwidth)
