"""What happened, written down outside the process under test, one line an event, never changed.

A client notes that it asks (`invoke`) before it does, and afterwards what came of it: `ok` (it was
told so), `fail` (surely nothing was kept), or `unknown` (no answer: it may have happened or not).
"""

import json
import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

Event: TypeAlias = dict[str, Any]
"""Plain JSON: `what` happened, when (`at`, seconds that only go forward), and about what."""
Tokens: TypeAlias = Sequence[tuple[int, str]]
"""Replies as their seq and the fingerprint of their text."""


def fingerprint(text: str) -> str:
    """Tells texts apart without holding them."""
    return sha256(text.strip().encode()).hexdigest()[:12]


class History:
    """An append-only file of events."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("a", encoding="ascii", buffering=1)

    def note(self, what: str, **about: Any) -> None:
        """Writes one event down before anything else happens."""
        self._file.write(json.dumps({"what": what, "at": time.monotonic(), **about}) + "\n")

    def invoke(self, op: str, chat: str) -> None:
        """A message is about to be sent; `op` is its id, the same whenever it is sent again."""
        self.note("invoke", op=op, chat=chat)

    def ok(self, op: str, replies: Tokens = ()) -> None:
        """It was acknowledged, with these replies where the answer holds any."""
        self.note("ok", op=op, replies=[list(token) for token in replies])

    def fail(self, op: str, why: object) -> None:
        """It was refused: surely nothing was kept."""
        self.note("fail", op=op, why=str(why))

    def unknown(self, op: str, why: object) -> None:
        """Nobody said what became of it."""
        self.note("unknown", op=op, why=str(why))

    def kept(
        self,
        chat: str,
        *,
        turns: int,
        messages: int,
        ops: Sequence[str] | None = None,
        replies: Tokens | None = None,
    ) -> None:
        """What the store holds at the end: how often a turn was written, of which messages."""
        told = None if replies is None else [list(token) for token in replies]
        self.note("kept", chat=chat, turns=turns, messages=messages, ops=ops, replies=told)

    def shown(self, chat: str, due: Sequence[str], sent: Sequence[str]) -> None:
        """What a chat must read in the end, and what stands in it; fingerprints."""
        self.note("shown", chat=chat, due=list(due), sent=list(sent))

    def read(self) -> list[Event]:
        """Everything so far."""
        return list(read(self.path))

    def close(self) -> None:
        """Nothing more is written."""
        self._file.close()


def read(path: Path) -> Iterator[Event]:
    """The events of a file."""
    with path.open(encoding="ascii") as lines:
        for line in lines:
            yield json.loads(line)
