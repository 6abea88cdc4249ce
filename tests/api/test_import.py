"""`import quizdl`: costs nothing, offers every public name and no other."""

import subprocess
import sys
from pathlib import Path

import pytest

import quizdl


def test_importing_quizdl_imports_nothing_else() -> None:
    script = "import sys; before = set(sys.modules); import quizdl; print(*set(sys.modules) - before)"
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert output.split() == ["quizdl"]


@pytest.mark.parametrize("name", quizdl.__all__)
def test_each_public_name_is_there_and_documented(name: str) -> None:
    public = getattr(quizdl, name)
    assert name in dir(quizdl)
    if callable(public):
        assert public.__doc__
        assert public.__module__.startswith("quizdl.")


def test_dir_lists_the_public_names_and_no_others() -> None:
    assert [name for name in dir(quizdl) if not name.startswith("_")] == [
        name for name in quizdl.__all__ if not name.startswith("_")
    ]


def test_another_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="module 'quizdl' has no attribute 'prove'"):
        quizdl.prove  # type: ignore[attr-defined]  # noqa: B018  # that is what is tested


@pytest.mark.slow
def test_strict_types_know_the_public_names(tmp_path: Path) -> None:
    (tmp_path / "use.py").write_text(
        "import quizdl\nreveal_type(quizdl.run('adam', beta1=0)[0].verdict)\nreveal_type(quizdl.claims())\n"
        "reveal_type(quizdl.load_bank('x').topics)\nreveal_type(quizdl.errors.NotTrusted)\nquizdl.run(3)\nquizdl.prove\n"
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), str(tmp_path / "use.py")]
    output = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path).stdout
    assert 'Revealed type is "quizdl.verdict.Verdict"' in output
    assert "quizdl.verify.declared.Claim" in output
    assert "quizdl.bank.model.Topic" in output
    assert "quizdl.errors.NotTrusted" in output
    assert 'has incompatible type "int"; expected "str"' in output
    assert 'Module has no attribute "prove"' in output
    assert "Found 2 errors" in output
