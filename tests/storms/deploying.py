"""The bot as an operator runs it: real processes over real files, started, killed, stopped.

A storm is written once and runs over each deployment by its name: `sqlite-1` is one process over
SQLite, `postgres-2` two over one PostgreSQL, which survives a power cut as it would in earnest.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import httpx

from bot.serving.storing import key_bytes
from bot.store.database import Database
from bot.store.encryption import Names
from bot.store.keys import KeyStore
from bot.store.sqlite import sqlite_url
from tests.ports import free_port
from tests.postgres import Cluster, new_cluster
from tests.storms.history import History

KEY = "a-key-of-no-worth-that-only-storms-use-0123456789"
PATIENCE = 180.0
"""Seconds after which something that should come is given up on; never a measure of speed."""


def seconds_worked(process_id: int) -> float:
    """How long it kept a processor busy, however much else the machine has to do."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def client(**options: object) -> httpx.AsyncClient:
    """A client for the loopback: reading certificates takes longer than most answers."""
    return httpx.AsyncClient(verify=False, trust_env=False, **options)  # type: ignore[arg-type]


@dataclass
class Process:
    """One server process; the same port after each start."""

    name: str
    port: int
    running: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def id(self) -> int:
        """As the system knows it."""
        assert self.running is not None
        return self.running.pid


@dataclass
class Deployment:
    """Processes over one store."""

    name: str
    folder: Path
    history: History
    settings: dict[str, str] = field(default_factory=dict)
    processes: Sequence[Process] = ()
    cluster: Cluster | None = None
    """The PostgreSQL that it is kept in; None means files in the folder."""
    storage: dict[str, str] = field(default_factory=dict)
    """The settings that name the store."""

    @property
    def log(self) -> Path:
        """What all its processes said."""
        return self.folder / "log.txt"

    @property
    def files(self) -> Path:
        """Where the bot keeps its files."""
        return self.folder / "kept"

    @cached_property
    def names(self) -> Names:
        """What stored things are called; known once it was started."""
        database = self.key_database()
        try:
            return Names(KeyStore(database, key_bytes(KEY)).secret_of_names())
        finally:
            database.close()

    def database(self) -> Database:
        """The database, for an auditor."""
        url = self.storage.get("MAKE_IT_SAFE_DATABASE_URL")
        return Database(url or sqlite_url(self.files / "make-it-safe.db"), patience=10)

    def key_database(self) -> Database:
        """The key store's."""
        url = self.storage.get("MAKE_IT_SAFE_KEYS_URL")
        return Database(url or sqlite_url(self.files / "keys.db"), patience=10)

    def urls(self) -> list[str]:
        """Where it answers."""
        return [process.url for process in self.processes]

    def surroundings(self, process: Process, more: Mapping[str, str]) -> dict[str, str]:
        """The environment of one process."""
        return {
            **os.environ,
            "MAKE_IT_SAFE_PORT": str(process.port),
            "MAKE_IT_SAFE_DATA_DIR": str(self.files),
            "MAKE_IT_SAFE_KEY": KEY,
            "MAKE_IT_SAFE_DEFAULT_COUNTRY": "BE",
            **self.storage,
            **self.settings,
            **more,
        }

    async def start(self, *wanted: Process, **more: str) -> None:
        """Starts these (or all) and returns when each answers."""
        for process in wanted or self.processes:
            await self.launch(process, **more)
        for process in wanted or self.processes:
            await self.until_it_answers(process)

    async def launch(self, process: Process, **more: str) -> None:
        """Starts one and waits for nothing. `more`: further settings."""
        self.history.note("start", process=process.name)
        with self.log.open("ab") as log:
            process.running = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "serve",
                env=self.surroundings(process, more), stdout=log, stderr=log,
            )  # fmt: skip

    async def until_it_answers(self, process: Process) -> None:
        """Returns at its first answer; TimeoutError where there is none."""
        until = time.monotonic() + PATIENCE
        async with client() as asking:
            while time.monotonic() < until and process.running and not process.running.returncode:
                try:
                    await asking.get(f"{process.url}/health", timeout=PATIENCE)
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
                else:
                    worked = seconds_worked(process.id)
                    self.history.note("answers", process=process.name, worked=worked)
                    return
        raise TimeoutError(f"{process.name} does not answer: {self.last_words()}")

    async def kill(self, process: Process) -> None:
        """kill -9."""
        assert process.running is not None
        self.history.note("kill", process=process.name)
        process.running.kill()
        await process.running.wait()

    async def stop(self, process: Process, how: signal.Signals = signal.SIGTERM) -> float:
        """Asks it to end; the seconds that took."""
        assert process.running is not None
        began = time.monotonic()
        process.running.send_signal(how)
        await asyncio.wait_for(process.running.wait(), PATIENCE)
        return time.monotonic() - began

    async def end(self) -> None:
        """Nothing runs any more."""
        for process in self.processes:
            if process.running and process.running.returncode is None:
                process.running.kill()
                await process.running.wait()

    def last_words(self) -> str:
        """The end of the log, to tell why something failed."""
        return self.log.read_text("utf-8", "replace")[-2000:] if self.log.exists() else ""


_clusters: list[Cluster] = []


def durable_cluster() -> Cluster:
    """One server for all storms of this process."""
    if not _clusters:
        _clusters.append(new_cluster(durable=True))
    return _clusters[0]


def deployed(name: str, folder: Path, history: History) -> Deployment:
    """A deployment of that name, not yet started."""
    store, _, number = name.rpartition("-")
    processes = [Process(str(each), free_port()) for each in range(1, int(number) + 1)]
    made = Deployment(name, folder, history, processes=processes)
    if store == "postgres":
        made.cluster = durable_cluster()
        made.storage = {
            "MAKE_IT_SAFE_DATABASE_URL": made.cluster.new_database(),
            "MAKE_IT_SAFE_KEYS_URL": made.cluster.new_database(),
        }
    return made
