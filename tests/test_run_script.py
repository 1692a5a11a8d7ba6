"""`run` on machines of many kinds, each built here out of a folder of its own as PATH."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("cat", "cksum", "date", "dirname", "grep", "ln", "mv", "readlink", "rm", "sh", "sleep")

Start = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A PATH with the usual tools and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        (folder / tool).symlink_to(shutil.which(tool) or f"/bin/{tool}")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what `run` needs, in a folder whose name has a space."""
    folder = tmp_path / "make it safe"
    shutil.copytree(ROOT, folder, ignore=lambda _, names: {n for n in names if not is_needed(n)})
    (folder / "bot").mkdir()
    (folder / "bot" / "__main__.py").write_text(
        "import sys\nsys.stdout.write(repr(sys.argv[1:]))\n"
    )
    return folder


def is_needed(name: str) -> bool:
    return name == "run" or name.endswith(".lock")


@pytest.fixture
def start(machine: Path, project: Path) -> Start:
    def started(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(project / "run"), *arguments]
        return subprocess.run(
            command,
            env={"PATH": str(machine)},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )

    return started


def put(folder: Path, name: str, line: str) -> None:
    script = folder / name
    script.write_text(f"#!/bin/sh\n{line}\n")
    script.chmod(0o755)


def put_python(folder: Path, name: str) -> None:
    put(folder, name, f'exec "{sys.executable}" "$@"')


def put_environment(project: Path) -> None:
    """A finished environment for users, as far as `run` can see."""
    (project / ".venv" / "bin").mkdir(parents=True)
    put_python(project / ".venv" / "bin", "python")
    version = ".".join(map(str, sys.version_info[:3]))
    lock = (project / "requirements.lock").read_bytes()
    checksum = subprocess.run(
        ["cksum"], input=lock, capture_output=True, check=True
    ).stdout.decode()
    stamp = f"python {version} at {project}/.venv\nrequirements.lock {checksum}"
    (project / ".venv" / "made-from").write_text(stamp)


def test_a_python_that_fits_is_chosen(start: Start, machine: Path) -> None:
    put_python(machine, "python3")
    assert start("which-python").stdout.strip() == sys.executable


@pytest.mark.parametrize("status", [127, 1])
def test_a_python_that_does_not_run_or_is_too_old_is_passed_over(
    start: Start, machine: Path, status: int
) -> None:
    put(machine, "python3.13", f"exit {status}")
    put_python(machine, "python")
    assert start("which-python").stdout.strip() == sys.executable


def test_without_any_python_it_says_what_to_install(start: Start) -> None:
    done = start("which-python")
    assert done.returncode == 1
    assert "No Python 3.11, 3.12 or 3.13 was found" in done.stderr


def test_a_python_without_pip_and_venv_says_what_to_install(start: Start, machine: Path) -> None:
    put(machine, "python3", 'case "$*" in *version_info*) echo "$0" ;; *) exit 1 ;; esac')
    done = start("which-python")
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr


def test_a_finished_environment_starts_without_looking_for_a_python(
    start: Start, project: Path
) -> None:
    put_environment(project)
    assert start("check", "two words").stdout == "['check', 'two words']"


def test_a_copy_without_its_project_says_so(start: Start, project: Path) -> None:
    (project / "requirements.lock").unlink()
    assert "works in its own folder only" in start("which-python").stderr


def test_no_command_means_serve(start: Start, project: Path) -> None:
    put_environment(project)
    assert start().stdout == "['serve']"


def test_a_changed_lock_is_noticed(start: Start, project: Path) -> None:
    put_environment(project)
    (project / "requirements.lock").write_text("changed\n")
    assert "No Python" in start("check").stderr


def test_an_environment_that_was_not_finished_is_noticed(start: Start, project: Path) -> None:
    put_environment(project)
    (project / ".venv" / "made-from").unlink()
    assert "No Python" in start("check").stderr


def test_an_environment_for_users_does_not_do_for_the_tests(start: Start, project: Path) -> None:
    put_environment(project)
    assert "No Python" in start("test").stderr


def test_the_lock_of_a_dead_process_is_taken_over_and_given_back(
    start: Start, project: Path
) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    (project / ".venv.lock").symlink_to(str(gone.pid))
    assert "No Python" in start("check").stderr
    assert not os.path.lexists(project / ".venv.lock")


def test_a_second_start_waits_for_the_first(machine: Path, project: Path) -> None:
    (project / ".venv.lock").symlink_to(str(os.getpid()))
    command, env = [str(project / "run"), "check"], {"PATH": str(machine)}
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as waiting:
        assert waiting.stderr is not None
        assert f"Another ./run (process {os.getpid()})" in waiting.stderr.readline()
        waiting.kill()
