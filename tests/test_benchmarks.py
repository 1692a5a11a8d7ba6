"""What `./run bench` does, tried with the smallest sizes; no figure is judged."""

import io
import json
import math
from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks import pages, recovery, starting, throughput, turn
from benchmarks.__main__ import PARTS, main
from benchmarks.bare import Recorded, Statement, script_of
from tests.postgres import shared_cluster

pytestmark = [pytest.mark.postgres, pytest.mark.crash]


def are_figures(figures: Mapping[str, float]) -> bool:
    return bool(figures) and all(math.isfinite(figure) for figure in figures.values())


def test_turns_are_measured_on_both_databases() -> None:
    figures = turn.run(io.StringIO(), turns=20)
    assert are_figures(figures)
    assert {name.split(",")[0] for name in figures} == {"SQLite", "PostgreSQL"}


@pytest.mark.long
def test_throughput_is_measured_beside_its_bound() -> None:
    out = io.StringIO()
    figures = throughput.run(out, at_once=(1, 2), seconds=0.5)
    assert are_figures(figures)
    # Two bounds; SQLite in one process, PostgreSQL in one and two, each with and without HTTP.
    assert len(out.getvalue().splitlines()) == 1 + 2 + 2 + 4
    assert not sum(figure for name, figure in figures.items() if "not kept" in name)


@pytest.mark.long
def test_pages_lose_nothing() -> None:
    figures = pages.run(io.StringIO(), pages=20, seconds=1, talking=5)
    assert are_figures(figures)
    for name in ("SQLite", "PostgreSQL"):
        assert figures[f"{name}: pages open"] == 20
        assert figures[f"{name}: messages answered"] == 10
        assert not figures[f"{name}: replies lost"]


@pytest.mark.long
def test_recovery_is_measured() -> None:
    assert are_figures(recovery.run(io.StringIO()))


@pytest.mark.long
def test_starting_is_measured() -> None:
    assert are_figures(starting.run(io.StringIO(), turns=1))


def test_figures_are_written_for_programs_too(tmp_path: Path) -> None:
    assert main(["engine", "--json", str(tmp_path / "figures.json")]) == 0
    told = json.loads((tmp_path / "figures.json").read_text())
    assert are_figures(told["parts"]["engine"])


def test_what_is_needed_and_missing_is_said_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PG_BIN", "/nowhere")
    assert main(["recovery"]) == 1
    assert "NOT MEASURED: install PostgreSQL" in capsys.readouterr().out


def test_a_part_that_there_is_not_is_refused() -> None:
    with pytest.raises(SystemExit):
        main(["quickly"])
    assert "throughput" in PARTS


def test_a_recorded_talk_is_had_by_conversations_that_are_new() -> None:
    url = shared_cluster().new_database()
    one = Statement(url.rpartition("/")[2], "SELECT %(id)s, %(said)s", {"id": "a1", "said": "a1 7"})
    assert script_of(Recorded("a1", [one]), url).splitlines()[1] == "SELECT :c, (:c || ' 7');"
