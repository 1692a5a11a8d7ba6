"""Where the store's work is done, off the event loop: some threads that read, and one or more that
write, each with a transaction of its own.

A whole piece of work goes over in one go, for each crossing costs more than a statement.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, suppress
from typing import TypeVar

from sqlalchemy import Connection

from bot.domain.errors import StoreError, StoreUnavailable
from bot.store.database import READERS, Database
from bot.store.failing import TOO_MANY, as_store_errors
from bot.store.watching import Watch

Result = TypeVar("Result")


class Transaction:
    """A transaction, and the thread that writes it; nobody else has it until it is given back."""

    def __init__(
        self, database: Database, thread: Executor, *, durable: bool, hurried: bool
    ) -> None:
        self._database = database
        self._hurried = hurried
        self._thread = thread
        self._durable = durable
        self._open = ExitStack()
        self._connection: Connection | None = None
        self._watch = Watch()

    async def run(self, work: Callable[[Connection], Result]) -> Result:
        """Do this inside the transaction."""
        return await self._in_thread(lambda: work(self._begun()))

    async def commit(self) -> None:
        """Make what was done durable."""
        await self.run(lambda connection: connection.commit())

    async def after(self, work: Callable[[], None]) -> None:
        """Do this while still alone, with the transaction over."""
        await self._in_thread(self._end)
        await self._in_thread(work)

    def end(self) -> Future[None]:
        """Undo what was not committed; this happens even if nobody waits for it any more."""
        return self._thread.submit(self._end)

    @property
    def given_up(self) -> bool:
        """Whether it took too long."""
        return self._watch.has_cut

    def give_up(self) -> None:
        """Nobody waits for it any more: whatever still hangs fails."""
        self._watch.cut()

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        longest = self._database.longest_wait if self._hurried else None
        return await _in(self._thread, work, longest, self._watch)

    def _begun(self) -> Connection:
        if self._connection is None:
            self._connection = self._open.enter_context(
                self._database.writing(durable=self._durable, hurried=self._hurried)
            )
        return self._connection

    def _end(self) -> None:
        self._connection = None
        # What could not be undone here is undone by the server, when the connection ends.
        with suppress(StoreError):
            self._open.close()


class Threads:
    """The threads of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="store-reads")
        self._writers = [
            ThreadPoolExecutor(1, thread_name_prefix="store-writes")
            for _ in range(database.writers)
        ]
        self._free: asyncio.Queue[Executor] = asyncio.Queue()
        for thread in self._writers:
            self._free.put_nowait(thread)

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Do this on what is committed."""

        def reading() -> Result:
            with self._database.reading() as connection:
                return work(connection)

        return await _in(self._readers, reading, self._database.longest_wait, Watch())

    @asynccontextmanager
    async def writing(
        self, *, durable: bool = True, hurried: bool = True
    ) -> AsyncIterator[Transaction]:
        """A transaction, undone unless committed; on SQLite the only one that writes. See
        `Database.writing`.
        """
        thread = await self._free_thread()
        transaction = Transaction(self._database, thread, durable=durable, hurried=hurried)
        try:
            yield transaction
        finally:
            await self._end(transaction, thread)

    def close(self) -> None:
        """Let the threads end when their work is done."""
        for thread in (self._readers, *self._writers):
            thread.shutdown()

    async def _free_thread(self) -> Executor:
        try:
            async with asyncio.timeout(self._database.patience):
                return await self._free.get()
        except TimeoutError:
            raise StoreUnavailable(TOO_MANY) from None

    async def _end(self, transaction: Transaction, thread: Executor) -> None:
        """Whoever waits is not held up by a server that hangs; the thread is free when it is."""
        ended = asyncio.wrap_future(transaction.end())
        ended.add_done_callback(lambda _: self._free.put_nowait(thread))
        if transaction.given_up:
            return
        _, hanging = await asyncio.wait([ended], timeout=self._database.longest_wait)
        if hanging:
            transaction.give_up()


async def _in(
    thread: Executor, work: Callable[[], Result], longest: float | None, watch: Watch
) -> Result:

    def watched() -> Result:
        with watch.over_this_thread():
            return work()

    with as_store_errors():
        try:
            async with asyncio.timeout(longest):
                return await asyncio.get_running_loop().run_in_executor(thread, watched)
        except TimeoutError:
            watch.cut()
            raise StoreUnavailable("The database does not answer in time.") from None
