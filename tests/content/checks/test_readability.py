"""Sentences are counted as a reader breathes, ages by the published formulas."""

import pytest

from bot.content.checks.readability import FORMULAS, reading_age, sentences


@pytest.mark.parametrize(
    ("language", "ease"),
    [("en", 112.085), ("fr", 123.25), ("nl", 120.54), ("de", 111.5)],
)
def test_each_language_has_its_own_formula(language: str, ease: float) -> None:
    assert FORMULAS[language].ease(10, 1) == pytest.approx(ease, abs=0.01)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't pay. Don't reply.", [2, 2]),
        ("Three things: stop, keep, block!", [2, 3]),
        ("“I'm scared.” Say it like that.", [2, 4]),
        ("One line\nanother line", [2, 2]),
        ("C'est fait ? Oui.", [2, 1]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_breathes(text: str, words: list[int]) -> None:
    assert [len(sentence) for sentence in sentences(text)] == words


def test_a_hard_text_needs_more_years_than_an_easy_one() -> None:
    easy = sentences("Stop here. Keep the chat. Tell one person.")
    hard = sentences("Communication platforms occasionally facilitate exploitative manipulation.")
    young, old = reading_age("en", easy), reading_age("en", hard)
    assert young is not None
    assert old is not None
    assert young <= 10 < 16 < old


def test_a_language_without_a_formula_has_no_age() -> None:
    assert reading_age("es", sentences("Hola.")) is None
