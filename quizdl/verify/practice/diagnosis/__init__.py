"""What a wrong program has in common: with known mistakes, with our results, and among the calls that go wrong.

`draws` makes calls and `outcomes` holds what programs make of them. `likeness` compares them with those of mistakes,
`relations` with ours, and `conditions` finds the `features` of the calls that go wrong. All of it is told in counts of
calls that were really made.
"""
