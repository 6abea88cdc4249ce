"""One layer or several, narrow or wide, one example or hundreds; each of the optimizers."""


def draw(rng):
    widths = [int(2 ** rng.uniform(0, 8)) for _ in range(rng.integers(2, 7))]
    return widths, int(2 ** rng.uniform(0, 9)), str(rng.choice(["sgd", "momentum", "adam"]))


def features(widths, _, optimizer):
    return {
        ("hidden layers", "은닉층 수"): len(widths) - 2,
        ("the optimizer is Adam", "옵티마이저가 Adam임", "another optimizer", "다른 옵티마이저"): optimizer == "adam",
    }
