"""The mock interview line by line: for pipes, screen readers, and terminals that cannot place a cursor."""

from __future__ import annotations

from functools import partial

from quizdl.bank.question import OpenQuestion
from quizdl.line_mode.conversation import MOST_TRIES, Conversation, Leave
from quizdl.line_mode.input import Compose, Read, Write, command_in, composed, numbers_in
from quizdl.report.interview import interview_lines
from quizdl.report.text import bank_lines, harmless
from quizdl.report.view.answer import sections_of
from quizdl.report.view.interview import Proofs, claim_rows, interview_view, left_out_of, minutes_of
from quizdl.study.held_interview import HeldInterviews
from quizdl.study.interview import USUAL_SECONDS, Spoken
from quizdl.study.rehearsal import Rehearsal
from quizdl.verify.catalogue import Catalogue
from quizdl.words import Language, say


def interview_line_mode(
    rehearsal: Rehearsal,
    catalogue: Catalogue | None,
    language: Language,
    *,
    read: Read,
    write: Write,
    compose: Compose | None = None,
) -> int:
    """Ask, compare, report; return the exit code: 0, or 2 if the input is empty.

    The catalogue, if there is one, says what the claims of the answers are. `compose` hears an answer, by default as
    `read` does.
    """
    learner = rehearsal.learner
    talk = Conversation(learner.store, language, read=read, write=write, compose=compose or composed(read))
    proofs = Proofs(catalogue, learner.store.proven(learner.key))
    return _Interview(rehearsal, proofs, talk).run()


class _ThrownAway(Leave):
    """The reader throws the interview away."""


class _Interview:
    def __init__(self, rehearsal: Rehearsal, proofs: Proofs, talk: Conversation) -> None:
        self.rehearsal, self.proofs, self.talk = rehearsal, proofs, talk
        self.held, self.held_interviews = rehearsal.held, HeldInterviews(rehearsal.learner)

    def run(self) -> int:
        interview = self.rehearsal.interview
        self.talk.say("interview.begins", minutes=f"{interview.minutes:g}")
        self.talk.tell_storage_warning()
        try:
            while interview.current is not None:
                self.question()
        except _ThrownAway:
            self.rehearsal.throw_away()
            return 0
        except Leave:
            self.rehearsal.end()
            if not self.talk.heard_anything:
                self.talk.say("line.no_input")
                return 2
        try:
            for spoken in self.held.to_compare:
                self.compare(spoken)
        except Leave:
            pass
        self.report()
        return 0

    def question(self) -> None:
        """Ask without showing anything of the answer."""
        interview, language = self.rehearsal.interview, self.talk.language
        assert interview.current is not None
        self.talk.tell("")
        place = [say(language, "interview.question", number=interview.number, about=interview.about)]
        if interview.current.deeper:
            place.append(say(language, "interview.deeper"))
        self.talk.tell(" · ".join([*place, say(language, "line.interview_clock", left=minutes_of(interview.left))]))
        question = interview.current.question
        self.talk.tell(bank_lines(question.prompt.to(language)))
        self.talk.say("line.interview_speak", minutes=USUAL_SECONDS // 60)
        if draft := self.rehearsal.learner.draft(question):
            self.talk.say("line.draft", text=harmless(draft))
        words = self.hear_answer(question)
        self.keep(question, words)
        self.rehearsal.answer(words)
        self.talk.tell_storage_warning()

    def hear_answer(self, question: OpenQuestion) -> str:
        """The answer; it begins with what was typed for the question before. `q` pauses."""
        while True:
            draft = self.rehearsal.learner.draft(question)
            line = self.talk.hear(draft, partial(self.keep, question))
            if command_in(line) != "q":
                return line
            self.pause()

    def keep(self, question: OpenQuestion, text: str) -> None:
        """Save the draft, unless it is the command to pause."""
        if text.strip() and command_in(text.strip()) != "q":
            self.rehearsal.learner.keep_draft(question, text)

    def pause(self) -> None:
        """Stop the clock until the reader goes on; raises Leave if they end the interview."""
        interview = self.rehearsal.interview
        interview.pause()
        self.talk.say("line.interview_pause", left=minutes_of(interview.left))
        command = command_in(self.talk.hear())
        if command == "q":
            raise Leave
        if command == "x":
            self.talk.say("line.interview_sure")
            if command_in(self.talk.hear()) == "x":
                raise _ThrownAway
        interview.go_on()

    def compare(self, spoken: Spoken) -> None:
        """Show the answer and the key points, and read which of them were said."""
        question, language = spoken.asked.question, self.talk.language
        self.talk.tell("")
        self.talk.tell(bank_lines(question.prompt.to(language)))
        if spoken.words:
            self.talk.tell(f"{say(language, 'interview.words')}: {harmless(spoken.words)}")
        for section in sections_of(question, language):
            self.talk.tell(f"{section.title}: {section.text}")
        for place, point in enumerate(question.key_points, 1):
            self.talk.tell(f"{place}. {bank_lines(point.to(language))}")
        self.talk.say("line.tick")
        for _ in range(MOST_TRIES):
            line = self.talk.hear()
            if command_in(line) == "q":
                raise Leave
            places = numbers_in(line, len(question.key_points)) if line else []
            if places is not None:
                self.held_interviews.compare(self.held, spoken, {place - 1 for place in places}, language)
                for claim in claim_rows(spoken, self.proofs, language):
                    self.talk.tell(f"- {claim.sentence} ({claim.name}: {claim.verdict})")
                return
            self.talk.say("line.not_understood")

    def report(self) -> None:
        """Show the report, and how to see it again; or say that nothing was answered."""
        if not self.held.answers:
            self.talk.say("line.interview_nothing")
            return
        learner, language = self.rehearsal.learner, self.talk.language
        best = self.held_interviews.best_before(self.held)
        view = interview_view(self.held, learner.bank, best, self.proofs, language)
        left_out = [left_out_of(place, spoken, language) for place, spoken in enumerate(self.held.answers, 1)]
        self.talk.tell("", *interview_lines(view, left_out))
        self.talk.say("line.interview_kept")
        self.talk.tell_storage_warning()
