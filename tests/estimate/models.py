"""The source of models whose memory is estimated, one for each way to hold, feed or misuse a model."""

NETS = """
import functools
import types

import torch
from torch import nn

print("imported")


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10)).to("cpu")


def widening():
    return nn.Sequential(nn.Linear(4, 6), nn.Sigmoid(), nn.Linear(6, 60), nn.Sigmoid(), nn.Linear(60, 2))


def evaluated():
    return nn.Sequential(nn.Linear(4, 6), nn.Dropout()).eval()


def with_example():
    return mlp(), torch.rand(1, 1, 28, 28)


class Lightning(nn.Linear):
    def __init__(self):
        super().__init__(5, 3)
        self.example_input_array = torch.rand(2, 5)


class Language(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.head = nn.Embedding(50, 8), nn.Linear(8, 50)

    def forward(self, tokens):
        return {"lengths": tokens.sum(1), "logits": self.head(self.embed(tokens))}


class Loss(nn.Linear):
    def __init__(self):
        super().__init__(4, 1)

    def forward(self, x):
        return super().forward(x).square().mean()


class Labelled(nn.Linear):
    def __init__(self):
        super().__init__(4, 3)

    def forward(self, x, labels):
        return nn.functional.cross_entropy(super().forward(x), labels)


class Scaled(nn.Linear):
    def __init__(self):
        super().__init__(4, 3)

    def forward(self, x, scale):
        return super().forward(x) * scale


class Two(nn.Bilinear):
    def __init__(self):
        super().__init__(3, 4, 2)


def by_name():
    return Two(), {"input2": torch.rand(1, 4), "input1": torch.rand(1, 3)}


class Whole(nn.Linear):
    def __init__(self):
        super().__init__(3, 2)

    def forward(self, table):
        return super().forward(table["x"])


def in_a_tuple():
    return Whole(), ({"x": torch.rand(1, 3), "scale": 2.0},)


def as_a_dict():
    return Whole(), {"x": torch.rand(1, 3)}


class Named(nn.Linear):
    def __init__(self):
        super().__init__(6, 4)

    def forward(self, x):
        return {"features": x * 2, "logits": super().forward(x), "loss": None}


class Object(Named):
    def forward(self, x):
        return types.SimpleNamespace(**super().forward(x))


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.body, self.head = nn.Embedding(50, 8), nn.Linear(8, 8), nn.Linear(8, 50, bias=False)
        self.head.weight = self.embed.weight
        self.embed.weight.requires_grad_(False)

    def forward(self, tokens):
        return self.head(self.body(self.embed(tokens)))


class Frozen(nn.Linear):
    def __init__(self):
        super().__init__(4, 1)
        self.requires_grad_(False)


class Detached(nn.Linear):
    def __init__(self):
        super().__init__(4, 1)

    def forward(self, x):
        return super().forward(x).detach()


class Recurrent(nn.LSTM):
    def __init__(self):
        super().__init__(32, 64, batch_first=True)

    def forward(self, x):
        return super().forward(x)[0][:, -1]


def encoder():
    return nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 2, 32, batch_first=True), 1)


class Lazy(nn.Sequential):
    def __init__(self):
        super().__init__(nn.LazyLinear(4))


class Numpy(nn.Linear):
    def __init__(self):
        super().__init__(4, 4)

    def forward(self, x):
        return torch.from_numpy(super().forward(x).detach().numpy())


class Dislikes(nn.Linear):
    def __init__(self):
        super().__init__(4, 4)

    def forward(self, x):
        raise ValueError("no such thing.\\nat all")


class Looks(Loss):
    def forward(self, x):
        return x.sum() if x.sum() > 0 else super().forward(x)


class Rates(nn.Linear):
    def __init__(self):
        super().__init__(4, 3)
        self.rates = [rate.item() for rate in torch.linspace(0, 0.1, 3)]


class Picks(Loss):
    def forward(self, x):
        return super().forward(x[x[:, 0] > 0])


class Integers(nn.Linear):
    def __init__(self):
        super().__init__(2, 2)

    def forward(self, x):
        return super().forward(x).argmax(1)


def not_a_model():
    return 3


def breaks():
    return [][1]


def leaves():
    raise SystemExit(3)


def needs(width):
    return mlp()


model = nn.Linear(2, 2)


def there_before():
    return model
"""
