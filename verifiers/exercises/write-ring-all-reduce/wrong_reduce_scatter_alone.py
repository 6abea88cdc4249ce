"""stops after W - 1 steps, when each rank has one sum
랭크마다 합 하나만 갖게 되는 W - 1스텝 뒤에 멈춘다
"""


def ring(chunks, send, receive):
    world = len(chunks)
    held = [list(own) for own in chunks]
    for step in range(world - 1):
        for rank in range(world):
            send(rank, held[rank][(rank - step) % world])
        for rank in range(world):
            message, i = receive(rank), (rank - 1 - step) % world
            held[rank][i] = held[rank][i] + message if step < world - 1 else message
    return held
