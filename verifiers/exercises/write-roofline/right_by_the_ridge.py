"""The intensity tells which limit decides: on the left of the ridge the bytes, on its right the arithmetic."""


def matmul_time(m, k, n, size, peak, bandwidth):
    elements = m * k + k * n + m * n
    intensity = 2 * m * k * n / (size * elements)
    speed = peak if intensity > peak / bandwidth else intensity * bandwidth
    return 2 * m * k * n / speed
