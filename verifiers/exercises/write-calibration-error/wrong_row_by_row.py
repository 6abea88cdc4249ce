"""averages |right - confidence| row by row
구간 없이 샘플마다 |정답 여부 - 확신도|를 평균한다
"""


def ece(p, y, bins):
    del bins
    return float(abs((p.argmax(axis=1) == y) - p.max(axis=1)).mean())
