"""The command line's face of the check: one line for each problem, as editors and CI read it."""

import threading
from collections import Counter
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import TextIO

from bot.content import schemas
from bot.content.checking import check
from bot.content.checks import risk
from bot.content.checks.problem import Problem
from bot.content.loader import place_order
from bot.content.risk import FOLDER as RISK
from bot.content.risk import read_risk
from bot.detectors.phrases import PhraseDetector, faults
from bot.domain.errors import ContentError, WrongShape


def run(root: Path, release: bool, out: TextIO) -> int:
    """Prints every problem and how many there are; 1 when there is an error, else 0."""
    problems = everything(root, release=release)
    for problem in problems:
        print(problem, file=out)
    errors = sum(problem.error for problem in problems)
    if problems:
        families = Counter(problem.family for problem in problems)
        print("", file=out)
        print(", ".join(f"{name}: {count}" for name, count in families.most_common()), file=out)
    warnings = len(problems) - errors
    print(f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')}", file=out)
    return 1 if errors else 0


def everything(root: Path, *, release: bool = False) -> list[Problem]:
    """Everything that is wrong in that folder, the words for risk tried on the real detector."""
    with _second_core() as beside:
        risk_words = beside.submit(check_risk, root)
        problems = [*check(root, release=release), *risk_words.result()]
    return sorted(problems, key=lambda problem: (place_order(problem.place), not problem.error))


def _second_core() -> Executor:
    """Where half of the check runs while the other half does: an editor waits for it all day.

    A copy of this process, as long as nothing else runs in it that copying would break off.
    """
    if threading.active_count() == 1 and "fork" in get_all_start_methods():
        return ProcessPoolExecutor(max_workers=1, mp_context=get_context("fork"))
    return ThreadPoolExecutor(max_workers=1)


def check_risk(root: Path) -> list[Problem]:
    """What is wrong with the words for risk; nothing where a project has none."""
    if not (root / RISK).is_dir():
        return []
    try:
        words = read_risk(root)
    except ContentError as fault:
        return [Problem(fault.place, risk.FAMILY, fault.message)]
    try:
        detector = PhraseDetector(words)
    except WrongShape:  # the first of perhaps many
        return risk.check(words, None, faults=faults(words))
    return risk.check(words, detector.detect_in, unused=detector.unused_lists())


def write_schemas(folder: Path, out: TextIO) -> None:
    """Writes the JSON Schemas for editors' completion and tells their paths."""
    for path in schemas.write_schemas(folder):
        print(path, file=out)


def _counted(count: int, word: str) -> str:
    return f"{count or 'no'} {word}{'' if count == 1 else 's'}"
