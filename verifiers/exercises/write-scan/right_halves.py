"""Sklansky: both halves by recursion, then the whole of the first one before each of the second."""


def scan(combine, xs):
    if len(xs) < 2:
        return tuple(xs)
    middle = 1 << ((len(xs) - 1).bit_length() - 1)
    first, second = scan(combine, xs[:middle]), scan(combine, xs[middle:])
    return (*first, *(combine(first[-1], one) for one in second))
