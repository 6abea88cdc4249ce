"""What the tracer says of steps whose memory can be counted by eye."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from quizdl.lab.memory import Items, Training, fake_tensors, is_fake, saved_by_layer, state_bytes, track

FLOAT = 4
BATCH, WIDE = 64, 100


def training(optimizer: str = "adam", batch: int = BATCH) -> Training:
    """One linear layer and a ReLU, in which every tensor can be named."""
    model = nn.Sequential(nn.Linear(WIDE, WIDE), nn.ReLU())
    data = torch.rand(batch, WIDE)
    kinds = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}
    stepper = kinds[optimizer](model.parameters(), foreach=False) if optimizer else None
    return Training(model, stepper, (data,), lambda: model(data).sum())


PARAMETERS = (WIDE * WIDE + WIDE) * FLOAT
ACTIVATION = BATCH * WIDE * FLOAT


def test_items_are_those_that_can_be_counted() -> None:
    step = track(training)
    assert step.after_forward == Items(
        parameters=PARAMETERS,
        inputs=ACTIVATION,
        optimizer_state=2 * PARAMETERS + 2 * FLOAT,  # and a count of steps for weight and bias each
        activations=ACTIVATION + FLOAT,  # and the loss
    )
    assert step.after_backward.gradients == PARAMETERS
    assert step.after_backward.temporaries == 0


def test_the_peak_is_the_largest_total_and_its_items_add_up() -> None:
    step = track(training)
    assert step.peak.total == max(step.totals)
    assert step.peak_phase == "optimizer step"
    assert step.peak.temporaries == pytest.approx(2 * WIDE * WIDE * FLOAT, rel=0.05)  # √v and its quotient


def test_a_large_batch_peaks_in_the_backward_pass() -> None:
    assert track(lambda: training(batch=4096)).peak_phase == "backward pass"


def test_one_iteration_does_not_see_the_state_that_the_optimizer_makes_in_it() -> None:
    assert track(training, iterations=1).after_backward.optimizer_state == 0
    assert track(training, iterations=2).after_backward.optimizer_state > 2 * PARAMETERS
    assert track(training, iterations=3).peak == track(training, iterations=2).peak


def test_sgd_holds_no_state() -> None:
    assert track(lambda: training("sgd")).peak.optimizer_state == 0


def test_without_an_optimizer_nothing_is_kept() -> None:
    step = track(lambda: training(""))
    assert step.after_backward == Items()
    assert step.peak.gradients == step.peak.optimizer_state == 0
    assert step.peak_phase == "forward pass"
    assert step.peak.total == PARAMETERS + 3 * ACTIVATION  # the input, the layer's output and that of ReLU


def test_no_memory_is_allocated() -> None:
    """A layer of 40 GB, which no machine of the tests holds three times."""

    def huge() -> Training:
        model = nn.Linear(100_000, 100_000, bias=False)
        data = torch.rand(1, 100_000)
        return Training(model, torch.optim.SGD(model.parameters()), (data,), lambda: model(data).sum())

    assert track(huge).after_backward.gradients == 40_000_000_000


def test_autograd_keeps_what_the_trace_holds_after_the_forward_pass() -> None:
    assert saved_by_layer(training) == {"1": ACTIVATION}  # ReLU's output; the linear layer's input is data


def test_each_saved_tensor_counts_for_the_first_layer_that_saved_it() -> None:
    def build() -> Training:
        model = nn.Sequential(nn.Linear(10, 20), nn.Sigmoid(), nn.Linear(20, 5), nn.Softmax(1))
        data = torch.rand(8, 10)
        return Training(model, None, (data,), lambda: model(data).square().sum())

    assert saved_by_layer(build) == {"1": 8 * 20 * FLOAT, "3": 8 * 5 * FLOAT}


def test_a_view_counts_for_the_memory_that_it_looks_into() -> None:
    def squared(outputs: int, view: Callable[[Tensor], Tensor]) -> Training:
        model, data = nn.Linear(10, outputs), torch.rand(8, 10)
        return Training(model, None, (data,), lambda: view(model(data)).square().sum())

    assert saved_by_layer(lambda: squared(20, lambda y: y[:, :5])) == {"loss": 8 * 20 * FLOAT}
    assert saved_by_layer(lambda: squared(1, lambda y: y.expand(-1, 5))) == {"loss": 8 * FLOAT}


def test_no_iterations_are_refused() -> None:
    with pytest.raises(ValueError, match="0 iterations"):
        track(training, iterations=0)


def test_tensors_elsewhere_are_refused_before_they_end_the_process() -> None:
    def elsewhere() -> Training:
        model = nn.Linear(2, 2, device="meta")
        data = torch.rand(1, 2)
        return Training(model, None, (data,), lambda: model(data).sum())

    with pytest.raises(ValueError, match="lies on meta: make all of them on the cpu"):
        track(elsewhere)


def test_a_model_moves_to_another_type_and_keeps_its_tied_weights() -> None:
    with fake_tensors():
        model = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 3), nn.BatchNorm1d(3))
        model[1].weight = model[0].weight
        model.to("cpu").to(torch.bfloat16).half()
        assert model[1].weight is model[0].weight
        assert isinstance(model[0].weight, nn.Parameter)
        assert {weight.dtype for weight in model.parameters()} == {torch.float16}
        assert model[2].running_mean is not None
        assert model[2].running_mean.dtype == torch.float16
        assert model[2].num_batches_tracked is not None
        assert model[2].num_batches_tracked.dtype == torch.int64


def test_what_is_built_within_fake_tensors_can_be_traced_there() -> None:
    with fake_tensors():
        built = training()
        assert all(map(is_fake, built.model.parameters()))
        assert track(lambda: built).after_backward.gradients == PARAMETERS
        assert saved_by_layer(lambda: built) == {"1": ACTIVATION}


def test_torch_is_as_it_was_afterwards() -> None:
    moved = nn.Module._apply

    def breaks() -> Training:
        assert nn.Module._apply is not moved
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        track(breaks)
    assert nn.Module._apply is moved
    assert not is_fake(torch.rand(2))


def test_state_is_counted_by_storage() -> None:
    weight = torch.zeros(10, requires_grad=True)
    adam = torch.optim.Adam([weight])
    assert state_bytes(adam) == 0
    weight.grad = torch.ones(10)
    adam.step()
    assert state_bytes(adam) == 2 * 40 + FLOAT


def test_a_step_of_ones_own_replaces_that_of_the_optimizer() -> None:
    calls: list[Tensor] = []

    def build() -> Training:
        plain = training("sgd")
        plain.step = lambda: calls.append(plain.data[0])
        return plain

    track(build)
    assert len(calls) == 2
