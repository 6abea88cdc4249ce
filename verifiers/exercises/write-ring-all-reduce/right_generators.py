"""A generator for each rank, which yields where all must have sent before any receives."""


def run(rank, own, world, send, receive):
    held = list(own)
    for step in range(2 * (world - 1)):
        send(rank, held[(rank - step) % world])
        yield
        message, place = receive(rank), (rank - step - 1) % world
        held[place] = message if step >= world - 1 else message + held[place]
        yield
    own[:] = held


def ring(chunks, send, receive):
    ends = [list(own) for own in chunks]
    programs = [run(rank, own, len(chunks), send, receive) for rank, own in enumerate(ends)]
    for _ in range(4 * max(len(chunks) - 1, 0) + 1):
        for program in programs:
            next(program, None)
    return ends
