import logging

import pytest

from bot.safety.screening import OVERLAP, Screened, screen
from tests.safety.signs import BrokenDetector, FakeDetector


def test_every_detector_is_asked() -> None:
    screened = screen("help me", [FakeDetector("help"), FakeDetector("me")])
    assert len(screened.signals) == 1
    assert not screened.failed


def test_a_detector_that_fails_does_not_hide_what_another_found() -> None:
    screened = screen("help", [BrokenDetector(), FakeDetector("help")])
    assert [one.level.name for one in screened.signals] == ["URGENT"]
    assert screened.failed


def test_a_failing_detector_writes_nothing_of_the_text_to_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        screen("my secret words", [BrokenDetector()])
    assert "secret" not in caplog.text
    assert "broken failed with ValueError on a text (short, latin)" in caplog.text


def test_what_stands_at_the_end_of_a_long_text_is_found() -> None:
    assert screen("lorem " * 5_000 + "help", [FakeDetector("help")]).signals


def test_what_stands_where_two_windows_meet_is_found() -> None:
    for place in range(60, 140):
        text = "x" * place + "help" + "x" * 400
        assert screen(text, [FakeDetector("help")], window=OVERLAP + 100).signals


def test_a_long_text_is_cut_between_words() -> None:
    detector = FakeDetector("help")
    screen("word " * 200, [detector], window=OVERLAP + 100)
    assert all(part.endswith(("word", "word ")) for part in detector.read)


def test_a_short_text_is_read_once() -> None:
    detector = FakeDetector("help")
    screen("help", [detector])
    assert detector.read == ["help"]


def test_a_rule_that_fires_in_two_windows_is_one_sign() -> None:
    assert len(screen("help " * 1_000, [FakeDetector("help")]).signals) == 1


def test_the_worst_reading_of_a_rule_is_kept() -> None:
    detectors = [FakeDetector(level="support"), FakeDetector(level="danger"), FakeDetector()]
    assert [one.level.name for one in screen("help", detectors).signals] == ["DANGER"]


def test_no_detectors_find_nothing() -> None:
    assert screen("help", []) == Screened()
