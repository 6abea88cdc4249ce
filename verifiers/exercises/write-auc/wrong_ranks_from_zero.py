"""counts ranks from 0
순위를 0부터 센다
"""


def auc(scores, y):
    positives = y.sum()
    if positives in (0, len(y)):
        return float("nan")
    below = (scores[:, None] > scores).sum(axis=1)
    ranks = below + ((scores[:, None] == scores).sum(axis=1) - 1) / 2
    return float((ranks[y == 1].sum() - positives * (positives + 1) / 2) / (positives * (len(y) - positives)))
