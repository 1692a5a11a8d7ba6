"""Writes turns until it is killed; a number on its output means that this turn was acknowledged.

python -m tests.store.dying FOLDER FIRST LAST [FAILPOINT PASSING]
python -m tests.store.dying FOLDER forget [FAILPOINT PASSING]
"""

import asyncio
import sys
from pathlib import Path

from bot.domain.conversation import Conversation
from bot.domain.failpoints import arm
from bot.store.conversations import StoredConversations
from tests.store.turning import HERE, answers, forget, open_in, said


async def counted_turn(store: StoredConversations, number: int) -> None:
    """A turn that adds one to what is remembered, so that a second effect would show."""
    async with store.work() as work:
        if await work.seen(HERE, f"m{number}") is not None:
            return
        found = await work.recall(HERE) or Conversation(HERE, "en")
        so_far = found.slot("effects") or 0
        assert isinstance(so_far, int | float)
        after = found.with_changes(slots={"effects": so_far + 1})
        await work.keep(said(f"m{number}"), after, answers(f"m{number}"), ())
        await work.commit()


async def write(folder: Path, first: int, last: int) -> None:
    """Take these messages, one after the other."""
    store = await open_in(folder)
    for number in range(first, last + 1):
        await counted_turn(store, number)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
    await store.close()


async def erase(folder: Path) -> None:
    """Forget the conversation."""
    store = await open_in(folder)
    await forget(store)
    sys.stdout.write("forgotten\n")
    await store.close()


def main(folder: str, what: str, *rest: str) -> None:
    """Do what the command line says."""
    last, rest = (None, rest) if what == "forget" else (rest[0], rest[1:])
    if rest:
        arm({rest[0]}, passing=int(rest[1]))
    asyncio.run(erase(Path(folder)) if last is None else write(Path(folder), int(what), int(last)))


if __name__ == "__main__":
    main(*sys.argv[1:])
