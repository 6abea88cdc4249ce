"""Frameworks: what one line of PyTorch, Keras or TensorFlow takes over, and how soon a classifier is trained.

Notation: the classifier of MNIST has 784 pixels, 128 hidden units with ReLU and 10 scores. W₁ (784, 128), b₁, W₂
(128, 10) and b₂ are its weights θ, and its loss L is the mean cross-entropy of a batch; η = 0.5 is the learning rate.
It is written four times, by hand and in each framework, in `programs/classifier_*.py`.
"""

import ast
import importlib.util
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

import numpy as np
import torch

from quizdl.lab import mnist
from quizdl.lab.lines import RULES, count_lines, statements
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Measurement,
    Unavailable,
    Undecided,
    at_least,
    at_most,
    claim,
    mutant,
    within,
)

from .programs import classifier_numpy, classifier_pytorch

Weights = classifier_numpy.Weights
Batch = tuple[np.ndarray, np.ndarray]  # images (N, 784) and labels (N,)

ETA = 0.5
BATCH = 128
FRAMEWORKS = {"PyTorch": "torch", "Keras": "keras", "TensorFlow": "tensorflow"}  # and the package that each needs
MINUTE = 60
BARS = {"physical lines": 100, "code lines": 100, "statements": 30}  # the post's 100 is for numpy


def first_batch() -> Batch:
    """The first 128 training images, as rows of numbers from 0 to 1, shape (128, 784), and their labels."""
    data = mnist.load()
    return data.train_images[:BATCH].reshape(BATCH, -1) / 255, data.train_labels[:BATCH]


def source_of(name: str) -> str:
    """The text of a file in programs/, as the loader has it; nothing is imported."""
    spec = importlib.util.find_spec(f"{__package__}.programs.{name}")
    return spec.loader.get_source(spec.name)


def body_of_backward() -> list[str]:
    """The statements by which the program by hand computes its gradient, without the header of the function."""
    functions = ast.parse(source_of("classifier_numpy")).body
    [backward] = [node for node in functions if getattr(node, "name", "") == "backward"]
    return statements(ast.unparse(backward))[1:]


def golf(source: str) -> str:
    """The same program with neighbouring simple statements on one line; those that hold a colon stay as they are."""
    return re.sub(r"^( *)(\S[^\n:]*)\n\1(?=\S[^\n:]*$)", r"\1\2; ", "\n".join(statements(source)), flags=re.MULTILINE)


def run(framework: str, seed: int, *experiments: str) -> dict[str, np.ndarray]:
    """What the worker measured with the program of that framework, in a process of its own, on the CPU."""
    if importlib.util.find_spec(FRAMEWORKS.get(framework, "numpy")) is None:
        raise Unavailable(
            en=f"needs {framework}: pip install 'quizdl[frameworks]'",
            ko=f"{framework} 패키지가 필요하다: pip install 'quizdl[frameworks]'",
        )
    with tempfile.TemporaryDirectory() as folder:
        program, result = Path(folder) / "program.py", Path(folder) / "result.npz"
        program.write_text(source_of(f"classifier_{framework.lower()}"), encoding="utf-8")
        one_thread = dict.fromkeys(("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1")
        quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_HOME": folder, "CUDA_VISIBLE_DEVICES": ""}
        arguments = [str(program), str(result), str(seed), *experiments]
        process = subprocess.run(
            [sys.executable, "-c", source_of("framework_worker"), *arguments],
            env={**os.environ, **one_thread, **quiet},
            capture_output=True,
            text=True,
        )
        if process.returncode:
            raise RuntimeError(f"the program in {framework} ended with {process.returncode}: {process.stderr[-2000:]}")
        with np.load(result) as arrays:
            return dict(arrays)


def weights_in(arrays: dict[str, np.ndarray], name: str) -> Weights:
    return [arrays[f"{name} {i}"].astype(np.float64) for i in range(4)]


def length(arrays: Weights) -> float:
    return float(np.sqrt(sum(np.sum(array**2) for array in arrays)))


def change(after: Weights, before: Weights) -> Weights:
    return [a - b for a, b in zip(after, before, strict=True)]


def off(ours: Weights, theirs: Weights) -> float:
    """‖ours - theirs‖ / ‖theirs‖ over all the weights together."""
    return length(change(ours, theirs)) / length(theirs)


def descend(weights: Weights, batches: list[Batch]) -> Weights:
    """Where θ - η∇L by hand leads, a step for each of these batches."""
    for batch in batches:
        gradient = classifier_numpy.backward(weights, *batch)
        weights = [weight - ETA * slope for weight, slope in zip(weights, gradient, strict=True)]
    return weights


class Learner:
    """The classifier of the PyTorch program in float64, with the three calls of a step at hand."""

    def __init__(self, seed: int, momentum: float = 0.0) -> None:
        self.model = classifier_pytorch.classifier(seed).double()
        images, labels = first_batch()
        self.images, self.labels = torch.tensor(images), torch.tensor(labels).long()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=ETA, momentum=momentum)

    def loss(self) -> torch.Tensor:
        return torch.nn.functional.cross_entropy(self.model(self.images), self.labels)

    def weights(self) -> Weights:
        return [parameter.detach().numpy().T.copy() for parameter in self.model.parameters()]

    def gradient(self) -> Weights:
        return [parameter.grad.numpy().T.copy() for parameter in self.model.parameters()]

    def filled(self) -> int:
        return sum(parameter.grad is not None for parameter in self.model.parameters())

    def adopt(self, weights: Weights) -> None:
        """Go on from these weights."""
        for parameter, weight in zip(self.model.parameters(), weights, strict=True):
            parameter.data = torch.tensor(weight.T)

    def learn(self, steps: int, zero_grad: bool = True, step: bool = True) -> list[float]:
        """The loss before each step and after the last, each step by those of its three calls that are asked for."""
        losses = []
        for _ in range(steps):
            loss = self.loss()
            if zero_grad:
                self.optimizer.zero_grad()
            loss.backward()
            if step:
                self.optimizer.step()
            losses.append(loss.item())
        return [*losses, self.loss().item()]


