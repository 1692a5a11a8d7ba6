"""The variation that fits best is said, the same one each time the same conversation is played."""

from dataclasses import replace

import pytest

from bot.dialogue.wording import MissingWords, choose_variation, fill, find_response
from bot.domain.library import Response, Variation
from tests.dialogue.playing import world

SAD = (("mood", "sad"),)
RESPONSE = Response(
    "utter_x",
    (
        Variation("plain"),
        Variation("plain too"),
        Variation("sad", condition=SAD),
        Variation("web", channel="web"),
        Variation("sad on the web", channel="web", condition=SAD),
    ),
)


@pytest.mark.parametrize(
    ("mood", "channel", "turn_of", "text"),
    [
        (None, "terminal", 0, "plain"),
        (None, "terminal", 1, "plain too"),
        (None, "terminal", 2, "plain"),
        ("sad", "terminal", 0, "sad"),
        (None, "web", 7, "web"),
        ("sad", "web", 0, "sad on the web"),
    ],
)
def test_the_variation_that_fits_best_is_chosen(
    mood: str | None, channel: str, turn_of: int, text: str
) -> None:
    chosen = choose_variation(RESPONSE, {"mood": mood}, channel, turn_of)
    assert RESPONSE.variations[chosen].text == text


def test_no_variation_that_fits_is_missing_words() -> None:
    only_sad = replace(RESPONSE, variations=RESPONSE.variations[2:3])
    with pytest.raises(MissingWords, match="utter_x"):
        choose_variation(only_sad, {}, "web", 0)


def test_a_value_that_is_missing_is_missing_words() -> None:
    with pytest.raises(MissingWords, match="name"):
        fill("hello {name}", {})


def test_another_language_is_better_than_none() -> None:
    assert find_response(world(), "utter_start", "nl").variations[0].text == "hello"


def test_words_that_no_language_has_are_missing() -> None:
    with pytest.raises(MissingWords, match="utter_none"):
        find_response(world(), "utter_none", "en")
