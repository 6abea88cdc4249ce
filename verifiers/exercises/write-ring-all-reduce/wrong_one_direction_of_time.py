"""sends the same chunk in every step
스텝마다 같은 조각을 보낸다
"""


def ring(chunks, send, receive):
    world = len(chunks)
    held = [list(own) for own in chunks]
    for step in range(2 * (world - 1)):
        for rank in range(world):
            send(rank, held[rank][rank])
        for rank in range(world):
            message, i = receive(rank), (rank - 1 - step) % world
            held[rank][i] = held[rank][i] + message if step < world - 1 else message
    return held