class Checkpointed:
    """A small training with all that a checkpoint must hold: momentum, a falling rate, dropout and random batches."""

    def __init__(self, seed: int) -> None:
        torch.manual_seed(seed)
        layers = torch.nn.Linear(784, 16), torch.nn.ReLU(), torch.nn.Dropout(0.5), torch.nn.Linear(16, 10)
        self.model = torch.nn.Sequential(*layers).double()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1, momentum=0.9)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, lambda number: 1 / (1 + number))
        images, labels = first_batch()
        self.images, self.labels = torch.tensor(images), torch.tensor(labels).long()

    def train(self, steps: int) -> list[float]:
        """The loss of each step, on sixteen images drawn at random."""
        losses = []
        for _ in range(steps):
            chosen = torch.randperm(BATCH)[:16]
            loss = torch.nn.functional.cross_entropy(self.model(self.images[chosen]), self.labels[chosen])
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            self.schedule.step()
            losses.append(loss.item())
        return losses

    def weights(self) -> Weights:
        return [parameter.detach().numpy().copy() for parameter in self.model.parameters()]

    def save(self) -> bytes:
        """A checkpoint, as a file would hold it."""
        file = io.BytesIO()
        states = {name: getattr(self, name).state_dict() for name in ("model", "optimizer", "schedule")}
        torch.save({**states, "generator": torch.get_rng_state()}, file)
        return file.getvalue()

    def resume(self, checkpoint: bytes, without: str = "") -> None:
        """Take over a checkpoint, but for one of its parts."""
        states = torch.load(io.BytesIO(checkpoint))
        for name in {"model", "optimizer", "schedule"} - {without}:
            getattr(self, name).load_state_dict(states[name])
        if without != "generator":
            torch.set_rng_state(states["generator"])


def refused(call: Callable[[], object]) -> int:
    """1 where autograd raises RuntimeError, 0 where it does what it was asked for."""
    try:
        call()
    except RuntimeError:
        return 1
    return 0


def exactly(name: str, value: float, right: float, because: str) -> Measurement:
    """A number that is known beforehand, to the last digit."""
    return Measurement(name, value, within(right, 0, because=because))


def small(name: str, error: float, most: float, because: str) -> Measurement:
    """An error that may be so large."""
    return Measurement(name, error, at_most(most, because=because))


FLOAT64 = "float64 rounding of sums of up to 784 products, twenty steps at most"
FLOAT32 = "float32 rounding: 784 products of relative error 6e-8 in a sum, three steps at most"


