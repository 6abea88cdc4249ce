"""Sums of the chunks, divided by the number of rows at the end."""


def accumulate(gradient, chunks):
    total, rows = 0.0, 0
    for chunk in chunks:
        total = total + len(chunk) * gradient(chunk)
        rows += len(chunk)
    return total / rows
