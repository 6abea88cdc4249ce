"""combines from each element to the end
각 원소부터 끝까지를 결합한다
"""


def scan(combine, xs):
    held, reach = list(xs), 1
    while reach < len(held):
        held = [combine(a, b) for a, b in zip(held[:-reach], held[reach:], strict=True)] + held[-reach:]
        reach *= 2
    return held
