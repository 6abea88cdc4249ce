"""The package as a stranger gets it: built, installed in a clean environment, used outside the checkout."""

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel built from that sdist."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.mark.slow
def test_the_wheel_holds_the_bank_inside_the_package_and_takes_no_other_name(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"quizdl"}
    verifiers = {path.relative_to(ROOT).as_posix() for path in (ROOT / "verifiers").rglob("*.py")}
    for content in ("questions/adam.yaml", "bank.yaml", "sources.yaml", *verifiers):
        assert f"quizdl/_bank/{content}" in names
    assert any(name.startswith("quizdl/lab/data/") for name in names)
    templates = {path.relative_to(ROOT).as_posix() for path in (ROOT / "quizdl/pages/templates").iterdir()}
    assert templates <= set(names)
    assert not any("__pycache__" in name for name in names)
    (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
    described = zipfile.ZipFile(wheel).read(metadata).decode("utf-8").splitlines()
    assert "License-Expression: MIT AND CC-BY-SA-3.0" in described
    assert {line for line in described if line.startswith("License-File:")} == {
        "License-File: LICENSE",
        "License-File: quizdl/lab/data/MNIST-LICENCE.md",
    }


@pytest.mark.slow
def test_the_sdist_holds_what_its_tests_need(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for needed in (
        "questions/adam.yaml",
        "verifiers/adam/adam.py",
        "tests/test_content.py",
        "pyproject.toml",
        "LICENSE",
    ):
        assert needed in names


@pytest.mark.slow
def test_the_installed_wheel_verifies_adam_and_lists_the_bank_outside_the_checkout(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    environment = tmp_path / "env"
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    # Compiling torch and the rest ahead takes longer than to compile what runs here.
    install = ["install", "--quiet", "--no-compile", "--constraint", str(ROOT / "constraints.txt"), str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", "--python", str(python), *install], check=True, capture_output=True)
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    variables = {**os.environ, "QUIZDL_HOME": str(tmp_path / "home"), "LANG": "C.UTF-8"}

    def quizdl(*arguments: str) -> str:
        command = [str(environment / "bin" / "quizdl"), *arguments]
        done = subprocess.run(command, cwd=outside, env=variables, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert "adam-" in quizdl("list", "adam")
    verified = quizdl("verify", "adam")
    assert "adam.bias_correction" in verified
    assert "supported" in verified
    where = "import quizdl, quizdl.folders as f; print(quizdl.__file__, f.builtin_bank())"
    place = subprocess.run([str(python), "-c", where], cwd=outside, capture_output=True, text=True, check=True).stdout
    assert str(ROOT) not in place
