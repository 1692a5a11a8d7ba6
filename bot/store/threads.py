"""Where the store's work is done, off the event loop: some threads that read and one that writes.

A whole piece of work goes over in one go, for each crossing costs more than a statement.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from typing import TypeVar

from sqlalchemy import Connection

from bot.domain.errors import StoreUnavailable
from bot.store.database import READERS, Database, as_store_errors

Result = TypeVar("Result")


class Transaction:
    """A transaction of the thread that writes; whoever has it is alone until it is given back."""

    def __init__(self, database: Database, thread: Executor, *, durable: bool) -> None:
        self._database = database
        self._thread = thread
        self._durable = durable
        self._open = ExitStack()
        self._connection: Connection | None = None

    async def run(self, work: Callable[[Connection], Result]) -> Result:
        """Do this inside the transaction."""
        return await _in(self._thread, lambda: work(self._begun()))

    async def commit(self) -> None:
        """Make what was done durable."""
        await self.run(lambda connection: connection.commit())

    async def after(self, work: Callable[[], None]) -> None:
        """Do this while still alone, with the transaction over."""
        await _in(self._thread, self._end)
        await _in(self._thread, work)

    async def give_back(self) -> None:
        """Undo what was not committed; this happens even if nobody waits for it any more."""
        await asyncio.shield(asyncio.wrap_future(self._thread.submit(self._end)))

    def _begun(self) -> Connection:
        if self._connection is None:
            self._connection = self._open.enter_context(
                self._database.writing(durable=self._durable)
            )
        return self._connection

    def _end(self) -> None:
        self._connection = None
        self._open.close()


class Threads:
    """The threads of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="store-reads")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-writes")
        self._turn = asyncio.Lock()

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Do this on what is committed."""

        def reading() -> Result:
            with self._database.reading() as connection:
                return work(connection)

        return await _in(self._readers, reading)

    @asynccontextmanager
    async def writing(self, *, durable: bool = True) -> AsyncIterator[Transaction]:
        """The only transaction that writes; undone unless committed."""
        await self._wait_for_turn()
        transaction = Transaction(self._database, self._writer, durable=durable)
        try:
            try:
                yield transaction
            finally:
                await transaction.give_back()
        finally:
            self._turn.release()

    def close(self) -> None:
        """Let the threads end when their work is done."""
        self._readers.shutdown()
        self._writer.shutdown()

    async def _wait_for_turn(self) -> None:
        try:
            async with asyncio.timeout(self._database.patience):
                await self._turn.acquire()
        except TimeoutError:
            raise StoreUnavailable("The database is busy: too many are waiting to write.") from None


async def _in(thread: Executor, work: Callable[[], Result]) -> Result:
    with as_store_errors():
        return await asyncio.get_running_loop().run_in_executor(thread, work)
