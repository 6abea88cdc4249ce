"""lets what an operation keeps go before its own backward pass
연산이 보관한 것을 그 연산의 역전파보다 먼저 놓아준다
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
        kept -= size(op["keeps"])
        gradients += 4 * sum(op["weights"])
        most = max(most, kept + gradients + 4 * (op["reads"] + op["makes"] + op["carries"]))
    step = gradients + (2 * max(weights, default=0) if adam else 0)
    peak = parameters + buffers + state + data + max(most, step)
    return parameters, buffers, data, parameters, state, activations, peak
