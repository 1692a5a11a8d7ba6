import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.spelling import Spelling, is_one_mistake

SPELLING = Spelling(
    words={"jvx": "je veux", "g": "j'ai", "2m1": "demain", "kmss": "kill myself"},
    fuzzy=frozenset({"suicide", "blackmail"}),
    elides=True,
    known=frozenset({"nude", "kil", "suicides", "sex", "sans", "t1", "no"}),
)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("jvx", "je veux"),
        ("jvvvx", "je veux"),
        ("g", "j ai"),
        ("2m1", "demain"),
        ("kms", "kil myself"),
        ("kmsss", "kil myself"),
        ("hello", "helo"),
        # one typing mistake
        ("sucide", "suicide"),
        ("suuicide", "suicide"),
        ("suizide", "suicide"),
        ("suicdie", "suicide"),
        ("suicide", "suicide"),
        ("blackmial", "blackmail"),
        ("xsuicidex", "xsuicidex"),
        ("suicides", "suicides"),
        ("decide", "decide"),
        ("s" * 50, "s"),
        ("abc" * 20, "abc" * 20),
        # digits for letters
        ("k1ll", "kil"),
        ("su1c1de", "suicide"),
        ("s3x", "sex"),
        ("nud3", "nude"),
        ("nude$", "nude"),
        ("0x", "0x"),
        ("5ans", "5ans"),
        ("2h", "2h"),
        ("h24", "h24"),
        ("200e", "200e"),
        ("24h", "24h"),
        ("1h30", "1h30"),
        ("a2b", "a2b"),
        ("top1", "top1"),
        ("14", "14"),
        # letters hidden
        ("k*ll", "kil"),
        ("n*de", "nude"),
        ("n#de", "nude"),
        ("n##e", "ne"),
        ("su***de", "suicide"),
        ("b*****x", "bx"),
        ("h*llo", "hlo"),
    ],
)
def test_what_is_written_stands_for_words(written: str, words: str) -> None:
    assert SPELLING.read(written) == tuple(words.split())


def test_without_elision_an_apostrophe_belongs_inside_a_word() -> None:
    assert Spelling(words={"cant": "can't"}).read("cant") == ("cant",)


def test_a_word_that_people_hide_is_known_as_such() -> None:
    assert SPELLING.is_sought("suicide")
    assert not SPELLING.is_sought("nude")


def test_two_spellings_made_of_the_same_are_equal() -> None:
    assert Spelling(fuzzy=frozenset({"suicide"})) == Spelling(fuzzy=frozenset({"suicide"}))


@pytest.mark.parametrize(
    ("typed", "meant", "is_one"),
    [
        ("abcd", "abcd", True),
        ("abd", "abcd", True),
        ("abcd", "abd", True),
        ("abc", "abcd", True),
        ("abxd", "abcd", True),
        ("abdc", "abcd", True),
        ("acbd", "abcd", True),
        ("badc", "abcd", False),
        ("ab", "abcd", False),
        ("axxd", "abcd", False),
        ("cbad", "abcd", False),
    ],
)
def test_one_mistake_is_a_letter_less_more_other_or_swapped(
    typed: str, meant: str, is_one: bool
) -> None:
    assert is_one_mistake(typed, meant) is is_one


@given(st.sampled_from(["suicide", "blackmail"]), st.data())
def test_any_one_mistake_in_a_sought_word_is_forgiven(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    typed = data.draw(
        st.sampled_from(
            [
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
            ]
        )
    )
    assert SPELLING.read(typed)[0] in (word, "suicides")


@given(st.text(alphabet="abk1$*!é0l漢", max_size=30))
def test_every_piece_of_text_can_be_read(piece: str) -> None:
    assert all(isinstance(word, str) for word in SPELLING.read(piece))


PARTED = Spelling(
    words={"ebay": "site", "jme": "je me"},
    elides=True,
    known=frozenset({"enferme", "envoie", "internet", "craque", "menace", "lame", "home"}),
)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("menferme", "m enferme"),
        ("dinternet", "d internet"),
        ("quenvoie", "qu envoie"),
        ("lhomme", "l home"),
        ("debay", "d site"),
        ("jcraque", "je craque"),
        ("jme", "je me"),
        ("menace", "menace"),
        ("lame", "lame"),
        ("joue", "joue"),
        ("mavion", "mavion"),
    ],
)
def test_what_was_written_as_one_word_is_parted(written: str, words: str) -> None:
    assert " ".join(PARTED.read(written)) == words


def test_a_double_letter_can_make_another_word() -> None:
    spelling = Spelling(
        words={"tt": "tout", "t": "te", "mess": "message"}, known=frozenset({"mes"})
    )
    read = [
        *spelling.read("tt"),
        *spelling.read("t"),
        *spelling.read("mes"),
        *spelling.read("mess"),
    ]
    assert read == ["tout", "te", "mes", "mesage"]


def test_a_language_without_elision_parts_nothing() -> None:
    spelling = Spelling(known=frozenset({"enferme", "craque"}))
    assert [*spelling.read("menferme"), *spelling.read("jcraque")] == ["menferme", "jcraque"]


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("r*ped", "raped"),
        ("r*pe", "rape"),
        ("su*cide", "suicide"),
        ("s*icide", "suicide"),
        ("su***de", "suicide"),
        ("r*d", "red"),
    ],
)
def test_a_star_stands_for_as_few_letters_as_can_be(written: str, word: str) -> None:
    known = frozenset({"raped", "riped", "reaped", "ripened", "rape", "rope", "red", "rayed"})
    spelling = Spelling(known=known | {"suicide", "suicideed"}, fuzzy=frozenset({"suicide"}))
    assert spelling.read(written) == (word,)
