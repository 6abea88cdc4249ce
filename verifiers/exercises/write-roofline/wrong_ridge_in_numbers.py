"""compares FLOP per number with the ridge, and not FLOP per byte
바이트당 FLOP이 아니라 숫자당 FLOP을 능선점과 비교한다
"""


def matmul_time(m, k, n, size, peak, bandwidth):
    numbers = m * k + k * n + m * n
    if 2 * m * k * n / numbers > peak / bandwidth:
        return 2 * m * k * n / peak
    return size * numbers / bandwidth
