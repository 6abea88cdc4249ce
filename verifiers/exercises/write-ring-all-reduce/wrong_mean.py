"""gives means for sums
합 대신 평균을 구한다
"""


def ring(chunks, send, receive):
    world = len(chunks)
    held = [list(own) for own in chunks]
    for step in range(2 * (world - 1)):
        for rank in range(world):
            send(rank, held[rank][(rank - step) % world])
        for rank in range(world):
            message, i = receive(rank), (rank - 1 - step) % world
            held[rank][i] = held[rank][i] + message if step < world - 1 else message
    return [[chunk / world for chunk in own] for own in held]
