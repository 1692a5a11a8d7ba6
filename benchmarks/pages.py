"""Open pages on one process, ten messages a second among them: from POST to reply on the stream."""

import time
from typing import TextIO

from benchmarks.children import child, open_more_files
from benchmarks.deployed import (
    deployed,
    durable_postgres,
    new_folder,
    processor_seconds,
    resident,
)
from benchmarks.figures import percentile, show

MOST = 5_000
"""The page's own limit; the next one is told to poll."""
TALKING = 100
"""Pages that talk; each of them every ten seconds."""
RATE = 10
SPARE_FILES = 200
"""Files a process has open beside its streams."""


def run(
    out: TextIO, pages: int = MOST, seconds: float = 30, talking: int = TALKING
) -> dict[str, float]:
    """Measures, prints and gives the figures, on SQLite and on PostgreSQL."""
    may, needs = open_more_files(), pages + talking + SPARE_FILES
    if may < needs:
        raise ChildProcessError(
            f"a process may have {may} files open here, and {pages} pages need {needs}: raise the "
            "hard limit (ulimit -Hn)"
        )
    figures = _measured("SQLite", "", pages, seconds, talking)
    show(out, figures)
    with durable_postgres() as cluster:
        found = _measured("PostgreSQL", cluster.new_database(), pages, seconds, talking)
    show(out, found)
    return figures | found


def _measured(
    name: str, database: str, pages: int, seconds: float, talking: int
) -> dict[str, float]:
    with (
        new_folder() as folder,
        deployed(folder, database=database) as bot,
        child("reading", str(bot.port)) as reading,
    ):
        before = resident(bot.workers[0])
        reading.ask(open=pages)
        opened = reading.answer()
        began, spent = time.perf_counter(), processor_seconds(bot.workers[0])
        reading.ask(talking=min(talking, pages), rate=RATE, seconds=seconds)
        talked = reading.answer()
        spent = processor_seconds(bot.workers[0]) - spent
        busy = spent / (time.perf_counter() - began)
        memory = resident(bot.workers[0], "VmHWM")
        reading.ask(open=1)
        one_more = reading.answer()
    late = talked["milliseconds"] or [float("nan")]
    return {
        f"{name}: pages open": opened["taken"],
        f"{name}: opening all of them (s)": opened["seconds"],
        f"{name}: messages answered": len(talked["milliseconds"]),
        f"{name}: POST to reply on the stream p50 (ms)": percentile(late, 0.5),
        f"{name}: POST to reply on the stream p95 (ms)": percentile(late, 0.95),
        f"{name}: POST to reply on the stream p99 (ms)": percentile(late, 0.99),
        f"{name}: messages not kept (a card instead)": talked["failed"],
        f"{name}: replies lost": talked["lost"],
        f"{name}: replies twice": talked["twice"],
        f"{name}: streams cut": talked["cut"],
        f"{name}: one more page is told to poll (1: yes)": one_more["told_to_poll"],
        f"{name}: processor meanwhile (share of one core)": busy,
        f"{name}: memory before (MB)": before,
        f"{name}: memory, the most there was (MB)": memory,
    }
