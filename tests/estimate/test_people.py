"""Models as people have them: what they return, hold and are wrapped in."""

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from quizdl.errors import BadSetting, NeedsRealStep
from quizdl.estimate.module import estimate_module

pytestmark = pytest.mark.slow  # each traces two steps


def assumed(made: dict[str, Any]) -> dict[str, int]:
    return {entry["name"]: entry["size"] for entry in made["assumptions"]}


class LossAndLogits(nn.Module):
    """As the usual libraries of language models do it."""

    def __init__(self) -> None:
        super().__init__()
        self.embed, self.head = nn.Embedding(500, 8), nn.Linear(8, 500)

    def forward(self, tokens: Tensor, labels: Tensor) -> dict[str, Tensor]:
        logits = self.head(self.embed(tokens))
        return {"loss": F.cross_entropy(logits.flatten(0, 1), labels.flatten()), "logits": logits}


class LossOnly(LossAndLogits):
    def forward(self, tokens: Tensor, labels: Tensor) -> Any:
        return super().forward(tokens, labels)["loss"]


def test_the_whole_output_is_held() -> None:
    tokens = torch.zeros(4, 32, dtype=torch.int64)
    both, alone = (estimate_module(kind(), (tokens, tokens), "sgd") for kind in (LossAndLogits, LossOnly))
    logits = 4 * 32 * 500 * 4
    assert assumed(both)["output_held"] == logits + 4
    assert both["peak"] - alone["peak"] == logits
    begins = [next(size for _, size in made["curve"]) for made in (both, alone)]
    assert begins[0] - begins[1] >= logits  # those of the step before, when the next begins


class TwoLosses(nn.Linear):
    def forward(self, x: Tensor) -> Any:
        y = super().forward(x)
        return {"loss_box": y.sin().sum(), "loss_class": y.cos().sum()}


def test_several_losses_are_summed() -> None:
    assert "loss_sum" in assumed(estimate_module(TwoLosses(4, 3), torch.rand(8, 4)))


class Looks(nn.Linear):
    def forward(self, x: Tensor) -> Tensor:
        y = super().forward(x)
        return y * 2 if y.sum().item() > 0 else y


def test_a_model_that_looks_at_values_is_offered_a_real_step_and_measured_in_one() -> None:
    with pytest.raises(NeedsRealStep, match=r"test_people.py:\d+: the model looks at the values .* with real=True$"):
        estimate_module(Looks(40, 30), torch.rand(8, 40))
    real = estimate_module(Looks(40, 30), torch.rand(8, 40), real=True)
    assert real["measured"]
    assert real["items"]["parameters"] == 4 * (40 * 30 + 30)


def test_a_real_step_measures_what_is_traced() -> None:
    net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 36, 10))
    traced, real = (estimate_module(net, torch.rand(4, 3, 8, 8), real=real) for real in (False, True))
    assert traced["items"] == real["items"]
    assert traced["peak"] == real["peak"]


def test_sparse_gradients_need_a_real_step() -> None:
    net, tokens = nn.Embedding(50, 8, sparse=True), torch.zeros(4, 5, dtype=torch.int64)
    with pytest.raises(NeedsRealStep, match="sparse tensor, whose size depends on the data"):
        estimate_module(net, tokens, "sparseadam")
    made = estimate_module(net, tokens, "sparseadam", real=True)
    assert made["items"]["optimizer_state"] >= 2 * 50 * 8 * 4
    assert "optimizer_together" not in assumed(made)  # SparseAdam has no foreach


def test_complex_parameters_count_twice() -> None:
    class Complex(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = nn.Parameter(torch.randn(20, 20, dtype=torch.complex64))

        def forward(self, x: Tensor) -> Tensor:
            return (x.to(torch.complex64) @ self.weight).abs()

    made = estimate_module(Complex(), torch.rand(4, 20))
    assert made["items"]["parameters"] == 400 * 8
    assert made["dtype"] == "complex64"


@pytest.mark.parametrize("optimizer", ["rmsprop", "Adafactor", "ASGD", "NAdam", "Adagrad", "Rprop"])
def test_optimizers_of_torch_go_by_their_names(optimizer: str) -> None:
    made = estimate_module(nn.Linear(40, 30), torch.rand(8, 40), optimizer)
    assert made["items"]["optimizer_state"] > 0
    assert "optimizer_together" in assumed(made)


def test_an_optimizer_may_be_given_as_what_makes_it() -> None:
    made = estimate_module(nn.Linear(40, 30), torch.rand(8, 40), lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9))
    assert made["items"]["optimizer_state"] == 4 * (40 * 30 + 30)
    assert "optimizer_together" not in assumed(made)


class Own:
    """An optimizer that is none of torch's."""

    def __init__(self, parameters: Any) -> None:
        self.parameters = [*parameters]

    def step(self) -> None:
        with torch.no_grad():
            for parameter in self.parameters:
                if parameter.grad is not None:
                    parameter -= 0.1 * parameter.grad

    def zero_grad(self) -> None:
        for parameter in self.parameters:
            parameter.grad = None


