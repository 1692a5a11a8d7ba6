"""The database, as whoever calls this sees it: the editors' tools may not look into it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.domain.errors import BotError
from bot.editor.diagnosing.findings import Finding, Silent, undecided, unsafe, well, within

LONGEST = 5.0
"""Seconds that the database may take to answer."""


@dataclass(frozen=True, slots=True)
class Stored:
    """How far a database is."""

    revision: str | None
    """The form that it has; None: nothing is in it yet."""
    newest: str
    """The form that this program needs."""


def key_findings(reach: Callable[[], None], seconds: float = LONGEST) -> Iterator[Finding]:
    """Whether the key store answers; `reach` raises StoreError with what to do."""
    try:
        within(seconds, reach)
    except Silent:
        yield _gone("it does not answer", "key store")
    except BotError as error:
        yield _gone(str(error), "key store")
    else:
        yield well("the key store can be reached, or is made at the first start")


def store_findings(look: Callable[[], Stored], seconds: float = LONGEST) -> Iterator[Finding]:
    """What the database tells; `look` raises StoreError with what to do."""
    try:
        stored = within(seconds, look)
    except Silent:
        yield _gone("it does not answer")
        return
    except BotError as error:
        yield _gone(str(error))
        return
    if stored.revision is None:
        yield well("the database is made at the first start")
    elif stored.revision == stored.newest:
        yield well("the database can be reached, and has the newest form")
    elif stored.revision > stored.newest:
        yield unsafe(
            f"the database has a newer form ({stored.revision}) than this program knows",
            "the page does not start",
            "start the newer release, or restore the backup made before it",
        )
    else:
        yield undecided(
            f"the database has an older form ({stored.revision})",
            "the next start changes it, and an older program cannot go back",
            "make a backup first (docs/backups.md), then start",
        )


def _gone(why: str, which: str = "database") -> Finding:
    return unsafe(
        f"the {which} cannot be used",
        "nothing can be kept, and every message is answered with helplines alone",
        f"mend this: {why.rstrip('.')}",
    )
