"""Who uses a data folder: one process alone, or several that share it. Whoever would be in the way
is refused before it touches anything.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.domain.errors import UnsafeDeployment
from bot.store.failing import as_store_errors


@contextmanager
def held(folder: Path, *, alone: bool) -> Iterator[None]:
    """The folder is in use until this process ends, however it ends: by nobody else (`alone`), or
    by others that share it. Raises UnsafeDeployment.
    """
    path = folder / "in-use.lock"
    with as_store_errors():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(lock, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UnsafeDeployment(
                f"Another bot is running over {folder}: stop that one, set MAKE_IT_SAFE_DATA_DIR "
                "to another folder, or use PostgreSQL (MAKE_IT_SAFE_DATABASE_URL) for several."
            ) from None
        yield
    finally:
        os.close(lock)
