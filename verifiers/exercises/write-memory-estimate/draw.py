"""One operation or several, with parameters or without, that keep float32, int64, bool or nothing; any optimizer."""

KINDS = ("float32", "int64", "bool")


def draw(rng):
    def count(share=0.8):
        return int(2 ** rng.uniform(0, 9)) if rng.random() < share else 0

    def numbers(kinds, share):
        return {dtype: count(1) for dtype in kinds if rng.random() < share}

    ops = [
        {
            "weights": [count(1) for _ in range(rng.integers(3))],
            "reads": count(),
            "makes": count(),
            "carries": count(0.2),
            "keeps": numbers(KINDS, 0.4),
            "buffers": numbers(KINDS[:2], 0.15),
        }
        for _ in range(rng.integers(1, 5))
    ]
    return ops, numbers(KINDS[:2], 0.6), str(rng.choice(["sgd", "momentum", "adam", "adamw"]))


def features(ops, _, optimizer):
    tensors = [weight for op in ops for weight in op["weights"]]
    return {
        ("int64 numbers kept", "보관하는 int64 수"): sum(op["keeps"].get("int64", 0) for op in ops),
        ("bools kept", "보관하는 bool 수"): sum(op["keeps"].get("bool", 0) for op in ops),
        ("numbers in buffers", "버퍼에 있는 수"): sum(sum(op["buffers"].values()) for op in ops),
        ("parameters", "파라미터 수"): sum(tensors),
        ("Adam or AdamW", "Adam 또는 AdamW", "another optimizer", "다른 옵티마이저"): optimizer.startswith("adam"),
    }
