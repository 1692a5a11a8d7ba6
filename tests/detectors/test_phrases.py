import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detectors.phrases import faults
from bot.domain.errors import WrongShape
from bot.domain.risk import RiskLevel
from bot.domain.risk_words import RiskWords
from tests.detectors.words import detector, entry, language, only

FRENCH = language(
    entry("urgent", "<je> veux [plus] (mourir|vivre)", trigger="fr/suicide/1"),
    entry(
        "danger", "j'ai avalé ... (cachets|emoji_pill)", trigger="fr/medical/1", category="medical"
    ),
    name="fr",
    elides=True,
    lists={"je": ["je", "j", "moi je"], "tu": ["tu"]},
    spelling={"jvx": "je veux"},
    fuzzy=frozenset({"mourir"}),
    context={"laughing": ["mdr"]},
)
ENGLISH = language(
    entry("urgent", "want to die", "don't want to live"),
    entry("danger", "kill myself", "end it tonight", trigger="en/suicide/9"),
)
BOTH = detector(FRENCH, ENGLISH)


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("je veux mourir", "fr/suicide/1"),
        ("Je veux plus VIVRE !!!", "fr/suicide/1"),
        ("jvx mourir", "fr/suicide/1"),
        ("jvx mourrir", "fr/suicide/1"),
        ("je veux moruir", "fr/suicide/1"),
        ("j’ai avale tout les cachets", "fr/medical/1"),
        ("j'ai avalé plein de 💊💊", "fr/medical/1"),
        ("dont want to live", "en/suicide/urgent"),
        ("I DON'T want to live", "en/suicide/urgent"),
        ("k1ll mys3lf", "en/suicide/9"),
        ("k*ll myself", "en/suicide/9"),
        ("k i l l  m y s e l f", "en/suicide/9"),
        ("kill\u200b\nmyself", "en/suicide/9"),
        ("🙂kill myself🙂", "en/suicide/9"),
    ],
)
def test_a_phrase_is_found_however_it_is_written(text: str, trigger: str) -> None:
    assert only(BOTH.detect(text)).trigger == trigger


def test_every_language_is_read_in_the_same_message() -> None:
    found = BOTH.detect("je veux mourir, i want to die")
    assert [one.trigger for one in found] == ["fr/suicide/1", "en/suicide/urgent"]


def test_one_language_can_be_asked_alone() -> None:
    assert BOTH.detect_in("i want to die", "fr") == []
    assert BOTH.detect_in("i want to die", "en")


def test_several_patterns_of_an_entry_are_one_sign() -> None:
    found = only(detector(ENGLISH).detect("i will kill myself, end it tonight"))
    assert found.level is RiskLevel.DANGER


def test_signs_name_the_detector() -> None:
    assert BOTH.name == only(BOTH.detect("i want to die")).source == "phrases"


def test_nothing_is_found_in_nothing() -> None:
    assert BOTH.detect("") == []
    assert detector().detect("i want to die") == []


def test_an_editor_can_see_which_patterns_were_found() -> None:
    found = BOTH.matched("je veux mourir mdr")
    assert {name: [one.text for one in patterns] for name, patterns in found.items()} == {
        "fr/suicide/1": ["<je> veux [plus] (mourir|vivre)"],
        "fr/laughing": ["mdr"],
    }


def test_lists_that_nothing_uses_are_known() -> None:
    assert BOTH.unused_lists() == {"fr": {"tu"}, "en": frozenset()}


BROKEN = language(entry("urgent", "a (b", "fine", "<no>"), context={"past": ["... x"]})


def test_a_pattern_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(WrongShape, match=r"content/risk/en/suicide.yml:1: in the pattern `a \(b`"):
        detector(BROKEN)


def test_every_pattern_that_cannot_be_read_is_listed() -> None:
    found = faults(RiskWords({"en": BROKEN}))
    assert [(one.place.line, one.message.split("`")[1]) for one in found] == [
        (1, "a (b"),
        (3, "<no>"),
        (1, "... x"),
    ]


@given(st.text(max_size=200))
def test_every_text_can_be_looked_at(text: str) -> None:
    BOTH.detect(text)


@given(st.text("abc .!?1*", max_size=40), st.text("abc .!?", max_size=40))
def test_what_stands_around_a_phrase_never_hides_it(before: str, after: str) -> None:
    assert BOTH.detect(f"{before} kill myself {after}")