@claim(
    en="loss.backward() is one line. It fills .grad of every parameter that took part with the gradient that takes "
    "eight statements by hand, forward pass included, and changes no parameter.",
    ko="loss.backward()는 한 줄이다. 손으로 쓰면 순전파까지 구문(statement) 8개가 드는 기울기를 계산에 쓰인 모든 "
    "파라미터의 .grad에 채우고, 파라미터 자체는 바꾸지 않는다.",
    seconds=0.5,
    entry="D6",
    literature="Paszke 2019; Rumelhart, Hinton & Williams 1986",
)
def backward_fills_gradients(seed: int = 0) -> Evidence:
    learner, summed = Learner(seed), Learner(seed)
    before = learner.weights()
    by_hand = classifier_numpy.backward(before, *first_batch())
    loss = learner.loss()
    empty = learner.filled()
    loss.backward()
    (BATCH * summed.loss()).backward()
    kept: list[torch.Tensor] = []
    with torch.autograd.graph.saved_tensors_hooks(lambda tensor: kept.append(tensor) or tensor, lambda tensor: tensor):
        classifier_pytorch.accuracy(learner.model, learner.images, learner.labels)
        while_testing = len(kept)
        learner.loss()
    calls = sum(".backward(" in line for line in statements(source_of("classifier_pytorch")))
    count = f"counted: {RULES['statements']}"
    return Evidence(
        measurements=[
            exactly(".grad filled after backward()", learner.filled(), 4, "W₁, b₁, W₂, b₂"),
            small("off the gradient by hand", off(by_hand, learner.gradient()), 1e-12, FLOAT64),
            exactly("parameters moved by", off(learner.weights(), before), 0, "nothing is written"),
            exactly("tensors kept while testing", while_testing, 0, "under no_grad()"),
            exactly("statements in PyTorch", calls, 1, count),
            exactly("statements by hand", len(body_of_backward()), 8, count),
        ],
        controls=[
            Control(".grad filled by the forward pass alone", empty, within(4, 0)),
            Control("tensors kept for a loss", len(kept) - while_testing, within(0, 0)),
            Control("gradient of the summed loss, off by", off(by_hand, summed.gradient()), at_most(1e-12)),
        ],
    )


@claim(
    en="A training step takes three calls: without optimizer.step() nothing is learned; without zero_grad() gradients "
    "add up, to exactly twice after two calls, and SGD turns into momentum that forgets nothing (β = 1). Gradients are "
    "clipped between backward() and step().",
    ko="학습 한 스텝에는 세 번의 호출이 필요하다. optimizer.step()이 없으면 아무것도 학습되지 않고, zero_grad()가 "
    "없으면 기울기가 쌓여 두 번 호출한 뒤에는 정확히 두 배가 되며, SGD는 아무것도 잊지 않는 모멘텀(β = 1)이 된다. "
    "기울기 클리핑은 backward()와 step() 사이에 한다.",
    seconds=0.5,
    entry="D6",
    literature="Paszke 2019",
)
def three_calls(steps: int = 20, seed: int = 0) -> Evidence:
    if not 2 <= steps <= 40:
        raise Undecided(
            en="two steps tell momentum from none; after many, rounding or an overflow tells nothing",
            ko="모멘텀이 있는지 알려면 두 스텝은 필요하고, 스텝이 많아지면 반올림이나 오버플로 때문에 아무것도 알 수 "
            "없다",
        )
    full, stepless, piled, momentum = Learner(seed), Learner(seed), Learner(seed), Learner(seed, momentum=1.0)
    start = full.weights()
    by_program = [weight.copy() for weight in start]
    for _ in range(steps):
        classifier_numpy.train(by_program, *first_batch(), np.random.default_rng(seed))
    losses = {
        "all three calls": full.learn(steps),
        "without step": stepless.learn(steps, step=False),
        "without zero_grad": piled.learn(steps, zero_grad=False),
    }
    momentum.learn(steps)
    fall = {name: path[0] - path[-1] for name, path in losses.items()}

    def second_gradient(zero_grad: bool) -> float:  # how far from twice the first, with the weights at rest
        learner = Learner(seed)
        learner.learn(1, step=False)
        first = learner.gradient()
        learner.learn(1, zero_grad=zero_grad, step=False)
        return off(learner.gradient(), [2 * gradient for gradient in first])

    def clipped_step(clip_first: bool) -> float:  # the length of a step where the gradient is clipped to 0.01
        learner = Learner(seed)
        for call in ("clip", "backward") if clip_first else ("backward", "clip"):
            if call == "backward":
                learner.loss().backward()
            else:
                torch.nn.utils.clip_grad_norm_(learner.model.parameters(), 0.01)
        learner.optimizer.step()
        return length(change(learner.weights(), start)) / (0.01 * ETA)

    unit = within(1, 1e-3, because="η · 0.01, less a millionth of the gradient's length in torch's division")
    by_hand, exact = descend(start, [first_batch()] * steps), "the same numbers, once or twice: no rounding"
    return Evidence(
        measurements=[
            small("weights off θ - η∇L", off(full.weights(), by_hand), 1e-12, FLOAT64),
            small("program by hand off it", off(by_program, by_hand), 1e-12, FLOAT64),
            exactly("loss falls without step by", fall["without step"], 0, exact),
            exactly("second .grad without zero_grad, off twice", second_gradient(False), 0, exact),
            small(
                "weights without zero_grad, off momentum with β = 1",
                off(piled.weights(), momentum.weights()),
                1e-12,
                "the sum of all gradients either way, each a float64 addition",
            ),
            Measurement("step clipped between backward and step, in units of η · 0.01", clipped_step(False), unit),
        ],
        controls=[
            Control("loss falls by all three calls by", fall["all three calls"], within(0, 0)),
            Control("second .grad with zero_grad, off twice", second_gradient(True), within(0, 0)),
            Control("weights without zero_grad, off SGD", off(piled.weights(), full.weights()), at_most(1e-12)),
            Control("step clipped before backward, in units of η · 0.01", clipped_step(True), within(1, 1e-3)),
        ],
        curves=[Curve(name, path) for name, path in losses.items()],
        axes=Axes(x="step", y="loss on the batch"),
    )


