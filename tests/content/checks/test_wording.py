"""Words are found with their endings, and left alone where they are nobody's wording."""

from pathlib import Path

import pytest

from bot.content.checking import check
from tests.content.laying import TODAY, changed

TEXT = "content/en/kindness.yml"


def told(tmp_path: Path, words: str) -> list[str]:
    root = changed(tmp_path, TEXT, "Good to hear.", words)
    return [
        problem.family
        for problem in check(root, today=TODAY)
        if problem.family in ("words_to_avoid", "blame")
    ]


@pytest.mark.parametrize(
    ("words", "families"),
    [
        ("Revenge porn hurts.", ["words_to_avoid"]),
        ("Revenge-porn hurts.", ["words_to_avoid"]),
        ("They call it sexting.", ["words_to_avoid"]),
        ("A revengeful pornographer.", []),
        ("Look at revenge-porn.example.org.", []),
        ("Why did you pay?", ["blame"]),
        ("“Why did you pay?” sounds like blame.", []),
        ("Everything will be fine.", ["blame"]),
        ("Everything will be finer.", []),
    ],
)
def test_words_are_found_where_they_are_said(
    words: str, families: list[str], tmp_path: Path
) -> None:
    assert told(tmp_path, words) == families


def test_a_term_may_be_allowed_in_one_flow_with_a_reason(tmp_path: Path) -> None:
    root = changed(tmp_path, TEXT, "Good to hear.", "Revenge porn hurts.")
    allow = "allow:\n  - {term: revenge porn, flow: kindness, reason: the law calls it so}\n"
    (root / "content/terminology_allow.yml").write_text(allow)
    assert not [problem for problem in check(root, today=TODAY) if problem.error]


def test_an_allowance_that_is_not_needed_is_told(tmp_path: Path) -> None:
    root = changed(tmp_path, TEXT, "Good to hear.", "Nice to hear.")
    allow = "allow:\n  - {term: revenge porn, flow: kindness, reason: the law calls it so}\n"
    (root / "content/terminology_allow.yml").write_text(allow)
    families = [problem.family for problem in check(root, today=TODAY)]
    assert "words_to_avoid" in families


def test_a_pattern_that_cannot_be_used_is_told_with_its_place(tmp_path: Path) -> None:
    root = changed(tmp_path, "content/blame.yml", '"why (did|do) you"', '"why (did"')
    problems = [str(problem) for problem in check(root, today=TODAY)]
    assert problems[0].startswith("content/blame.yml:5:12: error reading: this pattern cannot be")
