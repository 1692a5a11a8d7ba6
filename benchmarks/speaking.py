"""A process that talks with the page over HTTP, as many young people at once."""

import sys
from typing import Any

from benchmarks.asking import Asking
from benchmarks.children import Serve, answer_parent, open_more_files
from benchmarks.talk import Turned, talks


async def speak(serve: Serve) -> None:
    """Has talks when the parent says so."""
    port = int(sys.argv[1])

    async def begin(name: str) -> Turned:
        return Asking(port, name)

    async def answer(asked: dict[str, Any]) -> dict[str, Any]:
        return (await talks(begin, asked["at_once"], asked["seconds"])).told()

    await serve(answer)


if __name__ == "__main__":
    open_more_files()
    answer_parent(speak)
