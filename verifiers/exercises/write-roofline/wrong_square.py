"""takes both matrices to be as wide as the second one
두 행렬의 변이 모두 두 번째 행렬의 너비와 같다고 본다
"""


def matmul_time(m, k, n, size, peak, bandwidth):
    m = k = n
    return max(2 * m * k * n / peak, size * (m * k + k * n + m * n) / bandwidth)
