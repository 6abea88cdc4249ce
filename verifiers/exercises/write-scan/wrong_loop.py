"""combines one after the other, in n - 1 rounds
하나씩 차례로 결합해 n - 1 라운드가 걸린다
"""


def scan(combine, xs):
    held = []
    for one in xs:
        held.append(combine(held[-1], one) if held else one)
    return held
