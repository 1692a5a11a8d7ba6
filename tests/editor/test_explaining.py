from bot.editor.explaining import explain
from tests.detectors.words import detector, entry, language

DETECTOR = detector(
    language(
        entry("urgent", "want to die", institution=True),
        entry("danger", "end it [all] tonight", trigger="en/suicide/2"),
        context={"deadline": ["tonight"], "past": ["last year"]},
    )
)


def test_a_sentence_is_explained_worst_sign_first() -> None:
    lines = explain("i want to die, end it tonight", DETECTOR).splitlines()
    assert lines[0] == "i want to die, end it tonight"
    assert lines[1].split() == ["danger", "suicide", "self", "stated", "en/suicide/2", "deadline"]
    assert lines[2].split()[-2:] == ["deadline", "institution"]


def test_the_patterns_that_were_found_are_named_with_their_lines() -> None:
    assert "    en/suicide/2: end it [all] tonight (1)" in explain("end it tonight", DETECTOR)


def test_long_ago_is_named() -> None:
    assert "past" in explain("last year i want to die", DETECTOR)


def test_a_sentence_without_a_sign_says_so() -> None:
    assert explain("hello", DETECTOR) == "hello\n  nothing"
