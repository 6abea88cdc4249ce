"""moves all coordinates at once and checks the slope along (1, 1, …) alone
모든 좌표를 한꺼번에 움직여 (1, 1, …) 방향의 기울기만 검사한다
"""


def gradient_check(f, gradient, theta):
    claimed = gradient(theta.copy()).sum()
    numeric = (f(theta + 1e-5) - f(theta - 1e-5)) / 2e-5
    size = abs(claimed) + abs(numeric)
    return float(abs(claimed - numeric) / size) if size else 0.0
