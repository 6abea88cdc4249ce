"""What is said of trouble with progress or with trust: in the reader's language, whole, and harmless."""

import re
from pathlib import Path
from typing import get_args

import pytest

from quizdl.bank.new import new_bank
from quizdl.bank.trust import TrustStore
from quizdl.errors import NotTrusted
from quizdl.report.errors import say_proofs_off
from quizdl.report.wording import say_storage_warning
from quizdl.study.storage_warnings import Cause, FromNewer, NotBackedUp, NotSaved, Restored, StorageWarning, Why

DAMAGED = "progress.sqlite.corrupt-20270105T090000"
SAID: dict[str, tuple[StorageWarning, str, str]] = {
    "restored": (
        Restored("progress-2027-01-05.sqlite", 40, DAMAGED),
        "Your progress was damaged. It was restored from the backup progress-2027-01-05.sqlite. Later reviews "
        f"recovered from the damaged file: 40. The damaged file is kept as {DAMAGED}.",
        "학습 기록이 손상되어 있었습니다. 백업 progress-2027-01-05.sqlite에서 되살렸습니다. 그 뒤의 복습 중 아직 "
        f"읽을 수 있는 40번도 함께 되살렸습니다. 손상된 파일은 지우지 않고 옮겨 두었습니다: {DAMAGED}",
    ),
    "anew": (
        Restored(None, 0, DAMAGED),
        "Your progress was damaged. There is no good backup, so it starts empty. The damaged file is kept as "
        f"{DAMAGED}.",
        "학습 기록이 손상되어 있었습니다. 쓸 수 있는 백업이 없어 새로 시작합니다. 손상된 파일은 지우지 않고 옮겨 "
        f"두었습니다: {DAMAGED}",
    ),
    "gone": (
        Restored("progress-2027-01-05.sqlite", 0, None),
        "Your progress was missing. It was restored from the backup progress-2027-01-05.sqlite.",
        "학습 기록이 없어졌습니다. 백업 progress-2027-01-05.sqlite에서 되살렸습니다.",
    ),
    "full": (
        NotSaved("/data/p", Why("full", "database or disk is full")),
        "Your progress is not saved, only kept in memory for now (/data/p: the disk is full).",
        "학습 기록을 저장할 수 없어 우선 메모리에만 두고, 저장할 수 있게 되면 기록합니다. (/data/p: 디스크가 가득 참)",
    ),
    "newer": (
        FromNewer("/data/p", version=9, known=1),
        "Your progress is not saved: /data/p was made by a newer quizdl and is left alone (version 9; this quizdl "
        "knows up to 1).",
        "학습 기록을 저장하지 않습니다. 더 새로운 quizdl이 만든 파일이라 손대지 않고 그대로 둡니다. (/data/p: 버전 9, "
        "이 quizdl은 1까지 지원)",
    ),
    "no backup": (
        NotBackedUp(Why("held", "another quizdl holds it")),
        "Your progress is saved, but could not be backed up (another quizdl is using it).",
        "학습 기록은 저장되지만 백업하지 못했습니다. (다른 quizdl이 사용 중)",
    ),
}


@pytest.mark.parametrize(("trouble", "english", "korean"), SAID.values(), ids=SAID)
def test_trouble_with_progress_is_said_in_both_languages(trouble: StorageWarning, english: str, korean: str) -> None:
    assert say_storage_warning("en", trouble) == english
    assert say_storage_warning("ko", trouble) == korean


@pytest.mark.parametrize("cause", get_args(Cause))
def test_every_cause_is_named_and_what_is_not_known_in_the_words_of_the_system(cause: Cause) -> None:
    sentence = say_storage_warning("ko", NotSaved("/data/p", Why(cause, "disk I/O error")))
    assert ("disk I/O error" in sentence) == (cause == "other")
    assert cause == "other" or re.search(r"/data/p: [^)]*[가-힣]", sentence)


def test_names_from_the_disk_are_made_harmless() -> None:
    assert "\x1b" not in say_storage_warning("en", NotSaved("/data/\x1b[2J", Why("other", "bad \x1b[31mred")))


def test_a_bank_that_is_not_trusted_is_told_in_two_lines_with_the_command(tmp_path: Path) -> None:
    bank, trusts = tmp_path / "bank", TrustStore(tmp_path / "trust.json")
    new_bank(bank)

    def told(language: str) -> list[str]:
        with pytest.raises(NotTrusted) as refused:
            trusts.require(bank)
        return say_proofs_off(language, str(refused.value)).split("\n")

    assert told("en") == ["Proofs are off: you have not vouched for this bank.", f"quizdl trust {bank}"]
    trusts.trust(bank)
    verifier = bank / "verifiers" / "sigmoid.py"
    lines = f"(+1 -{len(verifier.read_text(encoding='utf-8').splitlines())})"
    verifier.write_text("edited = True\n")
    changed = f"Proofs are off: this bank has changed since you vouched for it {lines}."
    assert told("en") == [changed, f"quizdl trust {bank}"]
    assert told("ko") == [f"증명이 꺼져 있음: 신뢰한 뒤에 바뀐 문제은행입니다{lines}.", f"quizdl trust {bank}"]
    assert say_proofs_off("en", "no disk").endswith("do not run: no disk")
