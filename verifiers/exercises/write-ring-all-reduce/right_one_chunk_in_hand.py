"""Each rank passes on what it was just given, with its own added in the first half; dictionaries by chunk."""


def ring(chunks, send, receive):
    world = len(chunks)
    done = [dict(enumerate(own)) for own in chunks]
    hand = [own[rank] for rank, own in enumerate(chunks)]
    for step in range(1, 2 * world - 1):
        for rank, message in enumerate(hand):
            send(rank, message)
        hand = [receive(rank) for rank in range(world)]
        for rank in range(world):
            place = (rank - step) % world
            if step < world:
                hand[rank] = hand[rank] + chunks[rank][place]
            done[rank][place] = hand[rank]
    return [[own[i] for i in range(world)] for own in done]
