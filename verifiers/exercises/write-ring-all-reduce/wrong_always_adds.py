"""adds in the second half too
후반부에도 더한다
"""


def ring(chunks, send, receive):
    world = len(chunks)
    held = [list(own) for own in chunks]
    for step in range(2 * (world - 1)):
        for rank in range(world):
            send(rank, held[rank][(rank - step) % world])
        for rank in range(world):
            message, i = receive(rank), (rank - 1 - step) % world
            held[rank][i] = held[rank][i] + message if step >= 0 else message
    return held
