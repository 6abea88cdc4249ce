"""Class by class in plain Python."""


def f1_scores(confusion):
    rows = confusion.tolist()
    classes = range(len(rows))
    scores, hits, wrong = [], 0, 0
    for c in classes:
        tp = rows[c][c]
        fp = sum(rows[i][c] for i in classes) - tp
        fn = sum(rows[c]) - tp
        scores.append(2 * tp / (2 * tp + fp + fn) if tp else 0.0)
        hits += tp
        wrong += fp + fn
    return 2 * hits / (2 * hits + wrong), sum(scores) / len(scores)
