"""Percentiles, as every benchmark here prints them."""

import gc
import time
from collections.abc import Callable, Mapping
from typing import TextIO


def percentile(values: list[float], share: float) -> float:
    """The value that this share of all values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def milliseconds(act: Callable[[int], object], times: int, *, warm: int = 20) -> list[float]:
    """How long each call took; the first ones are not counted."""
    for number in range(warm):
        act(number)
    gc.collect()
    taken = []
    for number in range(times):
        began = time.perf_counter()
        act(warm + number)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def show(out: TextIO, figures: Mapping[str, float]) -> None:
    """A line a figure."""
    for name, figure in figures.items():
        print(f"{name:<62}{figure:9.2f}", file=out, flush=True)
