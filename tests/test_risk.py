"""What must be found and what must be left alone, in every language.

The cases are data: `find` and `leave` beside the phrases in `content/risk/`, and whole messages in
`tests/risk/<lang>/<category>.yml`. Run with a text, it says what is seen in it:

    .venv/bin/python -m tests.test_risk "if i dont pay he posts my pic"
"""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.content.checks.risk import is_alarmed, is_found
from bot.content.reading import files_under, read
from bot.content.risk import read_risk
from bot.detectors.phrases import PhraseDetector, faults
from bot.domain.errors import ContentError
from bot.domain.risk import RiskCategory, RiskLevel, RiskSignal
from bot.domain.risk_words import RiskEntry, RiskWords
from bot.editor.explaining import explain
from bot.text.normalising import plain
from tests.shipped import SHIPPED, shipped

pytestmark = SHIPPED
ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "risk"
LANGUAGES = sorted(path.name for path in (ROOT / "content" / "risk").glob("*/"))


@dataclass(frozen=True)
class Case:
    """One message of a file under `tests/risk/`."""

    language: str
    name: str
    text: str
    level: RiskLevel | None
    """None: it must be left alone."""
    kind: str | None = None
    subject: str | None = None

    def holds(self) -> bool:
        """Whether it is found, or left alone, as it should be."""
        signals = seen(self.text)
        same = [one for one in signals if one.category == self.name or not self.is_of_category]
        if self.level is None:
            worst = max((one.level for one in signals), default=RiskLevel.NONE)
            worst_same = max((one.level for one in same), default=RiskLevel.NONE)
            return worst < RiskLevel.URGENT and worst_same < RiskLevel.SUPPORT
        return any(self._fits(one) for one in same)

    @property
    def is_of_category(self) -> bool:
        return self.name in set(RiskCategory)

    def _fits(self, signal: RiskSignal) -> bool:
        return (
            signal.level is self.level
            and self.kind in (None, signal.kind)
            and self.subject in (None, signal.subject)
        )


@cache
def words(language: str) -> RiskWords | ContentError:
    try:
        return read_risk(ROOT, language)
    except ContentError as error:
        return error


def look(text: str, language: str) -> Sequence[RiskSignal]:
    return shipped().detector.detect_in(text, language)


def seen(text: str) -> Sequence[RiskSignal]:
    return shipped().detect(text)


def entries(language: str, category: str) -> list[RiskEntry]:
    """The entries of one file under `content/risk/`."""
    found = words(language)
    if isinstance(found, ContentError):
        raise found
    begins = f"{language}/{category}/"
    return [it for it in found.languages[language].entries if it.trigger.startswith(begins)]


FILES = sorted(
    (path.parent.name, path.stem)
    for path in (ROOT / "content" / "risk").glob("*/*.yml")
    if not path.stem.startswith("_")
)


def case(path: Path, item: Any, level: str | None = None) -> Case:
    written = {"text": item} if isinstance(item, str) else item
    level = written.get("level", level)
    return Case(
        language=path.parent.name,
        name=path.stem,
        text=written["text"],
        level=RiskLevel.named(level) if level else None,
        kind=written.get("kind"),
        subject=written.get("subject"),
    )


def cases(key: str) -> list[Case]:
    found: list[Case] = []
    for path in files_under(CASES, "*/*.yml"):
        content: Any = read(path, ROOT).plain
        found += [case(path, item) for item in content.get(key) or []]
    return found


def groups(key: str) -> list[Any]:
    by_file: dict[str, list[Case]] = {}
    for one in cases(key):
        by_file.setdefault(f"{one.language}/{one.name}", []).append(one)
    return [pytest.param(some, id=name) for name, some in by_file.items()]


def test_every_language_can_be_read() -> None:
    assert sorted(shipped().languages_read) == LANGUAGES


@pytest.mark.parametrize(("language", "category"), FILES)
def test_every_entry_finds_what_it_must(language: str, category: str) -> None:
    missed = [
        f"{entry.trigger}: {one.text}"
        for entry in entries(language, category)
        for one in entry.find
        if not is_found(entry, look(one.text, language))
    ]
    assert not missed, "\n".join(missed)


@pytest.mark.parametrize(("language", "category"), FILES)
def test_every_entry_leaves_alone_what_it_must(language: str, category: str) -> None:
    alarmed = [
        f"{entry.trigger}: {one.text}"
        for entry in entries(language, category)
        for one in entry.leave
        if is_alarmed(entry, look(one.text, language))
    ]
    assert not alarmed, "\n".join(alarmed)


def test_every_file_of_words_has_entries() -> None:
    assert [file for file in FILES if not entries(*file)] == []


@pytest.mark.parametrize("some", groups("find"))
def test_messages_are_found(some: list[Case]) -> None:
    wrong = [one.text for one in some if not one.holds()]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("some", groups("leave"))
def test_messages_are_left_alone(some: list[Case]) -> None:
    wrong = [one.text for one in some if not one.holds()]
    assert not wrong, "\n".join(wrong)


@pytest.mark.xfail(strict=True, reason="a known miss; when it is fixed, move it up")
@pytest.mark.parametrize("one", cases("known_misses"), ids=lambda one: f"{one.language}/{one.name}")
def test_known_misses_are_still_missed(one: Case) -> None:
    assert one.holds()


def test_no_message_stands_twice() -> None:
    every = cases("find") + cases("leave") + cases("known_misses")
    count = Counter((one.language, one.name, plain(one.text)) for one in every)
    assert [key for key, times in count.items() if times > 1] == []


def _explain_all(texts: list[str]) -> None:
    found = [(language, words(language)) for language in LANGUAGES]
    for _, problem in found:
        if isinstance(problem, ContentError):
            print(problem)  # noqa: T201 (a command answers)
        for fault in faults(problem) if isinstance(problem, RiskWords) else ():
            print(fault)  # noqa: T201
    readable = {
        language: risk
        for language, risk in found
        if isinstance(risk, RiskWords) and not faults(risk)
    }
    every = PhraseDetector(
        RiskWords({language: risk.languages[language] for language, risk in readable.items()})
    )
    for text in texts or sys.stdin:
        print(explain(text.rstrip("\n"), every))  # noqa: T201


if __name__ == "__main__":
    _explain_all(sys.argv[1:])
