"""The exercise of Adam as a value."""

from typing import Any

from quizdl.bank.model import Text
from quizdl.bank.question import CodeQuestion, Contract

STARTER = '''\
import numpy as np


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        ...

    def step(self, theta, g):
        """One step."""
        raise NotImplementedError
'''


def write_adam(**changed: Any) -> CodeQuestion:
    """The exercise, with some of its fields changed."""
    fields: dict[str, Any] = {
        "id": "write-adam",
        "kind": "code",
        "level": 2,
        "minutes": 15,
        "prompt": Text(en="Write Adam.", ko="Adam을 직접 작성해 보라."),
        "answer": Text(en="Two running means.", ko="두 이동평균."),
        "symbol": "adam.Adam",
        "contract": Contract(
            make="Adam(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8)",
            calls=("step(theta: *s, g: *s) -> theta: *s",),
            in_place=("theta",),
        ),
        "may_use": ("numpy", "torch"),
        "forbidden": ("torch.optim", "torch.autograd"),
        "starter": STARTER,
        "hints": (Text(en="What is m after one step?", ko="한 스텝 뒤의 m은?"),),
        "verify": ("adam.against_torch", "adam.bias_correction", "adam.own_state"),
    }
    return CodeQuestion(**{**fields, **changed})


WRITE_ADAM = write_adam()
