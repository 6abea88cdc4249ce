"""One rank or several, chunks of one size, and a ring of queues."""

from collections import deque


def draw(rng):
    world = int(rng.integers(1, 6))
    size = int(rng.integers(1, 4))
    waiting = [deque() for _ in range(world)]

    def send(rank, array):
        waiting[(rank + 1) % world].append(array)

    def receive(rank):
        return waiting[rank].popleft()

    return [[rng.normal(size=size) for _ in range(world)] for _ in range(world)], send, receive
