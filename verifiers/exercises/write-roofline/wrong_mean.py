"""takes the mean of both limits
두 한계의 평균을 낸다
"""


def matmul_time(m, k, n, size, peak, bandwidth):
    return (2 * m * k * n / peak + size * (m * k + k * n + m * n) / bandwidth) / 2
