"""gives counts of numbers in place of bytes
바이트가 아니라 수의 개수를 준다
"""

SIZES = {"float32": 1, "int64": 1, "bool": 1}


def size(numbers):
    return sum(SIZES[dtype] * count for dtype, count in numbers.items())


def estimate(ops, inputs, optimizer):
    weights = [count for op in ops for count in op["weights"]]
    parameters = sum(weights)
    buffers = sum(size(op["buffers"]) for op in ops)
    data = size(inputs)
    adam = optimizer in ("adam", "adamw")
    state = 2 * parameters + len(weights) if adam else parameters if optimizer == "momentum" else 0
    activations = sum(size(op["keeps"]) for op in ops)

    kept, gradients, most = activations, 0, 0
    for op in reversed(ops):
        gradients += sum(op["weights"])
        most = max(most, kept + gradients + (op["reads"] + op["makes"] + op["carries"]))
        kept -= size(op["keeps"])
    step = gradients + (2 * max(weights, default=0) if adam else 0)
    peak = parameters + buffers + state + data + max(most, step)
    return parameters, buffers, data, parameters, state, activations, peak