@claim(
    en="loss.backward() updates the weights.",
    ko="loss.backward()를 호출하면 가중치가 업데이트된다.",
    seconds=0.2,
    expects="refuted",
    entry="D6",
    literature="Paszke 2019",
)
def backward_updates_weights(seed: int = 0) -> Evidence:
    learner = Learner(seed)
    before = learner.weights()
    update = ETA * length(classifier_numpy.backward(before, *first_batch()))
    learner.loss().backward()
    by_backward = length(change(learner.weights(), before))
    learner.optimizer.step()
    by_step = length(change(learner.weights(), before))
    one_update = within(update, 1e-9 * update, because="an update of SGD has the length η‖∇L‖")
    return Evidence(
        measurements=[Measurement("‖Δθ‖ by backward()", by_backward, one_update)],
        controls=[Control("‖Δθ‖ by backward() and step()", by_step, within(update, 1e-9 * update), must="hold")],
    )


@claim(
    en="In TensorFlow a tape gives the gradient that loss.backward() gives. It is handed over, not stored: asked again "
    "it is the same and not twice, and apply_gradients alone moves the weights.",
    ko="TensorFlow에서는 테이프가 loss.backward()와 같은 기울기를 준다. 저장하지 않고 돌려주므로 다시 구해도 두 배가 "
    "아니라 같은 값이고, 가중치는 apply_gradients만이 움직인다.",
    seconds=9,
    entry="D6",
    literature="Agrawal 2019; Paszke 2019",
)
def tape_gradients(seed: int = 0) -> Evidence:
    arrays = run("TensorFlow", seed, "tapes", "three_steps")
    before, once = weights_in(arrays, "before"), weights_in(arrays, "once")
    learner = Learner(seed)
    learner.adopt(before)
    learner.loss().backward()
    by_torch = learner.gradient()
    learner.loss().backward()
    unmoved = "the same numbers: no rounding"
    return Evidence(
        measurements=[
            small("tape's gradient off torch's", off(once, by_torch), 1e-5, FLOAT32),
            small("asked again, off the first", off(weights_in(arrays, "twice"), once), 1e-5, FLOAT32),
            exactly("weights moved by asking", off(weights_in(arrays, "asked"), before), 0, unmoved),
        ],
        controls=[
            Control("torch's .grad after two calls, off the first", off(learner.gradient(), by_torch), at_most(1e-5)),
            Control("weights moved by apply_gradients", off(weights_in(arrays, "after"), before), within(0, 0)),
        ],
    )


