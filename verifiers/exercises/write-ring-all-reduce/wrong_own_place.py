"""adds what comes to the chunk that it sent
받은 것을 자기가 보낸 조각에 더한다
"""


def ring(chunks, send, receive):
    world = len(chunks)
    held = [list(own) for own in chunks]
    for step in range(2 * (world - 1)):
        for rank in range(world):
            send(rank, held[rank][(rank - step) % world])
        for rank in range(world):
            message, i = receive(rank), (rank - step) % world
            held[rank][i] = held[rank][i] + message if step < world - 1 else message
    return held
