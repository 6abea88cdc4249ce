"""Questions of every kind, an engine that answers at once, and a reader who types given lines."""

import asyncio
import signal
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from quizdl.bank.model import Bank, Text, Topic
from quizdl.bank.question import Choice, ChoiceQuestion, NumberQuestion, OpenQuestion, OrderQuestion
from quizdl.line_mode.quiz import play_line_mode
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.selection import Selection, draw
from quizdl.study.study_session import StudySession
from quizdl.verify import Control, Evidence, Measurement, Verdict, at_most
from quizdl.verify.catalogue import Catalogue
from quizdl.verify.result import Result, decide, result_without_evidence
from quizdl.verify.service import Service
from quizdl.verify.task import PinnedTask
from quizdl.verify.updates import Started, Starting, Update
from quizdl.words import Language

VERIFIER = '''"""A family for this test."""
from quizdl.verify import Control, Evidence, Measurement, at_most, claim


@claim(en="The claim itself.", ko="주장 자체.", seconds=0.1)
def claim_a() -> Evidence:
    return Evidence([Measurement("share", 0.65, at_most(1, because="a share"))], [Control("c", 2, at_most(1))])
'''


def text(words: str) -> Text:
    return Text(en=f"{words} (en)", ko=f"{words} (ko)")


def shared(name: str) -> dict[str, Any]:
    return {"id": name, "level": 2, "prompt": text("ask"), "answer": text("model"), "verify": ("family.claim_a",)}


def choice(*correct: bool) -> ChoiceQuestion:
    choices = tuple(
        Choice(text=text(f"choice {place}"), because=text(f"reason {place}"), correct=right)
        for place, right in enumerate(correct)
    )
    return ChoiceQuestion(kind="choice", choices=choices, folklore=text("they say"), sources=("a book",), **shared("c"))


MEASURED = NumberQuestion(kind="number", measured="family.claim_a/share", tolerance="10%", unit="%", **shared("m"))

NUMBER = NumberQuestion(kind="number", value=65.0, tolerance=1.0, unit="%", **shared("n"))

ORDER = OrderQuestion(kind="order", items=tuple(text(f"item {place}") for place in range(3)), **shared("o"))

OPEN = OpenQuestion(kind="open", key_points=(text("point 0"), text("point 1"), text("point 2")), **shared("p"))


def bank(*questions: Any) -> Bank:
    return Bank(root=Path("bank"), topics=(Topic(name="topic", title=text("topic"), questions=questions),))


class FakeRunner:
    """Answers at once, as the experiment above would."""

    runs = 0
    value = 65.0
    trouble: BaseException | None = None
    verdict: Verdict | None = None

    async def close(self) -> None:
        return None

    async def run(self, pinned: PinnedTask, on_update: Callable[[Update], None]) -> Result:
        self.runs += 1
        for seconds in (0.5, 0.75):
            on_update(Starting("torch", seconds))
        on_update(Started())
        if isinstance(self.trouble, KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)  # as Ctrl-C does
            await asyncio.sleep(3600)
        if self.trouble:
            raise self.trouble
        if self.verdict:
            return result_without_evidence(pinned.task, self.verdict, "crash: exit code 3", 0.1)
        evidence = Evidence(
            measurements=[Measurement("share", self.value, at_most(100, because="a share"))],
            controls=[Control("c", 200, at_most(100))],
        )
        return decide(pinned.task, evidence, 0.1)


def play(
    asked: Bank,
    lines: Iterable[str],
    catalogue: Catalogue | None = None,
    runner: FakeRunner | None = None,
    language: Language = "en",
    why: str = "",
    progress: bytes = b"",
) -> tuple[int, list[str]]:
    """The exit code and every line that was shown, when `lines` come in."""
    shown: list[str] = []
    coming = iter(lines)
    made = runner or FakeRunner()
    with TemporaryDirectory() as folder, ExitStack() as ending:
        file = Path(folder) / "progress.sqlite"
        file.write_bytes(progress)
        store = ending.enter_context(closing(ProgressStore.open(file)))
        learner = Learner(store, asked)
        code = play_line_mode(
            StudySession(learner),
            catalogue,
            language,
            draw(Selection(), learner, seed=1),
            1,
            why,
            read=lambda _prompt: next(coming, None),
            write=shown.append,
            service=Service(runner=made),  # type: ignore[arg-type]  # a fake that only runs
        )
    return code, shown


def place_of(shown: list[str], words: str) -> str:
    """The number in front of a choice or item."""
    return next(line for line in shown if words in line).split(".")[0]


def asked_lines(question: Any) -> list[str]:
    """What play() with seed 1 shows of a question: a first session only looks."""
    return play(bank(question), ["q"])[1]
