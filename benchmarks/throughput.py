"""Turns a second, so many at once, next to the same statements and commits without our code."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

from benchmarks import bare
from benchmarks.children import Child, child
from benchmarks.deployed import deployed, durable_postgres, new_folder
from tests.postgres import Cluster

AT_ONCE = (1, 4, 16, 64)
WARM = 0.7
"""Seconds before it counts: connections are made, statements prepared."""

Children = AbstractContextManager[Sequence[Child]]
"""Processes that talk, over something that is up meanwhile."""
Rates = Mapping[int, float]
"""Turns a second, by how many talked at once."""


def run(out: TextIO, at_once: Sequence[int] = AT_ONCE, seconds: float = 2.5) -> dict[str, float]:
    """Measures, prints and gives the figures."""
    table = _Table(out, at_once, seconds)
    with new_folder() as folder:
        table.over_sqlite(folder)
    with durable_postgres() as cluster, new_folder() as folder:
        table.over_postgres(cluster, folder)
    return table.figures


class _Table:
    def __init__(self, out: TextIO, at_once: Sequence[int], seconds: float) -> None:
        self._out = out
        self._at_once = at_once
        self._seconds = seconds
        self.figures: dict[str, float] = {}
        self._line(
            "turns a second (share of the bound), at once:", [str(number) for number in at_once]
        )

    def over_sqlite(self, folder: Path) -> None:
        """One process: a file has one writer, and the bot refuses a second process over it."""
        talk = asyncio.run(bare.recorded(folder / "bound"))
        rate = bare.sqlite(talk, self._seconds)
        bound = {number: rate for number in self._at_once}
        self._bound("bound: SQLite, one connection", bound)
        self._row("SQLite, services alone, 1 process", _services(folder / "a"), bound)
        self._row("SQLite, over HTTP, 1 process", _over_http(folder / "b"), bound)

    def over_postgres(self, cluster: Cluster, folder: Path) -> None:
        """One process and two."""
        url, script = cluster.new_database(), folder / "talk.sql"
        script.write_text(bare.script_of(asyncio.run(bare.recorded(folder / "bound", url)), url))
        bound = {
            number: bare.pgbench(url, script, number, self._seconds) for number in self._at_once
        }
        self._bound("bound: PostgreSQL, pgbench", bound)
        for number, said in ((1, "1 process"), (2, "2 processes")):
            those = _services(folder / f"a{number}", cluster.new_database(), number)
            self._row(f"PostgreSQL, services alone, {said}", those, bound)
        for number, said in ((1, "1 process"), (2, "2 processes")):
            those = _over_http(folder / f"b{number}", cluster.new_database(), number)
            self._row(f"PostgreSQL, over HTTP, {said}", those, bound)

    def _bound(self, name: str, rates: Rates) -> None:
        self._line(name, [f"{rate:.0f}" for rate in rates.values()])
        for number, rate in rates.items():
            self.figures[f"{name}, {number} at once (turns/s)"] = rate

    def _row(self, name: str, talking: Children, bound: Rates) -> None:
        with talking as children:
            _talk(children, max(self._at_once), WARM)
            found = {n: _talk(children, n, self._seconds) for n in self._at_once}
        cells = []
        for number, (rate, cards) in found.items():
            share = rate / bound[number]
            cells.append(f"{rate:.0f} ({share:.2f})" + (f" !{cards}" if cards else ""))
            self.figures[f"{name}, {number} at once (turns/s)"] = rate
            self.figures[f"{name}, {number} at once (share of the bound)"] = share
            self.figures[f"{name}, {number} at once (not kept)"] = cards
        self._line(name, cells)

    def _line(self, name: str, cells: Sequence[str]) -> None:
        line = f"{name:<48}" + "".join(f"{cell:>14}" for cell in cells)
        print(line, file=self._out, flush=True)


def _talk(children: Sequence[Child], at_once: int, seconds: float) -> tuple[float, int]:
    """Turns a second, and how many messages were not kept."""
    shares = [len(range(at_once)[first :: len(children)]) for first in range(len(children))]
    asked = [(each, share) for each, share in zip(children, shares, strict=True) if share]
    for each, share in asked:
        each.ask(at_once=share, seconds=seconds)
    told = [each.answer() for each, _ in asked]
    turns = sum(len(each["milliseconds"]) for each in told)
    return turns / max(each["seconds"] for each in told), sum(each["failed"] for each in told)


@contextmanager
def _services(folder: Path, database: str = "", processes: int = 1) -> Iterator[Sequence[Child]]:
    with ExitStack() as stack:
        given = [str(folder), *([database] if database else [])]
        yield [stack.enter_context(child("serviced", *given)) for _ in range(processes)]


@contextmanager
def _over_http(folder: Path, database: str = "", processes: int = 1) -> Iterator[Sequence[Child]]:
    with (
        deployed(folder, database=database, workers=processes) as bot,
        child("speaking", str(bot.port)) as speaking,
    ):
        yield [speaking]
