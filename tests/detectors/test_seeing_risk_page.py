"""What the editors' page says about patterns is tried as it stands there."""

import re
from pathlib import Path

import pytest

from bot.content.reading import parse
from bot.content.risk import risk_words
from bot.detectors.phrases import PhraseDetector
from bot.domain.risk import RiskCategory, RiskLevel
from bot.domain.risk_words import CONTEXTS
from bot.text.characters import _EMOJI
from tests.detectors.words import detector, entry, language

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "seeing-risk.md").read_text("utf-8")
BLOCKS = re.findall(r"^```pattern\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
LISTS = {"image": ["pic", "pics", "nude", "[naked] photo"]}
EXAMPLES = [
    (block.splitlines()[0], line[2:], line[0] == "+")
    for block in BLOCKS
    for line in block.splitlines()[1:]
]


@pytest.mark.parametrize(("pattern", "text", "found"), EXAMPLES)
def test_a_pattern_does_what_the_page_says(pattern: str, text: str, found: bool) -> None:
    looking = detector(language(entry("urgent", pattern), lists=LISTS))
    assert bool(looking.detect(text)) is found


def test_the_page_shows_examples_of_both_kinds() -> None:
    assert {found for _, _, found in EXAMPLES} == {True, False}


def test_the_entry_on_the_page_does_what_it_says() -> None:
    (block,) = re.findall(r"^```yaml\n(category:.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    lists = parse("lists: {image: [pic, pics]}", "content/risk/en/_lists.yml")
    words = risk_words([parse(block, "content/risk/en/extortion.yml"), lists])
    (one,) = words.languages["en"].entries
    looking = PhraseDetector(words)
    assert all(looking.detect(find.text) for find in one.find)
    assert not any(looking.detect(leave.text) for leave in one.leave)


@pytest.mark.parametrize(
    "name",
    [
        *RiskCategory,
        *(level.name.lower() for level in RiskLevel if level),
        *sorted(CONTEXTS),
        *(f"emoji_{word}" for word in _EMOJI),
    ],
)
def test_everything_there_is_stands_on_the_page(name: str) -> None:
    assert f"`{name}`" in PAGE
