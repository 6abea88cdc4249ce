"""counts buffers among the parameters
버퍼를 파라미터로 센다
"""

SIZES = {"float32": 4, "int64": 8, "bool": 1}


def size(numbers):
    return sum(SIZES[dtype] * count for dtype, count in numbers.items())


def estimate(ops, inputs, optimizer):
    weights = [4 * count for op in ops for count in op["weights"]]
    parameters = sum(weights)
    buffers = sum(size(op["buffers"]) for op in ops)
    data = size(inputs)
    adam = optimizer in ("adam", "adamw")
    state = 2 * parameters + 4 * len(weights) if adam else parameters if optimizer == "momentum" else 0
    activations = sum(size(op["keeps"]) for op in ops)

    kept, gradients, most = activations, 0, 0
    for op in reversed(ops):
        gradients += 4 * sum(op["weights"])
        most = max(most, kept + gradients + 4 * (op["reads"] + op["makes"] + op["carries"]))
        kept -= size(op["keeps"])
    step = gradients + (2 * max(weights, default=0) if adam else 0)
    peak = parameters + buffers + state + data + max(most, step)
    return parameters + buffers, 0, data, parameters, state, activations, peak
