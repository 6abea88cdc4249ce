"""What an experiment may reach: its scratch folder, its pipes, its own processes."""

import json
import os
from pathlib import Path

import pytest

from quizdl.lab import mnist
from quizdl.verdict import Verdict
from quizdl.verify import landlock
from quizdl.verify.confinement import harmless_environment
from quizdl.verify.runner import Runner
from quizdl.verify.task import Task
from tests.verify.conftest import MakeClaim

needs_landlock = pytest.mark.skipif(landlock.version() == 0, reason="this kernel has no Landlock")
needs_scopes = pytest.mark.skipif(
    landlock.may_signal_anyone(), reason="this kernel's Landlock knows no scopes of signals (Linux 6.12 does)"
)

TRY = """
def can(do):
    try:
        do()
        return True
    except OSError:
        return False
"""


async def printed(make_claim: MakeClaim, runner: Runner, body: str) -> dict[str, object]:
    """What a claim with that body prints as JSON."""
    result = await runner.run(Task(make_claim(f"import json\n{TRY}\n{body}\nreturn PROOF")).pinned())
    assert result.verdict == Verdict.SUPPORTED, (result.reason, result.output)
    return dict(json.loads(result.output))


@pytest.mark.fault
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="lists descriptors by /proc, which only Linux has")
async def test_an_experiment_has_stdin_its_two_pipes_and_no_other_descriptor(
    make_claim: MakeClaim, runner: Runner
) -> None:
    body = """
own = {}
for name in os.listdir("/proc/self/fd"):
    try:
        own[name] = os.readlink(f"/proc/self/fd/{name}").partition(":")[0]
    except FileNotFoundError:
        pass  # the descriptor that listed them
print(json.dumps(own))"""
    for _ in range(2):  # the second one runs on a supervisor that has served before
        own = await printed(make_claim, runner, body)
        assert [own.pop(number) for number in "012"] == ["/dev/null", "pipe", "pipe"]
        assert list(own.values()) == ["pipe"]


@pytest.mark.fault
@needs_landlock
async def test_an_experiment_writes_only_to_its_scratch_folder(
    make_claim: MakeClaim, runner: Runner, tmp_path: Path
) -> None:
    there, mine = tmp_path / "there", tmp_path / "mine"
    there.write_text("as it was")
    mine.mkdir()
    body = f"""
import subprocess
print(json.dumps({{
    "make": can(lambda: open({str(tmp_path / "new")!r}, "w")),
    "change": can(lambda: open({str(there)!r}, "a")),
    "cut": can(lambda: os.truncate({str(there)!r}, 0)),
    "remove": can(lambda: os.unlink({str(there)!r})),
    "rename": can(lambda: os.rename({str(there)!r}, {str(mine / "there")!r})),
    "folder": can(lambda: os.mkdir({str(mine / "folder")!r})),
    "by a process": subprocess.run(["touch", {str(tmp_path / "new")!r}], stderr=subprocess.DEVNULL).returncode == 0,
}}))"""
    assert not any((await printed(make_claim, runner, body)).values())
    assert there.read_text() == "as it was"
    assert sorted(tmp_path.iterdir()) == sorted([there, mine, tmp_path / "example.py"])


async def test_an_experiment_may_do_in_its_scratch_folder_as_it_likes(make_claim: MakeClaim, runner: Runner) -> None:
    body = """
import multiprocessing.shared_memory, socket, tempfile
os.makedirs("a/b")
open("a/one", "w").write("1")
os.rename("a/one", "a/b/one")
os.symlink("a/b/one", "link")
os.unlink("link")
open(os.devnull, "w").write("1")
with tempfile.TemporaryDirectory() as folder:
    inside = folder.startswith(os.getcwd())
shared = multiprocessing.shared_memory.SharedMemory(create=True, size=16)
shared.close()
shared.unlink()
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname()).close()
if (child := os.fork()) == 0:
    time.sleep(60)
os.kill(child, signal.SIGKILL)
os.waitpid(child, 0)
print(json.dumps({"inside": inside}))"""
    assert await printed(make_claim, runner, body) == {"inside": True}


async def test_homes_and_caches_of_an_experiment_lie_in_its_scratch_folder(
    make_claim: MakeClaim, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("MPLCONFIGDIR", "TORCH_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path))
    body = """
import tempfile
names = ["HOME", "QUIZDL_HOME", "KERAS_HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"]
places = [*(os.environ[name] for name in names), os.path.expanduser("~"), tempfile.gettempdir()]
print(json.dumps({
    "inside": all(place.startswith(os.getcwd()) for place in places),
    "left": [name for name in ("MPLCONFIGDIR", "TORCH_HOME", "XDG_RUNTIME_DIR") if name in os.environ],
}))"""
    async with Runner() as runner:
        assert await printed(make_claim, runner, body) == {"inside": True, "left": []}


@pytest.mark.slow
async def test_mnist_is_unpacked_before_and_read_by_every_process_of_an_experiment(
    make_claim: MakeClaim, runner: Runner, home: Path
) -> None:
    mnist.prepare()  # the module under test is the claim's, which finds it there
    body = """
from quizdl.lab import mnist
import subprocess
code = "from quizdl.lab import mnist; print(mnist.load().train_images.filename)"
theirs = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip()
print(json.dumps({"images": len(mnist.load().train_images), "file": os.path.realpath(theirs)}))"""
    monkey = "train_images.filename"
    found = await printed(make_claim, runner, body.replace(monkey, "train_images.base.filename"))
    assert found == {"images": 60_000, "file": str((home / "cache" / "mnist" / "train_images.npy").resolve())}


@needs_scopes
async def test_an_experiment_cannot_signal_its_supervisor_or_the_reader(make_claim: MakeClaim, runner: Runner) -> None:
    body = f"""
print(json.dumps({{
    "supervisor": can(lambda: os.kill(os.getppid(), 0)),
    "reader": can(lambda: os.kill({os.getpid()}, 0)),
}}))"""
    assert await printed(make_claim, runner, body) == {"supervisor": False, "reader": False}


def test_variables_that_tell_a_secret_do_not_reach_experiments() -> None:
    secret = ("GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "OPENAI_API_KEY", "PGPASSWORD", "SSH_AUTH_SOCK")
    plain = ("PATH", "LANG", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "KEYBOARD", "TOKENIZERS_PARALLELISM")
    kept = harmless_environment(dict.fromkeys((*secret, *plain), "x"))
    assert set(kept) == {*plain, "PYTHONDONTWRITEBYTECODE"}


def test_a_kernel_without_landlock_confines_nothing_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "version", lambda: 0)
    assert landlock.write_only_to([Path("/")]) is False
    assert landlock.may_signal_anyone()
