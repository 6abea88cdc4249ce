"""lengthens the distance by one and does not double it
거리를 두 배로 늘리지 않고 하나씩 늘린다
"""


def scan(combine, xs):
    held, reach = list(xs), 1
    while reach < len(held):
        held = held[:reach] + [combine(a, b) for a, b in zip(held[:-reach], held[reach:], strict=True)]
        reach += 1
    return held
