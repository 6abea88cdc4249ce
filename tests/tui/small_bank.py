"""A small bank of all four kinds for the tests of the quiz, with hostile texts, and a runner that runs nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from quizdl.bank.model import Bank, Text, Topic
from quizdl.bank.question import AnyQuestion, Choice, ChoiceQuestion, NumberQuestion, OpenQuestion, OrderQuestion
from quizdl.verdict import Verdict
from quizdl.verify import Axes, Control, Curve, Evidence, Measurement, within
from quizdl.verify.catalogue import Catalogue, read_catalogue
from quizdl.verify.result import Result, decide, result_without_evidence
from quizdl.verify.task import PinnedTask, Task
from quizdl.verify.updates import Partial, Progress, Started, Starting, Update

HOSTILE = (
    "[@click=app.quit]press[/]",
    "[link=file:///etc/passwd]open[/link]",
    "[/]",
    "list[int] E[x]",
    "a trailing \\",
    "[bold red]loud[/bold red]",
    "[see](file:///etc/passwd)",
)

VERIFIER = '''"""The memory of momentum; a small verifier to read in tests."""

from quizdl.verify import Control, Evidence, Measurement, at_least, claim, mutant, progress, within


def share(beta: float, steps: int) -> float:
    """Weight of the newest gradients, of list[int] and [@click=app.quit]quit[/]."""
    return 1 - beta**steps


@claim(
    en="With beta = 0.9 the last ten gradients carry 65 % of the weight.",
    ko="beta = 0.9이면 최근 열 개의 기울기가 가중치의 65 %를 차지한다.",
    seconds=0.5,
)
def last_ten(beta: float = 0.9) -> Evidence:
    value = share(beta, 10)
    return Evidence(
        measurements=[Measurement("weight", value, within(0.6513215599, 1e-9, because="geometric series"))],
        controls=[Control("a plain mean of ten", 1.0, within(0.6513215599, 1e-9))],
    )


@claim(en="The last hundred carry all of it.", ko="최근 백 개가 전부를 차지한다.", seconds=0.5)
def last_hundred(beta: float = 0.9) -> Evidence:
    value = share(beta, 100)
    return Evidence(
        measurements=[Measurement("weight", value, at_least(0.9999, because="geometric series"))],
        controls=[Control("ten", share(beta, 10), at_least(0.9999))],
    )


@claim(en="It never ends.", ko="끝나지 않는다.", seconds=60)
def endless() -> Evidence:
    import time

    for _ in progress(range(10_000)):
        time.sleep(0.1)
    raise ValueError("it was not stopped")


mutant("forgets one step", "beta**steps", "beta**(steps - 1)")
mutant("adds instead of subtracting", "1 - beta", "1 + beta")
'''


def evidence(value: float = 0.65132156) -> Evidence:
    """What the small verifier would find, with a curve."""
    series = within(0.6513215599, 1e-6, because="geometric series; rounding")
    alike = within(0.6513215599, 1e-6, because="all ten weigh the same")
    return Evidence(
        measurements=[Measurement("weight", value, series, unit="of 1")],
        controls=[Control("a plain mean of ten", 1.0, alike)],
        curves=[Curve("weight by age", y=[0.1 * 0.9**age for age in range(40)])],
        axes=Axes(x="steps ago", y="weight"),
    )


@dataclass
class FakeRunner:
    """Says what it is told to. With `endless` it runs until it is cancelled, and remembers that it was."""

    endless: bool = False
    importing: str = ""  # what the engine imports and never gets done with
    error: Exception | None = None
    value: float = 0.65132156
    finds: Callable[[float], Evidence] = evidence
    mutant_value: float = 0.6125
    mutant_ends: Verdict | None = None  # without evidence: a claim that crashes or cannot run with the bug
    tasks: list[Task] = field(default_factory=list)
    cancelled: int = 0
    closed: bool = False
    warmed: bool = False

    async def warm(self) -> None:
        self.warmed = True

    async def run(self, pinned: PinnedTask, on_update: Callable[[Update], None]) -> Result:
        task = pinned.task
        self.tasks.append(task)
        if self.importing:
            on_update(Starting(self.importing, 12.0))
            await asyncio.sleep(3600)
        on_update(Started())
        on_update(Progress(0.25))
        on_update(Partial((Curve("weight by age", y=[3.0, 2.0, 1.0]),)))
        try:
            await asyncio.sleep(3600 if self.endless else 0.01)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.error is not None:
            raise self.error
        if task.mutant and self.mutant_ends:
            return result_without_evidence(task, self.mutant_ends, "what happened", 0.21)
        result = decide(task, self.finds(self.mutant_value if task.mutant else self.value), 0.21)
        return replace(result, made=datetime(2026, 1, 1, tzinfo=UTC))

    async def close(self) -> None:
        self.closed = True


def _both(en: str, ko: str) -> Text:
    return Text(en=en, ko=ko)


CLAIMS = ("momentum.last_ten",)

CHOICE = ChoiceQuestion(
    id="last-ten",
    kind="choice",
    level=1,
    prompt=_both(
        "With beta = 0.9, how much do the last ten gradients weigh in the running mean of momentum?",
        "beta = 0.9일 때, 모멘텀의 이동 평균에서 최근 열 개의 기울기는 얼마나 차지하는가?",
    ),
    choices=(
        Choice(
            text=_both("About two thirds", "약 3분의 2"),
            because=_both("1 - 0.9¹⁰ = 0.651.", "1 - 0.9¹⁰ = 0.651이다."),
            correct=True,
        ),
        Choice(
            text=_both("All of it: the mean runs over ten steps", "전부: 평균은 열 단계에 걸친다"),
            because=_both("The weights never end; 35 % is older.", "가중치는 끝이 없고 35 %는 더 오래된 것이다."),
        ),
        Choice(
            text=_both("One tenth", "10분의 1"),
            because=_both("That is the newest gradient alone.", "그것은 가장 새로운 기울기 하나의 몫이다."),
        ),
    ),
    answer=_both(
        "The running mean weighs a gradient k steps ago by (1 - beta) beta^k. The last ten add up to 1 - beta¹⁰.",
        "이동 평균은 k단계 전의 기울기에 (1 - beta) beta^k의 가중치를 준다. 최근 열 개의 합은 1 - beta¹⁰이다.",
    ),
    folklore=_both("“beta = 0.9 averages the last ten gradients.”", "“beta = 0.9는 최근 열 개의 기울기를 평균한다.”"),
    verify=CLAIMS,
    sources=("dl-basics-2", "Brown 1956"),
)
SEVERAL = ChoiceQuestion(
    id="several",
    kind="choice",
    level=2,
    prompt=_both("Which of these keep a state per parameter?", "매개변수마다 상태를 두는 것은?"),
    choices=tuple(
        Choice(text=_both(name, name), because=_both(f"{name}: why", f"{name}: 이유"), correct=right)
        for name, right in (("Adam", True), ("plain SGD", False), ("momentum", True), ("RMSProp", True))
    ),
    answer=_both("All but plain SGD.", "SGD만 빼고 모두."),
    verify=CLAIMS,
)
NUMBER = NumberQuestion(
    id="number",
    kind="number",
    level=2,
    prompt=_both("Which share do the last ten carry?", "최근 열 개의 몫은?"),
    value=0.651,
    tolerance=0.01,
    answer=_both("0.651.", "0.651이다."),
    verify=CLAIMS,
)
MEASURED = NumberQuestion(
    id="measured",
    kind="number",
    level=3,
    prompt=_both("Predict the weight of the last ten.", "최근 열 개의 가중치를 예측하라."),
    measured="momentum.last_ten/weight",
    unit="of 1",
    tolerance="5%",
    answer=_both("0.651.", "0.651이다."),
    verify=CLAIMS,
)
ORDER = OrderQuestion(
    id="order",
    kind="order",
    level=2,
    prompt=_both("Order the steps of a training loop.", "학습 루프의 순서를 맞추라."),
    items=(
        _both("forward", "순전파"),
        _both("loss", "손실"),
        _both("backward", "역전파"),
        _both("step", "갱신"),
    ),
    answer=_both("Forward, loss, backward, step.", "순전파, 손실, 역전파, 갱신."),
    verify=CLAIMS,
)
OPEN = OpenQuestion(
    id="open",
    kind="open",
    level=3,
    prompt=_both("Why does momentum help?", "모멘텀은 왜 도움이 되는가?"),
    key_points=(
        _both("it averages noise", "잡음을 평균한다"),
        _both("it damps zigzag", "지그재그를 줄인다"),
        _both("it speeds up ravines", "골짜기에서 빨라진다"),
    ),
    answer=_both("It averages, damps, and speeds up.", "평균하고, 줄이고, 빨라진다."),
    verify=CLAIMS,
)
CODE = replace(
    CHOICE,
    id="code",
    prompt=_both(
        "Which line of this Adam is wrong, if $\\hat m_t = m_t / (1 - \\beta_1^t)$?\n\n"
        "```python\n"
        "m = beta1 * m + (1 - beta1) * g\n"
        "m_hat = m  # a remark that makes this line longer than any terminal of eighty cells is wide, at the end here\n"
        "return theta - lr * m_hat / (np.sqrt(v_hat) + eps)\n"
        "```\n",
        "이 Adam에서 틀린 줄은?\n\n```python\nm = beta1 * m + (1 - beta1) * g\n```\n",
    ),
    choices=(
        replace(CHOICE.choices[0], text=_both("Line 2: `m_hat` is never corrected", "2번째 줄: `m_hat`")),
        replace(CHOICE.choices[1], text=_both("It becomes\n```python\nm_hat = m / (1 - beta1**t)\n```", "`m`이다")),
        CHOICE.choices[2],
    ),
)
ENDLESS = replace(CHOICE, id="endless", verify=("momentum.endless",))
KINDS: tuple[AnyQuestion, ...] = (CHOICE, SEVERAL, NUMBER, MEASURED, ORDER, OPEN)


def bank_of(*questions: AnyQuestion, root: Path = Path()) -> Bank:
    """A bank with one topic that holds these questions."""
    title = _both("Optimizers", "옵티마이저")
    return Bank(root=root, topics=(Topic(name="optimizers", title=title, questions=questions),))


def catalogue_in(folder: Path) -> Catalogue:
    """The catalogue of the small verifier, written into `folder`."""
    (folder / "momentum.py").write_text(VERIFIER, encoding="utf-8")
    return read_catalogue(folder)
