from pathlib import Path

import pytest

from bot.content.reading import Document, parse
from bot.content.risk import read_risk, risk_words
from bot.domain.errors import Place, WrongShape
from bot.domain.risk import RiskCategory, RiskLevel, RiskSubject, SignalKind
from bot.domain.risk_words import LanguageRisk, RiskWords

SUICIDE = """\
category: suicide
phrases:
  - level: danger
    any_of: ["end it tonight", 1813]
    find: ["ill end it tonight"]
    leave: ["the film will end tonight"]
  - level: urgent
    kind: ambiguous
    subject: friend
    institution: true
    any_of:
      - im dead
"""


def document(text: str, name: str = "suicide.yml", language: str = "en") -> Document:
    return parse(text, f"content/risk/{language}/{name}")


def read(**files: str) -> LanguageRisk:
    """The words of one language, from the text of each file by its name without ending."""
    documents = [document(text, f"{name}.yml") for name, text in files.items()]
    return risk_words(documents).languages["en"]


def test_an_entry_is_read_with_all_that_stands_beside_it() -> None:
    first, second = read(suicide=SUICIDE).entries
    assert (first.trigger, first.category, first.level) == (
        "en/suicide/1",
        RiskCategory.SUICIDE,
        RiskLevel.DANGER,
    )
    assert [one.text for one in first.any_of] == ["end it tonight", "1813"]
    assert (second.kind, second.subject) == (SignalKind.AMBIGUOUS, RiskSubject.FRIEND)
    assert second.institution


def test_every_pattern_and_example_knows_its_place() -> None:
    first, second = read(suicide=SUICIDE).entries
    assert first.place == Place("content/risk/en/suicide.yml", 3, 5)
    assert first.find[0].place == Place("content/risk/en/suicide.yml", 5, 12)
    assert second.any_of[0].place == Place("content/risk/en/suicide.yml", 12, 9)


def test_lists_spelling_and_context_are_read() -> None:
    found = read(
        _lists="lists: {he: [he, she], hour: [1, 2]}",
        _spelling="spelling: {kms: kill myself, 2: to}\nfuzzy: [suicide]\nelides: true",
        _context="context: {laughing: [lol]}",
    )
    assert [one.text for one in found.lists["hour"]] == ["1", "2"]
    assert found.spelling == {"kms": "kill myself", "2": "to"}
    assert found.fuzzy == {"suicide"}
    assert found.elides
    assert found.context["laughing"][0].text == "lol"


def test_what_is_not_written_is_empty() -> None:
    assert risk_words([]) == RiskWords({})
    assert read(suicide=SUICIDE).lists == {}


def test_each_folder_is_a_language(tmp_path: Path) -> None:
    for language in ("en", "nl"):
        folder = tmp_path / "content" / "risk" / language
        folder.mkdir(parents=True)
        (folder / "suicide.yml").write_text(SUICIDE, encoding="utf-8")
    assert set(read_risk(tmp_path).languages) == {"en", "nl"}
    assert set(read_risk(tmp_path, "nl").languages) == {"nl"}


@pytest.mark.parametrize(
    ("name", "text", "line", "says"),
    [
        ("suicide", "category: sadness\nphrases: []", 1, "sadness"),
        ("bullying", SUICIDE, 1, "the file is called bullying.yml: write `category: bullying`"),
        ("suicide", "category: suicide\nphrases:\n- level: high\n  any_of: [a]", 3, "high"),
        ("suicide", "category: suicide\nphrases:\n- level: danger", 3, "`any_of` is missing"),
        ("suicide", "category: suicide\nphrases:\n- level: danger\n  any_of: []", 4, "any_of"),
        ("suicide", "category: suicide\nphrases:\n- level: danger\n  anyof: [a]", 4, "any_of"),
        ("suicide", "category: suicide\nlists: {}\nphrases: []", 2, "put them in _lists.yml"),
        ("_lists", "lists: {he: []}", 1, "he"),
        ("_lists", "lists: {He She: [a]}", 1, "He She"),
        ("_context", "context: {joke: [lol]}", 1, "joke"),
        ("_spelling", "spelling: {a b: c}", 1, "`a b` is several words"),
        ("_spelling", "fuzzy: [die]", 1, "`die` cannot be fuzzy: write one word of at least 6"),
        ("_spelling", "fuzzy:\n- suicide\n- kill myself", 3, "`kill myself` cannot be fuzzy"),
    ],
)
def test_a_file_in_another_form_says_where_and_what_to_write(
    name: str, text: str, line: int, says: str
) -> None:
    with pytest.raises(WrongShape) as caught:
        read(**{name: text})
    assert (caught.value.place.file, caught.value.place.line) == (
        f"content/risk/en/{name}.yml",
        line,
    )
    assert says in caught.value.message