@claim(
    en="Reading the data, model, training and test take at most 30 statements in PyTorch, in Keras and in TensorFlow, "
    "where numpy by hand takes more.",
    ko="데이터 읽기, 모델 선언, 학습, 평가까지 PyTorch, Keras, TensorFlow 어느 것으로도 구문(statement) 30개를 넘지 "
    "않는다. numpy로 직접 쓰면 그보다 많다.",
    seconds=0.2,
    entry="D8",
)
def short_programs() -> Evidence:
    sources = {framework: source_of(f"classifier_{framework.lower()}") for framework in FRAMEWORKS}
    tidy, golfed = count_lines(sources["PyTorch"]), count_lines(golf(sources["PyTorch"]))
    saved = tidy.statements - golfed.statements
    return Evidence(
        measurements=[
            *(
                small(f"{framework}, {rule}", lines, most, RULES[rule])
                for framework, source in sources.items()
                for (rule, most), lines in zip(BARS.items(), astuple(count_lines(source)), strict=True)
            ),
            exactly("statements saved by golfing", saved, 0, "ast.unparse writes one statement a line"),
        ],
        controls=[
            Control("numpy by hand, statements", count_lines(source_of("classifier_numpy")).statements, at_most(30)),
            Control("code lines saved by golfing", tidy.code - golfed.code, within(0, 0)),
        ],
    )


def trained(framework: str, seed: int) -> Evidence:
    """Whether the program learns by θ - η∇L, and how soon it tells 95 % of the test images."""
    arrays = run(framework, seed, "training", "three_steps", "epochs", "reports")
    before, after, final = (weights_in(arrays, name) for name in ("before", "after", "final"))
    mixed, copied = change(weights_in(arrays, "mixed"), before), change(weights_in(arrays, "copied"), before)
    images, labels = mnist.load().train_images[:300].reshape(300, -1) / 255, mnist.load().train_labels[:300]
    six_steps = change(descend(before, [(images[:1] / 10, labels[:1])] * 6), before)
    in_order = change(descend(before, [(images[i : i + BATCH], labels[i : i + BATCH]) for i in (0, 128, 256)]), before)
    right = classifier_numpy.accuracy(final, *classifier_numpy.load()[1])
    accuracy, shuffled, printed = arrays["accuracy"], arrays["shuffled"], arrays["printed wrong"]
    by_torch = Learner(seed)
    by_torch.adopt(before)
    by_torch.learn(3)
    three_steps = by_torch.weights() if framework == "NumPy" else descend(before, [first_batch()] * 3)
    six = at_most(1e-5, because=f"batches of 128: 2 for 129 images, 4 for 512; {FLOAT32}")
    shuffled_apart = "three batches drawn at random are not those of the data: a hundred times what rounding does"
    return Evidence(
        measurements=[
            Measurement("test accuracy reached", accuracy[-1], at_least(0.95, because="the bar")),
            Measurement(
                "CPU seconds until then",
                arrays["seconds"],
                at_most(MINUTE, because="seconds, not minutes; importing the framework and reading the data included"),
                unit="s",
            ),
            small("epochs until then", arrays["epochs"][-1], 30, "the post's 30, for 0.9"),
            small(
                "accuracy off that of its weights by hand",
                abs(accuracy[-1] - right),
                5e-4,
                "five images of 10 000 whose best two scores differ by less than float32 rounding",
            ),
            exactly("parameters", sum(array.size for array in final), 101_770, "785·128 + 129·10"),
            small(
                "three steps off -η∇L",
                off(change(after, before), change(three_steps, before)),
                1e-5,
                f"{FLOAT32}; {'in torch' if framework == 'NumPy' else 'by hand'}, in float64",
            ),
            Measurement("129 and 512 faint copies of an image, off six steps", off(copied, six_steps), six),
            Measurement("300 images, off their order", off(mixed, in_order), at_least(1e-3, because=shuffled_apart)),
            exactly("lines printed, run alone on 1000 images", len(printed), 3, "one for each epoch"),
            small("highest accuracy in them, all test labels wrong", max(printed), 0.5, "it learns the right ones"),
        ],
        controls=[
            Control("test accuracy untrained", accuracy[0], at_least(0.95)),
            Control("test accuracy after training on shuffled labels", shuffled[-1], at_least(0.95)),
            Control("highest accuracy printed, test labels right", max(arrays["printed right"]), at_most(0.5)),
        ],
        curves=[Curve("labels", accuracy, x=arrays["epochs"]), Curve("shuffled labels", shuffled, x=arrays["epochs"])],
        axes=Axes(x="epochs", y="test accuracy"),
    )


