"""The cell magic `%%practice write-adam`, after `%load_ext quizdl`: the cell is judged, its judgement is shown."""

from __future__ import annotations

from typing import Any

from quizdl.api.attempt import judge_attempt
from quizdl.api.judgement import Judgement
from quizdl.practice.exercise import exercise_named
from quizdl.practice.notebook import SUFFIX, notebook_of


def add_magic(shell: Any) -> None:
    """Give a shell of IPython the magic."""

    def practice(line: str, cell: str) -> Judgement:
        """Judge this cell as an attempt at an exercise: `%%practice write-adam`.

        Nothing of it runs in this notebook. Imports of earlier cells come along; nothing else of them does.
        """
        exercise = exercise_named(line.strip())
        ran = map(str, shell.user_ns.get("In", ()))
        notebook = notebook_of([*ran, f"%%practice {exercise.question.id}\n{cell}"])
        return judge_attempt(exercise, notebook, f"cell{SUFFIX}")

    shell.register_magic_function(practice, magic_kind="cell", magic_name="practice")
