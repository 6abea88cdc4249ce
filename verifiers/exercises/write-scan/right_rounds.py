"""Hillis and Steele: a new list each round."""


def scan(combine, xs):
    held, reach = list(xs), 1
    while reach < len(held):
        held = [held[i] if i < reach else combine(held[i - reach], held[i]) for i in range(len(held))]
        reach *= 2
    return held
