"""goes up a tree and down again, in up to twice as many rounds
트리를 올라갔다 내려와 라운드가 최대 두 배 걸린다
"""


def scan(combine, xs):
    if len(xs) < 2:
        return list(xs)
    pairs = [combine(xs[i], xs[i + 1]) for i in range(0, len(xs) - 1, 2)]
    odd = scan(combine, pairs)
    rest = (odd[i // 2] if i % 2 else combine(odd[i // 2 - 1], xs[i]) for i in range(1, len(xs)))
    return [xs[0], *rest]
