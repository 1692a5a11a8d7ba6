"""The command line's face of the check: one line for each problem, as editors and CI read it."""

from collections import Counter
from pathlib import Path
from typing import TextIO

from bot.content import schemas
from bot.content.checking import check


def run(root: Path, release: bool, out: TextIO) -> int:
    """Prints every problem and how many there are; 1 when there is an error, else 0."""
    problems = check(root, release=release)
    for problem in problems:
        print(problem, file=out)
    errors = [problem for problem in problems if problem.error]
    if problems:
        families = Counter(problem.family for problem in problems)
        print("", file=out)
        print(", ".join(f"{name}: {count}" for name, count in families.most_common()), file=out)
    print(
        f"{_counted(len(errors), 'error')}, {_counted(len(problems) - len(errors), 'warning')}",
        file=out,
    )
    return 1 if errors else 0


def write_schemas(folder: Path, out: TextIO) -> None:
    """Writes the JSON Schemas for editors' completion and tells their paths."""
    for path in schemas.write_schemas(folder):
        print(path, file=out)


def _counted(count: int, word: str) -> str:
    return f"{count or 'no'} {word}{'' if count == 1 else 's'}"
