"""One question line by line: it is shown, answered, graded, explained, and proven on request."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from quizdl.bank.question import AnyQuestion, ChoiceQuestion, NumberQuestion, OpenQuestion, OrderQuestion
from quizdl.errors import QuizdlError
from quizdl.line_mode.conversation import MOST_TRIES, Conversation, Leave
from quizdl.line_mode.input import command_in, numbers_in
from quizdl.line_mode.prover import Prover
from quizdl.report.lines import grade_line, proof_lines, question_lines, reveal_lines
from quizdl.report.text import harmless, largest_unit
from quizdl.report.view.answer import order_outcome
from quizdl.report.view.number_answer import number_view
from quizdl.report.view.proof import number_of, proof_view, why_no_number
from quizdl.study.cards import Rating
from quizdl.study.grading import Grade, grade_choice, grade_number, grade_open, grade_order, parse_number
from quizdl.study.study_session import StudySession
from quizdl.verify.declared import Claim
from quizdl.verify.result import Result
from quizdl.words import next_language, say

Remember = Callable[[str, str], None]


class Undo(Exception):
    """The reader undoes the last answer."""


class QuestionTalk:
    """The conversation about the current question of a session. Raises Leave and Undo where the reader says so."""

    def __init__(
        self,
        question: AnyQuestion,
        study: StudySession,
        talk: Conversation,
        prover: Prover,
        remember: Remember | None,
    ) -> None:
        self.question, self.study, self.talk, self.prover = question, study, talk, prover
        self._remember = remember
        self.order = study.session.display_order(question)
        self.picked: tuple[int, ...] | None = None  # the choices that were answered
        self.answered = False
        self.hidden = False  # whether the answer stays hidden, for it was not measured

    def run(self) -> None:
        """Ask, grade, give the reasons, and prove on request."""
        self.ask(self.show, self.answer, hear=self.hear_answer)
        if self.answered and not self.hidden:
            self.ask(self.reveal, self.next, self.prove)

    def tell_place(self) -> None:
        """The place in the session and the level, after whether the question has changed."""
        question, talk, session = self.question, self.talk, self.study.session
        if self.study.learner.changed(question):
            talk.say("line.changed")
        place = say(talk.language, "line.question", place=session.position + 1, all=session.total)
        talk.tell("", f"{place} ({say(talk.language, 'level', level=question.level)})")

    def show(self) -> None:
        question, talk = self.question, self.talk
        self.tell_place()
        talk.tell(*question_lines(question, talk.language, self.order))
        if draft := self.study.learner.draft(question):
            talk.say("line.draft", text=harmless(draft))

    def hear(self) -> str:
        """The next line, or the command in it. Raises Leave for `q`."""
        return self._command_or_line(self.talk.hear())

    def hear_answer(self) -> str:
        """As `hear`; for an open question it begins with what was typed before, and what is typed is kept."""
        if not isinstance(self.question, OpenQuestion):
            return self.hear()
        return self._command_or_line(self.talk.hear(self.study.learner.draft(self.question), self.keep))

    def _command_or_line(self, line: str) -> str:
        command = command_in(line)
        if command == "q":
            raise Leave
        return command or line

    def keep(self, text: str) -> None:
        """Save the draft of an open question, unless it is a command."""
        if text.strip() not in ("", "?") and command_in(text.strip()) is None:
            self.study.learner.keep_draft(self.question, text)

    def ask(
        self,
        show: Callable[[], None],
        understand: Callable[[str], bool | None],
        prove: Callable[[], None] | None = None,
        hear: Callable[[], str] | None = None,
    ) -> None:
        """Prompt and read lines until one is understood, the reader skips, or there were too many.

        `understand` says whether it understood a line, or None where it did and another one may follow.
        """
        show()
        for _ in range(MOST_TRIES):
            line = hear() if hear else self.hear()
            if line == "s":
                return
            if line == "u":
                self.undo()
            elif line == "?":
                self.talk.say("line.help")
            elif line == "v" and prove is not None:
                prove()
            elif line == "l":
                self.switch_language()
                show()
            elif line == "v" or (understood := understand(line)) is False:
                self.talk.say("line.not_understood")
            elif understood:
                return

    def undo(self) -> None:
        """Go back to the last answer, if there is one."""
        if self.study.session.answers:
            raise Undo
        self.talk.say("line.nothing_to_undo")

    def switch_language(self) -> None:
        """Switch the language, now and for the next start."""
        self.talk.language = next_language(self.talk.language)
        if self._remember is not None:
            with contextlib.suppress(OSError, QuizdlError):  # it holds until the end
                self._remember("lang", self.talk.language)

    def reveal(self) -> None:
        question, language = self.question, self.talk.language
        if isinstance(question, OpenQuestion):  # its key points were shown to be ticked
            lines = reveal_lines(question, language)[len(question.key_points) + 1 :]
        else:
            lines = reveal_lines(question, language, self.order, self.picked)
        self.talk.tell(*lines)
        self.talk.say("line.next")

    def next(self, line: str) -> bool:
        """Whether the reader continues, by an empty line or a rating."""
        if line in ("1", "2", "3", "4"):
            self.study.overrule(Rating(int(line)))
        return line in ("", "1", "2", "3", "4")

    def prove(self) -> None:
        self.prover.run_claims(self.question.verify, self.proved)
        self.talk.say("line.next")

    def proved(self, claim: Claim, result: Result) -> None:
        """Store the result of an experiment, and print it."""
        self.study.prove(claim.id, result.verdict, as_declared=result.as_declared)
        self.talk.tell(*proof_lines(proof_view(result, claim, self.talk.language), self.talk.language))

    # Answers

    def answer(self, line: str) -> bool:
        """Grade a line as the answer; False if it is not one."""
        self.answered = self._answer(line)
        return self.answered

    def _answer(self, line: str) -> bool:
        question = self.question
        if isinstance(question, NumberQuestion):
            return self.answer_number(question, line)
        if isinstance(question, OpenQuestion):
            return self.answer_open(question, line)
        places = numbers_in(line, len(self.order))
        if isinstance(question, OrderQuestion):
            if places is None or sorted(places) != list(range(1, len(self.order) + 1)):
                return False
            order = [self.order[place - 1] for place in places]
            grade = grade_order(question, order)
            return self.graded(grade, "" if grade.correct else order_outcome(order, self.talk.language))
        if not places or not isinstance(question, ChoiceQuestion) or not (question.several or len(places) == 1):
            return False
        self.picked = tuple(self.order[place - 1] for place in places)
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
            self.talk.say("line.not_measured")
            line = self.hear()
            if line in ("a", "", "s"):
                return line == "a"
            if line == "u":
                self.undo()
            elif line == "l":
                self.switch_language()
            elif line != "v":
                self.talk.say("line.not_understood")
        return False

    def measured(self, question: NumberQuestion, given: float) -> bool:
        """Measure once and grade the prediction; return whether there was a number."""
        talk, name = self.talk, question.measured or ""
        if (ran := self.prover.run_claim(name.partition("/")[0])) is None:
            return False
        claim, result = ran
        truth = number_of(result, name)
        if truth is None:  # what the claim says would tell the answer
            talk.tell(why_no_number(result, claim, talk.language))
            talk.say("line.no_number")
            return False
        self.proved(claim, result)
        view = number_view(question, given, truth, talk.language)
        talk.tell("; ".join(filter(None, (view.outcome, view.right_from))))
        return self.graded(grade_number(question, given, truth))

    def answer_open(self, question: OpenQuestion, line: str) -> bool:
        """Accept any line; the reader then ticks its key points. Until then it is a draft."""
        self.keep(line)

        def show() -> None:
            self.talk.tell(*reveal_lines(question, self.talk.language)[: len(question.key_points) + 1])
            self.talk.say("line.tick")

        def understand(line: str) -> bool:
            places = numbers_in(line, len(question.key_points)) if line else []
            return places is not None and self.graded(grade_open(question, {place - 1 for place in places}))

        self.ask(show, understand)
        return True

    def graded(self, grade: Grade, outcome: str = "") -> bool:
        """Record a grade, and print it (or the `outcome` that says more) with its rating."""
        self.tell_grade(grade, self.study.record(grade, self.talk.language), outcome)
        return True

    def tell_grade(self, grade: Grade, rating: Rating | None, outcome: str = "") -> None:
        """Print a grade, its rating, and when the question comes back."""
        talk = self.talk
        talk.tell("", outcome or grade_line(grade, talk.language))
        if rating is not None:
            unit, count = largest_unit(self.study.learner.due_in(self.question.id))
            due = say(talk.language, f"span.{unit}", count=count)
            talk.say("line.rated", rating=say(talk.language, f"rating.{rating}"), due=due)
        talk.tell_storage_warning()
