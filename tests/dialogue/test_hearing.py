"""Whole messages, titles and countries are heard wherever they are said."""

import pytest

from bot.dialogue.hearing import leads_to_help
from bot.dialogue.titles import Titles
from bot.domain.message import ReplyKind
from tests.dialogue.playing import Player, world


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("im in bxl", "BE"),
        ("jhabite a la Louvière", "BE"),
        ("Luxembourg", "LU"),
        ("je suis au luxembourg", "LU"),
        ("i live in germany", "other"),
    ],
)
def test_a_short_sentence_with_one_country_says_where_they_are(said: str, code: str) -> None:
    assert Player(country=None).start().say(said).conversation.slot("country") == code


@pytest.mark.parametrize(
    "said",
    [
        "im not in belgium",
        "my friend is in belgium",
        "from belgium to luxembourg",
        "i was thinking of going to belgium one day",
        "brussels",
    ],
)
def test_a_country_that_is_not_surely_theirs_is_not_taken(said: str) -> None:
    assert Player(country=None).start().say(said).conversation.slot("country") is None


def test_a_country_as_the_first_words_is_answered_with_its_card_and_a_greeting() -> None:
    assert Player(country=None).say("belgium").texts[1:] == ["hello", "menu"]


def test_where_lines_are_not_known_it_is_said_and_what_is_the_same_is_shown() -> None:
    player = Player(country=None).start().say("i live in germany")
    assert player.texts[0] == "lines not known:\nIn danger: 112 (Europe)."


def test_where_lines_are_not_known_one_line_is_the_emergency_number() -> None:
    player = Player(country="other").start().risk().say("blub")
    cards = [one.text for one in player.turn.replies if one.kind is ReplyKind.CARD]
    assert cards == ["In danger: 112 (Europe)."]


def test_a_whole_message_starts_the_flow_it_wishes_for() -> None:
    assert Player().start().say("Teach me!").texts == ["lesson", "one?"]


def test_the_same_words_inside_others_wish_for_nothing() -> None:
    assert "lesson" not in Player().start().say("teach me and leave me alone").texts


def test_words_that_mean_the_same_as_a_title_are_that_button() -> None:
    assert Player().start().say("teach me").say("oui").texts == ["colour?"]


def test_titles_know_their_languages_and_meanings() -> None:
    titles = Titles.of(world())
    assert titles.languages_of("Une leçon!") == ("fr",)
    assert titles.languages_of("red") == ("en", "fr")
    assert titles.languages_of("nothing") == ()
    assert titles.payloads_of("joke") == {"/SetSlots(asking_answer=joke)"}
    assert titles.payloads_of("nothing") == frozenset()


@pytest.mark.parametrize(("intent", "leads"), [("help", True), ("alarm", True), ("learn", False)])
def test_some_intents_lead_to_help_from_anywhere(intent: str, leads: bool) -> None:
    assert leads_to_help(intent, world()) is leads
