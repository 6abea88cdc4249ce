"""Two loops of W - 1 steps, first to add and then to pass on."""


def ring(chunks, send, receive):
    world = len(chunks)
    held = [[chunk.copy() for chunk in own] for own in chunks]
    for step in range(world - 1):
        for rank in range(world):
            send(rank, held[rank][(rank - step) % world])
        for rank in range(world):
            held[rank][(rank - step - 1) % world] += receive(rank)
    for step in range(world - 1):
        for rank in range(world):
            send(rank, held[rank][(rank + 1 - step) % world])
        for rank in range(world):
            held[rank][(rank - step) % world] = receive(rank)
    return held
