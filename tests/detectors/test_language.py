"""The language of a message is told among the served ones, and any text has an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detectors.language import FastLanguageReader

READER = FastLanguageReader(["en", "fr", "nl", "de"])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("someone wants me to send a picture", "en"),
        ("il dit que si je paie pas il envoie ma photo", "fr"),
        ("hij wil dat ik een foto van mezelf stuur", "nl"),
        ("er will dass ich ihm ein Bild von mir schicke", "de"),
    ],
)
def test_a_sentence_is_told(text: str, language: str) -> None:
    found, share = READER.read(text)
    assert (found, share > 0.9) == (language, True)


@given(st.text(max_size=80))
def test_any_text_has_an_answer(text: str) -> None:
    found, share = READER.read(text)
    assert found in {"", "en", "fr", "nl", "de"}
    assert 0 <= share <= 1 + 1e-6