def test_an_optimizer_need_not_be_one_of_torch() -> None:
    make: Any = Own
    made = estimate_module(nn.Linear(40, 30), torch.rand(8, 40), make)
    assert made["items"]["parameters"] == 4 * (40 * 30 + 30)


def test_lbfgs_is_refused_with_what_to_do() -> None:
    with pytest.raises(BadSetting, match="give a callable that returns the step itself"):
        estimate_module(nn.Linear(4, 3), torch.rand(8, 4), "lbfgs")


def test_batch_norm_on_one_example_says_so() -> None:
    with pytest.raises(BadSetting, match="batch norm cannot train on a single example"):
        estimate_module(nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3)), torch.rand(1, 4))


def test_pure_bf16_says_that_there_is_no_master_copy() -> None:
    made = estimate_module(nn.Linear(40, 30).bfloat16(), torch.rand(8, 40).bfloat16())
    assert assumed(made)["no_master_copy"] == 4 * (40 * 30 + 30)


def test_attention_says_how_large_the_scores_of_a_plain_kernel_are() -> None:
    class Attention(nn.Linear):
        def forward(self, x: Tensor) -> Tensor:
            heads = super().forward(x).reshape(2, 64, 4, 8).transpose(1, 2)
            return F.scaled_dot_product_attention(heads, heads, heads, is_causal=True).sum()

    made = estimate_module(Attention(16, 32), torch.rand(2, 64, 16))
    assert assumed(made)["fused_attention"] == 2 * 4 * 64 * 64 * 4


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of torch, at its first compilation
def test_a_compiled_model_is_traced_as_it_is_before() -> None:
    net = nn.Linear(40, 30)
    compiled: Any = torch.compile(net)
    made = estimate_module(compiled, torch.rand(8, 40))
    assert made["model"] == "Linear"
    assert "compiled" in assumed(made)
    assert made["peak"] == estimate_module(net, torch.rand(8, 40))["peak"]


def test_a_copied_module_holds_its_weights_once() -> None:
    """torch copies fake tensors so that their views look into other storages."""
    layer = nn.TransformerEncoderLayer(32, 4, 64, batch_first=True)
    x = torch.rand(4, 16, 32)
    traced, real = (estimate_module(nn.TransformerEncoder(layer, 2), x, real=real) for real in (False, True))
    assert traced["peak"] == real["peak"]


class Listens(nn.Module):
    """Keeps features by a hook that closes over it."""

    def __init__(self) -> None:
        super().__init__()
        self.body, self.head, self.features = nn.Linear(8, 6), nn.Linear(6, 3), dict[str, Tensor]()
        self.body.register_forward_hook(lambda *call: self.features.update(last=call[2]))

    def forward(self, x: Tensor) -> Any:
        self.body(x)
        return self.head(self.features["last"])


@pytest.mark.parametrize("real", [False, True])
def test_a_hook_that_closes_over_its_module_sees_the_copy(real: bool) -> None:
    model = Listens()
    assert estimate_module(model, torch.rand(4, 8), real=real)["peak"] > 0
    assert model.features == {}


@pytest.mark.filterwarnings("ignore:.*weight_norm:FutureWarning")
@pytest.mark.parametrize("real", [False, True])
def test_the_older_weight_norm_leaves_a_tensor_that_is_copied(real: bool) -> None:
    model = nn.utils.weight_norm(nn.Linear(8, 3))
    before = model.weight
    assert estimate_module(model, torch.rand(4, 8), real=real)["peak"] > 0
    assert model.weight is before


def test_layers_that_cannot_be_told_apart_are_left_out() -> None:
    class Slopes(nn.Linear):
        def forward(self, x: Tensor) -> Tensor:
            slopes: Tensor = torch.func.vmap(torch.func.jacrev(super().forward))(x)
            return slopes.square().mean()

    assert estimate_module(Slopes(4, 3), torch.rand(8, 4))["layers"] == []


class Policy(nn.Module):
    """An actor as in reinforcement learning: distributions check what they are given, unless told not to."""

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Linear(16, 300)

    def forward(self, x: Tensor, actions: Tensor) -> Tensor:
        chosen: Any = torch.distributions.Categorical(logits=self.net(x))
        gained: Tensor = chosen.log_prob(actions) + chosen.entropy()
        return -gained.mean()


def test_distributions_of_torch_are_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.distributions.Distribution, "_validate_args", True)  # dynamo turns it off for good
    given = torch.rand(64, 16), torch.zeros(64, dtype=torch.int64)
    traced, real = (estimate_module(Policy(), given, real=real) for real in (False, True))
    assert traced["peak"] == real["peak"]
    with pytest.raises(ValueError, match="constraint"):
        torch.distributions.Normal(torch.zeros(1), -torch.ones(1))
