"""makes only as many rounds as whole doublings fit into n
n에 들어가는 두 배의 횟수만큼만 라운드를 돈다
"""


def scan(combine, xs):
    held, reach = list(xs), 1
    while 2 * reach <= len(held):
        held = held[:reach] + [combine(a, b) for a, b in zip(held[:-reach], held[reach:], strict=True)]
        reach *= 2
    return held
