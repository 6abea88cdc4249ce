"""The quiz line by line: for pipes, screen readers, and terminals that cannot place a cursor."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack

from quizdl.bank.model import Language
from quizdl.bank.question import AnyQuestion, NumberQuestion, OpenQuestion, OrderQuestion
from quizdl.errors import EngineError, QuizdlError
from quizdl.report.lines import grade_line, number_line, proof_lines, question_lines, reveal_lines, summary_lines
from quizdl.report.text import harmless, largest_unit
from quizdl.report.wording import say, say_trouble
from quizdl.study.cards import Rating
from quizdl.study.course import Course
from quizdl.study.grading import Grade, grade_choice, grade_number, grade_open, grade_order, parse_number
from quizdl.study.trouble import Trouble
from quizdl.verify.catalogue import Catalogue
from quizdl.verify.results import Result, Task
from quizdl.verify.runner import Report, Runner, Starting

MOST_TRIES = 20  # lines that answer nothing, before the question is passed over: `yes | quizdl` must end

Read = Callable[[str], str | None]  # shows a prompt; a line without its end, or None at the end of the input
Write = Callable[[str], None]  # shows one line

# Commands, also as they come from a Hangul keyboard; NFKC turns both jamo and full-width letters into these.
_COMMANDS = {"v": "v", "l": "l", "?": "?", "q": "q", "s": "s", "u": "u"} | {
    unicodedata.normalize("NFKC", jamo): key for jamo, key in zip("ㅍㅣㅂㄴㅕ", "vlqsu", strict=True)
}


class _Leave(Exception):
    """The reader quits, or the input has ended."""


class _Undo(Exception):
    """The reader takes the last answer back."""


def play_plain(
    course: Course,
    catalogue: Catalogue | None,
    language: Language,
    questions: Sequence[AnyQuestion],
    seed: int,
    why_no_proofs: str = "",
    *,
    read: Read,
    write: Write,
    runner_factory: Callable[[], Runner] | None = None,
) -> int:
    """Ask questions until they or the input end, and sum up. The exit code: 0, or 2 where nobody answers at all.

    Without a catalogue nothing is proven, for the reason given; `runner_factory` makes the runner at the first
    proof.
    """
    if not questions:
        write(say(language, "no questions"))
        return 0
    course.begin(questions, seed)
    write(say(language, "drawn", seed=seed))
    with asyncio.Runner() as loop:
        prover = _Prover(loop, catalogue, why_no_proofs, runner_factory or Runner)
        try:
            talk = _Talk(course, language, prover, read, write)
            return talk.run()
        finally:
            prover.close()


class _Prover:
    """Runs claims, one after another, on a runner that starts with the first."""

    def __init__(
        self,
        loop: asyncio.Runner,
        catalogue: Catalogue | None,
        why_not: str,
        runner_factory: Callable[[], Runner],
    ) -> None:
        self._loop, self.catalogue, self.why_not = loop, catalogue, why_not
        self._factory = runner_factory
        self._runner: Runner | None = None
        self._open = AsyncExitStack()

    def run(self, task: Task, report: Callable[[Report], None]) -> Result:
        return self._loop.run(self._run(task, report))

    async def _run(self, task: Task, report: Callable[[Report], None]) -> Result:
        if self._runner is None:
            self._runner = await self._open.enter_async_context(self._factory())
        return await self._runner.run(task, report)

    def close(self) -> None:
        self._loop.run(self._open.aclose())


class _Talk:
    """The conversation: what was said in which language, and how each answer is understood."""

    def __init__(self, course: Course, language: Language, prover: _Prover, read: Read, write: Write) -> None:
        self.course, self.language, self.prover = course, language, prover
        self._read, self._write = read, write
        self.heard_anything = False
        self._starting = ""  # the module whose import was told last
        self.picked: set[int] = set()
        self._told: Trouble | None = None  # the trouble with progress that the reader knows of

    def run(self) -> int:
        self.tell_trouble()
        try:
            while (question := self.course.sitting.current) is not None:
                try:
                    self.question(question)
                    self.course.advance()
                except _Undo:
                    self.say("undone" if self.course.undo() else "nothing to undo")
        except _Leave:
            if not self.heard_anything:
                self.say("nobody answers")
                return 2
        titles = {topic.name: topic.title for topic in self.course.learner.bank.topics}
        self.tell("", *summary_lines(self.course.summary(), titles, self.language))
        return 0

    def tell(self, *lines: str) -> None:
        for line in lines:
            self._write(line)

    def say(self, name: str, **values: object) -> None:
        for line in say(self.language, name, **values).split("\n"):
            self._write(line)

    def hear(self) -> str:
        """The next line, NFKC without its margins; raises _Leave at the end of the input and for `q`."""
        line = self._read("> ")
        if line is None:
            raise _Leave
        self.heard_anything = True
        line = line.strip()
        command = command_in(line)
        if command == "q":
            raise _Leave
        return command or line

    def ask(
        self, show: Callable[[], None], understand: Callable[[str], bool], prove: Callable[[], None] | None = None
    ) -> None:
        """Show something and hear lines until one is understood, the reader skips, or patience ends."""
        show()
        for _ in range(MOST_TRIES):
            line = self.hear()
            if line == "s":
                return
            if line == "u":
                raise _Undo
            if line == "?":
                self.say("help")
            elif line == "v" and prove is not None:
                prove()
            elif line == "l":
                self.language = "en" if self.language == "ko" else "ko"
                show()
            elif line != "v" and understand(line):
                return
            else:
                self.say("not understood")

    def question(self, question: AnyQuestion) -> None:
        """Ask, grade, give the reasons, and prove where the reader wants it."""
        order = self.course.sitting.display_order(question)
        self.picked = set()

        def show() -> None:
            if self.course.learner.changed(question):
                self.say("changed")
            place = say(
                self.language, "question", place=self.course.sitting.position + 1, all=self.course.sitting.total
            )
            self.tell("", f"{place} ({say(self.language, f'level {question.level}')})")
            self.tell(*question_lines(question, self.language, order))

        answered = False

        def understand(line: str) -> bool:
            nonlocal answered
            answered = self.answer(question, order, line)
            return answered

        self.ask(show, understand)
        if answered:
            self.ask(lambda: self.reveal(question, order), self.next, lambda: self.prove_all(question))

    def next(self, line: str) -> bool:
        """Whether the reader goes on: with an empty line, or with a rating of their own."""
        if line in ("1", "2", "3", "4"):
            self.course.overrule(Rating(int(line)))
        return line in ("", "1", "2", "3", "4")

    def reveal(self, question: AnyQuestion, order: Sequence[int]) -> None:
        if isinstance(question, OpenQuestion):  # its key points were shown to be ticked
            lines = reveal_lines(question, self.language)[len(question.key_points) + 1 :]
        else:
            lines = reveal_lines(question, self.language, order, self.picked)
        self.tell(*lines)
        self.say("next")

    def prove_all(self, question: AnyQuestion) -> None:
        for claim_id in question.verify:
            self.prove(claim_id)
        self.say("next")

    def answer(self, question: AnyQuestion, order: Sequence[int], line: str) -> bool:
        """Grade a line as the answer; False where it is none."""
        if isinstance(question, NumberQuestion):
            return self.answer_number(question, line)
        if isinstance(question, OpenQuestion):
            return self.answer_open(question)
        places = numbers_in(line, len(order))
        if isinstance(question, OrderQuestion):
            if places is None or sorted(places) != list(range(1, len(order) + 1)):
                return False
            return self.graded(grade_order(question, [order[place - 1] for place in places]))
        if not places or not (question.several or len(places) == 1):
            return False
        self.picked = {order[place - 1] for place in places}
        return self.graded(grade_choice(question, self.picked))

    def answer_number(self, question: NumberQuestion, line: str) -> bool:
        given = parse_number(line, question.unit)
        if given is None:
            return False
        if question.measured is None:
            assert question.value is not None  # the bank's checks see to it
            return self.graded(grade_number(question, given, question.value))
        claim_id, _, name = question.measured.partition("/")
        result = self.prove(claim_id)
        if result is None:  # why, has been told
            return True
        evidence = result.evidence
        numbers = {n.name: n.value for n in (*evidence.measurements, *evidence.controls)} if evidence else {}
        if name not in numbers:
            self.say("not graded", why=say(self.language, "no number"))
            return True
        self.tell(number_line(question, numbers[name], self.language, "measured here"))
        return self.graded(grade_number(question, given, numbers[name]))

    def answer_open(self, question: OpenQuestion) -> bool:
        """Any line will do: the reader says which key points were in it."""

        def show() -> None:
            self.tell(*reveal_lines(question, self.language)[: len(question.key_points) + 1])
            self.say("tick")

        def understand(line: str) -> bool:
            places = numbers_in(line, len(question.key_points)) if line else []
            return places is not None and self.graded(grade_open(question, {place - 1 for place in places}))

        self.ask(show, understand)
        return True

    def graded(self, grade: Grade) -> bool:
        question = self.course.sitting.current
        rating = self.course.record(grade, self.language)
        self.tell("", grade_line(grade, self.language))
        if question is not None and rating is not None:
            unit, count = largest_unit(self.course.learner.due_in(question.id))
            due = say(self.language, f"span {unit}", count=count)
            self.say("rated", rating=say(self.language, f"rating {rating}"), due=due)
        self.tell_trouble()
        return True

    def tell_trouble(self) -> None:
        """Say it once, when progress is not saved or had to be restored."""
        trouble = self.course.learner.store.trouble
        if trouble and trouble != self._told:
            self.tell(say_trouble(self.language, trouble))
        self._told = trouble

    def hear_engine(self, report: Report) -> None:
        """Tell once for each module that the engine imports that it does."""
        if isinstance(report, Starting) and report.module != self._starting:
            self._starting = report.module
            self.say("starting", module=report.module, seconds=f"{report.seconds:.0f}")

    def prove(self, claim_id: str) -> Result | None:
        """Run one claim and tell what came out; None where it cannot be run, or was stopped by Ctrl-C."""
        catalogue = self.prover.catalogue
        if catalogue is None:
            self.say("no proofs", why=harmless(self.prover.why_not) or say(self.language, "switched off"))
            return None
        try:
            claim = catalogue.claim(claim_id)
            self.say("running", claim=claim.id, seconds=f"{claim.seconds:g}")
            result = self.prover.run(Task(claim), self.hear_engine)
        except EngineError as error:
            self.tell(harmless(error.sentence(self.language)))
            return None
        except QuizdlError as error:
            self.tell(harmless(str(error)))
            return None
        except KeyboardInterrupt:
            self.say("stopped")
            return None
        self.course.prove(claim_id, result.verdict, as_declared=result.as_declared)
        self.tell(*proof_lines(result, claim, self.language))
        return result


def command_in(line: str) -> str | None:
    """The command that a line is, also where the keyboard writes Hangul; None where it is none."""
    return _COMMANDS.get(unicodedata.normalize("NFKC", line).casefold())


def numbers_in(line: str, most: int) -> list[int] | None:
    """The places 1..`most` that a line names, in its order: `1 3`, `1,3`, `13` and `3 > 1` alike.

    None where it names none, names one twice, or says anything else.
    """
    plain = unicodedata.normalize("NFKC", line)
    if not re.fullmatch(r"[\d\s,;.>)(-]*", plain):
        return None
    places = [int(digit) for digit in re.findall(r"\d", plain)]  # a question has at most nine parts
    if not places or len(set(places)) < len(places) or not all(1 <= place <= most for place in places):
        return None
    return places
