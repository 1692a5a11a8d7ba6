"""Ends a wait for a server that does not answer: its connections are cut under the waiting thread.

A frozen server keeps its connections open, so neither the driver nor the network notice; only who
waits can tell that it has been too long.
"""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_here = threading.local()


class Watch:
    """Knows which connections one piece of work has in use, from thread to thread."""

    def __init__(self) -> None:
        self.has_cut = False
        self._used: list[Any] = []
        self._lock = threading.Lock()

    @contextmanager
    def over_this_thread(self) -> Iterator[None]:
        """What this thread takes into use meanwhile is known."""
        _here.watch = self
        try:
            yield
        finally:
            _here.watch = None

    @contextmanager
    def over(self, connection: Any) -> Iterator[None]:
        """This one is in use meanwhile."""
        with self._lock:
            self._used.append(connection)
        try:
            yield
        finally:
            with self._lock:
                self._used.remove(connection)

    def cut(self) -> None:
        """End the waiting: each connection in use fails at once."""
        with self._lock:
            self.has_cut = True
            for connection in self._used:
                _shut(connection)


@contextmanager
def watched(connection: Any) -> Iterator[None]:
    """Say to whoever watches this thread that it uses this connection (the driver's own)."""
    watch: Watch | None = getattr(_here, "watch", None)
    if watch is None or not hasattr(connection, "fileno"):
        yield
        return
    with watch.over(connection):
        yield


def _shut(connection: Any) -> None:
    # A copy of the descriptor: the driver keeps its own, and sees the end of the line.
    with contextlib.suppress(Exception), socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
