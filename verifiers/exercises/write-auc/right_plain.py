"""Plain Python: sort, walk through groups of equal scores, and add up what each group wins."""

from itertools import groupby


def auc(scores, y):
    rows = sorted(zip(scores.tolist(), y.tolist(), strict=True))
    won, below, positives = 0.0, 0, 0
    for _, group in groupby(rows, key=lambda row: row[0]):
        labels = [label for _, label in group]
        hits, misses = sum(labels), len(labels) - sum(labels)
        won += hits * (below + misses / 2)
        below += misses
        positives += hits
    return won / (positives * below) if positives * below else float("nan")
