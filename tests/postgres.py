"""A PostgreSQL of the tests' own: the installed server, in a private folder, as an ordinary user.

`PG_BIN` names the folder of its programs where they do not lie in Debian's usual place.
"""

import atexit
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.ports import free_port

INSTALL = "install PostgreSQL (apt-get install postgresql), or set PG_BIN to its programs' folder"
USER = "bot"
_DURABLE = ("fsync=on", "full_page_writes=on", "synchronous_commit=on")
_QUICK = ("fsync=off", "full_page_writes=off")


def programs() -> Path:
    """The folder of `initdb` and `pg_ctl`; FileNotFoundError says what to install."""
    named = os.environ.get("PG_BIN")
    found = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    for folder in reversed(found):
        if (folder / "initdb").exists():
            return folder
    raise FileNotFoundError(INSTALL)


@dataclass
class Cluster:
    """One server with any number of databases."""

    folder: Path
    port: int
    durable: bool = False
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def url(self, database: str = "postgres") -> str:
        """The address of that database."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def new_database(self, template: str = "template1") -> str:
        """The address of a database that nobody else has."""
        name = f"d{os.getpid()}_{next(self._numbers)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def start(self) -> None:
        """Answers when this returns."""
        settings = [
            f"port={self.port}",
            f"unix_socket_directories={self.folder}",
            "listen_addresses=127.0.0.1",
            "max_connections=200",
            *(_DURABLE if self.durable else _QUICK),
        ]
        given = " ".join(f"-c {setting}" for setting in settings)
        self._run("pg_ctl", "-w", "-s", "-l", str(self.folder / "log"), "-o", given, "start")

    def stop(self, how: str = "fast") -> None:
        """Ends it; `immediate` is like a crash."""
        self._run("pg_ctl", "-s", "-m", how, "stop")

    def freeze(self) -> None:
        """Stops all of it in the middle of whatever it does; connections stay open."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Lets it go on."""
        self._signal(signal.SIGCONT)

    def remove(self) -> None:
        """Ends it whatever it does, and leaves nothing."""
        try:
            self.thaw()
            self.stop("immediate")
        except (OSError, subprocess.CalledProcessError):
            pass  # it was stopped already
        shutil.rmtree(self.folder, ignore_errors=True)

    def _signal(self, number: signal.Signals) -> None:
        first = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for process in [first, *map(int, children)]:
            os.kill(process, number)

    def _run(self, program: str, *arguments: str) -> None:
        _as_ordinary_user(
            [str(programs() / program), "-D", str(self.folder / "data"), *arguments], self.folder
        )


def new_cluster(*, durable: bool = False) -> Cluster:
    """A running server, removed when the tests end. `durable`: it survives a power cut."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    make = [str(programs() / "initdb"), "-D", str(folder / "data"), "-U", USER, "-A", "trust"]
    _as_ordinary_user([*make, "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"], folder)
    cluster = Cluster(folder, free_port(), durable)
    cluster.start()
    atexit.register(cluster.remove)
    return cluster


def _as_ordinary_user(command: Sequence[str], folder: Path) -> None:
    # The server refuses to run as root.
    if os.geteuid() == 0:
        command = [
            "setpriv",
            "--reuid=postgres",
            "--regid=postgres",
            "--clear-groups",
            *command,
        ]
    subprocess.run(
        command,
        cwd=folder,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


_mine: list[Cluster] = []


def shared_cluster() -> Cluster:
    """One server for all tests of this process; quick, not durable."""
    if not _mine:
        _mine.append(new_cluster())
    return _mine[0]
