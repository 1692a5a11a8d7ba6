"""`./run bench`: every figure next to a bound measured in the same run."""

import argparse
import json
import os
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks import engine, pages, recovery, screen, starting, store, throughput, turn

PARTS = {
    part.__name__.rpartition(".")[2]: part
    for part in (engine, screen, store, turn, starting, throughput, pages, recovery)
}


def main(arguments: list[str]) -> int:
    """Runs what is asked for, all by default; 1 where something it needs is missing. No figure is
    ever asserted.
    """
    asked = _asked(arguments)
    told: dict[str, Any] = {"machine": _machine(), "parts": {}}
    _say(f"{told['machine']}")
    failed = 0
    for name in asked.parts or PARTS:
        try:
            told["parts"][name] = _measured(name, PARTS[name])
        except (FileNotFoundError, TimeoutError, ChildProcessError) as missing:
            _say(f"NOT MEASURED: {missing}")
            failed = 1
    if asked.json:
        asked.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    return failed


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"one of {', '.join(PARTS)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"there is no {', '.join(sorted(unknown))}: write one of {', '.join(PARTS)}")
    return asked


def _measured(name: str, part: ModuleType) -> dict[str, float]:
    _say(f"\n{name}: {(part.__doc__ or '').splitlines()[0]}")
    began = time.monotonic()
    figures: dict[str, float] = part.run(sys.stdout)
    _say(f"({time.monotonic() - began:.0f} s; load of the machine {os.getloadavg()[0]:.1f})")
    return figures


def _machine() -> dict[str, object]:
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "cores": os.cpu_count(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