@claim(
    en="By hand in numpy the same program too is at 0.95 test accuracy within a minute of CPU time, on one thread: a "
    "framework saves lines, not learning.",
    ko="numpy로 직접 구현한 같은 프로그램도 CPU 스레드 하나로 1분 안에 테스트 정확도 0.95에 이른다. "
    "프레임워크가 줄여 주는 것은 학습이 아니라 코드이다.",
    seconds=8,
    entry="D6 D8",
)
def numpy_in_seconds(seed: int = 0) -> Evidence:
    return trained("NumPy", seed)


@claim(
    en="The PyTorch program takes SGD steps that equal those by hand, and is at 0.95 test accuracy within a minute of "
    "CPU time on one thread.",
    ko="PyTorch 프로그램의 SGD 스텝은 손으로 계산한 것과 같고, CPU 스레드 하나로 1분 안에 테스트 정확도 0.95에 이른다.",
    seconds=8,
    entry="D8",
    literature="Paszke 2019",
)
def pytorch_in_seconds(seed: int = 0) -> Evidence:
    return trained("PyTorch", seed)


@claim(
    en="The Keras program (torch backend) takes SGD steps that equal those by hand, and is at 0.95 test accuracy "
    "within a minute of CPU time on one thread.",
    ko="Keras 프로그램(torch 백엔드)의 SGD 스텝은 손으로 계산한 것과 같고, CPU 스레드 하나로 1분 안에 테스트 정확도 "
    "0.95에 이른다.",
    seconds=14,
    entry="D8",
)
def keras_in_seconds(seed: int = 0) -> Evidence:
    return trained("Keras", seed)


@claim(
    en="The TensorFlow program takes SGD steps that equal those by hand, and is at 0.95 test accuracy within a minute "
    "of CPU time on one thread.",
    ko="TensorFlow 프로그램의 SGD 스텝은 손으로 계산한 것과 같고, CPU 스레드 하나로 1분 안에 테스트 정확도 0.95에 "
    "이른다.",
    seconds=15,
    entry="D8",
    literature="Agrawal 2019",
)
def tensorflow_in_seconds(seed: int = 0) -> Evidence:
    return trained("TensorFlow", seed)


@claim(
    en="A training with momentum, a falling learning rate, dropout and random batches that is resumed, on the same "
    "machine, from weights, optimizer, schedule and random generator ends where the uninterrupted one ends, to the "
    "last bit. Leave any one of the four out, and it ends elsewhere.",
    ko="모멘텀, 낮아지는 학습률, 드롭아웃, 무작위 배치를 쓰는 학습을 같은 컴퓨터에서 가중치, 옵티마이저, 학습률 "
    "스케줄, 난수 생성기의 상태로 재개하면 중단하지 않은 학습과 마지막 비트까지 같은 곳에 이른다. 넷 중 하나라도 "
    "빠뜨리면 다른 곳에 이른다.",
    seconds=0.5,
    entry="D6",
    literature="Paszke 2019",
)
def resumes_exactly(steps: int = 6, seed: int = 0) -> Evidence:
    if not 2 <= steps <= 200:
        raise Undecided(
            en="before and after the break it takes two steps, for momentum and the rate to tell, and few are enough",
            ko="모멘텀과 학습률의 영향이 드러나려면 중단 전후로 두 스텝씩 필요하고, 많은 스텝은 필요하지 않다",
        )
    whole = Checkpointed(seed)
    losses = whole.train(steps)
    checkpoint = whole.save()
    losses += whole.train(steps)

    def ended(without: str = "") -> tuple[float, list[float]]:
        """How far from the uninterrupted training it ends, and its losses after the break."""
        again = Checkpointed(seed + 1)  # as a new process would make it
        again.resume(checkpoint, without)
        path = again.train(steps)
        return off(again.weights(), whole.weights()), path

    parts = {name: ended(name) for name in ("model", "optimizer", "schedule", "generator")}
    apart, path = ended()
    after = range(steps, 2 * steps)
    return Evidence(
        measurements=[exactly("weights off the uninterrupted training", apart, 0, "the same operations: no rounding")],
        controls=[
            Control(f"resumed without the {name}, weights off", value, within(0, 0))
            for name, (value, _) in parts.items()
        ],
        curves=[
            Curve("uninterrupted", losses),
            Curve("resumed", path, x=after, points=True),
            Curve("resumed without the optimizer", parts["optimizer"][1], x=after),
        ],
        axes=Axes(x="step", y="loss on the batch"),
    )


