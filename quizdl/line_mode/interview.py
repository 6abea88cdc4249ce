"""The mock interview line by line: for pipes, screen readers, and terminals that cannot place a cursor."""

from __future__ import annotations

from functools import partial

from quizdl.bank.question import OpenQuestion
from quizdl.line_mode.conversation import MOST_TRIES, Conversation, Leave
from quizdl.line_mode.input import Compose, Read, Write, command_in, composed, numbers_in
from quizdl.report.interview import claims_told, keep_interview, score_lines, write_interview
from quizdl.report.text import bank_lines, harmless
from quizdl.report.view.answer import sections_of
from quizdl.study.interview import How, Spoken
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
    """Ask, compare, show the scores; return the exit code: 0, or 2 if the input is empty.

    The catalogue, if there is one, says what the claims of the answers are. `compose` hears an answer, by default as
    `read` does.
    """
    store = rehearsal.learner.store
    talk = Conversation(store, language, read=read, write=write, compose=compose or composed(read))
    return _Interview(rehearsal, catalogue, talk).run()


class _Interview:
    def __init__(self, rehearsal: Rehearsal, catalogue: Catalogue | None, talk: Conversation) -> None:
        self.rehearsal, self.catalogue, self.talk = rehearsal, catalogue, talk

    def run(self) -> int:
        interview = self.rehearsal.interview
        self.talk.say("interview.begins", minutes=f"{interview.minutes:g}")
        self.talk.tell_storage_warning()
        try:
            while interview.current is not None:
                self.question()
        except Leave:
            interview.end()
            if not self.talk.heard_anything:
                self.talk.say("line.no_input")
                return 2
        try:
            for spoken in interview.spoken:
                self.compare(spoken)
        except Leave:
            pass
        self.show_scores()
        return 0

    def hear(self, question: OpenQuestion | None = None) -> str:
        """The next line without its margins; raises Leave at the end of the input and for `q`.

        While the interview goes on `q` asks first. To a `question` the line begins with what was typed for it before.
        """
        while True:
            if question is None:
                line = self.talk.hear()
            else:
                draft = self.rehearsal.learner.draft(question)
                line = self.talk.hear(draft, partial(self.keep, question))
            if command_in(line) != "q":
                return line
            if self.rehearsal.interview.current is None or self.leaves():
                raise Leave

    def leaves(self) -> bool:
        """Whether the reader wants to end the interview."""
        self.talk.say("line.interview_leave")
        return command_in(self.talk.hear()) == "q"

    def keep(self, question: OpenQuestion, text: str) -> None:
        """Save the draft, unless it is the command to leave."""
        if text.strip() and command_in(text.strip()) != "q":
            self.rehearsal.learner.keep_draft(question, text)

    def question(self) -> None:
        """Ask without showing anything of the answer."""
        interview = self.rehearsal.interview
        assert interview.current is not None
        self.talk.tell("")
        self.talk.say("line.interview_clock", minutes=f"{interview.left / 60:.0f}")
        if interview.current.deeper:
            self.talk.say("line.interview_deeper")
        question = interview.current.question
        self.talk.tell(bank_lines(question.prompt.to(self.talk.language)))
        self.talk.say("line.interview_speak")
        if draft := self.rehearsal.learner.draft(question):
            self.talk.say("line.draft", text=harmless(draft))
        words = self.hear(question)
        self.keep(question, words)
        self.talk.say("line.interview_how")
        try:
            how = self.how()
        except Leave:
            self.answered(words, How.STUCK)  # what was said counts, though they leave before they judge it
            raise
        self.answered(words, how)

    def answered(self, words: str, how: How) -> None:
        self.rehearsal.interview.answer(words, how)
        write_interview(self.rehearsal, self.catalogue, self.talk.language)

    def how(self) -> How:
        for _ in range(MOST_TRIES):
            places = numbers_in(self.hear(), len(How))
            if places is not None and len(places) == 1:
                return How(places[0])
            self.talk.say("line.not_understood")
        return How.STUCK

    def compare(self, spoken: Spoken) -> None:
        """Show the answer and the key points, and read which of them were said."""
        question = spoken.asked.question
        self.talk.tell("")
        self.talk.tell(bank_lines(question.prompt.to(self.talk.language)))
        if spoken.words:
            self.talk.tell(f"{say(self.talk.language, 'interview.words')}: {harmless(spoken.words)}")
        for section in sections_of(question, self.talk.language):
            self.talk.tell(f"{section.title}: {section.text}")
        for place, point in enumerate(question.key_points, 1):
            self.talk.tell(f"{place}. {bank_lines(point.to(self.talk.language))}")
        self.talk.say("line.tick")
        for _ in range(MOST_TRIES):
            line = self.hear()
            places = numbers_in(line, len(question.key_points)) if line else []
            if places is not None:
                self.rehearsal.compare(spoken, {place - 1 for place in places}, self.talk.language)
                write_interview(self.rehearsal, self.catalogue, self.talk.language)
                self.talk.say("interview.score", percent=f"{100 * spoken.credit:.0f}")
                for name, says, told in claims_told(spoken, self.rehearsal, self.catalogue, self.talk.language):
                    self.talk.tell(f"- {says} ({name}: {told})")
                return
            self.talk.say("line.not_understood")

    def show_scores(self) -> None:
        """Show the scores, and where the report is kept."""
        rehearsal = self.rehearsal
        self.talk.tell("")
        scores = rehearsal.interview.scores()
        self.talk.tell(*score_lines(scores, rehearsal.before, rehearsal.titles, self.talk.language))
        file = keep_interview(rehearsal, self.catalogue, self.talk.language)
        if file is not None:
            self.talk.say("line.interview_kept", file=file)
        elif scores:
            self.talk.say("interview.not_kept")
        self.talk.tell_storage_warning()
