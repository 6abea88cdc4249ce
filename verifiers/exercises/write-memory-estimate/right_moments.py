"""Every moment of the step as a sum of its own."""

from dataclasses import astuple, dataclass

SIZES = {"float32": 4, "int64": 8, "bool": 1}


@dataclass
class Items:
    parameters: int
    buffers: int
    inputs: int
    gradients: int
    state: int
    activations: int
    peak: int = 0


def total(groups):
    return sum(SIZES[dtype] * count for numbers in groups for dtype, count in numbers.items())


def estimate(ops, inputs, optimizer):
    tensors = [count for op in ops for count in op["weights"]]
    parameters = 4 * sum(tensors)
    state = {"sgd": 0, "momentum": parameters}.get(optimizer, 2 * parameters + 4 * len(tensors))
    items = Items(
        parameters,
        total(op["buffers"] for op in ops),
        total([inputs]),
        parameters,
        state,
        total(op["keeps"] for op in ops),
    )
    moments = [
        total(op["keeps"] for op in ops[: i + 1])
        + 4 * sum(sum(op["weights"]) for op in ops[i:])
        + 4 * (ops[i]["reads"] + ops[i]["makes"] + ops[i]["carries"])
        for i in range(len(ops))
    ]
    moments += [parameters + (8 * size if "adam" in optimizer else 0) for size in [0, *tensors]]
    items.peak = items.parameters + items.buffers + items.inputs + items.state + max(moments)
    return astuple(items)
