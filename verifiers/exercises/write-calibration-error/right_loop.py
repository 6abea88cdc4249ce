"""Row by row in plain Python, with a dictionary of bins."""

import math
from collections import defaultdict


def ece(p, y, bins):
    members = defaultdict(list)
    for row, label in zip(p.tolist(), y.tolist(), strict=True):
        confidence = max(row)
        members[math.ceil(confidence * bins)].append((row.index(confidence) == label, confidence))
    gaps = (abs(sum(right for right, _ in rows) - sum(sure for _, sure in rows)) for rows in members.values())
    return sum(gaps) / len(y)
