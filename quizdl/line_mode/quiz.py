"""The quiz line by line: for pipes, screen readers, and terminals that cannot place a cursor."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from quizdl.bank.question import AnyQuestion, CodeQuestion
from quizdl.line_mode.conversation import Conversation, Leave
from quizdl.line_mode.exercise import ExerciseTalk, PutOff
from quizdl.line_mode.input import Compose, Read, Write, command_in, composed
from quizdl.line_mode.prover import Prover
from quizdl.line_mode.question import QuestionTalk, Remember, Undo
from quizdl.report.lines import summary_lines
from quizdl.report.view.summary import summary_view
from quizdl.study.study_session import StudySession
from quizdl.verify.catalogue import Catalogue
from quizdl.verify.service import Service
from quizdl.words import Language, say


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
    remember: Remember | None = None,
    service: Service | None = None,
) -> int:
    """Ask questions until they or the input end, and print the summary. Returns 0, or 2 if the input is empty.

    Without a catalogue nothing is proven, for the reason given; the others run on `service`, which is closed at the
    end. `compose` hears an open answer, by default as `read` does; `remember` keeps a setting for the next start.
    """
    if not questions:
        write(say(language, "line.no_questions"))
        return 0
    store = study.learner.store
    talk = Conversation(store, language, read=read, write=write, compose=compose or composed(read))
    study.begin(questions, seed)
    talk.say("line.drawn", seed=seed)
    with asyncio.Runner() as loop:
        prover = Prover(loop, catalogue, why_no_proofs, service or Service(), talk)
        try:
            return _Quiz(study, talk, prover, remember).run()
        finally:
            prover.close()


class _Quiz:
    """One session: its questions, its summary, and the way back to the last answer."""

    def __init__(self, study: StudySession, talk: Conversation, prover: Prover, remember: Remember | None) -> None:
        self.study, self.talk, self.prover, self._remember = study, talk, prover, remember

    def run(self) -> int:
        self.talk.tell_storage_warning()
        while True:
            try:
                self.ask_all()
                left = False
            except Leave:
                left = True
                if not self.talk.heard_anything:
                    self.talk.say("line.no_input")
                    return 2
            self.show_summary()
            if left or not self.undoes_at_end():
                return 0

    def ask_all(self) -> None:
        """Ask the remaining questions of the session."""
        while (question := self.study.session.current) is not None:
            parts = (self.study, self.talk, self.prover, self._remember)
            try:
                if isinstance(question, CodeQuestion):
                    ExerciseTalk(question, *parts).run()
                else:
                    QuestionTalk(question, *parts).run()
                self.study.advance()
            except PutOff:
                continue
            except Undo:
                self.study.undo()
                self.talk.say("line.undone")

    def show_summary(self) -> None:
        view = summary_view(self.study.summary(), self.talk.language, self.prover.catalogue)
        self.talk.tell("", *summary_lines(view, self.talk.language))

    def undoes_at_end(self) -> bool:
        """Offer to undo the last answer of the session; return whether the reader did."""
        if not self.study.session.answers:
            return False
        line = self.talk.read(f"{say(self.talk.language, 'line.undo_or_end')} > ")
        if line is None or command_in(line.strip()) != "u":
            return False
        self.talk.say("line.undone")
        return self.study.undo()
