"""Taking from a running bot what it needs, and giving it back."""

import asyncio
import os
import resource
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from pathlib import Path

from tests.postgres import Cluster
from tests.storms.deploying import Deployment

SMALL_DISK = "16m"


@contextmanager
def locked(deployment: Deployment) -> Iterator[None]:
    """Another program holds both files, and lets nobody write."""
    with ExitStack() as held:
        for name in ("make-it-safe.db", "keys.db"):
            # The window is taken like a turn would: at its end nothing is left of it.
            raw = sqlite3.connect(
                deployment.files / name, isolation_level=None, timeout=30, check_same_thread=False
            )
            held.enter_context(closing(raw))
            raw.execute("BEGIN EXCLUSIVE")
        yield


@contextmanager
def frozen(cluster: Cluster) -> Iterator[None]:
    """The server hangs: connections stay open and nothing comes."""
    cluster.freeze()
    try:
        yield
    finally:
        cluster.thaw()


@contextmanager
def ended(cluster: Cluster) -> Iterator[None]:
    """The server dies as in a crash, and is started again."""
    cluster.stop("immediate")
    try:
        yield
    finally:
        cluster.start()


@asynccontextmanager
async def gone(deployment: Deployment, how: str) -> AsyncIterator[None]:
    """The database, `away` (its server is) or `hanging`."""
    if deployment.cluster is None:
        around = locked(deployment)
    else:
        around = frozen(deployment.cluster) if how == "hanging" else ended(deployment.cluster)
    await asyncio.to_thread(around.__enter__)
    deployment.history.note("gone")
    try:
        yield
    finally:
        await asyncio.to_thread(around.__exit__, None, None, None)
        deployment.history.note("back")


@contextmanager
def no_file_grows(deployment: Deployment) -> Iterator[None]:
    """From now on nothing can be written by these processes; what was written can be read."""
    limits = resource.prlimit
    for process in deployment.processes:
        limits(process.id, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    yield
    endless = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    for process in deployment.processes:
        limits(process.id, resource.RLIMIT_FSIZE, endless)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Not a byte is free on this disk."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        size = 1 << 20
        while size:
            try:
                file.write(b"x" * size)
            except OSError:
                size //= 2
    yield
    filler.unlink()


@contextmanager
def small_disk(at: Path, *, writable: bool = True) -> Iterator[None]:
    """A disk of its own in this folder; OSError where this account may not mount one."""
    at.mkdir(exist_ok=True)
    options = f"size={SMALL_DISK},{'rw' if writable else 'ro'}"
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(at)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        raise OSError("no disk can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)
