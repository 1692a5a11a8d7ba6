"""What Prometheus reads: the table, nothing that tells of one person, several processes as one."""

import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from bot.domain.errors import UnsafeDeployment
from bot.domain.measures import (
    LEADERS,
    MEASURES,
    OPEN_STREAMS,
    SAFETY_SECONDS,
    TURN_SECONDS,
    TURNS,
    Measure,
)
from bot.observing.meters import PrometheusMeters, metered, metered_together

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "metrics.md").read_text()


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def meters(registry: CollectorRegistry) -> PrometheusMeters:
    return PrometheusMeters(registry)


def told(registry: CollectorRegistry, beginning: str) -> list[str]:
    """The lines that begin so."""
    lines = generate_latest(registry).decode().splitlines()
    return [line for line in lines if line.startswith(f"make_it_safe_{beginning}")]


def test_what_happened_is_counted(meters: PrometheusMeters, registry: CollectorRegistry) -> None:
    for _ in range(2):
        meters.count(TURNS, channel="web", outcome="answered")
    line = 'make_it_safe_turns_total{channel="web",outcome="answered"} 2.0'
    assert line in told(registry, "turns_total")


def test_what_never_happened_is_told_to_be_none(registry: CollectorRegistry) -> None:
    PrometheusMeters(registry)
    assert 'make_it_safe_turns_total{channel="web",outcome="card"} 0.0' in told(registry, "turns")


def test_how_long_it_took_is_told(meters: PrometheusMeters, registry: CollectorRegistry) -> None:
    meters.took(TURN_SECONDS, 0.02, channel="telegram")
    line = 'make_it_safe_turn_seconds_bucket{channel="telegram",le="0.025"} 1.0'
    assert line in told(registry, "turn_seconds_bucket")


def test_a_level_is_told(meters: PrometheusMeters, registry: CollectorRegistry) -> None:
    meters.level(OPEN_STREAMS, 7)
    assert told(registry, "open_streams") == ["make_it_safe_open_streams 7.0"]


@pytest.mark.parametrize("labels", [{"channel": "i am afraid"}, {}, {"channel": "web", "a": "b"}])
def test_labels_are_those_of_the_table_and_measuring_never_fails(
    meters: PrometheusMeters, registry: CollectorRegistry, labels: dict[str, str]
) -> None:
    meters.count(TURNS, **labels)
    [line] = [line for line in told(registry, "turns_total") if line.endswith(" 1.0")]
    assert "afraid" not in line
    assert 'outcome="other"' in line


def test_when_something_first_happened_is_not_told(
    meters: PrometheusMeters, registry: CollectorRegistry
) -> None:
    meters.count(TURNS, channel="web", outcome="card")
    meters.took(TURN_SECONDS, 1, channel="web")
    assert b"_created" not in generate_latest(registry)


def test_a_safety_reply_is_not_seen_when_it_happens(
    meters: PrometheusMeters, registry: CollectorRegistry
) -> None:
    for _ in range(9):
        meters.took(SAFETY_SECONDS, 0.1, channel="web")
    meters.let_out()
    assert told(registry, "safety_seconds") == []
    meters.took(SAFETY_SECONDS, 0.1, channel="web")
    assert told(registry, "safety_seconds") == []


def test_ten_safety_replies_are_seen_together(
    meters: PrometheusMeters, registry: CollectorRegistry
) -> None:
    for _ in range(10):
        meters.took(SAFETY_SECONDS, 0.1, channel="web")
    meters.let_out()
    meters.let_out()
    count = 'make_it_safe_safety_seconds_count{channel="web"} 10.0'
    assert told(registry, "safety_seconds_count") == [count]


def test_nine_on_each_channel_are_not_ten(
    meters: PrometheusMeters, registry: CollectorRegistry
) -> None:
    for channel in ["web", "telegram"] * 9:
        meters.took(SAFETY_SECONDS, 0.1, channel=channel)
    meters.let_out()
    assert told(registry, "safety_seconds") == []


def test_no_label_tells_what_was_said_or_who_said_it() -> None:
    labels = {label.name for measure in MEASURES for label in measure.labels}
    assert labels == {"channel", "outcome", "job"}


def test_no_two_measures_have_one_name() -> None:
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_a_measure_is_described_with_its_kind_and_labels(measure: Measure) -> None:
    suffix = "_total" if measure.kind == "counter" else ""
    beginning = f"| `make_it_safe_{measure.name}{suffix}` | {measure.kind} |"
    [line] = [line for line in PAGE.splitlines() if line.startswith(beginning)]
    assert all(f"`{label.name}`" in line for label in measure.labels)
    assert measure.meaning[:-1] in line
    assert ("held back" in line) == measure.held_back


def read(port: int) -> str:
    """What Prometheus would read there."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        return str(answer.read().decode())


@pytest.fixture
def port() -> int:
    """A port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number: int = taken.getsockname()[1]
    return number


def test_prometheus_reads_them_at_an_address_of_its_own(port: int) -> None:
    with metered("127.0.0.1", port) as meters:
        meters.level(LEADERS, 1)
        said = read(port)
    assert "make_it_safe_leaders 1.0" in said
    assert "process_resident_memory_bytes" in said


def test_an_address_that_is_taken_is_refused_with_advice(port: int) -> None:
    with (
        metered("127.0.0.1", port),
        pytest.raises(UnsafeDeployment, match="MAKE_IT_SAFE_METRICS_PORT"),
        metered("127.0.0.1", port),
    ):
        pass


WORKER = """
import sys
from bot.domain.measures import *
from bot.observing.meters import metered
with metered("127.0.0.1", 1) as meters:
    meters.count(TURNS, channel="web", outcome="answered")
    meters.level(OPEN_STREAMS, 3)
    meters.level(CONTENT_PROBLEMS, int(sys.argv[1]))
    meters.count(JOB_FAILURES, job="sweep")
    print("measured", flush=True)
    sys.stdin.read()
"""


def test_several_processes_are_read_as_one(port: int) -> None:
    with metered_together("127.0.0.1", port):
        workers = [started(number) for number in (1, 2)]
        both = read(port)
        workers[1].communicate()
        after = read(port)
        workers[0].communicate()
    assert f'{"make_it_safe_turns_total"}{{channel="web",outcome="answered"}} 2.0' in both
    assert f'{"make_it_safe_job_failures_total"}{{job="sweep"}} 2.0' in after
    assert "make_it_safe_open_streams 6.0" in both
    assert "make_it_safe_content_problems 2.0" in both
    # What was counted stays; levels are those of who lives.
    assert "make_it_safe_open_streams 3.0" in after
    assert "make_it_safe_content_problems 1.0" in after


def started(number: int) -> subprocess.Popen[str]:
    """A process that has measured something, and waits."""
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(number)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout
    assert worker.stdout.readline() == "measured\n"
    return worker
