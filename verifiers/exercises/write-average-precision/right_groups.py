"""Plain Python: groups of equal scores from the highest down."""

from itertools import groupby


def average_precision(scores, y):
    rows = sorted(zip(scores.tolist(), y.tolist(), strict=True), reverse=True)
    found, answered, total = 0, 0, 0.0
    for _, group in groupby(rows, key=lambda row: row[0]):
        labels = [label for _, label in group]
        found += sum(labels)
        answered += len(labels)
        total += sum(labels) * found / answered
    return total / found
