"""divides without remainder
나머지를 버리고 나눈다
"""


def matmul_time(m, k, n, size, peak, bandwidth):
    return max(2 * m * k * n // peak, size * (m * k + k * n + m * n) // bandwidth)
