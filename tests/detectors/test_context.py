import pytest

from bot.domain.risk import RiskLevel, RiskSignal, RiskSubject, SignalKind
from tests.detectors.words import detector, entry, language, only

CONTEXT = {
    "self": ["(i|im|me|my|myself)"],
    "friend": ["my (friend|mate)"],
    "someone_else": ["(he|she)"],
    "fiction": ["in (the film|a song|my story)"],
    "homework": ["(for|in) my homework"],
    "idiom": ["homework ... kill me", "go kill yourself", "took pills"],
    "laughing": ["(lol|emoji_laugh)"],
    "negated": ["would never kill myself", "not going to"],
    "past": ["(used to|last year)"],
    "deadline": ["in two hours"],
    "quoting": ["(said|says)"],
    "correction": ["thats not it"],
    "retraction": ["forget it", "thats not"],
}
DETECTOR = detector(
    language(
        entry("danger", "(kill myself|kill me|kill yourself) [tonight]", "took pills"),
        entry("urgent", "(want|wants|wanted) to die", category="suicide", trigger="en/suicide/2"),
        entry("urgent", "(cut myself|cuts herself)", category="self_harm"),
        entry("urgent", "pay or ..6.. (post|send)", category="extortion"),
        entry("support", "feel (awful|alone)", category="distress"),
        entry("urgent", "(hits|hit) (me|him|her)", category="abuse_home", institution=True),
        entry("urgent", "scared for", category="friend_at_risk", subject="friend"),
        entry("urgent", "going to kill her", category="harm_to_others"),
        entry("worried", "is it normal", category="grooming"),
        entry("urgent", "im dead", category="suicide", kind="ambiguous", trigger="en/suicide/3"),
        context=CONTEXT,
    )
)


def seen(text: str) -> RiskSignal:
    return only(DETECTOR.detect(text))


def judged(text: str) -> tuple[str, str, str]:
    found = seen(text)
    return found.level.name.lower(), found.kind.value, found.subject.value


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("i want to die", "self"),
        ("want to die", "self"),
        ("my friend wants to die", "friend"),
        ("my mate is sad and wants to die", "friend"),
        ("he wants to die", "someone_else"),
        ("my friend is here. i want to die", "self"),
        ("my friend is sad. wants to die", "friend"),
        ("my friend said i want to die", "friend"),
        ("she said i want to die", "self"),
        ("i said i want to die", "self"),
        ("i know my friend wants to die", "friend"),
        ("my friend knows that i want to die", "self"),
        ("he hits me", "self"),
        ("my friend hits me", "self"),
        ("someone hit my friend and wants to die", "friend"),
        ("scared for him", "friend"),
        ("i think a lot these days wanted to die", "self"),
        ("my friend left. now i want to die", "self"),
    ],
)
def test_the_subject_is_who_is_named(text: str, subject: str) -> None:
    assert {one.subject for one in DETECTOR.detect(text)} == {RiskSubject(subject)}


def test_a_friend_named_right_after_the_phrase_is_its_subject() -> None:
    assert judged("he said pay or he will post my friend")[2] == "friend"


def test_a_friend_keeps_the_level() -> None:
    assert judged("my friend wants to kill myself tonight")[0] == "danger"


@pytest.mark.parametrize(
    ("text", "level", "kind"),
    [
        ("i would never kill myself", "urgent", "ambiguous"),
        ("im not going to kill myself", "urgent", "ambiguous"),
        ("im not going to cut myself", "worried", "stated"),
        ("i want to die, not going to school", "urgent", "stated"),
    ],
)
def test_what_is_denied_is_at_most_asked_about(text: str, level: str, kind: str) -> None:
    assert judged(text)[:2] == (level, kind)


def test_an_idiom_masks_what_lies_within_it() -> None:
    assert DETECTOR.detect("this homework will kill me") == []


def test_an_idiom_masks_nothing_beside_it() -> None:
    assert judged("this homework will kill me. i want to die")[0] == "urgent"


def test_an_idiom_of_the_very_words_makes_a_question_of_danger() -> None:
    assert judged("he took pills")[:2] == ("urgent", "ambiguous")


@pytest.mark.parametrize(
    ("text", "level", "kind"),
    [
        ("i will kill myself lol", "urgent", "ambiguous"),
        ("i want to die 😂", "urgent", "ambiguous"),
        ("i cut myself lol", "urgent", "ambiguous"),
        ("im going to kill her lol", "urgent", "ambiguous"),
        ("he said pay or i post it lol", "urgent", "stated"),
        ("lol is it normal", "worried", "stated"),
        ("i feel alone lol", "support", "stated"),
        ("im dead lol", "urgent", "ambiguous"),
    ],
)
def test_laughing_makes_a_question_of_it(text: str, level: str, kind: str) -> None:
    assert judged(text)[:2] == (level, kind)


def test_laughing_changes_nothing_where_other_words_speak_for_it() -> None:
    found = DETECTOR.detect("i want to die lol he said pay or i post it")
    assert {one.kind for one in found} == {SignalKind.STATED}


def test_laughing_is_not_undone_by_other_words_that_may_be_a_joke() -> None:
    found = DETECTOR.detect("im dead lol i want to die")
    assert {one.kind for one in found} == {SignalKind.AMBIGUOUS}


@pytest.mark.parametrize(
    ("text", "level", "kind", "subject"),
    [
        ("in the film he wants to die", "worried", "stated", "general"),
        ("she cuts herself in my story", "worried", "stated", "general"),
        ("in a song: i want to die", "urgent", "ambiguous", "self"),
        ("in the film i will kill myself", "urgent", "ambiguous", "self"),
        ("in the film he hits me", "worried", "stated", "general"),
        ("he hits me like in the film", "urgent", "ambiguous", "self"),
        ("in the film it was dark. i want to die", "urgent", "stated", "self"),
        ("for my homework. someone wants to die", "worried", "stated", "general"),
    ],
)
def test_a_film_or_homework_is_about_nobody_unless_somebody_speaks_of_themselves(
    text: str, level: str, kind: str, subject: str
) -> None:
    assert judged(text) == (level, kind, subject)


def test_long_ago_is_not_danger_now() -> None:
    found = seen("last year i tried to kill myself")
    assert (found.level, found.past) == (RiskLevel.URGENT, True)


def test_long_ago_in_another_sentence_changes_nothing() -> None:
    found = seen("i used to swim. i will kill myself")
    assert (found.level, found.past) == (RiskLevel.DANGER, False)


def test_a_deadline_is_noted() -> None:
    assert seen("pay or i post it in two hours").deadline
    assert not seen("pay or i post it").deadline


def test_an_adult_outside_the_family_is_noted() -> None:
    assert seen("he hits me").institution


def test_the_worst_reading_of_an_entry_counts() -> None:
    assert judged("i would never kill myself. i will kill myself")[:2] == ("danger", "stated")


def test_a_retraction_is_a_sign_of_its_own() -> None:
    found = seen("forget it")
    assert (found.kind, found.level) == (SignalKind.RETRACTED, RiskLevel.NONE)
    assert found.trigger == "en/retraction"


def test_a_correction_is_not_a_retraction() -> None:
    assert DETECTOR.detect("thats not it") == []
