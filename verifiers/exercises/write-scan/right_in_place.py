"""In place, from the end to the front, so that nothing is used that this round has changed."""


def scan(combine, xs):
    held = list(xs)
    for power in range(max(len(held) - 1, 0).bit_length()):
        for i in range(len(held) - 1, 2**power - 1, -1):
            held[i] = combine(held[i - 2**power], held[i])
    return {f"prefix {i}": one for i, one in enumerate(held)}
