"""An exercise line by line: where the reader's file is, and what the judges say of it each time Enter is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from quizdl.bank.question import CodeQuestion
from quizdl.errors import QuizdlError
from quizdl.line_mode.conversation import Conversation
from quizdl.line_mode.prover import Prover
from quizdl.line_mode.question import QuestionTalk, Remember
from quizdl.practice.diagnosing import known_mistakes
from quizdl.practice.example import run_example
from quizdl.practice.exercise import exercise_of
from quizdl.practice.files import begin_file, set_aside
from quizdl.practice.round import ExerciseRound
from quizdl.practice.watching import Lost, read_once
from quizdl.report.errors import say_error
from quizdl.report.practice import attempt_lines, diagnosis_lines, exercise_lines
from quizdl.report.text import bank_lines, harmless
from quizdl.report.view.diagnosis import likeness_text
from quizdl.report.view.practice import attempt_view
from quizdl.study.cards import Rating
from quizdl.study.study_session import StudySession
from quizdl.verify.diagnosis import Diagnosis
from quizdl.words import say


class Offer(NamedTuple):
    """Help that the reader may take."""

    text: str
    price: str  # its name among the words
    take: Callable[[ExerciseRound], Rating | None]  # gives how the round was rated, where it was for that


class PutOff(Exception):
    """The question in sight is not answered now; the session has another one."""


class ExerciseTalk(QuestionTalk):
    """The conversation about an exercise. Raises PutOff besides, where the reader does not write it now."""

    def __init__(
        self, question: CodeQuestion, study: StudySession, talk: Conversation, prover: Prover, remember: Remember | None
    ) -> None:
        super().__init__(question, study, talk, prover, remember)
        self.exercise_question = question
        self.work: ExerciseRound | None = None  # once its file is open
        self._diagnosis: Diagnosis | None = None  # of the last attempt
        self._offers: list[Offer] = []  # of help, from which the reader may pick by number

    def run(self) -> None:
        """Ask when to write it, judge it whenever the reader says so, and show the answer once it is graded."""
        try:
            self.ask(self.offer, self.begin, hear=self.hear_or_put_off)
            if (work := self.work) is not None:
                self.ask(lambda: self.tell_task(work), lambda line: self.write(work, line), hear=self.hear_or_put_off)
        finally:
            if self.work is not None:
                self.work.leave()
        if self.answered:
            self.ask(self.reveal, self.next, self.prove)

    def hear_or_put_off(self) -> str:
        line = self.hear()
        if line == "s":
            self.study.put_off()
            raise PutOff
        if line == "x":
            self.study.leave_out_exercises()
            raise PutOff
        return line

    # When to write it

    def offer(self) -> None:
        self.tell_place()
        self.talk.tell(*bank_lines(self.question.prompt.to(self.talk.language)).split("\n"))
        self.talk.say("exercise.needs", count=self.exercise_question.minutes)
        if self.prover.catalogue is None:
            self.prover.tell_why_not()
        self.talk.say("line.not_now" if self.prover.catalogue is None else "line.when")

    def begin(self, line: str) -> bool:
        """Open the file on an empty line; ask before the program of an earlier round is put aside."""
        if line or self.prover.catalogue is None:
            return False
        learner = self.study.learner
        try:
            exercise = exercise_of(self.exercise_question, self.prover.catalogue, learner.bank.verifiers)
            work = ExerciseRound(learner, exercise, self.study.record_exercise)
            if work.holds_old_program:
                self.talk.say("line.of_before", file=harmless(str(work.file)))
                if self.hear() != "k":
                    set_aside(work.file, learner.now())
            begin_file(work.file, self.exercise_question.starter)
        except (QuizdlError, OSError) as error:
            self.talk.tell(harmless(say_error(self.talk.language, error)))
            return False
        work.resume()
        self.work = work
        return True

    # At work

    def tell_task(self, work: ExerciseRound) -> None:
        self.talk.tell("", *exercise_lines(work.exercise, run_example(work.exercise), self.talk.language))
        self.talk.say("practice.there", file=harmless(str(work.file)))
        self.talk.say("line.at_work")

    def write(self, work: ExerciseRound, line: str) -> bool | None:
        """Judge the file, take help, or give up; whether that ends it, None where more comes."""
        offers, self._offers = self._offers, []
        match line:
            case "":
                rating = self.judge(work)
            case "h":
                self.offer_help(work)
                return None
            case "a":
                rating = work.give_up()
            case _ if line.isdecimal() and 1 <= int(line) <= len(offers):
                rating = offers[int(line) - 1].take(work)
            case _:
                return False
        self.answered = rating is not None
        if rating is not None:
            self.tell_grade(self.study.session.answers[-1].grade, rating)
        return self.answered or None

    def judge(self, work: ExerciseRound) -> Rating | None:
        """Judge the file as it is now; its rating where it passed."""
        found = read_once(work.file)
        if isinstance(found, Lost):
            self.talk.say(f"practice.{found}", file=harmless(str(work.file)))
            return None
        judged = self.prover.judge(work.exercise, found.data, str(work.file))
        if judged is None:
            return None
        attempt, self._diagnosis = judged
        self.talk.tell(*attempt_lines(attempt_view(attempt, work.exercise, self.talk.language)))
        if self._diagnosis is not None:
            self.talk.tell(*diagnosis_lines(self._diagnosis, self.talk.language))
        return work.judged(attempt)

    def offer_help(self, work: ExerciseRound) -> None:
        """Say which help there is, each with its price; the next line may be the number of one."""
        language, count = self.talk.language, len(self.exercise_question.hints)
        if work.hints_left:
            text = say(language, "practice.next_hint", number=count - work.hints_left + 1, count=count)
            self._offers.append(Offer(text, "practice.costs_a_hint", self.hint))
        if self._diagnosis is not None:
            self._offers.append(Offer(say(language, "practice.likeness"), "practice.costs_a_hint", self.likeness))
        if work.current.attempts:
            self._offers.append(
                Offer(say(language, "practice.solution"), "practice.costs_all", ExerciseRound.see_solution)
            )
        self.talk.say("practice.help" if self._offers else "practice.no_help")
        for number, offer in enumerate(self._offers, 1):
            self.talk.tell(f"{number}. {offer.text} ({say(language, offer.price)})")
        if self._offers:
            self.talk.say("line.pick_help")
        if not work.current.attempts:
            self.talk.say("practice.solution_later")

    def hint(self, work: ExerciseRound) -> None:
        """Take the next hint."""
        hints, taken = self.exercise_question.hints, work.take_hint()
        text = harmless(bank_lines(hints[taken - 1].to(self.talk.language)))
        self.talk.say("practice.hint", number=taken, count=len(hints), hint=text)

    def likeness(self, work: ExerciseRound) -> None:
        """Hear which known mistake the last attempt behaves like."""
        assert self._diagnosis is not None
        work.see_likeness()
        mistakes = known_mistakes(work.exercise).texts
        self.talk.tell(harmless(likeness_text(self._diagnosis, mistakes, self.talk.language)))

    def reveal(self) -> None:
        """Our program, and the answer."""
        if self.work is not None:
            program = self.work.exercise.program.read_text(encoding="utf-8")
            self.talk.tell(f"{say(self.talk.language, 'answer.ours')}:", *harmless(program).rstrip().split("\n"))
        super().reveal()
