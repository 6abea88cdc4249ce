"""The times of many readers against what is said of an exercise."""

import json
import math
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quizdl.cli.stats import stats_command
from quizdl.practice.readers import SCHEMA, Took, median_of, took_of
from quizdl.verdict import Verdict

SAID = (30, 60)


def passed(*minutes: float) -> list[Took]:
    return [Took(one, passed=True) for one in minutes]


@pytest.mark.parametrize(
    ("took", "verdict"),
    [
        (passed(35, 40, 42, 45, 50, 55), Verdict.SUPPORTED),
        (passed(35, 40, 42, 45, 50, 70), Verdict.INCONCLUSIVE),
        (passed(65, 70, 72, 75, 80, 90), Verdict.REFUTED),
        (passed(5, 10, 12, 15, 20, 25), Verdict.REFUTED),
        (passed(35, 40, 42, 45, 50), Verdict.INCONCLUSIVE),  # five give no interval at 95 %
        ([*passed(35, 40, 42, 45, 50), Took(55, passed=False)], Verdict.INCONCLUSIVE),  # may take any time
        ([*passed(65, 70, 72, 75, 80), Took(90, passed=False)], Verdict.REFUTED),  # has taken longer already
    ],
)
def test_the_interval_of_the_median_decides(took: list[Took], verdict: Verdict) -> None:
    assert median_of(took).against(SAID) is verdict


def test_who_has_not_passed_counts_as_longer_than_all() -> None:
    median = median_of([*passed(10, 20), Took(1, passed=False)])
    assert (median.readers, median.passed, median.minutes) == (3, 2, 20)
    assert median_of([*passed(10), Took(1, passed=False)]).minutes == math.inf


def test_only_documents_of_statistics_are_read() -> None:
    entry = {"id": "mlp", "seconds": 120.0, "passed": True}
    assert took_of([{"schema": SCHEMA, "exercises": [entry, {**entry, "id": "cnn"}]}], "mlp") == passed(2)
    for bad in ({"schema": "other", "exercises": [entry]}, {"schema": SCHEMA, "exercises": 1}, {}):
        with pytest.raises((ValueError, KeyError)):
            took_of([bad], "mlp")


def told(folder: Path, language: str) -> Result:
    return CliRunner().invoke(stats_command, ["--readers", str(folder), "--lang", language])


def test_the_times_of_a_folder_are_told_in_both_languages(tmp_path: Path) -> None:
    for minutes in (35, 40, 42, 45, 50, 55):
        entry = {"id": "mnist-mlp-numpy", "seconds": 60.0 * minutes, "passed": True}
        (tmp_path / f"{minutes}.json").write_text(json.dumps({"schema": SCHEMA, "exercises": [entry]}))
        if minutes == 35:
            assert told(tmp_path, "en").output == "mnist-mlp-numpy: you: 35 minutes\n"
    six = "mnist-mlp-numpy: 6 readers, 6 passed; median 44 minutes (95 %: 35 to 55)."
    assert told(tmp_path, "en").output == f"{six} It is said to take 30 to 60: supported.\n"
    assert "6명 중 6명 통과, 중앙값 44분 (95% 구간 35~55분). 흔히 30~60분 걸린다고 한다:" in told(tmp_path, "ko").output
    (tmp_path / "other.json").write_text("[]")
    assert "other.json is no document" in str(told(tmp_path, "en").exception)