@claim(
    en="backward() frees the tensors that its graph saved: a second call is refused, unless retain_graph=True kept "
    "them, and then adds the gradient once more. Autograd also refuses where a tensor that it saved was changed in "
    "place. detach() cuts the graph without a word: the layers before it get no gradient.",
    ko="backward()는 그래프가 저장해 둔 텐서를 해제하므로 두 번째 호출은 거부된다. retain_graph=True로 남겨 두었다면 "
    "기울기가 한 번 더 더해진다. autograd는 저장해 둔 텐서가 제자리(in-place) 연산으로 바뀐 경우에도 오류를 낸다. "
    "detach()는 아무 경고 없이 그래프를 끊으며, 그 앞쪽 층은 기울기를 받지 못한다.",
    seconds=0.2,
    entry="D6",
    literature="Paszke 2019",
)
def autograd_rules(calls: int = 5, seed: int = 0) -> Evidence:
    if not 2 <= calls <= 1000:
        raise Undecided(
            en="it takes a second call, and few are enough",
            ko="두 번째 호출이 있어야 하고, 많이 호출할 필요는 없다",
        )
    x = torch.randn(5, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))

    def weights() -> torch.Tensor:
        return torch.ones(4, 3, dtype=torch.float64, requires_grad=True)

    def again(keep: bool) -> tuple[int, list[float]]:
        """How many of the calls after the first were refused, and .grad after each in units of the first."""
        w, sizes = weights(), []
        loss = (x @ w).tanh().sum()
        refusals = 0
        for _ in range(calls):
            refusals += refused(lambda: loss.backward(retain_graph=keep))
            sizes.append(float(w.grad.norm()))
        return refusals, [size / sizes[0] for size in sizes]

    def in_place(function: Callable[[torch.Tensor], torch.Tensor]) -> int:
        y = function(x @ weights())
        y.add_(1)
        return refused(lambda: y.sum().backward())

    def reached(cut: bool) -> int:
        """How many of two layers get a gradient where the path between them is cut, or is not."""
        first, second = weights(), torch.ones(3, 2, dtype=torch.float64, requires_grad=True)
        hidden = x @ first
        ((hidden.detach() if cut else hidden) @ second).sum().backward()
        return sum(layer.grad is not None for layer in (first, second))

    freed, kept = again(keep=False), again(keep=True)
    saved = "the derivative of exp is its output, which autograd saved; that of sin takes its input"
    return Evidence(
        measurements=[
            exactly("calls refused after the first", freed[0], calls - 1, "what it saved is gone"),
            exactly("calls refused with retain_graph=True", kept[0], 0, "what it saved is there"),
            small(
                ".grad after the last of them, off its multiple",
                abs(kept[1][-1] / calls - 1),
                1e-12,
                "float64 additions",
            ),
            exactly("exp's output changed in place: refused", in_place(torch.exp), 1, saved),
            exactly(
                "layers with a gradient where detach() cuts", reached(cut=True), 1, "the layer before the cut gets none"
            ),
        ],
        controls=[
            Control("sin's output changed in place: refused", in_place(torch.sin), within(1, 0)),
            Control("layers with a gradient where nothing cuts", reached(cut=False), within(1, 0)),
            Control(".grad grows without retain_graph by", freed[1][-1] - 1, at_least(1)),
        ],
        curves=[Curve("retain_graph=True", kept[1], points=True), Curve("by default", freed[1], points=True)],
        axes=Axes(x="calls of backward() after the first", y=".grad in units of the first"),
    )


