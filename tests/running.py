"""What `./run test` does: each check of the project by name, with its time and what was left out.

The same parts run on a desk and in continuous integration. The checks that only read the code run
beside the tests, since those spend part of their time waiting.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import programs

ROOT = Path(__file__).resolve().parent.parent
SMALL = ("detectors", "dialogue", "domain", "nlu", "safety", "services", "text")
LEFT_UNREAD = (
    "tests/browser",
    "tests/channels/telegram",
    "tests/deployment",
    "tests/devtools",
    "tests/storms",
)
"""Folders that hold nothing for the default run."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# Percent of lines and branches; the pure core decides what a frightened person reads next.
COVERAGE_FLOORS = {"bot/*": 95, "bot/domain/*": 100, "bot/dialogue/*": 100, "bot/safety/*": 100}


@dataclass(frozen=True)
class Part:
    """One check: a name for people and the command that decides it."""

    name: str
    command: Sequence[str]


@dataclass(frozen=True)
class Result:
    """How a part went; `output` is shown only where it failed."""

    name: str
    passed: bool
    seconds: float
    output: str = ""

    def __str__(self) -> str:
        return f"{'ok    ' if self.passed else 'FAILED'}  {self.name:<28} {self.seconds:6.1f} s"


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the command line."""

    everything: bool = False
    long: bool = False
    pytest_arguments: tuple[str, ...] = ()

    @property
    def markers(self) -> str:
        """Which tests pytest takes."""
        left_out = (
            [] if self.everything else ["browser", "containers", "crash", "telegram", "postgres"]
        )
        return " and ".join(f"not {name}" for name in [*left_out, *([] if self.long else ["long"])])

    @property
    def left_out(self) -> list[str]:
        """What this run says nothing about, and how to have it."""
        lines = []
        if not self.everything:
            lines.append(
                "tests of browser, containers, crashes, Telegram and PostgreSQL, coverage floors, "
                "types of the tests, ./run check as a command, the site of the docs: "
                "./run test --all"
            )
        if not self.everything and typed_at_once() != ["bot"]:
            lines.append("types of content, store and channels: from the second run on")
        if not self.long:
            lines.append("long tests: ./run test --long")
        return lines


def chromium() -> str | None:
    """The browser to test with: what CHROMIUM names, else the first one on PATH."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def asked(arguments: Sequence[str]) -> Wanted:
    """Reads the command line; what follows `--` belongs to pytest."""
    split = arguments.index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser(
        prog="./run test",
        description="Run every check and test.",
        epilog="What follows -- goes to pytest: ./run test -- tests/domain -x",
    )
    parser.add_argument(
        "--all", action="store_true", help="also browser, crash, coverage, licences"
    )
    parser.add_argument(
        "--long", action="store_true", help="all of that, and the tests for a night"
    )
    known = parser.parse_args(arguments[:split])
    return Wanted(known.all or known.long, known.long, tuple(arguments[split + 1 :]))


def reading_parts(wanted: Wanted) -> list[Part]:
    """The checks that read code and content without running the tests.

    The default run leaves to `--all` what costs much and says little new: the types of the tests,
    and `./run check` as a command (what ships is checked by tests/test_content.py in any case).
    """
    python = sys.executable
    lint_imports = str(Path(python).with_name("lint-imports"))
    types = [python, "-m", "mypy", *([] if wanted.everything else typed_at_once())]
    check = Part("flows and content (check)", [python, "-m", "bot", "check"])
    site = Part("documentation (mkdocs)", [python, "-m", "devtools.documentation"])
    return [
        Part("style (ruff)", [python, "-m", "ruff", "check", "."]),
        Part("format (ruff)", [python, "-m", "ruff", "format", "--check", "."]),
        Part("floors (import-linter)", [lint_imports, "--no-logo"]),
        *([check, site] if wanted.everything else []),
        Part("types (mypy)", types),
    ]


def typed_at_once() -> list[str]:
    """What the default run checks the types of: the whole package, but where mypy has seen nothing
    yet only the parts that lean on no large library; reading those takes longer than all tests.
    """
    if (ROOT / ".mypy_cache").is_dir():
        return ["bot"]
    return [f"bot/{part}" for part in SMALL]


def the_tests(wanted: Wanted) -> Part:
    """The tests themselves, on two cores."""
    coverage = ["--cov", "--cov-report="] if wanted.everything else []
    # What is left out is not even read: three processes would import its libraries each time.
    unread = [] if wanted.everything else [f"--ignore={folder}" for folder in LEFT_UNREAD]
    drawn = "night" if wanted.long else "default" if wanted.everything else "day"
    how = ["-n", "2", "--dist", "loadgroup", "-m", wanted.markers, f"--hypothesis-profile={drawn}"]
    chosen = [*how, *unread, *coverage, *wanted.pytest_arguments]
    return Part("tests (pytest)", [sys.executable, "-m", "pytest", *chosen])


def closing_parts(wanted: Wanted) -> list[Part]:
    """What can be said only after all tests have run."""
    if not wanted.everything:
        return []
    report = [sys.executable, "-m", "coverage", "report"]
    floors = [
        Part(
            f"coverage of {where} >= {floor}",
            [*report, f"--include={where}", f"--fail-under={floor}"],
        )
        for where, floor in COVERAGE_FLOORS.items()
    ]
    return [*floors, Part("licences", [sys.executable, "-m", "tests.licences"])]


def run_part(part: Part) -> Result:
    """Runs one part quietly and keeps what it said."""
    began = time.monotonic()
    done = subprocess.run(
        part.command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - began
    return Result(part.name, done.returncode == 0, seconds, done.stdout + done.stderr)


def run_aloud(part: Part) -> Result:
    """Runs the tests with their own words on the terminal."""
    began = time.monotonic()
    done = subprocess.run(part.command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    return Result(part.name, done.returncode == 0, time.monotonic() - began)


def browser_result() -> Result:
    """A missing browser is a failure, or the browser tests would be skipped in silence."""
    found = chromium()
    told = (
        found or "No Chromium on PATH. Debian: apt-get install -y --no-install-recommends chromium"
    )
    return Result("a browser to test with", found is not None, 0.0, told)


def postgres_result() -> Result:
    """A missing PostgreSQL is a failure, or half of what the store promises would go untested."""
    try:
        return Result("a PostgreSQL to test with", True, 0.0, str(programs()))
    except FileNotFoundError as missing:
        return Result("a PostgreSQL to test with", False, 0.0, str(missing))


def run_all(wanted: Wanted) -> list[Result]:
    """Runs every part that was asked for; the reading parts beside the tests."""
    results = [browser_result(), postgres_result()] if wanted.everything else []
    with ThreadPoolExecutor(max_workers=1) as beside:
        reading = [beside.submit(run_part, part) for part in reading_parts(wanted)]
        tests = run_aloud(the_tests(wanted))
        results += [each.result() for each in reading]
    results.append(tests)
    return results + [run_part(part) for part in closing_parts(wanted)]


def main() -> int:
    """Prints a line a part, what failed in full, and what was left out."""
    wanted = asked(sys.argv[1:])
    began, left_out = time.monotonic(), wanted.left_out
    results = run_all(wanted)
    for failed in (each for each in results if not each.passed and each.output):
        print(f"\n--- {failed.name} ---\n{failed.output.strip()}")
    print()
    print(*results, sep="\n")
    print(*(f"left out: {line}" for line in left_out), sep="\n")
    wrong = sum(not each.passed for each in results)
    verdict = (
        "everything asked for passed" if not wrong else f"{wrong} of {len(results)} parts failed"
    )
    print(f"{verdict}, in {time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
