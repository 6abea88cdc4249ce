"""A running mean: each rank moves it by its share of the rows so far."""


def average_gradients(gradients, sizes):
    seen, mean = 0, None
    for size, own in zip(sizes, gradients, strict=True):
        if not size:
            continue
        seen += size
        if mean is None:
            mean = [array.copy() for array in own]
        else:
            mean = [old + (new - old) * (size / seen) for old, new in zip(mean, own, strict=True)]
    return mean
