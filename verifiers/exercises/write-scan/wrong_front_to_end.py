"""changes its list from the front, and so uses what this round has changed
앞에서부터 목록을 바꾸므로 이번 라운드에서 바뀐 값을 다시 쓴다
"""


def scan(combine, xs):
    held, reach = list(xs), 1
    while reach < len(held):
        for i in range(reach, len(held)):
            held[i] = combine(held[i - reach], held[i])
        reach *= 2
    return held
