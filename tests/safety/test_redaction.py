import pytest

from bot.safety.redaction import described


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty, no letters"),
        ("help me", "short, latin"),
        ("помоги", "short, cyrillic"),
        ("12 34 !", "short, no letters"),
        ("a" * 100, "medium, latin"),
        ("a" * 1_000, "long, latin"),
        ("a" * 64_000, "very long, latin"),
        ("漢", "short, cjk"),
        ("\ud800", "short, no letters"),
    ],
)
def test_a_text_is_described_without_a_word_of_it(text: str, said: str) -> None:
    assert described(text) == said
