"""The quiz line by line: for pipes, screen readers, and terminals that cannot place a cursor."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence

from quizdl.bank.question import AnyQuestion, NumberQuestion, OpenQuestion, OrderQuestion
from quizdl.errors import EngineError, QuizdlError
from quizdl.line_mode.input import Compose, Read, Write, command_in, composed, numbers_in
from quizdl.line_mode.prover import Prover
from quizdl.report.errors import say_error, say_message
from quizdl.report.lines import grade_line, number_line, proof_lines, question_lines, reveal_lines, summary_lines
from quizdl.report.text import harmless, largest_unit
from quizdl.report.view.proof import number_of, proof_view, reason_of, sentence_of
from quizdl.report.view.summary import summary_view
from quizdl.report.wording import say_storage_warning
from quizdl.study.cards import Rating
from quizdl.study.grading import Grade, grade_choice, grade_number, grade_open, grade_order, parse_number
from quizdl.study.storage_warnings import StorageWarning
from quizdl.study.study_session import StudySession
from quizdl.verify.catalogue import Catalogue
from quizdl.verify.declared import Claim
from quizdl.verify.result import Result
from quizdl.verify.service import Service
from quizdl.verify.task import Task
from quizdl.verify.updates import Starting, Update
from quizdl.words import Language, next_language, say

MOST_TRIES = 20  # lines that answer nothing, before the question is passed over: `yes | quizdl` must end


class _Leave(Exception):
    """The reader quits, or the input has ended."""


class _Undo(Exception):
    """The reader undoes the last answer."""


def play_line_mode(
    study: StudySession,
    catalogue: Catalogue | None,
    language: Language,
    questions: Sequence[AnyQuestion],
    seed: int,
    why_no_proofs: str = "",
    *,
    read: Read,
    write: Write,
    compose: Compose | None = None,
    remember: Callable[[str, str], None] | None = None,
    service: Service | None = None,
) -> int:
    """Ask questions until they or the input end, and print the summary. Returns 0, or 2 if the input is empty.

    Without a catalogue nothing is proven, for the reason given; the others run on `service`, which is closed at the
    end. `compose` hears an open answer, by default as `read` does; `remember` keeps a setting for the next start.
    """
    if not questions:
        write(say(language, "line.no_questions"))
        return 0
    study.begin(questions, seed)
    write(say(language, "line.drawn", seed=seed))
    with asyncio.Runner() as loop:
        prover = Prover(loop, catalogue, why_no_proofs, service or Service())
        try:
            talk = _Talk(study, language, prover, read, write, compose or composed(read), remember)
            return talk.run()
        finally:
            prover.close()


class _Talk:
    """The conversation: prints in the reader's language, and parses answers."""

    def __init__(
        self,
        study: StudySession,
        language: Language,
        prover: Prover,
        read: Read,
        write: Write,
        compose: Compose,
        remember: Callable[[str, str], None] | None,
    ) -> None:
        self.study, self.language, self.prover = study, language, prover
        self._read, self._write, self._compose, self._remember = read, write, compose, remember
        self.heard_anything = False
        self._starting = ""  # the module whose import was told last
        self.picked: tuple[int, ...] | None = None  # the choices that were answered
        self.hidden = False  # whether the answer stays hidden, for it was not measured
        self._told: StorageWarning | None = None  # the warning that the reader has seen

    def run(self) -> int:
        self.tell_storage_warning()
        while True:
            try:
                self.ask_all()
                left = False
            except _Leave:
                left = True
                if not self.heard_anything:
                    self.say("line.no_input")
                    return 2
            titles = {topic.name: topic.title for topic in self.study.learner.bank.topics}
            self.tell("", *summary_lines(summary_view(self.study.summary(), titles, self.language, self.sentence)))
            if left or not self.undoes_at_end():
                return 0

    def ask_all(self) -> None:
        """Ask the remaining questions of the session."""
        while (question := self.study.session.current) is not None:
            try:
                self.question(question)
                self.study.advance()
            except _Undo:
                self.study.undo()
                self.say("line.undone")

    def undoes_at_end(self) -> bool:
        """Offer to undo the last answer of the session; return whether the reader did."""
        if not self.study.session.answers:
            return False
        line = self._read(f"{say(self.language, 'line.undo_or_end')} > ")
        if line is None or command_in(line.strip()) != "u":
            return False
        self.say("line.undone")
        return self.study.undo()

    def sentence(self, claim_id: str) -> str:
        """The sentence of a claim, or its id if the catalogue lacks it."""
        return sentence_of(claim_id, self.prover.catalogue, self.language)

    def tell(self, *lines: str) -> None:
        for line in lines:
            self._write(line)

    def say(self, name: str, **values: object) -> None:
        for line in say(self.language, name, **values).split("\n"):
            self._write(line)

    def hear(self, question: OpenQuestion | None = None) -> str:
        """The next line without its margins; raises _Leave at the end of the input and for `q`.

        To an open `question` it begins with what was typed before, and what is typed is kept.
        """
        if question is None:
            line = self._read("> ")
        else:
            line = self._compose("> ", self.study.learner.draft(question), lambda text: self.keep(question, text))
        if line is None:
            raise _Leave
        self.heard_anything = True
        line = line.strip()
        command = command_in(line)
        if command == "q":
            raise _Leave
        return command or line

    def keep(self, question: OpenQuestion, text: str) -> None:
        """Save the draft of an open question, unless it is a command."""
        if text.strip() not in ("", "?") and command_in(text.strip()) is None:
            self.study.learner.keep_draft(question, text)

    def ask(
        self,
        show: Callable[[], None],
        understand: Callable[[str], bool],
        prove: Callable[[], None] | None = None,
        hear: Callable[[], str] | None = None,
    ) -> None:
        """Prompt and read lines until one is understood, the reader skips, or too many were not."""
        show()
        for _ in range(MOST_TRIES):
            line = hear() if hear else self.hear()
            if line == "s":
                return
            if line == "u":
                self.undo()
            elif line == "?":
                self.say("line.help")
            elif line == "v" and prove is not None:
                prove()
            elif line == "l":
                self.switch()
                show()
            elif line != "v" and understand(line):
                return
            else:
                self.say("line.not_understood")

    def undo(self) -> None:
        """Go back to the last answer, if there is one."""
        if self.study.session.answers:
            raise _Undo
        self.say("line.nothing_to_undo")

    def switch(self) -> None:
        """Switch the language, now and for the next start."""
        self.language = next_language(self.language)
        if self._remember is not None:
            with contextlib.suppress(OSError, QuizdlError):  # it holds until the end
                self._remember("lang", self.language)

    def question(self, question: AnyQuestion) -> None:
        """Ask, grade, give the reasons, and prove on request."""
        order = self.study.session.display_order(question)
        self.picked, self.hidden = None, False

        def show() -> None:
            if self.study.learner.changed(question):
                self.say("line.changed")
            place = say(
                self.language, "line.question", place=self.study.session.position + 1, all=self.study.session.total
            )
            self.tell("", f"{place} ({say(self.language, f'line.level.{question.level}')})")
            self.tell(*question_lines(question, self.language, order))
            if draft := self.study.learner.draft(question):
                self.say("line.draft", text=harmless(draft))

        answered = False

        def understand(line: str) -> bool:
            nonlocal answered
            answered = self.answer(question, order, line)
            return answered

        if isinstance(question, OpenQuestion):
            self.ask(show, understand, hear=lambda: self.hear(question))
        else:
            self.ask(show, understand)
        if answered and not self.hidden:
            self.ask(lambda: self.reveal(question, order), self.next, lambda: self.prove_all(question))

    def next(self, line: str) -> bool:
        """Whether the reader continues, by an empty line or a rating."""
        if line in ("1", "2", "3", "4"):
            self.study.overrule(Rating(int(line)))
        return line in ("", "1", "2", "3", "4")

    def reveal(self, question: AnyQuestion, order: Sequence[int]) -> None:
        if isinstance(question, OpenQuestion):  # its key points were shown to be ticked
            lines = reveal_lines(question, self.language)[len(question.key_points) + 1 :]
        else:
            lines = reveal_lines(question, self.language, order, self.picked)
        self.tell(*lines)
        self.say("line.next")

    def prove_all(self, question: AnyQuestion) -> None:
        self.run_claims(question.verify, self.proved)
        self.say("line.next")

    def answer(self, question: AnyQuestion, order: Sequence[int], line: str) -> bool:
        """Grade a line as the answer; False if it is not one."""
        if isinstance(question, NumberQuestion):
            return self.answer_number(question, line)
        if isinstance(question, OpenQuestion):
            return self.answer_open(question, line)
        places = numbers_in(line, len(order))
        if isinstance(question, OrderQuestion):
            if places is None or sorted(places) != list(range(1, len(order) + 1)):
                return False
            return self.graded(grade_order(question, [order[place - 1] for place in places]))
        if not places or not (question.several or len(places) == 1):
            return False
        self.picked = tuple(order[place - 1] for place in places)
        return self.graded(grade_choice(question, self.picked))

    def answer_number(self, question: NumberQuestion, line: str) -> bool:
        given = parse_number(line, question.unit)
        if given is None:
            return False
        if question.measured is None:
            assert question.value is not None  # the bank's checks see to it
            return self.graded(grade_number(question, given, question.value))
        self.hidden = not self.measure(question, given)
        return True

    def measure(self, question: NumberQuestion, given: float) -> bool:
        """Run the experiment that decides a prediction, and grade it; return whether to show the answer.

        Where there is no number it may once the reader asks for it.
        """
        for _ in range(MOST_TRIES):
            if self.measured(question, given):
                return True
            self.say("line.not_measured")
            line = self.hear()
            if line in ("a", "", "s"):
                return line == "a"
            if line == "u":
                self.undo()
            elif line == "l":
                self.switch()
            elif line != "v":
                self.say("line.not_understood")
        return False

    def measured(self, question: NumberQuestion, given: float) -> bool:
        """Measure once and grade the prediction; return whether there was a number."""
        name = question.measured or ""
        if (ran := self.run_claim(name.partition("/")[0])) is None:
            return False
        claim, result = ran
        truth = number_of(result, name)
        if truth is None:  # what the claim says would tell the answer
            self.tell(say(self.language, f"verdict.{result.verdict}"), reason_of(result, self.language))
            self.say("line.no_number")
            return False
        self.proved(claim, result)
        self.tell(number_line(question, truth, self.language, "line.measured_here"))
        return self.graded(grade_number(question, given, truth))

    def answer_open(self, question: OpenQuestion, line: str) -> bool:
        """Accept any line; the reader then ticks its key points. Until then it is a draft."""
        self.keep(question, line)

        def show() -> None:
            self.tell(*reveal_lines(question, self.language)[: len(question.key_points) + 1])
            self.say("line.tick")

        def understand(line: str) -> bool:
            places = numbers_in(line, len(question.key_points)) if line else []
            return places is not None and self.graded(grade_open(question, {place - 1 for place in places}))

        self.ask(show, understand)
        return True

    def graded(self, grade: Grade) -> bool:
        question = self.study.session.current
        rating = self.study.record(grade, self.language)
        self.tell("", grade_line(grade, self.language))
        if question is not None and rating is not None:
            unit, count = largest_unit(self.study.learner.due_in(question.id))
            due = say(self.language, f"span.{unit}", count=count)
            self.say("line.rated", rating=say(self.language, f"rating.{rating}"), due=due)
        self.tell_storage_warning()
        return True

    def tell_storage_warning(self) -> None:
        """Say it once, when progress is not saved or had to be restored."""
        warning = self.study.learner.store.warning
        if warning and warning != self._told:
            self.tell(say_storage_warning(self.language, warning))
        self._told = warning

    def hear_engine(self, update: Update) -> None:
        """Print once for each module that the engine imports it."""
        if isinstance(update, Starting) and update.module != self._starting:
            self._starting = update.module
            self.say("proof.starting", module=update.module, seconds=f"{update.seconds:.0f}")

    def proved(self, claim: Claim, result: Result) -> None:
        """Store the result of an experiment, and print it."""
        self.study.prove(claim.id, result.verdict, as_declared=result.as_declared)
        self.tell(*proof_lines(proof_view(result, claim, self.language), self.language))

    def run_claim(self, claim_id: str) -> tuple[Claim, Result] | None:
        """Run one claim; print the reason and return None if it cannot run or Ctrl-C stops it."""
        ran: list[tuple[Claim, Result]] = []
        self.run_claims([claim_id], lambda claim, result: ran.append((claim, result)))
        return ran[0] if ran else None

    def run_claims(self, claim_ids: Sequence[str], hear: Callable[[Claim, Result], None]) -> None:
        """Run claims side by side; print the reason if one cannot run or Ctrl-C stops them."""
        catalogue = self.prover.catalogue
        if catalogue is None:
            why = say_message(self.language, self.prover.why_not)
            self.say("proof.off", why=harmless(why) if why else say(self.language, "proof.off_default"))
            return
        tasks = []
        for claim_id in claim_ids:
            try:
                tasks.append(Task(catalogue.claim(claim_id)))
            except QuizdlError as error:
                self.tell(harmless(say_error(self.language, error)))
        for task in tasks:
            self.say("line.running", claim=task.claim.id, seconds=f"{task.claim.seconds:g}")
        try:
            self.prover.run(tasks, self.hear_engine, lambda task, result: hear(task.claim, result))
        except EngineError as error:
            self.tell(harmless(say_error(self.language, error)))
        except KeyboardInterrupt:
            self.say("line.stopped")
