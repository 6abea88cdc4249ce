"""counts k - 1 additions and so one FLOP less for each number of the result
덧셈을 k - 1번으로 세어 결과의 숫자마다 1 FLOP을 덜 센다
"""


def matmul_time(m, k, n, size, peak, bandwidth):
    return max((2 * k - 1) * m * n / peak, size * (m * k + k * n + m * n) / bandwidth)
