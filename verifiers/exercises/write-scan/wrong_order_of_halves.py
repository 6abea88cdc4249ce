"""puts the second half first where it joins halves
두 절반을 이을 때 뒤 절반을 앞에 놓는다
"""


def scan(combine, xs):
    if len(xs) < 2:
        return list(xs)
    middle = (len(xs) + 1) // 2
    first, second = scan(combine, xs[:middle]), scan(combine, xs[middle:])
    return first + [combine(one, first[-1]) for one in second]
