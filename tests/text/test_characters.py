import sys
import unicodedata

import pytest

from bot.text import characters
from bot.text.characters import clean, squeeze


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Été ÇA", "ete ca"),
        ("e\u0301te\u0301", "ete"),
        ("Übung straße œuf", "ubung strasse oeuf"),
        ("J’ai j`ai", "j'ai j'ai"),
        ("ＫＩＬＬ 𝓴𝓲𝓵𝓵", "kill kill"),
        ("k\u200bi\u00adl\x00l\ud800", "kill"),
        ("\u202emourir\u202c", "mourir"),
        ("su\u0456\u0441\u0456de", "suicide"),
        ("20€", "20 euro "),
        ("va…", "va..."),
        ("🔪", " emojiknife "),
        ("❤️", " emojiheart "),
        ("👍🏽", " emojiyes "),
        ("🦄", " "),
        ("a\tb\rc\nd", "a b c\nd"),
        ("quoi‽", "quoi. "),
        ("ﷺ", " "),
        ("a\u2014b", "a-b"),
        ("漢字", "漢字"),
    ],
)
def test_a_character_is_worth_what_it_looks_or_means(written: str, read: str) -> None:
    assert clean(written) == read


def test_every_character_there_is_has_a_worth() -> None:
    for code in (*range(0x3000), *range(0xD700, 0xE100), *range(0x1F000, 0x20000), sys.maxunicode):
        assert len(clean(chr(code))) <= 20


def test_no_message_fills_the_memory_with_its_characters() -> None:
    clean("".join(map(chr, (*range(0x4E00, 0xA000), *range(0xAC00, 0xD7A4)))))
    assert len(characters._TABLE) <= characters._LARGEST


def test_nothing_invisible_is_left() -> None:
    every = clean("".join(map(chr, range(0x3000))))
    assert {unicodedata.category(letter)[0] for letter in every} <= {"L", "N", "P", "S", "Z", "C"}
    assert {letter for letter in every if unicodedata.category(letter)[0] == "C"} == {"\n"}


@pytest.mark.parametrize(
    ("word", "read"),
    [("killl", "kil"), ("a", "a"), ("", ""), ("2000", "2000"), ("aabb", "ab"), ("noon", "non")],
)
def test_a_run_of_the_same_letter_is_one_letter(word: str, read: str) -> None:
    assert squeeze(word) == read
