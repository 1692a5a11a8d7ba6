"""The erasure list: what was forgotten stays forgotten, also after a backup is restored.

A small file beside the database and outside its backups, one line per destroyed key: the day and a
keyed hash. It is written before anything is destroyed and replayed before anything is served.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from bot.store.failing import as_store_errors


class ErasureList:
    """The list in that file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, hashes: Iterable[str], day: date) -> None:
        """Note them; on the disk when this returns."""
        # The line break comes first: a line cut short by a crash must not swallow the next.
        lines = "".join(f"\n{day.isoformat()} {noted}" for noted in hashes)
        with as_store_errors(), self._alone():
            self._append(lines)

    def make_folder(self) -> None:
        """Make sure that there is a folder to write it in, for its owner alone."""
        with as_store_errors():
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    def read(self) -> frozenset[str]:
        """Every hash that was noted."""
        with as_store_errors():
            return frozenset(noted for _, noted in self._lines())

    def drop_before(self, day: date) -> None:
        """Leave out what is older than anything that could still be restored."""
        with as_store_errors(), self._alone():
            self._rewrite_from(day.isoformat())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process writes the list meanwhile: a line added while it is being shortened
        would be lost.
        """
        with open(self._path.with_suffix(".lock"), "w", opener=_privately) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _append(self, lines: str) -> None:
        is_new = not self._path.exists()
        with open(self._path, "a", encoding="ascii", opener=_privately) as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            _sync_folder(self._path.parent)

    def _lines(self) -> list[tuple[str, str]]:
        if not self._path.exists():
            return []
        # What is not a whole line was never promised to anybody: it is passed over.
        parts = (line.split() for line in self._path.read_text("ascii", "replace").splitlines())
        return [(words[0], words[1]) for words in parts if len(words) == 2]

    def _rewrite_from(self, day: str) -> None:
        lines = self._lines()
        kept = [(noted_on, noted) for noted_on, noted in lines if noted_on >= day]
        if len(kept) == len(lines):
            return
        new = self._path.with_suffix(".new")
        new.unlink(missing_ok=True)
        ErasureList(new)._append("".join(f"\n{noted_on} {noted}" for noted_on, noted in kept))
        new.replace(self._path)
        _sync_folder(self._path.parent)


def _privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_folder(folder: Path) -> None:
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
