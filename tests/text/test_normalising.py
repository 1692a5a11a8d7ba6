import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.normalising import SENTENCE_END, Spelling, normalise, plain

ELIDING = Spelling(
    words={"jvx": "je veux"},
    fuzzy=frozenset({"suicide"}),
    elides=True,
    known=frozenset({"kil", "nude", "myself", "sex"}),
)
JOINING = Spelling()


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("J'ai peur", "j ai peur"),
        ("jvx mourir", "je veux mourir"),
        ("C'est-à-dire", "c est a dire"),
        ("k1ll my$elf", "kil myself"),
        ("im 14 2h h24 200e", "im 14 2h h24 200e"),
        ("k*ll *kil *soupir*", "kil kil soupir"),
        ("su!cide", "suicide"),
        ("suicide!", "suicide ."),
        ("s-u-i-c-i-d-e oui", "suicide oui"),
        ("s.u.i.c.i.d.e", "suicide"),
        ("s u i c i d e", "suicide"),
        ("k i l l  m y s e l f", "kil myself"),
        ("sui-cide et rendez-vous", "suicide et rendez vous"),
        ("il y a t il", "il y a t il"),
        ("y a-t-il", "y a t il"),
        ("hahahahaha", "haha"),
        ("non non non non", "non non"),
        ("emoji_broken_heart 💔", "emojibrokenheart emojibrokenheart"),
        ("lol💀💀", "lol emojiskul emojiskul"),
        ("@lea #aide", "lea aide"),
        ("_tuer_ tuer_moi", "tuer tuer moi"),
        ("(aide)", "aide"),
        ("w8 + & / <3", "w8 3"),
        # ends of sentences
        ("a. b! c? d", "a . b . c . d"),
        ("a... b.. c… d", "a b c d"),
        ("quoi?!", "quoi ."),
        ("kill.myself", "kil myself"),
        ("... ! ?", ""),
        ("a\nb\n\nc", "a b . c"),
        ("fin.) oui", "fin . oui"),
        ("", ""),
    ],
)
def test_a_message_is_read_as_words(written: str, words: str) -> None:
    assert normalise(written, ELIDING) == tuple(words.split())


def test_where_nothing_is_elided_an_apostrophe_goes() -> None:
    assert normalise("I don’t", JOINING) == ("i", "dont")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("C'est pas ça !", "cest pas ca"),
        ("  HELP  ", "help"),
        ("heeelp", "help"),
        ("1.", "1"),
        ("Oui 👍", "oui"),
        ("👍", "emojiyes"),
        ("emojis", "emojis"),
        ("?!", ""),
        ("Un-deux_trois", "un deux trois"),
    ],
)
def test_whole_messages_are_compared_in_a_plain_form(written: str, read: str) -> None:
    assert plain(written) == read


def test_the_plain_form_of_the_plain_form_is_itself() -> None:
    assert plain(plain("Ça VA, toi ?")) == plain("Ça VA, toi ?")


@given(st.text(max_size=300))
def test_every_text_has_words_and_a_plain_form(text: str) -> None:
    words = normalise(text, ELIDING)
    assert all(word and not word.isspace() for word in words)
    assert words[:1] != (SENTENCE_END,)
    assert plain(plain(text)) == plain(text)


SURROGATES = st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF, categories=["Cs"])


@given(st.text(st.one_of(SURROGATES, st.characters(categories=["Cc", "Cf", "Mn", "So"]))))
def test_broken_and_invisible_text_is_read_like_any_other(text: str) -> None:
    normalise(text, JOINING)
    plain(text)


@given(st.lists(st.sampled_from(["je", "veux", "mourir", "nude", "oui", "ecole"]), max_size=20))
def test_what_was_read_is_read_the_same_again(words: list[str]) -> None:
    once = normalise(" ".join(words), ELIDING)
    assert normalise(" ".join(once), ELIDING) == once


@given(st.text("abcdef", min_size=1, max_size=8), st.integers(1, 9))
def test_letters_held_down_change_nothing(word: str, times: int) -> None:
    held = "".join(letter * times for letter in word)
    assert normalise(held, JOINING) == normalise(word, JOINING)


@pytest.mark.parametrize(
    "unit", ["a", "a ", "a*", "k*ll ", "s u i ", "a-", "ha", "'", ". ", "\u0301", "ﷺ", "💀", "1a"]
)
def test_a_very_long_text_is_read(unit: str) -> None:
    assert len(normalise(unit * (64_000 // len(unit)), ELIDING)) <= 64_000
