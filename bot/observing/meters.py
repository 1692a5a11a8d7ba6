"""The measures as Prometheus reads them, of one process or of several together."""

import os
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Literal

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from bot.domain.errors import UnsafeDeployment
from bot.domain.measures import MEASURES, Kind, Measure

PREFIX = "make_it_safe_"
FEWEST = 10
"""So many observations of what is held back are shown together, or none."""
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own name for where processes put their figures together; read when it is imported,
so a parent sets it before it starts the others.
"""
_OTHER = "other"
_Mode = Literal["livesum", "livemax", "mostrecent"]
_TOGETHER: dict[str, _Mode] = {"sum": "livesum", "max": "livemax", "mostrecent": "mostrecent"}
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30)

# When a figure first came would tell when somebody did something for the first time.
prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call] # it has no types


class PrometheusMeters:
    """See `ports.Meters`. Nothing that is measured wrongly can break what is measured."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._metrics = {measure.name: _made(measure, registry) for measure in MEASURES}
        for measure in MEASURES:
            # A count that first appears as 1 would not be seen to have grown.
            if measure.kind is Kind.COUNT and all(label.values for label in measure.labels):
                for values in product(*(label.values for label in measure.labels)):
                    self._one(measure, values)
        self._held: defaultdict[tuple[str, ...], list[float]] = defaultdict(list)

    def count(self, measure: Measure, **labels: str) -> None:
        """One more."""
        metric = self._one(measure, _values(measure, labels))
        if isinstance(metric, Counter):
            metric.inc()

    def took(self, measure: Measure, seconds: float, **labels: str) -> None:
        """It took so long."""
        values = _values(measure, labels)
        if measure.held_back:
            self._held[measure.name, *values].append(seconds)
            return
        metric = self._one(measure, values)
        if isinstance(metric, Histogram):
            metric.observe(seconds)

    def level(self, measure: Measure, value: float, **labels: str) -> None:
        """It stands there now."""
        metric = self._one(measure, _values(measure, labels))
        if isinstance(metric, Gauge):
            metric.set(value)

    def let_out(self) -> None:
        """Shows what was held back and has become enough."""
        for (name, *values), seconds in self._held.items():
            if len(seconds) < FEWEST:
                continue
            metric = self._metrics[name].labels(*values)
            assert isinstance(metric, Histogram)
            # Whoever reads in between must not see them in their order.
            for observed in random.sample(seconds, len(seconds)):
                metric.observe(observed)
            seconds.clear()

    def _one(self, measure: Measure, values: tuple[str, ...]) -> MetricWrapperBase:
        metric = self._metrics[measure.name]
        return metric.labels(*values) if values else metric


def _values(measure: Measure, labels: dict[str, str]) -> tuple[str, ...]:
    """In the table's order; a value that the table does not know is another one."""
    given = ((label, labels.get(label.name, _OTHER)) for label in measure.labels)
    return tuple(
        value if not label.values or value in label.values else _OTHER for label, value in given
    )


def _made(measure: Measure, registry: CollectorRegistry) -> MetricWrapperBase:
    name, names = f"{PREFIX}{measure.name}", [label.name for label in measure.labels]
    match measure.kind:
        case Kind.COUNT:
            return Counter(name, measure.meaning, names, registry=registry)
        case Kind.SECONDS:
            return Histogram(name, measure.meaning, names, registry=registry, buckets=_BUCKETS)
        case Kind.LEVEL:
            mode = _TOGETHER[measure.together]
            return Gauge(name, measure.meaning, names, registry=registry, multiprocess_mode=mode)


@contextmanager
def metered(host: str, port: int) -> Iterator[PrometheusMeters]:
    """The meters of this process. Prometheus reads them at that address, unless a parent puts the
    figures of several together. Raises UnsafeDeployment for an address that is taken.
    """
    registry = CollectorRegistry()
    meters = PrometheusMeters(registry)
    if SHARED in os.environ:
        yield meters
        return
    ProcessCollector(registry=registry)
    with _listening(host, port, registry):
        yield meters


@contextmanager
def metered_together(host: str, port: int) -> Iterator[None]:
    """For the parent of several processes: those that it starts in here put their figures together,
    and Prometheus reads the sum at that address. Raises UnsafeDeployment.
    """
    with tempfile.TemporaryDirectory(prefix="make-it-safe-metrics-") as folder:
        registry = CollectorRegistry()
        registry.register(_Together(Path(folder)))
        os.environ[SHARED] = folder
        try:
            with _listening(host, port, registry):
                yield
        finally:
            del os.environ[SHARED]


class _Together(Collector):
    """The figures of all processes; levels only of those that live."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # It registers itself nowhere, and has no types.
        self._all = MultiProcessCollector(None, str(folder))  # type: ignore[no-untyped-call]

    def collect(self) -> Iterable[Metric]:
        """Everything, at this moment."""
        for file in self._folder.glob("gauge_live*_*.db"):
            if not _lives(int(file.stem.rpartition("_")[2])):
                file.unlink(missing_ok=True)
        yield from self._all.collect()  # type: ignore[no-untyped-call]


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


@contextmanager
def _listening(host: str, port: int, registry: CollectorRegistry) -> Iterator[None]:
    try:
        server, thread = prometheus_client.start_http_server(port, host, registry)
    except OSError as error:
        raise UnsafeDeployment(
            f"The metrics cannot be told at port {port} of {host} "
            f"({(error.strerror or 'unknown').lower()}): set MAKE_IT_SAFE_METRICS_PORT to another."
        ) from None
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
