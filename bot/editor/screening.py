"""Tells what the screen sees in single messages, one JSON in and one JSON out."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TextIO

from bot.domain.errors import Refused
from bot.domain.risk import RiskAssessment, RiskMemory
from bot.ports import LanguageReader, RiskDetector
from bot.safety.screening import screen
from bot.safety.weighing import weigh


def screen_lines(
    lines: Iterable[str],
    detectors: Sequence[RiskDetector],
    languages: LanguageReader,
    now: datetime,
    out: TextIO,
) -> None:
    """Judges each line's message by itself; raises Refused at the first line that is none."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        id, text = _message(line, number)
        assessment, _ = weigh(screen(text, detectors), RiskMemory(), now)
        language, _ = languages.read(text)
        found = json.dumps(record(id, assessment, language), ensure_ascii=False)
        out.write(found + "\n")


def record(id: Any, assessment: RiskAssessment, language: str) -> dict[str, Any]:
    """The documented form of one judgement."""
    return {
        "id": id,
        "level": int(assessment.level),
        "category": assessment.category.value if assessment.category else None,
        "subject": assessment.subject.value,
        "sources": list(assessment.sources),
        "screened": assessment.screened,
        "lang": language,
    }


def _message(line: str, number: int) -> tuple[Any, str]:
    try:
        said = json.loads(line)
    except ValueError:
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("text"), str):
        raise Refused(f'line {number}: write {{"id": "1", "text": "…"}}')
    return said.get("id"), said["text"]
