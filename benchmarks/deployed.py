"""The real bot in processes of its own, as an operator starts it, over files of the benchmark."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port
from tests.postgres import Cluster, new_cluster


class Deployed:
    """A running bot."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self.process = process
        self.port = port

    @property
    def workers(self) -> list[int]:
        """The processes that answer."""
        number = self.process.pid
        told = Path(f"/proc/{number}/task/{number}/children").read_text()
        return [int(each) for each in told.split()] or [number]

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait()


@contextmanager
def deployed(
    folder: Path, *, database: str = "", workers: int = 1, port: int = 0
) -> Iterator[Deployed]:
    """The bot over that folder, once it answers."""
    environment = {
        **{name: said for name, said in os.environ.items() if not name.startswith("MAKE_IT_SAFE")},
        "MAKE_IT_SAFE_PORT": str(port or free_port()),
        "MAKE_IT_SAFE_DATA_DIR": str(folder),
        "MAKE_IT_SAFE_DATABASE_URL": database,
        "MAKE_IT_SAFE_LOG_LEVEL": "error",
    }
    command = [sys.executable, "-m", "bot", "serve", "--workers", str(workers)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            _wait_until_open(process)
            yield Deployed(process, int(environment["MAKE_IT_SAFE_PORT"]))
        finally:
            process.terminate()


def _wait_until_open(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("Open "):
            return
    raise ChildProcessError("the bot did not start; it said why above")


@contextmanager
def durable_postgres() -> Iterator[Cluster]:
    """A PostgreSQL of the benchmark's own, whose commits survive a power cut. FileNotFoundError
    says what to install.
    """
    cluster = new_cluster(durable=True)
    try:
        yield cluster
    finally:
        cluster.remove()


@contextmanager
def new_folder() -> Iterator[Path]:
    """Beside PostgreSQL's files, so that both write to the same disk (TMPDIR names another)."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield Path(folder)


def resident(process: int, what: str = "VmRSS") -> float:
    """Megabytes of memory that the process has; `VmHWM`: the most it ever had."""
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(rf"^{what}:\s+(\d+) kB", status, re.MULTILINE)
    if not found:
        raise FileNotFoundError("this system does not tell how much memory a process has")
    return int(found[1]) / 1024


def processor_seconds(process: int) -> float:
    """The time that the process has spent on processors, whatever else the machine does."""
    told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