@claim(
    en="Keras' SparseCategoricalCrossentropy() takes raw scores for probabilities unless from_logits=True says "
    "otherwise (torch backend): for the scores -3, 1 and 0.2 of a sample with label 0 the loss is zero and has no "
    "gradient, where softmax cross-entropy is 4.38.",
    ko="Keras의 SparseCategoricalCrossentropy()는 from_logits=True를 주지 않으면 점수를 그대로 확률로 취급한다(torch "
    "백엔드). 레이블이 0인 샘플의 점수가 -3, 1, 0.2이면 소프트맥스 크로스 엔트로피는 4.38인데, 이 손실은 0이고 "
    "기울기도 없다.",
    seconds=8,
    entry="D6",
)
def scores_as_probabilities() -> Evidence:
    arrays = run("Keras", 0, "losses")
    powers = np.exp([-3.0, 1.0, 0.2])
    shares = powers / powers.sum()
    right, slope = -np.log(shares[0]), shares - [1, 0, 0]

    def length_of(name: str) -> float:
        return float(np.linalg.norm(arrays[f"{name}, slope"]))

    clipped = (
        "-3/(-3 + 1 + 0.2) = 1.67 is clipped to 1 - 1e-7: the logarithm is 1e-7, and a clipped number has no slope"
    )
    return Evidence(
        measurements=[
            small("by default: loss", abs(float(arrays["default, loss"])), 1e-6, clipped),
            small("by default: length of the gradient", length_of("default"), 1e-6, clipped),
            small(
                "from_logits=True: loss off softmax cross-entropy",
                abs(arrays["from_logits, loss"] / right - 1),
                1e-5,
                FLOAT32,
            ),
            small(
                "from_logits=True: gradient off softmax - one-hot",
                float(np.abs(arrays["from_logits, slope"] - slope).max()),
                1e-5,
                FLOAT32,
            ),
            small(
                "of probabilities, by default: loss off it",
                abs(arrays["of probabilities, loss"] / right - 1),
                1e-5,
                FLOAT32,
            ),
        ],
        controls=[
            Control("from_logits=True: loss", float(arrays["from_logits, loss"]), at_most(1e-6)),
            Control("from_logits=True: length of the gradient", length_of("from_logits"), at_most(1e-6)),
        ],
        curves=[
            Curve("by default", arrays["default, path"], x=arrays["label scores"]),
            Curve("from_logits=True", arrays["from_logits, path"], x=arrays["label scores"]),
        ],
        axes=Axes(x="score of the label", y="loss"),
    )


mutant("forgets 1/B", "error /= len(labels)", "error /= 1", program="classifier_numpy")
mutant("lets the gradient through where ReLU is shut", "(hidden > 0)", "(hidden >= 0)", program="classifier_numpy")
mutant("never steps", "            if step:", "            if False:")
mutant("tests with a graph behind it", "torch.no_grad()", "torch.enable_grad()", program="classifier_pytorch")
mutant("forgets zero_grad", "optimizer.zero_grad()", "pass", program="classifier_pytorch")
mutant(
    "tests on the training set",
    "(data.train_labels, data.test_labels))",
    "(data.train_labels, data.train_labels[:10000]))",
    program="classifier_pytorch",
)
mutant("reports on training images", "*test_set):.4f", "*training_set):.4f", program="classifier_numpy")
mutant("feeds logits to a loss of probabilities", "from_logits=True", "from_logits=False", program="classifier_keras")
mutant(
    "sums the loss over the batch", "tf.reduce_mean(losses)", "tf.reduce_sum(losses)", program="classifier_tensorflow"
)
mutant("forgets the generator", 'torch.set_rng_state(states["generator"])', "pass")
mutant(
    "resumes the schedule from its start",
    '{"model", "optimizer", "schedule"} - {without}',
    '{"model", "optimizer"} - {without}',
)
mutant("keeps every graph", "retain_graph=keep", "retain_graph=True")
mutant("cuts nothing", "hidden.detach() if cut", "hidden if cut")
mutant("clips before backward", '("backward", "clip"):', '("clip", "backward"):')
mutant(
    "takes scores for logits at once",
    '(("default", {})',
    '(("default", {"from_logits": True})',
    program="framework_worker",
)
mutant("applies softmax twice", 'if name == "of probabilities"', 'if name != "default"', program="framework_worker")
