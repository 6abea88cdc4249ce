"""takes a first element for granted
첫 원소가 늘 있다고 본다
"""


def scan(combine, xs):
    first, held, reach = xs[0], list(xs), 1
    while reach < len(held):
        held = held[:reach] + [combine(a, b) for a, b in zip(held[:-reach], held[reach:], strict=True)]
        reach *= 2
    return [first, *held[1:]]
