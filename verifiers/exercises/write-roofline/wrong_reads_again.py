"""reads a row and a column for each number of the result
결과의 숫자마다 행과 열을 다시 읽는다
"""


def matmul_time(m, k, n, size, peak, bandwidth):
    return max(2 * m * k * n / peak, size * (2 * m * k * n + m * n) / bandwidth)
