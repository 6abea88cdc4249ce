"""Training in mini-batches, with a look at validation data after every epoch that leaves the training as it is."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Model = dict[str, Callable[..., Any]]  # train, eval, zero_grad, backward, step, loss, weights


def train(
    new_model: Callable[[], Model],
    data: tuple[Array, Array],
    validation: tuple[Array, Array] | None,
    seed: int,
    epochs: int,
    batch: int,
) -> tuple[Array, Array]:
    """The weights (P,) of a new model after so many epochs, and the validation loss after each; none without data.

    data, validation: inputs (n, d) and targets (n,); a generator with that seed draws the order of each epoch.
    """
    model, rng, curve = new_model(), np.random.default_rng(seed), []
    x, y = data
    for _ in range(epochs):
        order = rng.permutation(len(x))
        model["train"]()
        for start in range(0, len(x), batch):
            rows = order[start : start + batch]
            model["zero_grad"]()
            model["backward"](x[rows], y[rows])
            model["step"]()
        if validation is not None:
            model["eval"]()
            curve.append(model["loss"](*validation))
    return model["weights"](), np.array(curve)
