"""A running mean: each chunk moves it by its share of the rows so far."""


def accumulate(gradient, chunks):
    mean, seen = 0.0, 0
    for chunk in chunks:
        seen += chunk.size
        mean = mean + (gradient(chunk) - mean) * (chunk.size / seen)
    return mean
