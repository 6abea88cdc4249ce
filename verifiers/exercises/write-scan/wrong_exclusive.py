"""leaves each element out of its own prefix
프리픽스에서 자기 원소를 뺀다
"""


def scan(combine, xs):
    held, reach = list(xs), 1
    while reach < len(held):
        held = held[:reach] + [combine(a, b) for a, b in zip(held[:-reach], held[reach:], strict=True)]
        reach *= 2
    return [*xs[:1], *held[:-1]]
